import {
  chatsToDeliver,
  markChatDead,
  markDelivered,
  nextToDeliver,
  postponeDelivery,
} from '../core/chat-activity.ts'
import { noteToldInChat } from '../core/chat-notice.ts'
import type { Core } from '../core/core.ts'
import type { ConversationId } from '../core/id.ts'
import type { Said } from './heard.ts'
import type { Delivery } from './host.ts'
import { type Lanes, openLanes } from './lane.ts'
import type { Telling } from './word.ts'

/** Says something in a conversation of a channel (see host.ts). */
export type Send = (
  reference: object,
  said: Said,
  delivery: Omit<Delivery, 'serviceUrl'>,
) => Promise<'sent' | 'gone'>

const SLOWEST = 60_000

/**
 * Brings what the agent and members say to the channel, in order and surely. What cannot be sent now waits in the
 * database, for this process or another; our own channel tells a second time by the delivery's id. A conversation the
 * channel no longer knows is marked dead, and nothing more is tried there.
 */
export function startChatDelivery(core: Core, send: Send): Lanes {
  return openLanes({
    core,
    due: () => chatsToDeliver(core, 100),
    step: async (conversationId) => {
      const id = conversationId as ConversationId
      const next = await nextToDeliver(core, id)
      if (!next) return false
      const { number } = next
      try {
        const delivery = { channel: next.channel, id: `${id}:${number}` }
        const { tells, ...said } = next.content as Telling
        const sent = await send(next.reference, said as Said, delivery)
        if (sent === 'gone') {
          await markChatDead(core, id)
          core.log.info('a chat conversation is no longer known to its channel', {})
          return false
        }
        // First: what is noted twice counts once, what is not noted would be lost.
        if (tells) await noteToldInChat(core, tells)
        await markDelivered(core, id, number)
        return true
      } catch (error) {
        core.log.warn('a chat channel does not answer', { error })
        const wait = Math.min(SLOWEST, 1000 * 2 ** next.attempts)
        await postponeDelivery(core, { id, number, at: new Date(core.clock.now().getTime() + wait) })
        return false
      }
    },
  })
}
