import type { Reference } from '../../core/kernel/reference.ts'
import { type DialogueState, openedTopic } from './dialogue-state.ts'
import { readScore, skips } from './read/yes-no.ts'
import { addMessage, botWordsOf, intend, type ReplyBuilder, suggest } from './reply-builder.ts'

/**
 * True when the customer can be asked here how satisfied they are with that matter: it is the one this conversation is
 * about, and nothing else is under way but, at most, this very question. Elsewhere they have a link.
 */
export function canAskRating(state: DialogueState, reference: Reference): boolean {
  const free = state.step.at === 'rating' || (state.step.at === 'idle' && !state.rated)
  return free && openedTopic(state)?.reference === reference
}

/** Policy §3: asks how satisfied the customer is, once a conversation. */
export function askRating(draft: ReplyBuilder): void {
  const { state } = draft
  if (state.rated) {
    state.step = { at: 'idle' }
    addMessage(draft, botWordsOf(draft).goodbye)
    return
  }
  putRating(draft)
}

/** Asks it; a second time when what was said since hides the first question's choices. */
export function putRating(draft: ReplyBuilder): void {
  draft.state.rated = true
  draft.state.step = { at: 'rating' }
  addMessage(draft, botWordsOf(draft).rating.ask)
  suggest(draft, 'rate:5', 'rate:4', 'rate:3', 'rate:2', 'rate:1', 'skip')
}

/** The customer says goodbye or wants nothing more: asked how it was when there is a matter, else let go. */
export function finish(draft: ReplyBuilder): void {
  if (openedTopic(draft.state)) {
    askRating(draft)
    return
  }
  draft.state.step = { at: 'idle' }
  addMessage(draft, botWordsOf(draft).goodbye)
}

/** Hears the mark in words. False when the text is none: then it is about something else. */
export function hearRating(draft: ReplyBuilder, text: string): boolean {
  const score = readScore(text)
  if (score) hearScore(draft, score)
  else if (skips(text)) letGo(draft)
  else return false
  return true
}

/** Hears the mark; a word about it may follow. */
export function hearScore(draft: ReplyBuilder, score: 1 | 2 | 3 | 4 | 5): void {
  draft.state.rated = true
  draft.state.step = { at: 'rating-comment', score }
  addMessage(draft, botWordsOf(draft).rating.askComment)
  suggest(draft, 'skip')
}

/** Hears the word about it, or that there is none, and has both recorded. */
export function hearComment(draft: ReplyBuilder, score: 1 | 2 | 3 | 4 | 5, text: string): void {
  const reference = openedTopic(draft.state)?.reference ?? null
  const comment = text.trim() === '' || skips(text) ? null : text.trim()
  draft.state.step = { at: 'idle' }
  intend(draft, { kind: 'rate', reference, score, comment })
}

/** Lets the customer go without a mark. */
export function letGo(draft: ReplyBuilder): void {
  draft.state.step = { at: 'idle' }
  addMessage(draft, botWordsOf(draft).goodbye)
}
