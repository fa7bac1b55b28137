import type { Core, Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { enqueueChatMessages, liveChatsOf } from '../outbox/chat.ts'
import type { Language } from '../policy/language.ts'
import { openCallBack } from '../promise/call-back.ts'
import { chatMessageText } from '../wording/chat-message.ts'
import { reminderReplyByInWords } from '../wording/information-request.ts'

/** A question that was asked in a chat, of a ticket the caller has locked. */
export interface QuestionInChat {
  ticketId: TicketId
  round: number
  reference: Reference
  language: Language
  question: string
  replyBy: Date
}

/** Reminds customers of what they were asked in their chat: there while it lives, by a call when it does not. */
export async function remindInChats(
  trx: Trx,
  core: Core,
  questions: readonly QuestionInChat[],
): Promise<void> {
  const now = core.clock.now()
  const chats = await liveChatsOf(
    trx,
    core,
    questions.map(({ ticketId }) => ticketId),
  )
  for (const { ticketId, round, reference, language, question, replyBy } of questions) {
    const ticket = { id: ticketId, round }
    const conversationId = chats.get(ticketId)
    if (!conversationId) {
      await openCallBack(trx, core, ticket, { why: 'information', text: question })
      continue
    }
    const until = reminderReplyByInWords({ language, replyBy, writtenAt: now })
    const text = chatMessageText(language, 'information-reminder', reference, `${question}\n\n${until}`)
    const word = { firstName: null, text, question: null }
    const telling = { kind: 'information-reminder', conversationId, ticket, messageId: null, word } as const
    await enqueueChatMessages(trx, [telling], now)
  }
}
