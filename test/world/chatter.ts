import type { ChatDetails } from '../../core/chat/chat-details.ts'
import { openChatTicket } from '../../core/chat/chat-ticket.ts'
import type { Core } from '../../core/kernel/core.ts'
import { newId } from '../../core/kernel/id.ts'

/** Ana Costa writes in the chat, and leaves an e-mail address only when one is given. */
export async function chatOfAna(core: Core, email: string | null = null) {
  const now = core.clock.now()
  const conversationId = newId<'conversation'>(now)
  await core.db
    .insertInto('conversations')
    .values({ id: conversationId, kind: 'chat', audience: 'customer', created_at: now })
    .execute()
  const details: ChatDetails = { name: 'Ana Costa', email, telephone: null, orderNumber: null, listing: null }
  const opened = await core.db.transaction().execute((trx) =>
    openChatTicket(trx, core, {
      conversationId,
      token: 'first',
      language: 'fr',
      text: 'Mon colis est perdu, et le vendeur ne répond pas.',
      files: [],
      category: 'order-dispute',
      corrected: null,
      details,
    }),
  )
  return { conversationId, ...opened }
}
