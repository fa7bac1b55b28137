import type { Core, Trx } from '../core/core.ts'
import type { ConversationId } from '../core/id.ts'
import type { Intent, Result } from './dialogue/types.ts'

/** Where an intent comes from. */
export interface IntentPlace {
  conversationId: ConversationId
  /** Of what was heard: with `step`, it names everything the turn makes. */
  activityId: string
  step?: string
}

/** Has core do what the dialogue wants, in the turn's transaction; answers what became of it, or null. */
export async function carryOut(
  _trx: Trx,
  _core: Core,
  _place: IntentPlace,
  intent: Intent,
): Promise<Result | null> {
  return { kind: 'refused', intent: intent.kind, because: 'not-available' }
}
