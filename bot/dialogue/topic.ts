import type { Decision } from '../../core/classify/classify.ts'
import type { Category } from '../../core/policy/category.ts'
import { goOnAskingPerson } from './ask-person.ts'
import { askForSellerContact } from './ask-seller-contact.ts'
import type { ChoiceId } from './choice.ts'
import type { CustomerFile, Result } from './dialogue-types.ts'
import { newTopic, noteDetails, openTopics, openUnclear } from './open-topic.ts'
import { wordCount } from './read/fold-text.ts'
import { readProblems } from './read/problems.ts'
import { addMessage, botWordsOf, type ReplyBuilder, suggest } from './reply-builder.ts'
import { confirmReference, confirmReferenceFirst, confirmTopic, confirmTopics } from './topic-confirmation.ts'

/** Hears what may be a problem: opens it when it is clear what it is about, asks shortly when it is not. */
export function hearProblem(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): void {
  const { state, context } = draft
  const whole = [state.unclear?.text, text].filter(Boolean).join('\n')
  const allFiles = [...(state.unclear?.files ?? []), ...files]
  noteDetails(draft, whole, undefined)
  const problems = readProblems(whole, context.classify)
  const [first] = problems
  if (first && problems.length === 1) {
    const decision = clearDecision(draft, text, first.decision)
    if (!decision) askWhatItIs(draft, whole, allFiles, first.decision)
    else openTopics(draft, [newTopic(whole, decision, decision.category, allFiles)])
    return
  }
  openTopics(
    draft,
    problems.map(({ text, decision }) => newTopic(text, decision, decision.category, allFiles)),
  )
}

/** Core has opened the ticket of the first matter without one; said when all that were told are opened. */
export function hearOpened(draft: ReplyBuilder, opened: Extract<Result, { kind: 'ticket-opened' }>): void {
  const { state } = draft
  const index = state.matters.findIndex(({ reference }) => reference === null)
  const matter = state.matters[index]
  if (!matter) return
  matter.reference = opened.reference
  state.current = index
  if (state.matters.some(({ reference }) => reference === null)) return
  const together = state.matters.slice(-state.openingTogether)
  state.current = state.matters.length - together.length
  if (state.pausing) {
    state.pausing = false
    addMessage(
      draft,
      botWordsOf(draft).recorded(opened.reference),
      botWordsOf(draft).silence.goneWithTicket(opened.reference),
    )
    return
  }
  if (state.wantsPerson) {
    if (state.wantsPerson.reason !== 'despair') confirmReferenceFirst(draft, matter, opened.due)
    goOnAskingPerson(draft)
    return
  }
  if (state.wantsSellerContact !== null) {
    confirmReference(draft, matter, opened.due)
    askForSellerContact(draft, state.wantsSellerContact)
    return
  }
  if (together.length > 1) confirmTopics(draft, together)
  else confirmTopic(draft, matter, opened.due)
}

// "Autre" is a decision about a sentence; about two words, or what was not understood before, it is none. What was asked
// for may be clear by itself even when the words before it blur the whole.
function clearDecision(draft: ReplyBuilder, text: string, whole: Decision): Decision | null {
  const clear = (decision: Decision) => !decision.abstained && decision.category !== 'other'
  if (clear(whole)) return whole
  if (!draft.state.unclear) return !whole.abstained && wordCount(text) >= TELLS_SOMETHING ? whole : null
  const alone = draft.context.classify(text)
  if (clear(alone)) return alone
  // Asked a second time, a likely guess that the customer sees and can correct is kinder than giving up.
  if (alone.category !== 'other' && alone.confidence >= LIKELY) return { ...alone, abstained: false }
  return !alone.abstained && wordCount(text) >= TELLS_SOMETHING ? alone : null
}

const TELLS_SOMETHING = 5
const LIKELY = 0.7

function askWhatItIs(draft: ReplyBuilder, text: string, files: CustomerFile[], decision: Decision): void {
  const { state } = draft
  const failures = (state.unclear?.failures ?? 0) + 1
  state.unclear = { text, files, failures }
  if (failures >= MOST_FAILURES) {
    state.wantsPerson = { reason: 'not-understood', urgent: decision.urgent }
    addMessage(draft, botWordsOf(draft).person.notUnderstood)
    openUnclear(draft, '', [], decision.urgent)
    return
  }
  const candidates = likelyOf(decision)
  state.step = { at: 'category', candidates }
  addMessage(draft, botWordsOf(draft).unclear)
  suggest(draft, ...candidates.map((category): ChoiceId => `category:${category}`), 'person')
}

// Two failures become a person: a third question would only annoy.
const MOST_FAILURES = 2

function likelyOf(decision: Decision): Category[] {
  const likely = [
    decision.category,
    decision.runnerUp?.category,
    'order-dispute',
    'account',
    'other',
  ] as const
  return [...new Set(likely.filter((category) => category !== undefined))].slice(0, 4)
}
