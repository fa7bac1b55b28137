import { runTurn } from '../../core/chat/chat-conversation.ts'
import {
  conversationsToForward,
  nextToForward,
  postponeForwarding,
  settleForwarding,
  type WaitingActivity,
} from '../../core/chat/direct-line.ts'
import type { Core, Trx } from '../../core/kernel/core.ts'
import { MINUTE, SECOND } from '../../core/kernel/duration.ts'
import { type ConversationQueues, openConversationQueues } from '../conversation-queue.ts'
import { forAgent } from './client-activity.ts'

/**
 * The agent: takes an activity and says what it says to it, all in the caller's transaction. Returns whether core acted,
 * so that something may be due elsewhere.
 */
export type TakeActivity = (trx: Trx, activity: object) => Promise<boolean>

const SLOWEST = MINUTE

/**
 * Forwards customers' activities to the agent, in order and reliably. One transaction reads an activity, takes the turn
 * and marks it as forwarded: after a crash or a failure it still waits in the database, for this process or another.
 */
export function startForwarder(
  core: Core,
  { take, onTaken }: { take: TakeActivity; onTaken(conversationId: string, acted: boolean): void },
): ConversationQueues {
  return openConversationQueues({
    core,
    due: () => conversationsToForward(core, 100),
    step: async (conversationId) => {
      const { waiting, acted, error } = await forwardNext(core, conversationId, take)
      if (!waiting) return false
      if (error === undefined) {
        onTaken(conversationId, acted)
        return waiting.more
      }
      core.log.warn('the chat agent did not answer', { error })
      const wait = Math.min(SLOWEST, SECOND * 2 ** waiting.attempts)
      const at = new Date(core.clock.now().getTime() + wait)
      await postponeForwarding(core, { conversationId, number: waiting.number, at })
      return false
    },
  })
}

async function forwardNext(
  core: Core,
  conversationId: string,
  take: TakeActivity,
): Promise<{ waiting?: WaitingActivity | undefined; acted: boolean; error?: unknown }> {
  const found: { waiting?: WaitingActivity | undefined; acted: boolean } = { acted: false }
  try {
    await runTurn(core, async (trx) => {
      const waiting = await nextToForward(trx, conversationId)
      found.waiting = waiting
      if (!waiting) return
      found.acted = await take(trx, forAgent(waiting.conversation, waiting))
      await settleForwarding(trx, { conversationId, number: waiting.number }, core.clock.now())
    })
    return found
  } catch (error) {
    if (!found.waiting) throw error
    return { ...found, error }
  }
}
