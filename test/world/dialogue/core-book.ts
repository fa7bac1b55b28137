import type { Kysely } from 'kysely'
import type { Database } from '../../../db/schema.ts'

/** What core holds of a conversation of our channel. */
export interface CoreBook {
  tickets: { reference: string; category: string; resolved: boolean; held: string }[]
  /** Texts customers wrote on its tickets, files' names among them. */
  words: string[]
  /** Whether a person is asked for or there. */
  handoff: 'none' | 'open' | 'ended'
  ratings: { score: number; comment: string | null }[]
  /** Codes asked for, and tries left of the last. */
  codes: { asked: number; triesLeft: number } | null
}

/** Reads it all; `externalId` is the channel's name of the conversation. */
export async function readCoreBook(db: Kysely<Database>, externalId: string): Promise<CoreBook> {
  const chat = await db
    .selectFrom('chat_conversations')
    .select('id')
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  if (!chat) return { tickets: [], words: [], handoff: 'none', ratings: [], codes: null }
  const tickets = await db
    .selectFrom('conversation_tickets')
    .innerJoin('tickets', 'tickets.id', 'conversation_tickets.ticket_id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .select(['tickets.id', 'reference', 'category', 'resolved_at', 'customers.name'])
    .where('conversation_tickets.conversation_id', '=', chat.id)
    .orderBy('tickets.id')
    .execute()
  const read = await Promise.all(tickets.map((ticket) => heldBy(db, ticket)))
  const handoffs = await db
    .selectFrom('handoffs')
    .select('ended_at')
    .where('conversation_id', '=', chat.id)
    .execute()
  const codes = await db
    .selectFrom('chat_codes')
    .select(['asked', 'tries_left'])
    .where('conversation_id', '=', chat.id)
    .executeTakeFirst()
  return {
    tickets: read.map(({ ticket }) => ticket),
    words: read.flatMap(({ words }) => words),
    handoff:
      handoffs.length === 0 ? 'none' : handoffs.some(({ ended_at }) => ended_at === null) ? 'open' : 'ended',
    ratings: read.flatMap(({ ratings }) => ratings),
    codes: codes ? { asked: codes.asked, triesLeft: codes.tries_left } : null,
  }
}

async function heldBy(
  db: Kysely<Database>,
  ticket: { id: string; reference: string; category: string; resolved_at: Date | null; name: string | null },
) {
  const messages = await db
    .selectFrom('messages')
    .leftJoin('attachments', 'attachments.message_id', 'messages.id')
    .select(['messages.text', 'attachments.name'])
    .where('messages.ticket_id', '=', ticket.id)
    .where('direction', '=', 'in')
    .execute()
  const addresses = await db
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select('addresses.value')
    .where('participants.ticket_id', '=', ticket.id)
    .execute()
  const events = await db
    .selectFrom('events')
    .select('detail')
    .where('ticket_id', '=', ticket.id)
    .where('kind', '=', 'satisfaction-answered')
    .execute()
  const words = messages.flatMap(({ text, name }) => (name ? [text, name] : [text]))
  const { reference, category, resolved_at, name } = ticket
  return {
    words,
    ticket: {
      reference,
      category,
      resolved: resolved_at !== null,
      held: [name, ...addresses.map(({ value }) => value), ...words].join('\n'),
    },
    ratings: events.map(({ detail }) => detail as { score: number; comment: string | null }),
  }
}
