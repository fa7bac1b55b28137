import { dayAndTime } from '../../core/wording/dates.ts'
import { wordingIn } from '../../core/wording/wording.ts'
import { botWordsIn } from '../wording/bot-wording.ts'
import type { BotWords } from '../wording/bot-words.ts'
import { type ChoiceId, chosenCategory } from './choice.ts'
import type { DialogueState } from './dialogue-state.ts'
import type { Card, Context, Intent, Outbound } from './dialogue-types.ts'

/** A turn in the making. `state` is a copy of its own; what hears the customer changes it and speaks through it. */
export interface ReplyBuilder {
  state: DialogueState
  context: Context
  outbound: Outbound[]
  intents: Intent[]
}

/** The sentences in the language spoken now. */
export function botWordsOf(draft: ReplyBuilder): BotWords {
  return botWordsIn(draft.state.language)
}

/** Says something. Empty sentences are left out; several go into one message as paragraphs. */
export function addMessage(draft: ReplyBuilder, ...sentences: (string | null)[]): void {
  message(draft, sentences, { format: 'plain', card: null })
}

/** Says a ready answer, written in Markdown by the operator. */
export function addMarkdown(draft: ReplyBuilder, text: string): void {
  message(draft, [text], { format: 'markdown', card: null })
}

/** Says something with a card beside it; the sentences hold all that the card shows. */
export function addCard(draft: ReplyBuilder, card: Card, ...sentences: (string | null)[]): void {
  message(draft, sentences, { format: 'plain', card })
}

/** Puts suggested replies under the last message; they replace all earlier ones. */
export function suggest(draft: ReplyBuilder, ...ids: readonly ChoiceId[]): void {
  const last = draft.outbound.at(-1)
  if (last?.kind !== 'message') return
  const { state } = draft
  state.asked += 1
  state.offered = ids.map((id) => ({ id, label: labelOf(draft, id) }))
  last.suggestions = state.offered.map((offer) => ({ ...offer, asked: state.asked }))
}

/** Asks core for something. */
export function intend(draft: ReplyBuilder, intent: Intent): void {
  draft.intents.push(intent)
}

/** A day and hour in words, in the language spoken now. */
export function dateInWords(draft: ReplyBuilder, at: Date): string {
  return dayAndTime(draft.state.language, at, draft.context.now)
}

function message(
  draft: ReplyBuilder,
  sentences: readonly (string | null)[],
  given: { format: 'plain' | 'markdown'; card: Card | null },
): void {
  const text = sentences.filter(Boolean).join('\n\n')
  if (text !== '') draft.outbound.push({ kind: 'message', text, ...given, suggestions: [] })
}

function labelOf(draft: ReplyBuilder, id: ChoiceId): string {
  const category = chosenCategory(id)
  if (category) return wordingIn(draft.state.language).categories[category].name
  // Only a category's choice has no label of its own.
  return botWordsOf(draft).choices[id as keyof BotWords['choices']]
}
