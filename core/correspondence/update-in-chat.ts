import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import type { ConversationId, OutboxId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { enqueueChatMessages, type OutgoingChatMessage } from '../outbox/chat.ts'
import { chatMessageText } from '../wording/chat-message.ts'
import { updateInWords } from '../wording/update.ts'
import type { TicketToUpdate } from './ticket-to-update.ts'

/** Says updates in the chats that live. What a mail tells as well is a copy there; to who has no address the chat tells it. */
export async function enqueueUpdatesInChat(
  trx: Trx,
  core: Core,
  matters: readonly TicketToUpdate[],
  chats: ReadonlyMap<string, ConversationId>,
): Promise<void> {
  const now = core.clock.now()
  const tellings = (reached: readonly TicketToUpdate[]) =>
    reached.flatMap((matter): OutgoingChatMessage[] => {
      const conversationId = chats.get(matter.id)
      if (!conversationId) return []
      const { language, reference, email, facts } = matter
      const text = chatMessageText(language, 'update', reference, updateInWords(facts))
      const word = { firstName: null, text, question: null }
      const kind = email === null ? 'update' : 'chat-copy'
      return [{ kind, conversationId, ticket: matter, messageId: null, word }]
    })
  await enqueueChatMessages(trx, tellings(matters.filter(({ email }) => email !== null)), now)
  const only = matters.filter(({ id, email }) => email === null && chats.has(id))
  await linkMeasuresToOutbox(trx, only, await enqueueChatMessages(trx, tellings(only), now))
}

/** Notes which row of the outbox tells the measures of each matter: the one of the same place. */
export async function linkMeasuresToOutbox(
  trx: Trx,
  matters: readonly TicketToUpdate[],
  outboxIds: readonly OutboxId[],
): Promise<void> {
  const tellings = matters.flatMap(({ measureIds }, index) =>
    measureIds.map((id) => ({ id, outboxId: outboxIds[index] ?? null })),
  )
  if (tellings.length === 0) return
  await trx
    .updateTable('measures')
    .from(valuesTable<{ id: string; outboxId: OutboxId | null }>(sql`id uuid, "outboxId" uuid`, tellings))
    .whereRef('measures.id', '=', 'listed.id')
    .set((eb) => ({ told_by: eb.ref('listed.outboxId') }))
    .execute()
}
