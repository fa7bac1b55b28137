import type { Core, Queryable } from '../kernel/core.ts'
import { readFile } from '../kernel/file.ts'
import { type AttachmentId, isUuid, type MemberId, type MessageId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import { withoutTicketLinks } from './message-view.ts'

/** A file for download. Its bytes come in parts, so that a 70 MB mail is never in memory whole. */
export interface OfferedFile {
  name: string
  type: string
  size: number
  parts: AsyncIterable<Uint8Array>
}

/** A message as it was sent, for display in a frame of its own. */
export interface OriginalMessage {
  id: MessageId
  reference: Reference
  subject: string
  authorName: string | null
  authorAddress: string | null
  receivedAt: Date
  text: string
  /** Sanitised on receipt; remote images in `data-remote-src`, embedded images as `cid:`. */
  html: string | null
  rawSize: number | null
}

/** Returns an attachment for a member who may read its ticket. Throws `not-found` otherwise. */
export async function openAttachment(core: Core, viewer: MemberId, id: string): Promise<OfferedFile> {
  if (!isUuid<AttachmentId>(id)) throw notFound()
  const row = await attachments(core.db)
    .where('attachments.id', '=', id)
    .where(readableBy(viewer))
    .executeTakeFirst()
  if (!row) throw notFound()
  return offer(core.db, row)
}

/**
 * Returns an attachment of a message the customer sees on the ticket's page. Their link may name a ticket that was
 * merged into it. Throws `not-found` for every other one, such as those of a seller's thread.
 */
export async function openOwnAttachment(core: Core, reference: Reference, id: string): Promise<OfferedFile> {
  if (!isUuid<AttachmentId>(id)) throw notFound()
  const row = await attachments(core.db)
    .where('attachments.id', '=', id)
    .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
    .where('tickets.id', '=', (eb) =>
      eb
        .selectFrom('tickets as linked')
        .select((linked) => linked.fn.coalesce('linked.merged_into_id', 'linked.id').as('id'))
        .where('linked.reference', '=', reference),
    )
    .where('conversations.audience', '<>', 'seller')
    .where('messages.kept_apart', 'is', null)
    .where((eb) =>
      eb.or([
        eb('messages.direction', '=', 'out'),
        eb.and([eb('messages.direction', '=', 'in'), eb('messages.author_kind', '=', 'customer')]),
      ]),
    )
    .executeTakeFirst()
  if (!row) throw notFound()
  return offer(core.db, row)
}

/** Returns the raw mail of a message (RFC 5322) for a member who may read its ticket. Throws `not-found` otherwise. */
export async function openRawMail(core: Core, viewer: MemberId, id: string): Promise<OfferedFile> {
  const row = await readableMessage(core.db, viewer, id)
  if (!row?.raw_sha256) throw notFound()
  return offer(core.db, {
    name: `${row.reference}-${row.id.slice(-6)}.eml.txt`,
    type: 'text/plain',
    size: row.raw_size ?? 0,
    sha256: row.raw_sha256,
  })
}

/** Returns a message as it was sent, for a member who may read its ticket. Throws `not-found` otherwise. */
export async function viewOriginal(core: Core, viewer: MemberId, id: string): Promise<OriginalMessage> {
  const row = await readableMessage(core.db, viewer, id)
  if (!row) throw notFound()
  return {
    id: row.id,
    reference: row.reference,
    subject: row.subject,
    authorName: row.author_name,
    authorAddress: row.author_address,
    receivedAt: row.received_at,
    text: withoutTicketLinks(row.text),
    html: row.html === null ? null : withoutTicketLinks(row.html),
    rawSize: row.raw_sha256 === null ? null : row.raw_size,
  }
}

// Only images that a browser displays without running anything, and no more than a page can carry.
const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
const MOST_INLINE_BYTES = 8_000_000

/** Returns the images embedded in a message, by Content-ID without angle brackets; those too large are left out. */
export async function inlineImages(
  core: Core,
  messageId: MessageId,
): Promise<Map<string, { type: string; content: Uint8Array }>> {
  const rows = await core.db
    .selectFrom('attachments')
    .select(['content_id', 'type', 'size', 'sha256'])
    .where('message_id', '=', messageId)
    .where('content_id', 'is not', null)
    .where('type', 'in', IMAGE_TYPES)
    .orderBy('position')
    .execute()
  const images = new Map<string, { type: string; content: Uint8Array }>()
  let bytes = 0
  for (const row of rows) {
    bytes += row.size
    if (row.content_id === null || bytes > MOST_INLINE_BYTES) continue
    const id = row.content_id.replace(/^<|>$/g, '')
    images.set(id, { type: row.type, content: await readFile(core.db, row.sha256) })
  }
  return images
}

function attachments(db: Queryable) {
  return db
    .selectFrom('attachments')
    .innerJoin('messages', 'messages.id', 'attachments.message_id')
    .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
    .select(['attachments.name', 'attachments.type', 'attachments.size', 'attachments.sha256'])
}

async function readableMessage(db: Queryable, viewer: MemberId, id: string) {
  if (!isUuid<MessageId>(id)) return undefined
  return db
    .selectFrom('messages')
    .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
    .selectAll('messages')
    .select('tickets.reference')
    .select((eb) =>
      eb
        .selectFrom('files')
        .select('files.size')
        .whereRef('files.sha256', '=', 'messages.raw_sha256')
        .where('files.part', '=', 0)
        .as('raw_size'),
    )
    .where('messages.id', '=', id)
    .where(readableBy(viewer))
    .executeTakeFirst()
}

function offer(
  db: Queryable,
  file: { name: string; type: string; size: number; sha256: string },
): OfferedFile {
  return { name: file.name, type: file.type, size: file.size, parts: partsOf(db, file.sha256) }
}

async function* partsOf(db: Queryable, sha256: string): AsyncIterable<Uint8Array> {
  for (let part = 0; ; part++) {
    const row = await db
      .selectFrom('files')
      .select('bytes')
      .where('sha256', '=', sha256)
      .where('part', '=', part)
      .executeTakeFirst()
    if (!row) return
    yield row.bytes
  }
}

function notFound(): Problem {
  return new Problem('not-found', 'There is nothing here that you may read.')
}
