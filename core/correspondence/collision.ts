import { sql } from 'kysely'
import type { Queryable } from '../kernel/core.ts'
import type { MemberId, MessageId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { EventKind } from '../ticket/event.ts'

/** An event on a ticket while a member was writing to its customer. */
export interface Collision {
  kind: EventKind
  /** Null for the customer. */
  memberName: string | null
  /** The message the event is about, if any. */
  messageId: MessageId | null
  at: Date
}

/** What the member had seen: the ticket's last event when their page was rendered. */
interface SeenByMember {
  ticketId: TicketId
  memberId: MemberId
  lastEvent: number
}

const CONTACT_EVENTS: readonly EventKind[] = [
  'message-sent',
  'information-requested',
  'concluded',
  'called',
  'resolved',
]

/**
 * Returns messages of the customer, and contacts by colleagues, since the member's page was rendered; oldest
 * first.
 */
export async function findCollisions(db: Queryable, known: SeenByMember): Promise<Collision[]> {
  const rows = await db
    .selectFrom('events')
    .leftJoin('members', 'members.id', 'events.actor_id')
    .select(['events.kind', 'members.name', 'events.at'])
    .select(sql<MessageId | null>`detail ->> 'messageId'`.as('message_id'))
    .where('ticket_id', '=', known.ticketId)
    .where('number', '>', known.lastEvent)
    .where((eb) =>
      eb.or([
        eb.and([
          eb('events.kind', 'in', CONTACT_EVENTS),
          eb('events.actor_kind', '=', 'member'),
          eb('events.actor_id', '!=', known.memberId),
        ]),
        eb.and([
          eb('events.kind', '=', 'message-received'),
          eb('events.actor_kind', '=', 'customer'),
          eb(sql`detail ->> 'automatic'`, 'is', null),
        ]),
      ]),
    )
    .orderBy('number')
    .execute()
  const withdrawn = await undoneSince(db, known)
  return rows
    .filter((row) => row.message_id === null || !withdrawn.has(row.message_id))
    .map((row) => ({
      kind: row.kind,
      memberName: row.name,
      messageId: row.message_id,
      at: row.at,
    }))
}

/**
 * Throws `already-done` when the ticket has messages the member has not read. The caller holds the ticket's
 * lock.
 */
export async function refuseStaleReply(db: Queryable, known: SeenByMember): Promise<void> {
  if ((await findCollisions(db, known)).length === 0) return
  throw new Problem(
    'already-done',
    'Since you opened this ticket the customer wrote, or a colleague answered. Read it, then send.',
  )
}

async function undoneSince(db: Queryable, known: SeenByMember): Promise<Set<string>> {
  const rows = await db
    .selectFrom('events')
    .select(sql<string>`detail ->> 'messageId'`.as('message_id'))
    .where('ticket_id', '=', known.ticketId)
    .where('number', '>', known.lastEvent)
    .where('kind', '=', 'answer-withdrawn')
    .execute()
  return new Set(rows.map((row) => row.message_id))
}
