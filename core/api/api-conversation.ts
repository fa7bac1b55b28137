import type { ApiCaller } from '../auth/api-token.ts'
import type { Core } from '../kernel/core.ts'
import type { ConversationId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Language } from '../policy/language.ts'
import { detailsOfTickets, type StatedDetail } from '../ticket/details.ts'
import { type ApiTicket, ticketsOfConversation } from './api-ticket.ts'

/** A chat as another system sees it: its tickets, what was recorded of the customer, whether a person was called. */
interface ApiConversation {
  id: string
  channel: string
  language: Language
  startedAt: Date
  tickets: ApiConversationTicket[]
  /** The newest first. */
  handoffs: ApiHandoff[]
}

interface ApiConversationTicket extends ApiTicket {
  customer: { name: string | null; email: string | null; telephone: string | null }
  details: StatedDetail[]
  /** File names, in the order they came. */
  attachments: string[]
}

interface ApiHandoff {
  reason: string
  urgent: boolean
  requestedAt: Date
  endedAt: Date | null
  outcome: string | null
}

/**
 * Returns a chat by the id its channel gave it. The whole talk is as strict as the strictest of its tickets: throws
 * `not-found` where the token may not read one of them, as for a chat that does not exist.
 */
export async function readApiConversation(
  core: Core,
  caller: ApiCaller,
  externalId: string,
): Promise<ApiConversation> {
  const chat = await core.db
    .selectFrom('chat_conversations')
    .select(['id', 'channel', 'external_id', 'language', 'created_at'])
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  const tickets = chat && (await ticketsOfConversation(core, caller, chat.id))
  if (!chat || !tickets)
    throw new Problem('not-found', 'There is no conversation with this id that this token may read.')
  return {
    id: chat.external_id,
    channel: chat.channel,
    language: chat.language,
    startedAt: chat.created_at,
    tickets: await withRecords(core, tickets),
    handoffs: await handoffsOf(core, chat.id),
  }
}

async function withRecords(
  core: Core,
  tickets: readonly { id: TicketId; ticket: ApiTicket }[],
): Promise<ApiConversationTicket[]> {
  const ids = tickets.map(({ id }) => id)
  const details = await detailsOfTickets(core.db, ids)
  const contacts = await contactsOf(core, ids)
  const files = await filesOf(core, ids)
  return tickets.map(({ id, ticket }) => ({
    ...ticket,
    customer: { name: ticket.customer.name, ...contacts(id) },
    details: details
      .filter(({ ticketId }) => ticketId === id)
      .map(({ ticketId: _, statedAt: __, ...detail }) => detail),
    attachments: files.filter(({ ticket_id }) => ticket_id === id).map(({ name }) => name),
  }))
}

async function contactsOf(
  { db }: Core,
  ids: readonly TicketId[],
): Promise<(id: TicketId) => { email: string | null; telephone: string | null }> {
  if (ids.length === 0) return () => ({ email: null, telephone: null })
  const emails = await db
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select(['ticket_id', 'addresses.value'])
    .where('ticket_id', 'in', ids)
    .where('participants.role', '=', 'customer')
    .where('addresses.kind', '=', 'email')
    .orderBy('joined_at', 'desc')
    .execute()
  const telephones = await db
    .selectFrom('stated_contacts')
    .innerJoin('tickets', 'tickets.customer_id', 'stated_contacts.customer_id')
    .select(['tickets.id as ticket_id', 'stated_contacts.value'])
    .where('tickets.id', 'in', ids)
    .where('stated_contacts.kind', '=', 'telephone')
    .orderBy('stated_at', 'desc')
    .execute()
  return (id) => ({
    email: emails.find(({ ticket_id }) => ticket_id === id)?.value ?? null,
    telephone: telephones.find(({ ticket_id }) => ticket_id === id)?.value ?? null,
  })
}

async function filesOf(
  { db }: Core,
  ids: readonly TicketId[],
): Promise<{ ticket_id: TicketId; name: string }[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('attachments')
    .innerJoin('messages', 'messages.id', 'attachments.message_id')
    .select(['messages.ticket_id', 'attachments.name'])
    .where('messages.ticket_id', 'in', ids)
    .where('messages.direction', '=', 'in')
    .orderBy('attachments.id')
    .execute()
}

async function handoffsOf({ db }: Core, conversationId: ConversationId): Promise<ApiHandoff[]> {
  const rows = await db
    .selectFrom('handoffs')
    .select(['reason', 'urgent', 'requested_at', 'ended_at', 'outcome'])
    .where('conversation_id', '=', conversationId)
    .orderBy('requested_at', 'desc')
    .execute()
  return rows.map(({ requested_at, ended_at, ...handoff }) => ({
    ...handoff,
    requestedAt: requested_at,
    endedAt: ended_at,
  }))
}
