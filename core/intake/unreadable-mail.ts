import type { Core } from '../kernel/core.ts'
import type { MemberId, MessageId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'

/** A mail that could not be read; its raw bytes and its ticket are there. */
export interface UnreadableMail {
  messageId: MessageId
  reference: Reference
  authorAddress: string | null
  subject: string
  error: string
  attempts: number
  lastAttemptAt: Date
  receivedAt: Date
}

const MOST = 100

/** Mails nobody has managed to read yet, newest first, as this member may see them. */
export async function listUnreadable(core: Core, viewer: MemberId): Promise<UnreadableMail[]> {
  const rows = await core.db
    .selectFrom('parse_failures')
    .innerJoin('messages', 'messages.id', 'parse_failures.message_id')
    .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
    .select(['messages.id', 'tickets.reference', 'author_address', 'messages.subject', 'error', 'attempts'])
    .select(['last_attempt_at', 'received_at'])
    .where('recovered_at', 'is', null)
    .where(readableBy(viewer))
    .orderBy('received_at', 'desc')
    .limit(MOST)
    .execute()
  return rows.map((row) => ({
    messageId: row.id as MessageId,
    reference: row.reference as Reference,
    authorAddress: row.author_address,
    subject: row.subject,
    error: row.error,
    attempts: row.attempts,
    lastAttemptAt: row.last_attempt_at,
    receivedAt: row.received_at,
  }))
}

/** The references of tickets by id, as this member may see them. */
export async function referencesOf(
  core: Core,
  viewer: MemberId,
  ids: readonly TicketId[],
): Promise<Map<TicketId, Reference>> {
  if (ids.length === 0) return new Map()
  const rows = await core.db
    .selectFrom('tickets')
    .select(['id', 'reference'])
    .where('id', 'in', ids)
    .where(readableBy(viewer))
    .execute()
  return new Map(rows.map((row) => [row.id as TicketId, row.reference as Reference]))
}
