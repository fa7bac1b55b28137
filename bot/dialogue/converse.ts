import type { DialogueState } from './state.ts'
import type { Context, Inbound, Turn } from './types.ts'

/**
 * One step of the conversation: pure, so that the same words in the same state always get the same answer. The caller
 * keeps the state, sends the outbound in order, does the intents in order, and feeds each one's Result back in.
 */
export function converse(state: DialogueState, _inbound: Inbound, _context: Context): Turn {
  return { state, outbound: [], intents: [] }
}
