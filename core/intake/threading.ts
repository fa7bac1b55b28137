import type { Core, Trx } from '../kernel/core.ts'
import type { OutboxId, TicketId } from '../kernel/id.ts'
import { findReferences, type Reference, type ReferenceThread } from '../kernel/reference.ts'
import { openOwnMessageId, openReplyAddress } from '../kernel/signed-link.ts'
import type { IncomingMessage } from '../ticket/message.ts'
import { lockThreadTickets, type ThreadTicket } from './thread-ticket.ts'

/** How a message named its ticket, in the order of trust. */
export type ThreadedBy = 'message-id' | 'plus-address' | 'reference'

export interface Thread {
  ticket: ThreadTicket
  by: ThreadedBy
  /** Whose thread was named; who is let in where is decided by who writes (see disposition.ts). */
  names: ReferenceThread
  /** Our own mail it answers or that bounced, when it named one. */
  outboxId: OutboxId | null
}

// Mailing programs keep at most the newest ids of a long thread; more than this is an attack or a loop.
const MOST_IDS = 25
const MOST_BODY_CHARACTERS = 20_000

interface Clues {
  outboxIds: OutboxId[]
  plusReferences: NamedReference[]
  references: NamedReference[]
}

interface NamedReference {
  reference: Reference
  thread: ReferenceThread
}

/**
 * The ticket each message names: by our own Message-IDs in References or In-Reply-To, then the signed plus-address, then
 * a reference in subject or body; the first of them that the sender takes part in, else the first. Whether the sender may
 * write there is not said (see disposition.ts). Locks the tickets found, in the order of their ids. Answers a thread or
 * undefined per message, in order.
 */
export async function findThreads(
  trx: Trx,
  core: Core,
  messages: readonly IncomingMessage[],
): Promise<(Thread | undefined)[]> {
  const clues = messages.map((message) => cluesOf(core, message))
  const byOutbox = await ticketsOfOutbox(
    trx,
    clues.flatMap((clue) => clue.outboxIds),
  )
  const byReference = await ticketsOfReferences(
    trx,
    clues.flatMap((clue) => [...clue.plusReferences, ...clue.references].map(({ reference }) => reference)),
  )
  const ofOutbox = [...byOutbox.values()].map(({ ticketId }) => ticketId)
  const tickets = await lockThreadTickets(trx, [...ofOutbox, ...byReference.values()])
  return messages.map((message, index): Thread | undefined => {
    const { outboxIds = [], plusReferences = [], references = [] } = clues[index] ?? {}
    const thread = (
      ticketId: TicketId | undefined,
      by: ThreadedBy,
      names: ReferenceThread = 'customer',
      outboxId: OutboxId | null = null,
    ): Thread[] => {
      const ticket = ticketId && tickets.get(ticketId)
      return ticket ? [{ ticket, by, names, outboxId }] : []
    }
    const named = [
      ...outboxIds.flatMap((id) =>
        thread(byOutbox.get(id)?.ticketId, 'message-id', byOutbox.get(id)?.names, id),
      ),
      ...plusReferences.flatMap((one) => thread(byReference.get(one.reference), 'plus-address', one.thread)),
      ...references.flatMap((one) => thread(byReference.get(one.reference), 'reference', one.thread)),
    ]
    // One who quotes another's reference beside their own means their own.
    return named.find((one) => participantOf(one, message)) ?? named[0]
  })
}

/**
 * Who of a ticket's participants a message is from, by its address; undefined for everybody else. One who is both
 * customer and seller there is whom the thread they named is for.
 */
export function participantOf(
  { ticket, names }: Pick<Thread, 'ticket' | 'names'>,
  { from }: Pick<IncomingMessage, 'from'>,
): ThreadTicket['participants'][number] | undefined {
  const found = ticket.participants.filter(
    ({ kind, value, role }) => kind === from.kind && value === from.value && role !== 'stranger',
  )
  return found.find(({ role }) => (role === 'seller') === (names === 'seller')) ?? found[0]
}

function cluesOf(core: Core, message: IncomingMessage): Clues {
  const { secretKeys } = core.settings
  const mail = message.mail
  const ids = mail
    ? [mail.bounce?.originalMessageId, mail.inReplyTo, ...mail.references.slice(-MOST_IDS).reverse()]
    : []
  return {
    outboxIds: ids.flatMap((id) => (id && openOwnMessageId(secretKeys, id)) || []),
    plusReferences: mail
      ? [...mail.to, ...mail.cc].flatMap((to) => openReplyAddress(secretKeys, to.address) ?? [])
      : [],
    references: [
      message.subject,
      message.newText.slice(0, MOST_BODY_CHARACTERS),
      message.text.slice(0, MOST_BODY_CHARACTERS),
    ]
      .flatMap(findReferences)
      .flatMap((found) => (found.kind === 'valid' ? [found] : [])),
  }
}

async function ticketsOfOutbox(
  trx: Trx,
  ids: readonly OutboxId[],
): Promise<Map<OutboxId, { ticketId: TicketId; names: ReferenceThread }>> {
  if (ids.length === 0) return new Map()
  const rows = await trx
    .selectFrom('outbox')
    .innerJoin('tickets', 'tickets.id', 'outbox.ticket_id')
    .select(['outbox.id', 'outbox.recipient_kind'])
    .select((eb) => eb.fn.coalesce('tickets.merged_into_id', 'tickets.id').as('ticket_id'))
    .where('outbox.id', 'in', [...new Set(ids)])
    .execute()
  return new Map(
    rows.map((row) => [
      row.id as OutboxId,
      {
        ticketId: row.ticket_id as TicketId,
        names: row.recipient_kind === 'seller' ? 'seller' : 'customer',
      },
    ]),
  )
}

async function ticketsOfReferences(
  trx: Trx,
  references: readonly Reference[],
): Promise<Map<Reference, TicketId>> {
  if (references.length === 0) return new Map()
  const rows = await trx
    .selectFrom('tickets')
    .select('reference')
    .select((eb) => eb.fn.coalesce('merged_into_id', 'id').as('id'))
    .where('reference', 'in', [...new Set(references)])
    .execute()
  return new Map(rows.map((row) => [row.reference as Reference, row.id as TicketId]))
}
