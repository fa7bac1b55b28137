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
import { type Knowledge, notifyDialogue } from './turn.ts'

/** Something said that tells the customer how their matter stands: it counts as told when the channel has it. */
export type TrackedActivity = OutboundActivity & { tells?: OutboxId }

/**
 * Brings what core tells customers unasked into their windows: each word once, in order. Where the channel no longer
 * knows the conversation it is told by a call instead. Answers the conversations that have something to deliver.
 */
export async function queueProactiveMessages(core: Core, knowledge: Knowledge): Promise<ConversationId[]> {
  const moved: ConversationId[] = []
  for (const id of await chatsWithMessagesDue(core, 100)) {
    try {
      if (await queueInConversation(core, knowledge, id)) moved.push(id)
      else await replaceUnsentByCalls(core, id)
    } catch (error) {
      core.log.error('what is to be told could not be brought to its chat', { error })
    }
  }
  return moved
}

async function queueInConversation(core: Core, knowledge: Knowledge, id: ConversationId): Promise<boolean> {
  return core.db.transaction().execute(async (trx) => {
    // The conversation first, as everywhere; then nobody else takes its words.
    const conversation = await lockChat(trx, id)
    if (!conversation || conversation.dead) return false
    const words = await claimChatMessages(trx, id, core.clock.now())
    const state = conversation.state as DialogueState | null
    const asked = words.findLast(({ word }) => word.question)?.word.question?.reference
    const here = state && asked && canAskRating(state, asked) ? asked : null
    const said = words.flatMap((notice) => activitiesOf(notice, here))
    const spoken = said.map((content) => ({ authorKind: 'bot' as const, content }))
    await appendChatActivities(trx, conversation, spoken, core.clock.now())
    const asks = words.findLast((word) => word.asks)?.asks
    if (asks) await notifyDialogue(trx, core, knowledge, id, { kind: 'question-asked', reference: asks })
    if (here) await notifyDialogue(trx, core, knowledge, id, { kind: 'satisfaction-asked', reference: here })
    return true
  })
}

// The last of them arrives last, and says that all of it has.
function activitiesOf({ id, word }: ChatDelivery, askedHere: Reference | null): TrackedActivity[] {
  const { firstName, text, question } = word
  const told: OutboundActivity =
    firstName === null ? plainMessage(text) : { kind: 'member', firstName, text, files: [] }
  if (!question || question.reference === askedHere) return [{ ...told, tells: id }]
  // Only what we wrote ourselves is read as Markdown.
  const asked: OutboundActivity = {
    ...plainMessage(`[${question.label}](${question.url})`),
    format: 'markdown',
  }
  return [told, { ...asked, tells: id }]
}

function plainMessage(text: string): Extract<OutboundActivity, { kind: 'message' }> {
  return { kind: 'message', text, format: 'plain', card: null, suggestions: [] }
}

/** Tells the dialogue of customers who have said nothing for long. Answers the conversations that may have an answer. */
export async function noticeIdleChats(core: Core, knowledge: Knowledge): Promise<ConversationId[]> {
  const quiet = await quietChats(core, 100)
  for (const id of quiet) {
    try {
      await core.db.transaction().execute(async (trx) => {
        const due = await quietDue(trx, core, id)
        if (due) await notifyDialogue(trx, core, knowledge, id, { kind: 'silence', long: due.long })
      })
    } catch (error) {
      core.log.error('the silence of a chat could not be noticed', { error })
    }
  }
  return quiet
}
