import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import type { MeasureKind } from '../policy/measure-kind.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './letter.ts'
import { renderMail } from './mail.ts'
import { type LatePromise, UPDATE_WORDS } from './update-words.ts'
import { wordingIn } from './wording.ts'

export interface UpdateFacts {
  language: Language
  reference: string
  category: Category
  customerName: string | null
  level: Level
  /** When it is written; a promise due before is late. */
  writtenAt: Date
  /** Done since the last update and not told yet, oldest first. */
  measures: readonly { kind: MeasureKind; at: Date; memberFirstName: string | null; by: Date | null }[]
  /** A question to the customer is open since then. */
  waitingSince: Date | null
  /** Promises of the round that are still owed. */
  owed: readonly { kind: PromiseKind; dueAt: Date }[]
  investigation: { memberFirstName: string; begun: boolean } | null
  nextUpdateBy: Date
  ticketUrl: string
}

/** An update for a customer whose problem is not resolved (policy §3), ready to send. */
export function updateMail(facts: UpdateFacts): RenderedMail {
  return renderMail(updateLetter(facts))
}

/** What an update says: what was done, what we wait for, what comes next, by when. Only what was done and is owed. */
export function updateLetter(facts: UpdateFacts): Letter {
  const words = wordingIn(facts.language)
  const update = UPDATE_WORDS[facts.language]
  return {
    language: facts.language,
    reference: facts.reference,
    subject: update.subject,
    title: update.title,
    blocks: [
      { kind: 'paragraph', text: greeting(words, facts.customerName) },
      { kind: 'paragraph', text: update.opening({ about: words.categories[facts.category].about }) },
      { kind: 'heading', text: update.doneHeading },
      ...whatWasDone(facts),
      ...whatWeWaitFor(facts),
      { kind: 'heading', text: update.nextHeading },
      ...whatComesNext(facts),
      { kind: 'action', link: { label: words.mail.openPage, url: facts.ticketUrl } },
      { kind: 'paragraph', text: words.mail.howToAnswer },
    ],
    footer: [words.mail.personalLink],
  }
}

/** The same to be said in a call to a customer without an e-mail address: the sentences, one a line. */
export function updateInWords(facts: UpdateFacts): string {
  return [...whatWasDone(facts), ...whatWeWaitFor(facts), ...whatComesNext(facts)]
    .flatMap((block) =>
      block.kind === 'paragraph'
        ? [block.text]
        : block.kind === 'list'
          ? block.items.map(({ lead }) => lead)
          : [],
    )
    .join('\n')
}

function whatWasDone(facts: UpdateFacts): Block[] {
  const update = UPDATE_WORDS[facts.language]
  if (facts.measures.length === 0) {
    const team = wordingIn(facts.language).teams[facts.level].the
    return [{ kind: 'paragraph', text: `${update.nothingNew} ${update.followedBy({ team })}` }]
  }
  const items = facts.measures.map(({ kind, at, memberFirstName, by }) => {
    const handedOver = kind === 'handed-to-resolution' || kind === 'handed-to-customer-experience'
    const said = [
      update.measures[kind]({ when: whenOf(facts, at) }),
      ...(handedOver && memberFirstName ? [update.inTheHandsOf({ name: memberFirstName })] : []),
      ...(kind === 'seller-asked' && by ? [update.answerBy({ when: whenOf(facts, by) })] : []),
    ]
    return { lead: said.join(' '), link: null }
  })
  return [{ kind: 'list', items }]
}

function whatWeWaitFor(facts: UpdateFacts): Block[] {
  if (!facts.waitingSince) return []
  const update = UPDATE_WORDS[facts.language]
  const asked = update.waiting({ when: whenOf(facts, facts.waitingSince) })
  return [
    { kind: 'heading', text: update.waitingHeading },
    { kind: 'paragraph', text: `${asked} ${update.clockRuns}` },
  ]
}

const ANNOUNCED_PROMISES: readonly PromiseKind[] = ['investigate', 'conclude', 'escalate', 'resolve']

function whatComesNext(facts: UpdateFacts): Block[] {
  const update = UPDATE_WORDS[facts.language]
  const { promises } = wordingIn(facts.language)
  const owed = ANNOUNCED_PROMISES.flatMap((kind) => facts.owed.filter((promise) => promise.kind === kind))
  const late = owed.filter(({ dueAt }) => dueAt < facts.writtenAt)
  const lateSaid = late.flatMap(({ kind, dueAt }) =>
    isAnnounced(kind) ? [update.late[kind]({ when: whenOf(facts, dueAt) })] : [],
  )
  const { investigation } = facts
  const toCome = owed
    .filter(({ dueAt }) => dueAt >= facts.writtenAt)
    .map(({ kind, dueAt }) => {
      const when = whenOf(facts, dueAt)
      return kind === 'investigate' && investigation
        ? update.investigatorNamed({ name: investigation.memberFirstName, when })
        : promises[kind].due({ when })
    })
  const begun =
    investigation?.begun && owed.some(({ kind }) => kind === 'conclude') ? [update.investigating] : []
  const items = [...begun, ...toCome].map((lead) => ({ lead, link: null }))
  return [
    ...(lateSaid.length > 0
      ? [{ kind: 'paragraph' as const, text: [...lateSaid, update.apology].join(' ') }]
      : []),
    ...(items.length > 0 ? [{ kind: 'list' as const, items }] : []),
    {
      kind: 'paragraph',
      text: `${update.nextUpdate({ when: whenOf(facts, facts.nextUpdateBy) })} ${update.parisTime}`,
    },
  ]
}

function isAnnounced(kind: PromiseKind): kind is LatePromise {
  return kind === 'investigate' || kind === 'conclude' || kind === 'resolve'
}

function whenOf(facts: UpdateFacts, at: Date): string {
  return dayAndTime(facts.language, at, facts.writtenAt)
}
