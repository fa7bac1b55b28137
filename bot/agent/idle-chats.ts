import { quietChats, quietDue } from '../../core/chat/chat-conversation.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { ConversationId } from '../../core/kernel/id.ts'
import { type Knowledge, notifyDialogue } from './turn.ts'

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
