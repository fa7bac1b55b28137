import { MINUTE } from '../../core/kernel/duration.ts'
import { hearComment } from './ask-rating.ts'
import { openedTopic } from './dialogue-state.ts'
import { openUnclear } from './open-topic.ts'
import { addMessage, botWordsOf, type ReplyBuilder } from './reply-builder.ts'

/** After this long without a word the customer is told once that nothing is lost, in milliseconds. */
export const IDLE_AFTER = 3 * MINUTE
/** After this long the conversation pauses; what was said and has no ticket yet gets one. */
export const GONE_AFTER = 15 * MINUTE

/** Hears that the customer says nothing. While a person is asked for or speaks, that is theirs to notice. */
export function hearIdleCustomer(draft: ReplyBuilder, long: boolean): void {
  const { state } = draft
  const { step } = state
  if (step.at === 'queued' || step.at === 'person') return
  const { silence } = botWordsOf(draft)
  const reference = openedTopic(state)?.reference
  if (long) {
    if (step.at === 'rating-comment') hearComment(draft, step.score, '')
    else if (state.unclear && (state.unclear.text !== '' || state.unclear.files.length > 0)) {
      // Someone will read it and ask: better than losing what nobody understood.
      state.pausing = true
      openUnclear(draft, '', [], false)
      return
    }
    if (step.at !== 'idle') {
      addMessage(draft, reference ? silence.goneWithTicket(reference) : silence.gone)
    }
    state.step = { at: 'idle' }
    return
  }
  // One nudge, and none to a customer who has been told everything.
  if (step.at === 'idle' && !state.unclear) return
  if (state.silences > 0 || step.at === 'rating' || step.at === 'rating-comment') return
  state.silences += 1
  addMessage(draft, reference ? silence.withTicket(reference) : silence.first)
}
