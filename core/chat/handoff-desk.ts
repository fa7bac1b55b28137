import type { Core, Queryable } from '../kernel/core.ts'
import type { AttachmentId, HandoffId, MemberId, MessageId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import { abilitiesOf, availableMembers } from '../member/presence.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { everyoneWaiting } from './handoff.ts'
import { inOrder, mayTakeHandoff } from './handoff-queue.ts'

/** A handoff as a list displays it. */
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

/** One line of a handoff conversation. */
export interface TalkLine {
  number: number
  messageId: MessageId
  from: 'customer' | 'member'
  memberName: string | null
  text: string
  files: { id: AttachmentId; name: string; type: string; size: number }[]
  at: Date
}

/**
 * Returns the waiting handoffs for this member, in queue order. Those in a lane they may not read are not
 * even counted.
 */
export async function waitingFor(db: Queryable, memberId: MemberId): Promise<TalkRow[]> {
  const member = await abilitiesOf(db, memberId)
  const ids = inOrder((await everyoneWaiting(db)).filter((one) => mayTakeHandoff(member, one))).map(
    ({ id }) => id,
  )
  if (ids.length === 0) return []
  const rows = await handoffRows(db, memberId).where('handoffs.id', 'in', ids).execute()
  return ids.flatMap((id) => rows.filter((row) => row.id === id).map(toHandoffRow))
}

/** Returns the open handoffs a member holds, oldest first. */
export async function talksOf(db: Queryable, memberId: MemberId): Promise<TalkRow[]> {
  const rows = await handoffRows(db, memberId)
    .where('handoffs.member_id', '=', memberId)
    .where('handoffs.ended_at', 'is', null)
    .orderBy('handoffs.accepted_at')
    .execute()
  return rows.map(toHandoffRow)
}

/**
 * Returns how many of the customer's lines a member has not read in each of their own handoffs; those without
 * any are left out.
 */
export async function unreadOf(db: Queryable, memberId: MemberId): Promise<Map<HandoffId, number>> {
  const rows = await db
    .selectFrom('handoffs')
    .innerJoin('handoff_lines', 'handoff_lines.handoff_id', 'handoffs.id')
    .innerJoin('messages', 'messages.id', 'handoff_lines.message_id')
    .leftJoin('talk_readings', (join) =>
      join.onRef('talk_readings.handoff_id', '=', 'handoffs.id').on('talk_readings.member_id', '=', memberId),
    )
    .select((eb) => ['handoffs.id', eb.fn.countAll().as('lines')])
    .where('handoffs.member_id', '=', memberId)
    .where('handoffs.ended_at', 'is', null)
    .where('messages.author_kind', '=', 'customer')
    .where((eb) =>
      eb.or([
        eb('talk_readings.line', 'is', null),
        eb('handoff_lines.number', '>', eb.ref('talk_readings.line')),
      ]),
    )
    .groupBy('handoffs.id')
    .execute()
  return new Map(rows.map(({ id, lines }) => [id, Number(lines)]))
}

/** Records that a member has read a handoff up to a line. */
export async function noteReading(
  core: Core,
  given: { handoffId: HandoffId; memberId: MemberId; line: number },
): Promise<void> {
  await core.db
    .insertInto('talk_readings')
    .values({ handoff_id: given.handoffId, member_id: given.memberId, line: given.line })
    .onConflict((conflict) =>
      conflict
        .columns(['handoff_id', 'member_id'])
        .doUpdateSet({ line: given.line })
        .where('talk_readings.line', '<', given.line),
    )
    .execute()
}

/**
 * Returns the members that news in some handoffs concerns: the holder of each.
 * For one that waits in our queue, the present members who could accept it. Nobody while an outside hub
 * handles it.
 */
export async function concernedBy(
  db: Queryable,
  ids: readonly HandoffId[],
  now: Date,
): Promise<Map<HandoffId, { holder: MemberId | null; able: MemberId[] }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('handoffs')
    .innerJoin('tickets', 'tickets.id', 'handoffs.ticket_id')
    .select(['handoffs.id', 'handoffs.member_id', 'handoffs.language', 'tickets.category'])
    .where('handoffs.id', 'in', ids)
    .where('handoffs.ended_at', 'is', null)
    .where((eb) => eb.or([eb('handoffs.hub', 'is', null), eb('handoffs.hub', '=', 'failed')]))
    .execute()
  const there = rows.some(({ member_id }) => member_id === null) ? await availableMembers(db, now) : []
  return new Map(
    rows.map(({ id, member_id: holder, language, category }) => {
      const waiting = { category, language }
      const able = there.filter((member) => member.talks < member.capacity && mayTakeHandoff(member, waiting))
      return [id, { holder, able: holder ? [] : able.map(({ memberId }) => memberId) }]
    }),
  )
}

/**
 * Returns a handoff with its lines after a number; throws `not-found` unless the member may read its ticket.
 * Numbers have no gaps, so a page that asks again with its last number misses nothing.
 */
export async function readTalk(
  db: Queryable,
  given: { handoffId: HandoffId; memberId: MemberId; after: number },
): Promise<{ talk: TalkRow; lines: TalkLine[] }> {
  const row = await handoffRows(db, given.memberId)
    .where('handoffs.id', '=', given.handoffId)
    .executeTakeFirst()
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
    talk: toHandoffRow(row),
    lines: lines.map((line) => ({
      number: line.number,
      messageId: line.id,
      from: line.author_kind === 'member' ? 'member' : 'customer',
      memberName: line.member_name,
      text: line.text,
      files: files
        .filter(({ message_id }) => message_id === line.id)
        .map(({ id, name, type, size }) => ({ id, name, type, size })),
      at: line.received_at,
    })),
  }
}

function handoffRows(db: Queryable, memberId: MemberId) {
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

function toHandoffRow(row: Awaited<ReturnType<ReturnType<typeof handoffRows>['execute']>>[number]): TalkRow {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    reference: row.reference,
    category: row.category,
    language: row.language,
    urgent: row.urgent,
    reason: row.reason,
    summary: row.summary,
    customerName: row.name,
    requestedAt: row.requested_at,
    memberId: row.member_id,
    acceptedAt: row.accepted_at,
    endedAt: row.ended_at,
  }
}
