import { findReferences, parseReference, type Reference } from '../../core/kernel/reference.ts'
import { wordingIn } from '../../core/wording/wording.ts'
import { openedTopic } from './dialogue-state.ts'
import type { TicketStatus } from './dialogue-types.ts'
import { addMessage, botWordsOf, dateInWords, intend, type ReplyBuilder, suggest } from './reply-builder.ts'

const CODE = /(?<!\d)(\d{3})[\s.-]?(\d{3})(?!\d)/
const MOST_FAILURES = 2

/** The customer wants to know where a ticket stands: by its reference, never without the code sent to its e-mail. */
export function askStatus(draft: ReplyBuilder, text: string): void {
  const [found] = findReferences(text)
  const own = openedTopic(draft.state)?.reference
  if (found?.kind === 'valid') {
    requestCode(draft, found.reference)
    return
  }
  if (found) {
    askReference(draft, botWordsOf(draft).status.mistyped, 0)
    return
  }
  if (own) {
    requestCode(draft, own)
    return
  }
  askReference(draft, botWordsOf(draft).status.askReference, 0)
}

/** Hears a reference; what is none is asked for once more. */
export function hearReference(draft: ReplyBuilder, failures: number, text: string): void {
  const { status, anythingElse } = botWordsOf(draft)
  const found = findReferences(text)[0] ?? parseReference(text)
  if (found?.kind === 'valid') {
    requestCode(draft, found.reference)
    return
  }
  if (failures + 1 < MOST_FAILURES) {
    askReference(draft, found ? status.mistyped : status.askReferenceAgain, failures + 1)
    return
  }
  draft.state.step = { at: 'idle' }
  addMessage(draft, status.askReferenceAgain, anythingElse)
  suggest(draft, 'person', 'new-matter', 'no-thanks')
}

/** Hears the code; the three tries are core's to count. */
export function hearCode(draft: ReplyBuilder, reference: Reference, text: string): void {
  const found = CODE.exec(text)
  if (found) {
    intend(draft, { kind: 'show-status', reference, code: `${found[1]}${found[2]}` })
    return
  }
  const [other] = findReferences(text)
  if (other?.kind === 'valid' && other.reference !== reference) {
    requestCode(draft, other.reference)
    return
  }
  addMessage(draft, botWordsOf(draft).status.askCodeAgain)
  suggest(draft, 'person')
}

/** Whatever the reference, the same sentence: it does not tell whether there is such a ticket. */
export function hearCodeSent(draft: ReplyBuilder): void {
  addMessage(draft, botWordsOf(draft).status.codeSent)
  suggest(draft, 'person')
}

/** Says where the ticket stands. */
export function hearStatus(draft: ReplyBuilder, status: TicketStatus): void {
  const { status: sentences, anythingElse } = botWordsOf(draft)
  const wording = wordingIn(draft.state.language)
  draft.state.step = { at: 'idle' }
  addMessage(
    draft,
    sentences.shown({
      reference: status.reference,
      about: wording.categories[status.category].about,
      state: wording.ticketPage.states[status.state].explanation,
    }),
    status.nextDue &&
      wording.promises[status.nextDue.kind].due({ when: dateInWords(draft, status.nextDue.at) }),
    status.lastUpdateAt && sentences.lastUpdate(dateInWords(draft, status.lastUpdateAt)),
  )
  addMessage(draft, anythingElse)
  suggest(draft, 'no-thanks', 'new-matter', 'person')
}

/** The code opened nothing: wrong, too old, used up, or there is no such ticket. */
export function hearStatusRefused(draft: ReplyBuilder, triesLeft: number): void {
  addMessage(draft, botWordsOf(draft).status.refused(triesLeft))
  if (triesLeft === 0) draft.state.step = { at: 'idle' }
  suggest(draft, ...(triesLeft === 0 ? (['new-matter'] as const) : []), 'person')
}

function requestCode(draft: ReplyBuilder, reference: Reference): void {
  draft.state.step = { at: 'status-code', reference }
  intend(draft, { kind: 'send-status-code', reference })
}

function askReference(draft: ReplyBuilder, sentence: string, failures: number): void {
  draft.state.step = { at: 'status-reference', failures }
  addMessage(draft, sentence)
  suggest(draft, 'new-matter', 'person')
}
