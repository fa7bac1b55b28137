import { detectLanguage } from '../../core/classify/detect-language.ts'
import { findReferences, sellerReference } from '../../core/kernel/reference.ts'
import { newText } from '../../core/message-text/new-text.ts'
import { readAttachments } from './attachments.ts'
import { detectAutomaticMail } from './automatic-mail.ts'
import { readBody } from './body.ts'
import { readBounce } from './bounce.ts'
import { fingerprint } from './fingerprint.ts'
import { isForwardSubject, readForward } from './forwarded.ts'
import { type Header, readHeader } from './header.ts'
import { readWithMailparser } from './mailparser-reading.ts'
import { readHeaderBlock } from './mime/header-block.ts'
import { leaves, readMimeParts } from './mime/mime-part.ts'
import type { ParsedMail } from './parsed-mail.ts'
import { collectWarnings } from './warning.ts'

export interface ParseOptions {
  /** When the mail reached us; replaces an implausible Date. */
  arrivedAt: Date
  /**
   * Our own addresses, in lower case: mail through a list of our own in front of a mailbox is not automatic for that.
   */
  ownAddresses?: readonly string[]
}

const LARGE_HEADER = 1024 * 1024

/**
 * Parses a raw mail. mailparser reads an ordinary one; what mailparser refuses or damages is read by our own tolerant
 * MIME reader. Every input yields a result: what is broken is repaired where that is certain, and reported in
 * `warnings`. Work and memory are linear in the mail's size and bounded in depth and number of parts, so that no
 * crafted mail can exhaust either. Attachments' contents may be views on `raw`.
 */
export async function parseMail(raw: Uint8Array, options: ParseOptions): Promise<ParsedMail> {
  const warnings = collectWarnings()
  const bytes = withLineEnds(raw)
  const { fields, bodyStart } = readHeaderBlock(bytes)
  const content = bytes.subarray(bodyStart)
  if (fields.length === 0) warnings.add('no-header')
  if (bodyStart > LARGE_HEADER) warnings.add('large-header')

  const header = readHeader(fields, options.arrivedAt, warnings)
  const { root, cut } = readMimeParts(fields, content)
  if (cut) warnings.add('too-many-parts')
  const reading = cut ? null : await readWithMailparser(bytes, bodyStart, root)
  const body = readBody(root, warnings, reading)
  if (body.text.trim() === '') warnings.add('no-text')
  const attachments = readAttachments(body.files, body.html, warnings, reading)

  const forward = isForwardSubject(header.subject)
  const fresh = forward ? body.text.trim() : newText(body.text, isReplyMail(header))
  const parts = leaves(root)
  const machine = detectAutomaticMail({
    fields,
    from: header.from,
    replyTo: header.replyTo,
    subject: header.subject,
    type: root.type,
    reportType: (root.parameters.get('report-type') ?? '').toLowerCase(),
    partTypes: parts.map((part) => part.type),
    ownAddresses: options.ownAddresses ?? [],
  })
  return {
    ...header,
    text: body.text,
    newText: fresh,
    html: body.html,
    language: detectLanguage(`${header.subject}\n${fresh}`),
    attachments,
    ticketReference: firstReference(header.subject, fresh, body.text),
    automatic: machine,
    bounce: machine.kind === 'bounce' ? readBounce(fields, parts, body.text, header) : null,
    warnings: warnings.list(),
    forwarded: forward ? readForward(header.subject, body.text) : null,
    fingerprint: fingerprint(fields, header.from.address, content),
  }
}

/** Returns the mail's bytes without a copy. Mail from an old Mac, with carriage returns only, gets line feeds. */
export function withLineEnds(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  if (bytes.includes(0x0a) || !bytes.includes(0x0d)) return bytes
  return Buffer.from(bytes.toString('latin1').replaceAll('\r', '\n'), 'latin1')
}

function isReplyMail(header: Header): boolean {
  if (header.inReplyTo !== null || header.references.length > 0) return true
  return /^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|ré|aw|sv|rép)\s*(?:\[\d+\])?\s*:/i.test(header.subject)
}

function firstReference(...texts: string[]): string | null {
  for (const text of texts) {
    for (const found of findReferences(text)) {
      if (found.kind !== 'valid') continue
      return found.thread === 'seller' ? sellerReference(found.reference) : found.reference
    }
  }
  return null
}
