import {
  chatsToDeliver,
  markDelivered,
  markRefused,
  nextToDeliver,
  postponeDelivery,
  type Undelivered,
} from '../../core/chat/chat-activity.ts'
import { CHANNEL_AWAY_AT_MOST, markChatDead } from '../../core/chat/dead-conversation.ts'
import { markSentInChat, replaceRefusedByCall } from '../../core/correspondence/chat-delivery.ts'
import type { Core } from '../../core/kernel/core.ts'
import { SECOND } from '../../core/kernel/duration.ts'
import type { ConversationId } from '../../core/kernel/id.ts'
import { type ConversationQueues, openConversationQueues } from '../conversation-queue.ts'
import type { OutboundActivity } from './activity.ts'
import type { ActivityDelivery, SendOutcome } from './adapter.ts'
import type { TrackedActivity } from './proactive-messages.ts'

/** Says something in a conversation of a channel (see host.ts). */
export type SendActivity = (
  reference: object,
  said: OutboundActivity,
  delivery: Omit<ActivityDelivery, 'serviceUrl'>,
) => Promise<SendOutcome>
// Whoever writes is answered at once whatever waits; this is for what nobody asks for.
const SLOWEST = 10 * 60 * SECOND
/** A channel that takes longer to take something, in milliseconds, is not there. */
const CHANNEL_ANSWERS_WITHIN = 20 * SECOND

/**
 * Brings what the agent and members say to the channel, in order and surely. What cannot be sent now waits in the
 * database, for this process or another, ever longer and for a day at most; our own channel tells a second time by the
 * delivery's id. A conversation the channel no longer knows, or one it has not answered for a day, is marked dead, and
 * nothing more is tried there.
 */
export function startChatDelivery(
  core: Core,
  send: SendActivity,
  answersWithin = CHANNEL_ANSWERS_WITHIN,
): ConversationQueues {
  return openConversationQueues({
    core,
    due: () => chatsToDeliver(core, 100),
    step: async (conversationId) => {
      const id = conversationId as ConversationId
      const next = await nextToDeliver(core, id)
      if (!next) return false
      const { tells, ...said } = next.content as TrackedActivity
      const delivery = { channel: next.channel, id: `${id}:${next.number}` }
      let sent: SendOutcome
      try {
        sent = await withTimeout(answersWithin, send(next.reference, said as OutboundActivity, delivery))
      } catch (error) {
        core.log.warn('a chat channel does not answer', { conversationId, error })
        await waitOrGiveUp(core, id, next)
        return false
      }
      switch (sent) {
        case 'gone':
          core.log.info('a chat conversation is no longer known to its channel', { conversationId })
          await markChatDead(core, id, 'gone')
          return false
        case 'refused':
          core.log.error('a chat channel refused what was said; it is not sent again', { conversationId })
          if (tells) await replaceRefusedByCall(core, tells)
          await markRefused(core, id, next.number)
          return true
        case 'sent':
          // First: what is noted twice counts once, what is not noted would be lost.
          if (tells) await markSentInChat(core, tells)
          await markDelivered(core, id, next.number)
          return true
      }
    },
  })
}

async function waitOrGiveUp(core: Core, id: ConversationId, { number, attempts, at }: Undelivered) {
  const now = core.clock.now().getTime()
  if (now - at.getTime() >= CHANNEL_AWAY_AT_MOST) {
    core.log.error('a chat channel has not answered for a day; nothing more is tried there', {
      conversationId: id,
    })
    await markChatDead(core, id, 'unreachable')
    return
  }
  const wait = Math.min(SLOWEST, SECOND * 2 ** attempts)
  await postponeDelivery(core, { id, number, at: new Date(now + wait) })
}

async function withTimeout<Done>(milliseconds: number, work: Promise<Done>): Promise<Done> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
