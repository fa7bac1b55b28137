import type { Category } from './category.ts'
import { readableBy } from './clearance.ts'
import type { Queryable } from './core.ts'
import { everyoneWaiting } from './handoff.ts'
import { inOrder, mayTake } from './handoff-queue.ts'
import type { AttachmentId, HandoffId, MemberId, MessageId, TicketId } from './id.ts'
import type { Language } from './language.ts'
import { abilitiesOf } from './presence.ts'
import { Problem } from './problem.ts'
import type { Reference } from './reference.ts'

/** A talk as a list shows it. */
export interface TalkRow {
  id: HandoffId
  ticketId: TicketId
  reference: Reference
  category: Category
  language: Language
  urgent: boolean
  reason: string
  summary: string
  customerName: string | null
  requestedAt: Date
  memberId: MemberId | null
  acceptedAt: Date | null
  endedAt: Date | null
}

/** One line of a talk. */
export interface TalkLine {
  number: number
  messageId: MessageId
  from: 'customer' | 'member'
  memberName: string | null
  text: string
  files: { id: AttachmentId; name: string; type: string; size: number }[]
  at: Date
}

/** Who waits for this member, in the order they are served; nothing of a lane they may not read, not even counted. */
export async function waitingFor(db: Queryable, memberId: MemberId): Promise<TalkRow[]> {
  const member = await abilitiesOf(db, memberId)
  const ids = inOrder((await everyoneWaiting(db)).filter((one) => mayTake(member, one))).map(({ id }) => id)
  if (ids.length === 0) return []
  const rows = await talkRows(db, memberId).where('handoffs.id', 'in', ids).execute()
  return ids.flatMap((id) => rows.filter((row) => row.id === id).map(toTalk))
}

/** The talks a member holds now, oldest first. */
export async function talksOf(db: Queryable, memberId: MemberId): Promise<TalkRow[]> {
  const rows = await talkRows(db, memberId)
    .where('handoffs.member_id', '=', memberId)
    .where('handoffs.ended_at', 'is', null)
    .orderBy('handoffs.accepted_at')
    .execute()
  return rows.map(toTalk)
}

/**
 * A talk with its lines after a number, for a member who may read the matter; `not-found` otherwise. Numbers have no
 * gaps, so a page that asks again with its last number misses nothing.
 */
export async function readTalk(
  db: Queryable,
  given: { handoffId: HandoffId; memberId: MemberId; after: number },
): Promise<{ talk: TalkRow; lines: TalkLine[] }> {
  const row = await talkRows(db, given.memberId).where('handoffs.id', '=', given.handoffId).executeTakeFirst()
  if (!row) throw new Problem('not-found', 'There is no such talk.')
  const lines = await db
    .selectFrom('handoff_lines')
    .innerJoin('messages', 'messages.id', 'handoff_lines.message_id')
    .leftJoin('members', 'members.id', 'messages.member_id')
    .select([
      'handoff_lines.number',
      'messages.id',
      'messages.author_kind',
      'members.name as member_name',
      'messages.text',
      'messages.received_at',
    ])
    .where('handoff_lines.handoff_id', '=', given.handoffId)
    .where('handoff_lines.number', '>', given.after)
    .orderBy('handoff_lines.number')
    .execute()
  const files =
    lines.length === 0
      ? []
      : await db
          .selectFrom('attachments')
          .select(['id', 'message_id', 'name', 'type', 'size'])
          .where(
            'message_id',
            'in',
            lines.map(({ id }) => id),
          )
          .orderBy('position')
          .execute()
  return {
    talk: toTalk(row),
    lines: lines.map((line) => ({
      number: line.number,
      messageId: line.id as MessageId,
      from: line.author_kind === 'member' ? 'member' : 'customer',
      memberName: line.member_name,
      text: line.text,
      files: files
        .filter(({ message_id }) => message_id === line.id)
        .map(({ id, name, type, size }) => ({ id: id as AttachmentId, name, type, size })),
      at: line.received_at,
    })),
  }
}

function talkRows(db: Queryable, memberId: MemberId) {
  return db
    .selectFrom('tickets')
    .innerJoin('handoffs', 'handoffs.ticket_id', 'tickets.id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .select([
      'handoffs.id',
      'handoffs.ticket_id',
      'tickets.reference',
      'tickets.category',
      'handoffs.language',
      'handoffs.urgent',
      'handoffs.reason',
      'handoffs.summary',
      'customers.name',
      'handoffs.requested_at',
      'handoffs.member_id',
      'handoffs.accepted_at',
      'handoffs.ended_at',
    ])
    .where(readableBy(memberId))
}

function toTalk(row: Awaited<ReturnType<ReturnType<typeof talkRows>['execute']>>[number]): TalkRow {
  return {
    id: row.id as HandoffId,
    ticketId: row.ticket_id as TicketId,
    reference: row.reference as Reference,
    category: row.category as Category,
    language: row.language === 'en' ? 'en' : 'fr',
    urgent: row.urgent,
    reason: row.reason,
    summary: row.summary,
    customerName: row.name,
    requestedAt: row.requested_at,
    memberId: row.member_id as MemberId | null,
    acceptedAt: row.accepted_at,
    endedAt: row.ended_at,
  }
}
