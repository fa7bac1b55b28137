import { openedTopic, type Topic } from './dialogue-state.ts'
import type { Detail, Details } from './dialogue-types.ts'
import { nextDetail } from './needed-details.ts'
import { wordCount } from './read/fold-text.ts'
import { readDetails } from './read/read-details.ts'
import { addMessage, botWordsOf, intend, type ReplyBuilder, suggest } from './reply-builder.ts'

// A longer answer tells something; a shorter one only missed the question.
export const TELLS_SOMETHING = 5

/** Asks for the next thing the matter needs, one at a time; when nothing is missing, says what happens now. */
export function askNext(draft: ReplyBuilder, before: string | null = null): void {
  const { state } = draft
  const opened = openedTopic(state) ?? undefined
  const waiting = state.matters
    .slice(-Math.max(1, state.openingTogether))
    .filter(({ reference }) => reference)
  const matters = opened ? [opened.matter, ...waiting.filter((one) => one !== opened.matter)] : waiting
  for (const matter of matters) {
    const detail = nextDetail(state, matter)
    if (!detail) continue
    state.current = state.matters.indexOf(matter)
    askFor(draft, matter, detail, before)
    return
  }
  if (!opened) return
  state.step = { at: 'idle' }
  const { whatHappensNow, anythingElse } = botWordsOf(draft)
  addMessage(draft, before, whatHappensNow({ reference: opened.reference, email: state.email }), anythingElse)
  suggest(draft, 'no-thanks', 'new-matter', 'transcript', 'person')
}

/** Asks the question that is open once more, as after something else was said in between. */
export function askOpenQuestion(draft: ReplyBuilder): void {
  const { step } = draft.state
  if (step.at !== 'detail') {
    askNext(draft)
    return
  }
  addMessage(draft, botWordsOf(draft).ask[step.detail])
  suggest(draft, 'skip', 'person')
}

/** True for a short text whose point is a detail not known yet: an e-mail address that was not asked for, for example. */
export function containsDetails(draft: ReplyBuilder, text: string): boolean {
  const { email, telephone, orderNumber, listing } = readDetails(text)
  const said = { email, telephone, orderNumber, listing }
  if (wordCount(text) >= TELLS_SOMETHING * 2) return false
  const known: Partial<Details> = { ...draft.state, ...openedTopic(draft.state)?.matter }
  return Object.entries(said).some(
    ([name, value]) => value !== null && known[name as keyof Details] !== value,
  )
}

/** Keeps details that were said and has them recorded with the words they were said in. */
export function recordDetails(
  draft: ReplyBuilder,
  matter: Topic,
  read: Partial<Details>,
  text: string,
): void {
  const { state } = draft
  const fresh = Object.fromEntries(
    Object.entries(read).filter(([, value]) => value !== null && value !== undefined),
  ) as { [Name in keyof Details]?: string }
  if (fresh.name) state.name = fresh.name
  if (fresh.email) state.email = fresh.email
  if (fresh.telephone) state.telephone = fresh.telephone
  if (fresh.orderNumber) matter.orderNumber = fresh.orderNumber
  if (fresh.listing) matter.listing = fresh.listing
  // What is said of the person is true for each of their matters told at once.
  for (const { reference } of state.matters.slice(-Math.max(1, state.openingTogether))) {
    const details = reference === matter.reference ? fresh : personal(fresh)
    if (reference && Object.keys(details).length > 0) {
      intend(draft, {
        kind: 'record-details',
        reference,
        details,
        text: reference === matter.reference ? text : '',
      })
    }
  }
}

function askFor(draft: ReplyBuilder, matter: Topic, detail: Detail, before: string | null): void {
  matter.asked.push(detail)
  draft.state.step = { at: 'detail', detail, again: false }
  addMessage(draft, [before, botWordsOf(draft).ask[detail]].filter(Boolean).join(' '))
  suggest(draft, 'skip', ...(matter.asked.length === 1 ? (['wrong-category'] as const) : []), 'person')
}

function personal({ name, email, telephone }: Partial<Details>): Partial<Details> {
  return { ...(name && { name }), ...(email && { email }), ...(telephone && { telephone }) }
}
