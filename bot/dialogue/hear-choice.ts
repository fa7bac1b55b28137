import { addToTopic } from './add-to-topic.ts'
import { askNext, askOpenQuestion } from './ask-details.ts'
import { askPerson, stopWaiting } from './ask-person.ts'
import { askRating, finish, hearComment, hearScore, letGo } from './ask-rating.ts'
import { beginCorrection, correctTo } from './category-correction.ts'
import { type ChoiceId, chosenCategory } from './choice.ts'
import { openedTopic } from './dialogue-state.ts'
import { askTranscript, changeDialogueLanguage, startAgain } from './hear-anywhere.ts'
import { openAs } from './open-topic.ts'
import { addMessage, botWordsOf, intend, type ReplyBuilder, suggest } from './reply-builder.ts'
import { askStatus } from './ticket-status.ts'
import { hearProblem } from './topic.ts'

// These mean the same whenever they are pressed; the others answer one question and no other.
const ALWAYS: ReadonlySet<ChoiceId> = new Set([
  'person',
  'status',
  'restart',
  'in-french',
  'in-english',
  'transcript',
])

/** Hears a suggested reply. One of an earlier question is answered by where the conversation stands now. */
export function hearChoice(draft: ReplyBuilder, id: ChoiceId, asked: number): void {
  const { state } = draft
  state.silences = 0
  if (state.step.at === 'person') {
    if (id === 'stop-waiting') stopWaiting(draft)
    return
  }
  if (!ALWAYS.has(id) && (asked !== state.asked || !state.offered.some((offer) => offer.id === id))) {
    repeatSuggestions(draft)
    return
  }
  const category = chosenCategory(id)
  if (category) {
    state.step.at === 'correction' ? correctTo(draft, category) : openAs(draft, category)
    return
  }
  act(draft, id)
}

function act(draft: ReplyBuilder, id: ChoiceId): void {
  const { state } = draft
  switch (id) {
    case 'person':
      // Waiting already: asked again, it is the same place in the queue.
      if (state.step.at === 'queued') repeatSuggestions(draft)
      else askPerson(draft, { reason: 'asked', urgent: false, text: '', files: [] })
      return
    case 'status':
      askStatus(draft, '')
      return
    case 'restart':
      startAgain(draft)
      return
    case 'in-french':
      changeDialogueLanguage(draft, 'fr')
      return
    case 'in-english':
      changeDialogueLanguage(draft, 'en')
      return
    case 'transcript':
      askTranscript(draft)
      return
    case 'new-matter':
      state.current = null
      state.openingTogether = 0
      state.step = { at: 'idle' }
      addMessage(draft, botWordsOf(draft).howCanIHelp)
      return
    case 'same-matter':
    case 'other-matter':
      sortWords(draft, id)
      return
    case 'wrong-category':
      beginCorrection(draft)
      return
    case 'right-category':
      askNext(draft)
      return
    case 'solved':
      solve(draft)
      return
    case 'not-solved':
      askNext(draft, botWordsOf(draft).thanksForDetail)
      return
    case 'skip':
      skip(draft)
      return
    case 'no-thanks':
      finish(draft)
      return
    case 'keep-waiting':
      return
    case 'stop-waiting':
      stopWaiting(draft)
      return
    case 'rate':
      askRating(draft)
      return
    case 'rate:1':
    case 'rate:2':
    case 'rate:3':
    case 'rate:4':
    case 'rate:5':
      hearScore(draft, Number(id.at(-1)) as 1 | 2 | 3 | 4 | 5)
      return
  }
}

function sortWords(draft: ReplyBuilder, id: 'same-matter' | 'other-matter'): void {
  const { state } = draft
  const { step } = state
  if (step.at !== 'same-or-new') {
    askOpenQuestion(draft)
    return
  }
  state.step = { at: 'idle' }
  if (id === 'same-matter') addToTopic(draft, step.text, step.files)
  else hearProblem(draft, step.text, step.files)
}

function solve(draft: ReplyBuilder): void {
  const opened = openedTopic(draft.state)
  if (!opened) return
  draft.state.step = { at: 'idle' }
  const { matter, reference } = opened
  intend(draft, { kind: 'resolve-at-first-contact', reference, answer: matter.answer })
}

function skip(draft: ReplyBuilder): void {
  const { step } = draft.state
  if (step.at === 'rating') {
    letGo(draft)
    return
  }
  if (step.at === 'rating-comment') {
    hearComment(draft, step.score, '')
    return
  }
  askNext(draft)
}

function repeatSuggestions(draft: ReplyBuilder): void {
  const ids = draft.state.offered.map(({ id }) => id)
  addMessage(draft, botWordsOf(draft).staleChoice)
  if (draft.state.step.at === 'detail') {
    askOpenQuestion(draft)
    return
  }
  suggest(draft, ...ids)
}
