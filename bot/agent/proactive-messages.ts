import { appendChatActivities } from '../../core/chat/chat-activity.ts'
import { lockChat, quietChats, quietDue } from '../../core/chat/chat-conversation.ts'
import {
  type ChatDelivery,
  chatsWithMessagesDue,
  claimChatMessages,
  replaceUnsentByCalls,
} from '../../core/correspondence/chat-delivery.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { ConversationId, OutboxId } from '../../core/kernel/id.ts'
import type { Reference } from '../../core/kernel/reference.ts'
import { canAskRating } from '../dialogue/ask-rating.ts'
import type { DialogueState } from '../dialogue/dialogue-state.ts'
import type { OutboundActivity } from './activity.ts'
import { type Agent, notifyDialogue } from './turn.ts'

/** An activity that contacts the customer about their ticket: it counts as sent once the channel has it. */
export type TrackedActivity = OutboundActivity & { tells?: OutboxId }

/**
 * Queues core's proactive messages in the customers' chats: each message once, in order. Where the channel no longer
 * knows the conversation, a call replaces them. Returns the conversations with something to deliver.
 */
export async function queueProactiveMessages(core: Core, agent: Agent): Promise<ConversationId[]> {
  const moved: ConversationId[] = []
  for (const id of await chatsWithMessagesDue(core, 100)) {
    try {
      if (await queueInConversation(core, agent, id)) moved.push(id)
      else await replaceUnsentByCalls(core, id)
    } catch (error) {
      core.log.error('what is to be told could not be brought to its chat', { error })
    }
  }
  return moved
}

async function queueInConversation(core: Core, agent: Agent, id: ConversationId): Promise<boolean> {
  return core.db.transaction().execute(async (trx) => {
    // The conversation's row is locked first, as everywhere; then nobody else claims its messages.
    const conversation = await lockChat(trx, id)
    if (!conversation || conversation.dead) return false
    const words = await claimChatMessages(trx, id, core.clock.now())
    const state = conversation.state as DialogueState | null
    const ratingAsked = words.findLast(({ word }) => word.question)?.word.question?.reference
    const askedHere = state && ratingAsked && canAskRating(state, ratingAsked) ? ratingAsked : null
    const activities = words.flatMap((notice) => activitiesOf(notice, askedHere))
    const entries = activities.map((content) => ({
      authorKind: 'bot' as const,
      content,
      tracked: content.tells !== undefined,
    }))
    await appendChatActivities(trx, conversation, entries, core.clock.now(), agent.writeToWindow)
    const asks = words.findLast((word) => word.asks)?.asks
    if (asks) await notifyDialogue(trx, core, agent, id, { kind: 'question-asked', reference: asks })
    if (askedHere)
      await notifyDialogue(trx, core, agent, id, { kind: 'satisfaction-asked', reference: askedHere })
    return true
  })
}

// The last activity arrives last, so its arrival confirms all of them.
function activitiesOf({ id, word }: ChatDelivery, askedHere: Reference | null): TrackedActivity[] {
  const { firstName, text, question } = word
  const message: OutboundActivity =
    firstName === null ? plainMessage(text) : { kind: 'member', firstName, text, files: [] }
  if (!question || question.reference === askedHere) return [{ ...message, tells: id }]
  // Only text of our own is rendered as Markdown.
  const questionLink: OutboundActivity = {
    ...plainMessage(`[${question.label}](${question.url})`),
    format: 'markdown',
  }
  return [message, { ...questionLink, tells: id }]
}

function plainMessage(text: string): Extract<OutboundActivity, { kind: 'message' }> {
  return { kind: 'message', text, format: 'plain', card: null, suggestions: [] }
}

/**
 * Notifies the dialogue of customers who have been idle for long. Returns the conversations that may have a message to
 * deliver.
 */
export async function noticeIdleChats(core: Core, agent: Agent): Promise<ConversationId[]> {
  const quiet = await quietChats(core, 100)
  for (const id of quiet) {
    try {
      await core.db.transaction().execute(async (trx) => {
        const due = await quietDue(trx, core, id)
        if (due) await notifyDialogue(trx, core, agent, id, { kind: 'silence', long: due.long })
      })
    } catch (error) {
      core.log.error('the silence of a chat could not be noticed', { error })
    }
  }
  return quiet
}
