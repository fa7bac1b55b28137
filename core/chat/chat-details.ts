import { acknowledge } from '../correspondence/acknowledgement.ts'
import { judgeAutomaticMail } from '../correspondence/automatic-mail-limit.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { type AddressId, type ConversationId, type CustomerId, newId, type TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { enqueueMails } from '../outbox/outbox.ts'
import { recordTicketDetails, type StatedDetail } from '../ticket/details.ts'
import { lockTicket } from '../ticket/lock.ts'
import { queueReindex } from '../ticket/reindex-queue.ts'
import { replyMailbox } from '../ticket/team-address.ts'

/**
 * Returns the ticket of a reference opened in this very conversation; undefined for every other reference.
 */
export async function sharesTicket(
  trx: Trx,
  conversationId: ConversationId,
  reference: Reference,
): Promise<TicketId | undefined> {
  const row = await trx
    .selectFrom('tickets')
    .innerJoin('conversation_tickets', 'conversation_tickets.ticket_id', 'tickets.id')
    .select('tickets.id')
    .where('tickets.reference', '=', reference)
    .where('conversation_tickets.conversation_id', '=', conversationId)
    .executeTakeFirst()
  return row?.id
}

/** Returns the reference of the ticket a conversation was last about; undefined before there was one. */
export async function lastTicketOf(trx: Trx, conversationId: ConversationId): Promise<Reference | undefined> {
  const row = await trx
    .selectFrom('tickets')
    .innerJoin('conversation_tickets', 'conversation_tickets.ticket_id', 'tickets.id')
    .select('tickets.reference')
    .where('conversation_tickets.conversation_id', '=', conversationId)
    .orderBy('tickets.last_message_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.reference
}

/**
 * Records name, address and telephone on a ticket (policy §3).
 * The acknowledgement goes to the first address; a later one is a correction and replaces it.
 * An address typed in a chat proves nothing and joins nobody's records.
 */
export async function recordChatDetails(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  { name, email, telephone, ...named }: Partial<ChatDetails>,
): Promise<void> {
  const now = core.clock.now()
  const ticket = await lockTicket(trx, ticketId)
  await queueReindex(trx, [ticketId], now)
  await recordTicketDetails(trx, ticketId, namedDetails(named), now)
  if (name) {
    await trx
      .updateTable('customers')
      .set({ name })
      .where('id', '=', ticket.customerId)
      .where('name', 'is', null)
      .execute()
  }
  if (telephone) await recordStatedContact(trx, ticket.customerId, 'telephone', telephone, now)
  if (!email) return
  await removeUnprovenEmails(trx, ticketId)
  await takePart(trx, core, ticketId, { kind: 'email', value: email, name: name ?? null })
  await acknowledgeTo(trx, core, ticketId, email)
}

/** Returns the order number and the listing a customer named, as details of a ticket. */
export function namedDetails({
  orderNumber,
  listing,
}: Pick<Partial<ChatDetails>, 'orderNumber' | 'listing'>): StatedDetail[] {
  const own = { owner: 'customer', confirmed: false } as const
  return [
    ...(orderNumber ? [{ kind: 'order-number' as const, value: orderNumber, ...own }] : []),
    ...(listing ? [{ kind: 'listing' as const, value: listing, ...own }] : []),
  ]
}

/** Adds an unproven address to the ticket's customer; no effect when it is one already. */
export async function takePart(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  address: { kind: 'email' | 'channel'; value: string; name: string | null },
): Promise<void> {
  const now = core.clock.now()
  const { customerId } = await lockTicket(trx, ticketId)
  const addressId = await addressOf(trx, customerId, address, now)
  await trx
    .insertInto('participants')
    .values({
      id: newId<'participant'>(now),
      ticket_id: ticketId,
      address_id: addressId,
      role: 'customer',
      name: address.name,
      joined_at: now,
    })
    .onConflict((conflict) => conflict.columns(['ticket_id', 'address_id']).doNothing())
    .execute()
}

async function addressOf(
  trx: Trx,
  customerId: CustomerId,
  { kind, value }: { kind: 'email' | 'channel'; value: string },
  now: Date,
): Promise<AddressId> {
  await trx
    .insertInto('addresses')
    .values({
      id: newId<'address'>(now),
      kind,
      value,
      proven: false,
      customer_id: customerId,
      proven_at: null,
      proven_how: null,
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['kind', 'value', 'proven']).doNothing())
    .execute()
  const row = await trx
    .selectFrom('addresses')
    .select('id')
    .where('kind', '=', kind)
    .where('value', '=', value)
    .where('proven', '=', false)
    .executeTakeFirstOrThrow()
  return row.id
}

// A proven address stays: a chat may not remove it.
async function removeUnprovenEmails(trx: Trx, ticketId: TicketId): Promise<void> {
  await trx
    .deleteFrom('participants')
    .where('ticket_id', '=', ticketId)
    .where('role', '=', 'customer')
    .where(
      'address_id',
      'in',
      trx.selectFrom('addresses').select('id').where('kind', '=', 'email').where('proven', '=', false),
    )
    .execute()
}

async function recordStatedContact(
  trx: Trx,
  customerId: CustomerId,
  kind: 'email' | 'telephone',
  value: string,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('stated_contacts')
    .values({ customer_id: customerId, kind, value, stated_at: now })
    .onConflict((conflict) => conflict.columns(['customer_id', 'kind', 'value']).doNothing())
    .execute()
}

async function acknowledgeTo(trx: Trx, core: Core, ticketId: TicketId, email: string): Promise<void> {
  const now = core.clock.now()
  const ticket = await lockTicket(trx, ticketId)
  const first = await trx
    .selectFrom('messages')
    .innerJoin('customers', (join) => join.on('customers.id', '=', ticket.customerId))
    .select(['messages.id', 'customers.name'])
    .where('messages.ticket_id', '=', ticketId)
    .orderBy('messages.received_at')
    .limit(1)
    .executeTakeFirst()
  const earlier = await trx
    .selectFrom('outbox')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'acknowledgement')
    .where('recipient', '=', email)
    .executeTakeFirst()
  if (!first || earlier || ticket.resolvedAt) return
  const mailbox = replyMailbox(core.settings, ticket.category, []) ?? 'contact'
  const [verdict] = await judgeAutomaticMail(
    trx,
    core.settings.answerLimits,
    [{ recipient: email, ticketId, mailbox, fingerprint: null, quoted: null }],
    now,
  )
  if (!verdict?.send) return
  const messageId = first.id
  const { reference, language, category, customerId } = ticket
  const content = acknowledge(
    core,
    {
      ticketId,
      messageId,
      customerId,
      reference,
      language,
      understood: { category, abstained: false },
      mailbox,
      reopened: false,
    },
    { receivedAt: ticket.firstContactAt, from: { name: first.name }, attachments: [], mail: null },
  )
  const sent = { recipientKind: 'customer', recipient: email, ticketId, messageId, mailbox } as const
  await enqueueMails(
    trx,
    [{ ...sent, kind: 'acknowledgement', content, fingerprint: null, sendAfter: verdict.sendAfter }],
    now,
  )
  await core.enqueueDelivery(trx)
}

/** What the customer said of themselves and of the problem. */
export interface ChatDetails {
  name: string | null
  email: string | null
  telephone: string | null
  orderNumber: string | null
  listing: string | null
}
