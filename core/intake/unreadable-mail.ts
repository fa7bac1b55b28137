import { sql } from 'kysely'
import type { Core } from '../kernel/core.ts'
import { readFile } from '../kernel/file.ts'
import type { MemberId, MessageId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import { filesOf, keepAttachments } from '../ticket/attachment.ts'
import { SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { IncomingMessage, MailFacts } from '../ticket/message.ts'

/** A mail that could not be parsed; its raw bytes and its ticket exist. */
interface UnreadableMail {
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

/** Returns the mails not parsed yet that this member may see, newest first. */
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
    messageId: row.id,
    reference: row.reference,
    authorAddress: row.author_address,
    subject: row.subject,
    error: row.error,
    attempts: row.attempts,
    lastAttemptAt: row.last_attempt_at,
    receivedAt: row.received_at,
  }))
}

/** Returns the references of tickets by id, where this member may see them. */
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
  return new Map(rows.map((row) => [row.id, row.reference]))
}

/** An unparsed mail, with what a retry needs. */
interface UnparsedMail {
  messageId: MessageId
  ticketId: TicketId
  raw: Buffer
  mailbox: string
  receivedAt: Date
}

/**
 * Returns the raw mail of an unparsed message. Throws `not-found` when there is none, or it was parsed since.
 */
export async function unparsedMail(core: Core, messageId: MessageId): Promise<UnparsedMail> {
  const row = await core.db
    .selectFrom('parse_failures')
    .innerJoin('messages', 'messages.id', 'parse_failures.message_id')
    .select(['messages.ticket_id', 'messages.raw_sha256', 'messages.mail', 'messages.received_at'])
    .where('parse_failures.message_id', '=', messageId)
    .where('parse_failures.recovered_at', 'is', null)
    .executeTakeFirst()
  if (!row?.raw_sha256)
    throw new Problem('not-found', 'This message needs no second reading: it is readable, or gone.')
  return {
    messageId,
    ticketId: row.ticket_id,
    raw: await readFile(core.db, row.raw_sha256),
    mailbox: (row.mail as MailFacts | null)?.mailbox ?? 'contact',
    receivedAt: row.received_at,
  }
}

/** Records that a retry failed too. */
export async function noteParseFailure(core: Core, messageId: MessageId, error: string): Promise<void> {
  await core.db
    .updateTable('parse_failures')
    .set({ error, attempts: sql<number>`attempts + 1`, last_attempt_at: core.clock.now() })
    .where('message_id', '=', messageId)
    .execute()
}

/**
 * Stores the texts and attachments that a second parse of the raw mail found. The raw mail and the key stay.
 */
export async function noteParsed(
  core: Core,
  unparsed: UnparsedMail,
  message: IncomingMessage,
): Promise<void> {
  const now = core.clock.now()
  const { messageId, ticketId } = unparsed
  await core.db.transaction().execute(async (trx) => {
    const recovered = await trx
      .updateTable('parse_failures')
      .set({ recovered_at: now })
      .where('message_id', '=', messageId)
      .where('recovered_at', 'is', null)
      .returning('message_id')
      .executeTakeFirst()
    if (!recovered) return
    await trx
      .updateTable('messages')
      .set({
        subject: message.subject,
        text: message.text,
        new_text: message.newText,
        html: message.html,
        language: message.language,
        mail: message.mail && JSON.stringify(message.mail),
        warnings: JSON.stringify(message.warnings),
      })
      .where('id', '=', messageId)
      .execute()
    await trx
      .updateTable('tickets')
      .set({ subject: message.subject })
      .where('id', '=', ticketId)
      .where('subject', '=', '')
      .execute()
    await keepAttachments(trx, messageId, filesOf(message.attachments), now)
    await recordEvents(trx, [{ ticketId, kind: 'parsed', actor: SYSTEM, at: now, detail: { messageId } }])
  })
}
