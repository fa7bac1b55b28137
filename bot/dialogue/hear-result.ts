import type { Reference } from '../../core/kernel/reference.ts'
import { askNext, askOpenQuestion } from './ask-details.ts'
import { hearHandoff } from './ask-person.ts'
import { askRating, canAskRating, putRating } from './ask-rating.ts'
import { openedTopic } from './dialogue-state.ts'
import type { Result } from './dialogue-types.ts'
import { nextDetail } from './needed-details.ts'
import { addMessage, botWordsOf, type ReplyBuilder, suggest } from './reply-builder.ts'
import { hearCodeSent, hearStatus, hearStatusRefused } from './ticket-status.ts'
import { hearOpened } from './topic.ts'

/** Hears what became of something core was asked to do. */
export function hearResult(draft: ReplyBuilder, result: Result): void {
  switch (result.kind) {
    case 'ticket-opened':
      hearOpened(draft, result)
      return
    case 'ticket-added':
      hearAdded(draft, result.reference)
      return
    case 'ticket-resolved':
      addMessage(draft, botWordsOf(draft).resolved(result.reference))
      askRating(draft)
      return
    case 'code-sent':
      hearCodeSent(draft)
      return
    case 'status':
      hearStatus(draft, result.status)
      return
    case 'status-refused':
      hearStatusRefused(draft, result.triesLeft)
      return
    case 'question-asked':
      draft.state.questionOn = result.reference
      return
    case 'satisfaction-asked':
      if (canAskRating(draft.state, result.reference)) putRating(draft)
      return
    case 'transcript-sent':
      addMessage(draft, botWordsOf(draft).transcript.sent)
      if (draft.state.step.at === 'detail') askOpenQuestion(draft)
      return
    case 'rated':
      addMessage(draft, botWordsOf(draft).rating.thanks, botWordsOf(draft).goodbye)
      return
    case 'refused':
      hearRefused(draft, result)
      return
    default:
      hearHandoff(draft, result)
      return
  }
}

function hearAdded(draft: ReplyBuilder, reference: Reference): void {
  const { state } = draft
  const { added, anythingElse } = botWordsOf(draft)
  if (state.sellerContactAsked) {
    state.sellerContactAsked = false
    if (state.step.at === 'detail') askOpenQuestion(draft)
    else askNext(draft)
    return
  }
  const opened = openedTopic(state)
  if (state.step.at === 'detail') {
    addMessage(draft, added(reference))
    // What was asked may have been said in the same breath.
    const { detail } = state.step
    const known = { ...state, ...opened?.matter }[detail]
    if (known) askNext(draft)
    else askOpenQuestion(draft)
    return
  }
  if (state.step.at !== 'idle') {
    addMessage(draft, added(reference), state.step.at === 'answered' ? botWordsOf(draft).didItSolve : null)
    suggest(draft, ...state.offered.map(({ id }) => id))
    return
  }
  if (opened && opened.reference === reference && nextDetail(state, opened.matter)) {
    askNext(draft, added(reference))
    return
  }
  addMessage(draft, added(reference), anythingElse)
  suggest(draft, 'no-thanks', 'new-matter', 'person')
}

function hearRefused(draft: ReplyBuilder, refused: Extract<Result, { kind: 'refused' }>): void {
  const { refused: sentences, status, person } = botWordsOf(draft)
  if (refused.intent === 'send-status-code' || refused.intent === 'show-status') {
    draft.state.step = { at: 'idle' }
    addMessage(draft, status.tooMany)
    suggest(draft, 'person')
    return
  }
  if (refused.intent === 'open-ticket') keepForLater(draft)
  addMessage(
    draft,
    refused.because === 'too-many' ? sentences.tooMany : sentences.notAvailable,
    person.byTelephone(draft.context.telephone),
  )
}

// What could not be opened is told again with the customer's next words.
function keepForLater({ state }: ReplyBuilder): void {
  const pending = state.matters.filter(({ reference }) => reference === null)
  state.matters = state.matters.filter(({ reference }) => reference !== null)
  state.wantsPerson = null
  state.wantsSellerContact = null
  state.pausing = false
  if (pending.length === 0) return
  state.unclear = {
    text: pending.map(({ text }) => text).join('\n'),
    files: pending.flatMap(({ files }) => files),
    failures: 0,
  }
}
