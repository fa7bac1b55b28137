import { sql } from 'kysely'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import type { MemberId, MessageId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import { notifyMembers } from '../member/member-notice.ts'
import { type Category, isSensitive } from '../policy/category.ts'
import type { LockedTicket } from './lock.ts'

/** A member who can be named in a note. */
export interface Mentionable {
  id: MemberId
  name: string
}

/** A note in which a member was named. */
export interface Mention {
  messageId: MessageId
  reference: Reference
  subject: string
  category: Category
  /** The note's author. */
  byName: string | null
  text: string
  at: Date
  readAt: Date | null
}

/** Returns the members who can be named in a note on a ticket of this category: those who may read it. */
export async function mentionable(db: Queryable, category: Category): Promise<Mentionable[]> {
  const rows = await db
    .selectFrom('members')
    .select(['id', 'name'])
    .where('deactivated_at', 'is', null)
    .orderBy('name')
    .execute()
  const readers = await readersAmong(
    db,
    rows.map((row) => row.id),
    category,
  )
  return rows.filter(({ id }) => readers.has(id)).map((row) => ({ id: row.id, name: row.name }))
}

/**
 * Returns the members a text names after an `@`, by first and last name or by a unique first name. Accents and capitals
 * are ignored; an `@` before anything else, as in an address, names nobody.
 */
export function mentionedIn(text: string, members: readonly Mentionable[]): Mentionable[] {
  const folded = fold(text)
  const named = new Map<MemberId, Mentionable>()
  for (const at of folded.matchAll(/(?<![\p{L}\p{N}._-])@/gu)) {
    const rest = folded.slice(at.index + 1)
    const found = byLongestName(members).find(({ words }) => beginsWith(rest, words))
    if (found) named.set(found.member.id, found.member)
  }
  return [...named.values()]
}

/**
 * Notifies the members a note names, by mail and in their list of mentions, except its author. In the caller's
 * transaction. Throws `not-allowed` when a named member may not read the ticket's lane: they would learn of it.
 */
export async function keepMentions(
  trx: Trx,
  core: Core,
  ticket: Pick<LockedTicket, 'id' | 'reference' | 'category'>,
  note: { messageId: MessageId; memberId: MemberId; text: string },
): Promise<void> {
  const everyone = await trx
    .selectFrom('members')
    .select(['id', 'name'])
    .where('deactivated_at', 'is', null)
    .execute()
  const members = everyone.map((row) => ({ id: row.id, name: row.name }))
  const named = mentionedIn(note.text, members).filter(({ id }) => id !== note.memberId)
  if (named.length === 0) return
  const readers = await readersAmong(
    trx,
    named.map(({ id }) => id),
    ticket.category,
  )
  const notCleared = named.filter(({ id }) => !readers.has(id))
  if (notCleared.length > 0) {
    const names = notCleared.map(({ name }) => name).join(', ')
    throw new Problem(
      'not-allowed',
      `${names} may not read this lane. Take the mention out, or ask for a clearance.`,
    )
  }
  const at = core.clock.now()
  await trx
    .insertInto('mentions')
    .values(named.map(({ id }) => ({ message_id: note.messageId, member_id: id, at, read_at: null })))
    .execute()
  const { id: ticketId, reference, category } = ticket
  await notifyMembers(
    trx,
    core,
    named.map(({ id }) => ({
      memberId: id,
      ticketId,
      reference,
      category,
      kind: 'mentioned',
      promise: null,
    })),
  )
}

const MOST_MENTIONS = 100

/** Returns the newest mentions of a member on tickets they may read, newest first. */
export async function listMentions(db: Queryable, memberId: MemberId): Promise<Mention[]> {
  const rows = await readableMentions(db, memberId)
    .innerJoin('members as author', 'author.id', 'messages.member_id')
    .select(['messages.id', 'tickets.reference', 'tickets.subject', 'tickets.category'])
    .select(['author.name as by_name', 'mentions.at', 'mentions.read_at'])
    .select(sql<string>`left(messages.text, 400)`.as('text'))
    .orderBy('mentions.at', 'desc')
    .limit(MOST_MENTIONS)
    .execute()
  return rows.map((row) => ({
    messageId: row.id,
    reference: row.reference,
    subject: row.subject,
    category: row.category,
    byName: row.by_name,
    text: row.text,
    at: row.at,
    readAt: row.read_at,
  }))
}

/** Returns how many mentions a member has not read yet; 100 means 100 or more. */
export async function countUnreadMentions(db: Queryable, memberId: MemberId): Promise<number> {
  const rows = await readableMentions(db, memberId)
    .select('messages.id')
    .where('mentions.read_at', 'is', null)
    .limit(MOST_MENTIONS)
    .execute()
  return rows.length
}

/** Marks a member's mentions on a ticket as read, when they open it. */
export async function readMentions(core: Core, memberId: MemberId, ticketId: TicketId): Promise<void> {
  await core.db
    .updateTable('mentions')
    .set({ read_at: core.clock.now() })
    .where('member_id', '=', memberId)
    .where('read_at', 'is', null)
    .where('message_id', 'in', (eb) =>
      eb.selectFrom('messages').select('messages.id').where('messages.ticket_id', '=', ticketId),
    )
    .execute()
}

function readableMentions(db: Queryable, memberId: MemberId) {
  return db
    .selectFrom('mentions')
    .innerJoin('messages', 'messages.id', 'mentions.message_id')
    .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
    .where('mentions.member_id', '=', memberId)
    .where(readableBy(memberId))
}

async function readersAmong(
  db: Queryable,
  memberIds: readonly MemberId[],
  category: Category,
): Promise<Set<string>> {
  if (!isSensitive(category)) return new Set(memberIds)
  if (memberIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('clearances')
    .select('member_id')
    .where('member_id', 'in', memberIds)
    .where('lane', '=', category)
    .execute()
  return new Set(rows.map((row) => row.member_id))
}

function byLongestName(members: readonly Mentionable[]): { words: string; member: Mentionable }[] {
  const firstName = ({ name }: Mentionable) => fold(name).trim().split(/\s+/)[0] ?? ''
  const alone = members.filter(
    (member) => members.filter((other) => firstName(other) === firstName(member)).length === 1,
  )
  return [
    ...members.map((member) => ({ words: fold(member.name).trim(), member })),
    ...alone.map((member) => ({ words: firstName(member), member })),
  ]
    .filter(({ words }) => words !== '')
    .sort((a, b) => b.words.length - a.words.length)
}

function beginsWith(text: string, words: string): boolean {
  return text.startsWith(words) && !/^[\p{L}\p{N}]/u.test(text.slice(words.length))
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ')
}
