import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { keepFiles } from '../kernel/file.ts'
import {
  type ConversationId,
  type HandoffId,
  type MemberId,
  type MessageId,
  newId,
  type TicketId,
} from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { settlePromises } from '../promise/fulfilment.ts'
import { noteInvestigatorAct } from '../promise/investigation.ts'
import { type AttachedFile, filesOf, insertAttachments } from '../ticket/attachment.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lockTicket } from '../ticket/lock.ts'
import type { IncomingAttachment } from '../ticket/message.ts'
import { type HandoffNotice, type LockedHandoff, lockHandoffOf, nextNumber, notify } from './handoff-lock.ts'
import { firstNameOf, lockHeld } from './handoff-session.ts'

/** A stored line of a handoff: its number in the handoff, from 1. */
interface RelayedLine {
  number: number
  messageId: MessageId
}

/** A file whose bytes are stored already (see file.ts). */
interface StoredAttachment {
  name: string
  type: string
  size: number
  sha256: string
}

/**
 * Stores what the customer writes while they wait for a person or speak with one, in the caller's
 * transaction.
 * The handoff's row lock gives the order; the same token twice is one line. Returns undefined when no handoff
 * is open: the bot speaks.
 */
export async function relayFromCustomer(
  trx: Trx,
  core: Core,
  given: {
    conversationId: ConversationId
    token: string
    text: string
    files: readonly StoredAttachment[]
    /** True when the customer has proved who they are. */
    proven: boolean
  },
): Promise<RelayedLine | undefined> {
  const handoff = await lockHandoffOf(trx, given.conversationId)
  if (!handoff) return undefined
  const key = `chat:${handoff.id}:in:${given.token}`
  const storedLine = await findLine(trx, key)
  if (storedLine) return storedLine
  const now = core.clock.now()
  const messageId = await insertMessage(trx, handoff, {
    key,
    text: given.text,
    now,
    direction: 'in',
    author_kind: 'customer',
    member_id: null,
    standing: given.proven ? 'proven' : 'unproven',
  })
  const files = given.files.map((file, position) => ({
    ...file,
    id: newId<'attachment'>(now),
    message_id: messageId,
    position,
    inline: false,
    content_id: null,
  }))
  if (files.length > 0) await trx.insertInto('attachments').values(files).execute()
  await trx.updateTable('handoffs').set({ customer_wrote_at: now }).where('id', '=', handoff.id).execute()
  return addLine(trx, handoff, messageId)
}

/**
 * Sends a line of the member who holds the handoff; the same token twice is one line.
 * Throws a Problem for an empty line without a file and for a member who does not hold it.
 */
export async function relayFromMember(
  core: Core,
  given: {
    handoffId: HandoffId
    memberId: MemberId
    token: string
    text: string
    files?: readonly Omit<IncomingAttachment, 'inline' | 'contentId'>[]
  },
): Promise<RelayedLine> {
  const text = given.text.trim()
  const attached = filesOf((given.files ?? []).map((file) => ({ ...file, inline: false, contentId: null })))
  if (text === '' && attached.length === 0) {
    throw new Problem('invalid-input', 'There is nothing to send. Write something, or add a file.')
  }
  const line = await core.db.transaction().execute(async (trx) => {
    const handoff = await lockHeld(trx, given)
    const key = `chat:${handoff.id}:out:${given.token}`
    const storedLine = await findLine(trx, key)
    if (storedLine) return storedLine
    const now = core.clock.now()
    const messageId = await insertMessage(trx, handoff, {
      key,
      text,
      now,
      direction: 'out',
      author_kind: 'member',
      member_id: given.memberId,
      standing: 'proven',
    })
    await keepFiles(
      trx,
      attached.map(({ file }) => file),
      now,
    )
    await insertAttachments(trx, [{ messageId, attached }], now)
    // Once per handoff is enough; storing the line above has locked the ticket already.
    if (!handoff.memberWroteAt) await recordMemberContact(trx, core, handoff.ticketId, given.memberId)
    await trx.updateTable('handoffs').set({ member_wrote_at: now }).where('id', '=', handoff.id).execute()
    await notify(trx, handoff.id, await noticeOf(trx, given.memberId, messageId, text, attached), now)
    await core.enqueueDelivery(trx)
    return addLine(trx, handoff, messageId)
  })
  core.wakeDelivery()
  return line
}

// A member's message to the customer counts as an update (policy §3), and as an act of the member (§4).
async function recordMemberContact(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  memberId: MemberId,
): Promise<void> {
  const ticket = await lockTicket(trx, ticketId)
  const { last_event } = await trx
    .selectFrom('tickets')
    .select('last_event')
    .where('id', '=', ticketId)
    .executeTakeFirstOrThrow()
  await settlePromises(trx, core, [
    { ticketId, at: core.clock.now(), byEvent: last_event, conclusions: false },
  ])
  await noteInvestigatorAct(trx, core, ticket, memberId, last_event)
}

async function noticeOf(
  trx: Trx,
  memberId: MemberId,
  messageId: MessageId,
  text: string,
  attached: readonly AttachedFile[],
): Promise<HandoffNotice> {
  return {
    kind: 'line',
    messageId,
    memberId,
    memberFirstName: await firstNameOf(trx, memberId),
    text,
    files: attached.map(({ attachment, file }) => ({
      name: attachment.name,
      type: attachment.type,
      size: file.content.byteLength,
      sha256: file.sha256,
    })),
  }
}

async function findLine(db: Queryable, key: string): Promise<RelayedLine | undefined> {
  const row = await db
    .selectFrom('messages')
    .innerJoin('handoff_lines', 'handoff_lines.message_id', 'messages.id')
    .select(['messages.id', 'handoff_lines.number'])
    .where('messages.unique_key', '=', key)
    .executeTakeFirst()
  return row && { number: row.number, messageId: row.id }
}

async function insertMessage(
  trx: Trx,
  handoff: LockedHandoff,
  line: {
    key: string
    text: string
    now: Date
    direction: 'in' | 'out'
    author_kind: 'customer' | 'member'
    member_id: MemberId | null
    standing: 'proven' | 'unproven'
  },
): Promise<MessageId> {
  const { key, text, now, ...author } = line
  const id = newId<'message'>(now)
  await trx
    .insertInto('messages')
    .values({
      ...author,
      id,
      ticket_id: handoff.ticketId,
      conversation_id: handoff.conversationId,
      door: 'chat',
      subject: '',
      text,
      new_text: text,
      language: handoff.language,
      warnings: '[]',
      unique_key: key,
      received_at: now,
      created_at: now,
    })
    .execute()
  await trx.updateTable('tickets').set({ last_message_at: now }).where('id', '=', handoff.ticketId).execute()
  await recordEvents(trx, [
    {
      ticketId: handoff.ticketId,
      kind: line.direction === 'in' ? 'message-received' : 'message-sent',
      actor: line.member_id ? { kind: 'member', id: line.member_id } : { kind: 'customer' },
      at: now,
      detail: { messageId: id, handoffId: handoff.id },
    },
  ])
  return id
}

async function addLine(trx: Trx, handoff: LockedHandoff, messageId: MessageId): Promise<RelayedLine> {
  const number = await nextNumber(trx, handoff.id, 'last_line')
  await trx
    .insertInto('handoff_lines')
    .values({ handoff_id: handoff.id, number, message_id: messageId })
    .execute()
  return { number, messageId }
}
