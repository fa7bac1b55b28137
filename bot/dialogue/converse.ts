import type { DialogueState, Turn } from './dialogue-state.ts'
import type { Context, Inbound } from './dialogue-types.ts'
import { changeDialogueLanguage } from './hear-anywhere.ts'
import { hearChoice } from './hear-choice.ts'
import { hearResult } from './hear-result.ts'
import { hearText } from './hear-text.ts'
import { hearIdleCustomer } from './idle.ts'
import { addMessage, botWordsOf, type ReplyBuilder, suggest } from './reply-builder.ts'

/**
 * One step of the conversation: pure, so that the same words in the same state always get the same answer. The caller
 * keeps the state, sends the outbound in order, does the intents in order, and feeds each one's Result back in.
 */
export function converse(state: DialogueState, inbound: Inbound, context: Context): Turn {
  const draft: ReplyBuilder = { state: structuredClone(state), context, outbound: [], intents: [] }
  hear(draft, inbound)
  return { state: draft.state, outbound: draft.outbound, intents: draft.intents }
}

function hear(draft: ReplyBuilder, inbound: Inbound): void {
  switch (inbound.kind) {
    case 'opened':
      greet(draft, inbound.language)
      return
    case 'text':
      hearText(draft, inbound.text, inbound.files)
      return
    case 'choice':
      hearChoice(draft, inbound.id, inbound.asked)
      return
    case 'language':
      switchLanguage(draft, inbound.language)
      return
    case 'silence':
      hearIdleCustomer(draft, inbound.long)
      return
    default:
      hearResult(draft, inbound)
      return
  }
}

// Opened again after a reload: the customer sees the conversation as it was.
function greet(draft: ReplyBuilder, language: DialogueState['language']): void {
  const { state } = draft
  if (state.greeted) return
  state.greeted = true
  state.language = language
  addMessage(draft, botWordsOf(draft).greeting)
  suggest(draft, 'status', 'person', language === 'fr' ? 'in-english' : 'in-french')
}

function switchLanguage(draft: ReplyBuilder, language: DialogueState['language']): void {
  const { state } = draft
  if (state.step.at === 'person' || state.step.at === 'queued') {
    state.language = language
    state.languageChosen = true
    return
  }
  if (language !== state.language) changeDialogueLanguage(draft, language)
  state.languageChosen = true
}
