import { askNext } from './ask-details.ts'
import { askRating } from './ask-rating.ts'
import { openedTopic } from './dialogue-state.ts'
import type { CustomerFile, HandoffReason, Result } from './dialogue-types.ts'
import { openUnclear } from './open-topic.ts'
import { wordCount } from './read/fold-text.ts'
import { addMessage, botWordsOf, dateInWords, intend, type ReplyBuilder, suggest } from './reply-builder.ts'

// "Je veux parler à quelqu'un" says nothing more of the matter; a longer wish does.
const LONGEST_BARE_WISH = 8
const LONGEST_SUMMARY = 500

/** The customer wants, or needs, a person: from any state. Without a ticket one is opened first, so that nothing is lost. */
export function askPerson(
  draft: ReplyBuilder,
  given: { reason: HandoffReason; urgent: boolean; text: string; files: readonly CustomerFile[] },
): void {
  const { state } = draft
  const { reason, urgent, text, files } = given
  const opened = openedTopic(state)
  const sentences = botWordsOf(draft).person
  if (reason !== 'despair') addMessage(draft, urgent ? sentences.askingUrgently : sentences.asking)
  state.wantsPerson = { reason, urgent: urgent || (opened?.matter.urgent ?? false) }
  if (!opened) {
    openUnclear(draft, text, files, urgent)
    return
  }
  if (wordCount(text) > LONGEST_BARE_WISH || files.length > 0) {
    intend(draft, { kind: 'record-details', reference: opened.reference, details: {}, text })
    if (files.length > 0)
      intend(draft, { kind: 'add-to-ticket', reference: opened.reference, text: '', files })
  }
  goOnAskingPerson(draft)
}

/** Asks core for a person, now that there is a ticket. */
export function goOnAskingPerson(draft: ReplyBuilder): void {
  const { state } = draft
  const opened = openedTopic(state)
  if (!opened || !state.wantsPerson) return
  intend(draft, {
    kind: 'ask-handoff',
    ...state.wantsPerson,
    category: opened.matter.category,
    language: state.language,
    reference: opened.reference,
    summary: opened.matter.text.trim().slice(0, LONGEST_SUMMARY),
  })
  state.askedPersonFor = state.wantsPerson.reason
  state.wantsPerson = null
}

/** Hears what became of the wish for a person, and of the talk. */
export function hearHandoff(
  draft: ReplyBuilder,
  result: Extract<Result, { kind: `handoff-${string}` }>,
): void {
  const { state } = draft
  const sentences = botWordsOf(draft).person
  switch (result.kind) {
    case 'handoff-queued': {
      const where = { place: result.position, minutes: result.waitMinutes }
      addMessage(draft, state.step.at === 'queued' ? sentences.moved(where) : sentences.queued(where))
      state.step = { at: 'queued', noted: state.step.at === 'queued' && state.step.noted }
      suggest(draft, 'stop-waiting')
      break
    }
    case 'handoff-nobody':
      hearNobody(draft, result.opensAt)
      break
    case 'handoff-passed-on':
      state.step = { at: 'queued', noted: true }
      addMessage(draft, sentences.passedOn)
      suggest(draft, 'stop-waiting')
      break
    case 'handoff-failed':
      state.step = { at: 'queued', noted: true }
      addMessage(draft, sentences.hubFailed)
      break
    case 'handoff-accepted':
      state.step = { at: 'person', memberFirstName: result.memberFirstName }
      addMessage(
        draft,
        result.memberFirstName ? sentences.accepted(result.memberFirstName) : sentences.acceptedElsewhere,
      )
      break
    case 'handoff-transferred':
      state.step = result.memberFirstName
        ? { at: 'person', memberFirstName: result.memberFirstName }
        : { at: 'queued', noted: true }
      addMessage(
        draft,
        result.memberFirstName ? sentences.transferred(result.memberFirstName) : sentences.requeued,
      )
      break
    case 'handoff-ended':
      hearEnded(draft, result)
  }
}

/** The customer no longer waits. */
export function stopWaiting(draft: ReplyBuilder): void {
  draft.state.step = { at: 'idle' }
  intend(draft, { kind: 'leave-handoff' })
  askNext(draft, botWordsOf(draft).person.left)
}

function hearNobody(draft: ReplyBuilder, opensAt: Date | null): void {
  const { state, context } = draft
  const { person, despairNobody, ask } = botWordsOf(draft)
  const opened = openedTopic(state)
  const nobody =
    state.askedPersonFor === 'despair' ? despairNobody : person.nobody(opensAt && dateInWords(draft, opensAt))
  if (!opened) {
    addMessage(draft, nobody, person.byTelephone(context.telephone))
    return
  }
  const { matter, reference } = opened
  if (state.email) {
    state.step = { at: 'idle' }
    addMessage(
      draft,
      nobody,
      person.byMail({ reference, email: state.email }),
      person.byTelephone(context.telephone),
    )
    suggest(draft, 'no-thanks', 'new-matter')
    return
  }
  if (!matter.asked.includes('email')) matter.asked.push('email')
  state.step = { at: 'detail', detail: 'email', again: false }
  addMessage(draft, nobody, person.byTelephone(context.telephone))
  addMessage(draft, ask.email)
  suggest(draft, 'skip')
}

function hearEnded(draft: ReplyBuilder, ended: Extract<Result, { kind: 'handoff-ended' }>): void {
  const { state } = draft
  const { person } = botWordsOf(draft)
  state.step = { at: 'idle' }
  if (ended.by === 'timeout') {
    addMessage(draft, person.endedByTimeout)
    return
  }
  addMessage(draft, ended.summary && person.summary(ended.summary), person.ended)
  askRating(draft)
}
