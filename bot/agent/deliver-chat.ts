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
import type { OutboundActivity, SendActivity, SendOutcome } from './activity.ts'
import type { TrackedActivity } from './proactive-messages.ts'

// Replies to a customer's message are delivered at once regardless; this is for proactive messages.
const SLOWEST = 10 * 60 * SECOND
/** Milliseconds after which a channel that has not accepted an activity counts as unreachable. */
const CHANNEL_ANSWERS_WITHIN = 20 * SECOND

/**
 * Delivers the agent's and the members' messages to Azure's channels, in order and reliably. What cannot be sent waits
 * in the database, for this process or another, with backoff and for a day at most. A conversation is marked dead when
 * the channel no longer knows it, or has not responded for a day; nothing more is sent there. Of what the window of our
 * own channel has already, only the contact is recorded.
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
      const { tells, ...activity } = next.content as TrackedActivity
      const delivery = { channel: next.channel, id: `${id}:${next.number}` }
      let sent: SendOutcome
      try {
        sent = next.inWindow
          ? 'sent'
          : await withTimeout(answersWithin, send(next.reference, activity as OutboundActivity, delivery))
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
          // Recorded first: a duplicate record counts once, but a missing one would lose the message.
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
