import { detectLanguage } from '../../core/classify/detect-language.ts'
import { findReferences, type Reference } from '../../core/kernel/reference.ts'
import { addToTopic, hearMore } from './add-to-topic.ts'
import { askOpenQuestion } from './ask-details.ts'
import { askPerson, stopWaiting } from './ask-person.ts'
import { finish, hearComment, hearRating } from './ask-rating.ts'
import { hearCorrection } from './category-correction.ts'
import { openedTopic } from './dialogue-state.ts'
import type { CustomerFile } from './dialogue-types.ts'
import { hearAnywhere } from './hear-anywhere.ts'
import { hearChoice } from './hear-choice.ts'
import { hearDetail } from './hear-detail.ts'
import { readCommand } from './read/chat-command.ts'
import { readDistress } from './read/distress.ts'
import { readEmail } from './read/email-address.ts'
import { foldText, wordCount } from './read/fold-text.ts'
import { saysNo, saysYes, skips } from './read/yes-no.ts'
import { addMessage, botWordsOf, intend, type ReplyBuilder, suggest } from './reply-builder.ts'
import { hearCode, hearReference } from './ticket-status.ts'
import { hearProblem } from './topic.ts'

/** Hears what the customer wrote, wherever the conversation stands. */
export function hearText(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): void {
  const { state } = draft
  state.silences = 0
  if (state.step.at === 'person') {
    intend(draft, { kind: 'relay', text, files })
    return
  }
  followLanguage(draft, text)
  const distress = readDistress(text, draft.context.classify(text))
  if (distress) {
    addMessage(draft, distress === 'despair' ? botWordsOf(draft).despair : botWordsOf(draft).danger)
    if (state.step.at === 'queued') intend(draft, { kind: 'relay', text, files })
    askPerson(draft, { reason: distress, urgent: true, text, files })
    return
  }
  if (state.step.at === 'queued') {
    hearWhileQueued(draft, text, files)
    return
  }
  if (text.trim() === '' && files.length === 0) {
    addMessage(draft, botWordsOf(draft).emptyMessage)
    return
  }
  if (text.trim() === '') {
    hearFilesAlone(draft, files)
    return
  }
  const offered = state.offered.find(({ label }) => foldText(label) === foldText(text))
  if (offered) {
    hearChoice(draft, offered.id, state.asked)
    return
  }
  if (hearAnywhere(draft, text, files)) return
  hearInStep(draft, text, files)
}

function hearInStep(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): void {
  const { state } = draft
  const { step } = state
  switch (step.at) {
    case 'detail':
      hearDetail(draft, step, text, files)
      return
    case 'correction':
      hearCorrection(draft, step.failures, text)
      return
    case 'answered':
      hearWhetherSolved(draft, step.again, text, files)
      return
    case 'same-or-new':
      hearSameOrNew(draft, text, files)
      return
    case 'status-reference':
      if (tellsSomethingElse(text)) break
      hearReference(draft, step.failures, text)
      return
    case 'status-code':
      if (tellsSomethingElse(text)) break
      hearCode(draft, step.reference, text)
      return
    case 'rating':
      if (hearRating(draft, text)) return
      break
    case 'rating-comment':
      hearComment(draft, step.score, text)
      return
    case 'transcript-email':
      if (hearTranscriptEmail(draft, text)) return
      break
  }
  if (step.at !== 'category') state.step = { at: 'idle' }
  hearIdle(draft, text, files)
}

function hearIdle(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): void {
  const { state } = draft
  if (state.questionOn) {
    answerQuestion(draft, state.questionOn, text, files)
    return
  }
  const wasAskedForMore = state.offered.some(({ id }) => id === 'no-thanks')
  if (wasAskedForMore && saysNo(text) && wordCount(text) <= 4) {
    finish(draft)
    return
  }
  if (wasAskedForMore && saysYes(text) && wordCount(text) <= 3) {
    addMessage(draft, botWordsOf(draft).howCanIHelp)
    return
  }
  // "Ok" to the greeting says nothing yet.
  if (state.current === null && !state.unclear && wordCount(text) <= 2 && (saysYes(text) || saysNo(text))) {
    addMessage(draft, botWordsOf(draft).howCanIHelp)
    return
  }
  const [found] = findReferences(text)
  if (found?.kind === 'valid') {
    const own = state.matters.findIndex(({ reference }) => reference === found.reference)
    if (own >= 0) state.current = own
    intend(draft, { kind: 'add-to-ticket', reference: found.reference, text, files })
    return
  }
  if (openedTopic(state)) hearMore(draft, text, files)
  else hearProblem(draft, text, files)
}

// Whatever it is, the member who asked reads it.
function answerQuestion(
  draft: ReplyBuilder,
  reference: Reference,
  text: string,
  files: readonly CustomerFile[],
): void {
  const { state } = draft
  const own = state.matters.findIndex((matter) => matter.reference === reference)
  if (own >= 0) state.current = own
  state.questionOn = null
  intend(draft, { kind: 'add-to-ticket', reference, text, files })
}

function hearWhileQueued(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): void {
  const { state } = draft
  const stop = state.offered.some(({ label }) => foldText(label) === foldText(text))
  if (stop || readCommand(text) === 'cancel') {
    stopWaiting(draft)
    return
  }
  intend(draft, { kind: 'relay', text, files })
  // Said once: who writes line after line wants to be heard, not answered each time.
  if (state.step.at === 'queued' && state.step.noted) return
  state.step = { at: 'queued', noted: true }
  addMessage(draft, botWordsOf(draft).person.noted)
  suggest(draft, 'stop-waiting')
}

function hearFilesAlone(draft: ReplyBuilder, files: readonly CustomerFile[]): void {
  const { state } = draft
  if (state.questionOn) {
    answerQuestion(draft, state.questionOn, '', files)
    return
  }
  if (openedTopic(state)) {
    addToTopic(draft, '', files)
    return
  }
  const { text = '', files: before = [], failures = 0 } = state.unclear ?? {}
  state.unclear = { text, files: [...before, ...files], failures }
  addMessage(draft, botWordsOf(draft).fileKept(files.length), botWordsOf(draft).howCanIHelp)
}

function hearWhetherSolved(
  draft: ReplyBuilder,
  again: boolean,
  text: string,
  files: readonly CustomerFile[],
): void {
  if (saysYes(text)) {
    hearChoice(draft, 'solved', draft.state.asked)
    return
  }
  if (saysNo(text) && wordCount(text) <= 6) {
    hearChoice(draft, 'not-solved', draft.state.asked)
    return
  }
  // "Merci" after an answer may be polite or may mean solved: asked once more, then left open.
  if (readCommand(text) === 'thanks' && !again) {
    draft.state.step = { at: 'answered', again: true }
    addMessage(draft, botWordsOf(draft).thanked, botWordsOf(draft).didItSolve)
    suggest(draft, 'solved', 'not-solved', 'person')
    return
  }
  draft.state.step = { at: 'idle' }
  hearMore(draft, text, files)
}

function hearSameOrNew(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): void {
  const said = foldText(text)
  const { asked } = draft.state
  if (/ (?:autre|nouve\w+|another|new|different) /.test(said)) {
    hearChoice(draft, 'other-matter', asked)
    return
  }
  hearChoice(draft, 'same-matter', asked)
  // Neither yes nor no: more words on the matter at hand.
  if (!saysYes(text) && !/ (?:meme|same|ce dossier|this case) /.test(said)) addToTopic(draft, text, files)
}

function hearTranscriptEmail(draft: ReplyBuilder, text: string): boolean {
  const email = readEmail(text)
  if (email) {
    draft.state.email ??= email
    draft.state.step = { at: 'idle' }
    intend(draft, { kind: 'send-transcript', email })
    return true
  }
  if (!skips(text)) return false
  draft.state.step = { at: 'idle' }
  askOpenQuestion(draft)
  return true
}

// A reference or a code is a line of its own; a story is not an answer to the question for them.
function tellsSomethingElse(text: string): boolean {
  return wordCount(text) > 12 && findReferences(text).length === 0
}

function followLanguage(draft: ReplyBuilder, text: string): void {
  const { state } = draft
  if (state.languageChosen) return
  // Addresses hold words of any language.
  const sentence = text.replace(/\S+@\S+|https?:\S+|www\.\S+/gi, ' ')
  const detected = detectLanguage(sentence)
  if (detected === 'unknown' || detected === state.language) return
  // An answer to a question is a name or a number as often as a sentence.
  const first = state.matters.length === 0 && state.step.at === 'idle'
  if (first || wordCount(sentence) >= 4) state.language = detected
}
