import { findReferences } from '../../core/kernel/reference.ts'
import { askOpenQuestion } from './ask-details.ts'
import { askPerson } from './ask-person.ts'
import { finish } from './ask-rating.ts'
import { askForSellerContact } from './ask-seller-contact.ts'
import { beginCorrection } from './category-correction.ts'
import { openedTopic } from './dialogue-state.ts'
import type { CustomerFile } from './dialogue-types.ts'
import { type Command, readCommand } from './read/chat-command.ts'
import { wordCount } from './read/fold-text.ts'
import { insults } from './read/yes-no.ts'
import { addMessage, botWordsOf, intend, type ReplyBuilder, suggest } from './reply-builder.ts'
import { askStatus } from './ticket-status.ts'

/** Hears what may be said at any moment: a wish for a person, a cancellation, thanks … False when it is none of these. */
export function hearAnywhere(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): boolean {
  const { state } = draft
  const command = readCommand(text)
  if (command === null) return hearInsult(draft, text, files) || hearReferenceAlone(draft, text)
  // Asked "did it solve?", thanks are an answer; asked for a comment, they are the comment.
  if (command === 'thanks' && ['answered', 'rating', 'rating-comment'].includes(state.step.at)) {
    return false
  }
  if (state.step.at === 'rating-comment' && command !== 'person') return false
  obey(draft, command, text, files)
  return true
}

/** Forgets the matter at hand; tickets stay. */
export function startAgain(draft: ReplyBuilder): void {
  const { state } = draft
  state.unclear = null
  state.current = null
  state.openingTogether = 0
  state.step = { at: 'idle' }
  addMessage(draft, botWordsOf(draft).restarted)
  suggest(draft, 'status', 'person')
}

/** Changes the language for good and goes on where the conversation stands. */
export function changeDialogueLanguage(draft: ReplyBuilder, language: 'fr' | 'en'): void {
  const { state } = draft
  state.language = language
  state.languageChosen = true
  addMessage(draft, botWordsOf(draft).languageChanged)
  if (state.step.at === 'detail') askOpenQuestion(draft)
  else if (!openedTopic(state)) addMessage(draft, botWordsOf(draft).howCanIHelp)
}

/** Sends the conversation to the customer's e-mail; asks for it when it is not known. */
export function askTranscript(draft: ReplyBuilder): void {
  const { state } = draft
  if (state.email) {
    intend(draft, { kind: 'send-transcript', email: state.email })
    return
  }
  state.step = { at: 'transcript-email' }
  addMessage(draft, botWordsOf(draft).transcript.askEmail)
  suggest(draft, 'skip')
}

function obey(draft: ReplyBuilder, command: Command, text: string, files: readonly CustomerFile[]): void {
  const { state } = draft
  switch (command) {
    case 'person':
      askPerson(draft, { reason: 'asked', urgent: false, text, files })
      return
    case 'restart':
      startAgain(draft)
      return
    case 'cancel':
      cancel(draft)
      return
    case 'in-french':
      changeDialogueLanguage(draft, 'fr')
      return
    case 'in-english':
      changeDialogueLanguage(draft, 'en')
      return
    case 'status':
      askStatus(draft, text)
      return
    case 'seller-contact':
      askForSellerContact(draft, text)
      return
    case 'transcript':
      askTranscript(draft)
      return
    case 'wrong-category':
      beginCorrection(draft)
      return
    case 'goodbye':
      finish(draft)
      return
    case 'thanks':
      if (state.step.at === 'detail') {
        addMessage(draft, botWordsOf(draft).thanked)
        askOpenQuestion(draft)
        return
      }
      addMessage(draft, botWordsOf(draft).thanked, botWordsOf(draft).anythingElse)
      suggest(draft, 'no-thanks', 'new-matter', 'person')
      return
    case 'greeting':
      if (state.step.at === 'detail') {
        askOpenQuestion(draft)
        return
      }
      addMessage(draft, state.greeted ? botWordsOf(draft).howCanIHelp : botWordsOf(draft).greeting)
      state.greeted = true
      suggest(draft, 'status', 'person')
      return
  }
}

function cancel(draft: ReplyBuilder): void {
  const { state } = draft
  state.unclear = null
  state.step = { at: 'idle' }
  addMessage(
    draft,
    botWordsOf(draft).cancelled(openedTopic(state)?.reference ?? null),
    botWordsOf(draft).anythingElse,
  )
  suggest(draft, 'no-thanks', 'new-matter', 'person')
}

function hearInsult(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): boolean {
  const { state, context } = draft
  if (!insults(text)) return false
  const decision = context.classify(text)
  if (!decision.abstained && decision.category !== 'other') return false
  state.insults += 1
  if (state.insults > 1) {
    askPerson(draft, { reason: 'upset', urgent: false, text, files })
    return true
  }
  addMessage(draft, botWordsOf(draft).insulted)
  suggest(draft, 'person')
  return true
}

// A reference with hardly a word beside it asks where that ticket stands.
function hearReferenceAlone(draft: ReplyBuilder, text: string): boolean {
  const { step } = draft.state
  if (step.at === 'status-reference' || step.at === 'status-code') return false
  if (findReferences(text).length === 0 || wordCount(text) > 6) return false
  askStatus(draft, text)
  return true
}
