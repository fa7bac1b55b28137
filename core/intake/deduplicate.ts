import type { Core, Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'
import { type Category, isCategory, strictest } from '../policy/category.ts'
import { SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { IncomingMessage } from '../ticket/message.ts'
import { moveToCategory } from '../ticket-actions/assign.ts'
import { releaseLockedTicket } from '../ticket-actions/quarantine.ts'
import type { Received } from './received.ts'

/** A message not received before, with every mailbox of ours it arrived in within this batch. */
export interface NewMessage {
  /** Its `doorCategory` is the strictest of those mailboxes'. */
  message: IncomingMessage
  mailboxes: { mailbox: string; receivedAt: Date }[]
}

/**
 * Deduplicates messages by their key.
 * A known one that arrives in a further mailbox is recorded there, and its ticket moves to the stricter of
 * the lanes.
 * One mail to several of our addresses is one message.
 */
export async function deduplicateMessages(
  trx: Trx,
  core: Core,
  messages: readonly IncomingMessage[],
  now: Date,
): Promise<{ known: Map<string, Received>; fresh: NewMessage[] }> {
  const byKey = new Map<string, IncomingMessage[]>()
  for (const message of messages) {
    const same = byKey.get(message.idempotencyKey)
    if (same) same.push(message)
    else byKey.set(message.idempotencyKey, [message])
  }
  const known = await knownMessages(trx, [...byKey.keys()])
  const fresh: NewMessage[] = []
  const again: { received: Received; message: IncomingMessage }[] = []
  for (const [key, same] of byKey) {
    const received = known.get(key)
    if (received) again.push(...same.map((message) => ({ received, message })))
    else fresh.push(arrivalOf(same))
  }
  if (again.length > 0) {
    await lockInOrder(
      trx,
      again.map(({ received }) => received.ticketId),
    )
    await noteFurtherMailboxes(trx, again, now)
    await releaseUnjunked(trx, core, again)
  }
  return { known, fresh }
}

async function knownMessages(trx: Trx, keys: readonly string[]): Promise<Map<string, Received>> {
  const rows = await trx
    .selectFrom('messages')
    .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
    .select(['messages.id', 'messages.unique_key', 'messages.ticket_id', 'tickets.reference'])
    .where('messages.unique_key', 'in', keys)
    .execute()
  return new Map(
    rows.map((row) => [
      row.unique_key,
      {
        kind: 'duplicate' as const,
        ticketId: row.ticket_id,
        messageId: row.id,
        reference: row.reference,
      },
    ]),
  )
}

function arrivalOf(same: readonly IncomingMessage[]): NewMessage {
  const [first] = same
  if (!first) throw new Error('An arrival holds at least one message.')
  const mailboxes = new Map<string, Date>()
  for (const { mail, receivedAt } of same)
    if (mail && !mailboxes.has(mail.mailbox)) mailboxes.set(mail.mailbox, receivedAt)
  return {
    message: { ...first, doorCategory: strictest(same.map((message) => message.doorCategory)) },
    mailboxes: [...mailboxes].map(([mailbox, receivedAt]) => ({ mailbox, receivedAt })),
  }
}

// Two processes with the same mails in another order would deadlock otherwise.
async function lockInOrder(trx: Trx, ids: readonly TicketId[]): Promise<void> {
  await trx
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', [...new Set(ids)])
    .orderBy('id')
    .forUpdate()
    .execute()
}

async function noteFurtherMailboxes(
  trx: Trx,
  again: readonly { received: Received; message: IncomingMessage }[],
  now: Date,
): Promise<void> {
  for (const { received, message } of again) {
    if (!message.mail) continue
    const added = await trx
      .insertInto('message_mailboxes')
      .values({
        message_id: received.messageId,
        mailbox: message.mail.mailbox,
        received_at: message.receivedAt,
      })
      .onConflict((conflict) => conflict.columns(['message_id', 'mailbox']).doNothing())
      .returning('mailbox')
      .executeTakeFirst()
    if (added) await moveToStricterLane(trx, received, message, now)
  }
}

// A person moved it out of the junk folder, which is how mail programs mark a mail as no spam. Only a mail
// whose own
// headers carry no verdict can arrive without one.
async function releaseUnjunked(
  trx: Trx,
  core: Core,
  again: readonly { received: Received; message: IncomingMessage }[],
): Promise<void> {
  const wanted = again.filter(({ message }) => message.mail && !message.mail.spam)
  const ids = [...new Set(wanted.map(({ received }) => received.ticketId))]
  if (ids.length === 0) return
  const quarantined = await trx
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', ids)
    .where('quarantined_at', 'is not', null)
    .orderBy('id')
    .execute()
  for (const { id } of quarantined) await releaseLockedTicket(trx, core, id, SYSTEM)
}

async function moveToStricterLane(
  trx: Trx,
  received: Received,
  message: IncomingMessage,
  now: Date,
): Promise<void> {
  const mailbox = message.mail?.mailbox
  const ticket = await trx
    .selectFrom('tickets')
    .select(['category', 'assignee_id'])
    .where('id', '=', received.ticketId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const at = now
  await recordEvents(trx, [
    {
      ticketId: received.ticketId,
      kind: 'mailbox-added',
      actor: SYSTEM,
      at,
      detail: { messageId: received.messageId, mailbox },
    },
  ])
  const category = isCategory(ticket.category) ? ticket.category : ('other' satisfies Category)
  const stricter = strictest([category, message.doorCategory])
  if (stricter === category || !(await openedBy(trx, received))) return
  const assigneeId = ticket.assignee_id
  await moveToCategory(trx, { id: received.ticketId, assigneeId }, stricter, at)
  await recordEvents(trx, [
    {
      ticketId: received.ticketId,
      kind: 'recategorised',
      actor: SYSTEM,
      at,
      detail: { from: category, to: stricter, reason: 'also-sent-to', mailbox },
    },
  ])
}

// A later message copied to another team does not move the ticket; only the message that opened it does.
async function openedBy(trx: Trx, received: Received): Promise<boolean> {
  const first = await trx
    .selectFrom('events')
    .select('detail')
    .where('ticket_id', '=', received.ticketId)
    .where('number', '=', 1)
    .executeTakeFirst()
  return first !== undefined && 'messageId' in first.detail && first.detail.messageId === received.messageId
}
