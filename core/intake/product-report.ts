import type { Core } from '../kernel/core.ts'
import { Problem } from '../kernel/problem.ts'
import type { Language } from '../policy/language.ts'
import type { InfringementGround, ProductReportField, ProductReportKind } from '../policy/product-form.ts'
import type { IncomingAttachment } from '../ticket/message.ts'
import { PRODUCT_REPORT_WORDS } from '../wording/product-report.ts'
import { receive } from './intake.ts'
import type { Received } from './received.ts'

/** A submitted form, checked or not. */
export interface ProductReport {
  kind: ProductReportKind
  language: Language
  /** One page address per line. */
  listings: string
  ground: InfringementGround | null
  explanation: string
  name: string
  email: string
  goodFaith: boolean
  files: readonly IncomingAttachment[]
  /** Makes submitting idempotent: the same token twice (a double click, a reload) is one report. */
  formToken: string
}

/** Why a field is not accepted. */
export interface ProductReportFault {
  field: ProductReportField
  why: 'missing' | 'incomplete' | 'too-long'
}

/** Longest text of each field, in characters. */
export const LONGEST_REPORT = { listings: 5_000, explanation: 20_000, name: 200, email: 300 } as const

/**
 * Returns the faults of a report, in the order of the form.
 * An infringement needs its ground and the statement of good faith (DSA art. 16 (2) a, b, d).
 * Name and address are needed, except where child abuse is reported (art. 16 (2) c).
 */
export function checkProductReport(report: ProductReport): ProductReportFault[] {
  const faults: ProductReportFault[] = []
  const infringement = report.kind === 'product-infringement'
  const anonymous = infringement && report.ground === 'child-abuse'
  const need = (field: ProductReportField, given: boolean) => {
    if (!given) faults.push({ field, why: 'missing' })
    return given
  }
  const short = (field: keyof typeof LONGEST_REPORT) => {
    const fits = report[field].length <= LONGEST_REPORT[field]
    if (!fits) faults.push({ field, why: 'too-long' })
    return fits
  }
  if (infringement) need('ground', report.ground !== null)
  if (need('listings', report.listings.trim() !== '') && short('listings')) {
    if (!listingsOf(report).every(isPage)) faults.push({ field: 'listings', why: 'incomplete' })
  }
  if (need('explanation', report.explanation.trim() !== '')) short('explanation')
  if (anonymous || need('name', report.name.trim() !== '')) short('name')
  if ((anonymous && report.email.trim() === '') || need('email', report.email.trim() !== '')) {
    if (short('email') && report.email.trim() !== '' && !isAddress(report.email))
      faults.push({ field: 'email', why: 'incomplete' })
  }
  if (infringement) need('goodFaith', report.goodFaith)
  return faults
}

/**
 * Receives a report by the form channel, as any message: ticket, reference, promises and acknowledgement.
 * The acknowledgement is the confirmation of receipt of DSA art. 16 (4). The address was only typed: it
 * proves nothing.
 * Throws a Problem for a report with faults (`checkProductReport`).
 */
export async function receiveProductReport(core: Core, report: ProductReport): Promise<Received> {
  if (checkProductReport(report).length > 0) {
    throw new Problem('invalid-input', 'The report is not complete. Fill in what is missing.')
  }
  const words = PRODUCT_REPORT_WORDS[report.language]
  const text = writtenOut(report)
  const [received] = await receive(core, [
    {
      door: 'form',
      idempotencyKey: `report:${report.kind}:${report.formToken}`,
      receivedAt: core.clock.now(),
      backlog: false,
      from: {
        kind: 'email',
        value: report.email.trim().toLowerCase(),
        name: report.name.trim() || null,
      },
      standing: 'unproven',
      stated: { name: report.name.trim() || null, email: null, telephone: null },
      subject: words.kinds[report.kind].subject,
      text,
      newText: text,
      html: null,
      language: report.language,
      doorCategory: report.kind,
      attachments: [...report.files],
      raw: null,
      mail: null,
      warnings: [],
    },
  ])
  if (!received) throw new Error('Intake answered nothing for a report.')
  return received
}

function listingsOf({ listings }: ProductReport): string[] {
  return listings
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function isPage(address: string): boolean {
  return /^https?:\/\/[^\s/]+\.[^\s]+$/i.test(address) && URL.canParse(address)
}

function isAddress(text: string): boolean {
  return /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,}$/.test(text.trim())
}

// Written as one would in a mail: readers of the ticket need no form to understand it.
function writtenOut(report: ProductReport): string {
  const { labels, grounds } = PRODUCT_REPORT_WORDS[report.language]
  const parts = [
    report.explanation.trim(),
    `${labels.listings}\n${listingsOf(report).join('\n')}`,
    ...(report.ground ? [`${labels.ground}\n${grounds[report.ground]}`] : []),
    ...(report.goodFaith ? [labels.goodFaith] : []),
  ]
  return parts.join('\n\n')
}
