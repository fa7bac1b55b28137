import { acknowledge } from '../correspondence/acknowledgement.ts'
import { customerEmail } from '../correspondence/customer-view.ts'
import type { Core, Trx } from '../kernel/core.ts'
import {
  type ConversationId,
  isUuid,
  type MemberId,
  type MessageId,
  newId,
  type TicketId,
} from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { mintReference, type Reference } from '../kernel/reference.ts'
import { enqueueMails } from '../outbox/outbox.ts'
import type { Category } from '../policy/category.ts'
import { openCallBack } from '../promise/call-back.ts'
import { endPromises, promiseRounds } from '../promise/promise.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { recountLastMessages } from '../ticket/list-columns.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { lockLiveTicket } from '../ticket/lock.ts'
import type { Channel, MailFacts } from '../ticket/message.ts'
import { owningTeam, replyMailbox } from '../ticket/team-address.ts'
import { splitInWords } from '../wording/split.ts'

interface Splitting {
  ticketId: TicketId
  memberId: MemberId
  /** What belongs to the other ticket: the customer's messages, and notes about them. */
  messageIds: readonly MessageId[]
  category: Category
  /** The subject of the new ticket; the earliest message's own when empty. */
  subject?: string
}

/**
 * Moves messages about another problem of the same customer to a new ticket; history links the two.
 * The new ticket has its own reference, category and promises, which count from the earliest of these
 * messages (policy §4).
 * The customer learns the new reference by an acknowledgement, or by a call.
 * Throws `invalid-input` for a choice without a message of the customer, or one that leaves none behind.
 * Throws it too for messages other than the customer's and notes.
 * Our messages belong to the first reference, and a seller's thread stays with it.
 */
export async function split(
  core: Core,
  given: Splitting,
): Promise<{ ticketId: TicketId; reference: Reference }> {
  const opened = await core.db.transaction().execute(async (trx) => {
    const ticket = await lockLiveTicket(trx, given.ticketId)
    const { messages, earliest } = await chosenMessages(trx, ticket.id, given.messageIds)
    const other = await openOther(trx, core, ticket, given, earliest)
    await moveMessages(trx, ticket, other, messages)
    const actor = { kind: 'member', id: given.memberId } as const
    const at = core.clock.now()
    const count = messages.length
    const [, event] = await recordEvents(trx, [
      { ticketId: ticket.id, kind: 'split', actor, at, detail: { intoTicketId: other.id, count } },
      { ticketId: other.id, kind: 'split', actor, at, detail: { fromTicketId: ticket.id, count } },
    ])
    if (!earliest.backlog) await makePromises(trx, core, other, event?.number ?? 0)
    await sendReference(trx, core, ticket, other, earliest)
    return other
  })
  core.wakeDelivery()
  return { ticketId: opened.id, reference: opened.reference }
}

/** The ticket opened for the other problem. */
type Other = Pick<LockedTicket, 'id' | 'reference' | 'customerId' | 'category' | 'language' | 'round'> & {
  conversationId: ConversationId
  firstContactAt: Date
}

async function openOther(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  { category, subject = '' }: Splitting,
  earliest: ChosenMessage,
): Promise<Other> {
  const now = core.clock.now()
  const { customerId, language } = ticket
  const other: Other = {
    id: newId<'ticket'>(now),
    reference: mintReference(),
    customerId,
    category,
    language,
    round: 1,
    conversationId: newId<'conversation'>(now),
    firstContactAt: earliest.receivedAt,
  }
  await trx
    .insertInto('tickets')
    .values({
      id: other.id,
      reference: other.reference,
      customer_id: customerId,
      category,
      team_id: owningTeam(core.settings, category, earliest.mailboxes),
      level: 'customer-service',
      language,
      subject: subject.trim() || earliest.subject,
      door: earliest.channel,
      first_contact_at: earliest.receivedAt,
      opened_at: now,
      last_message_at: earliest.receivedAt,
      assignee_id: null,
      resolved_at: null,
      quarantined_at: null,
      backlog: earliest.backlog,
      related_ticket_id: ticket.id,
    })
    .execute()
  await trx
    .insertInto('conversations')
    .values({ id: other.conversationId, kind: earliest.channel, audience: 'customer', created_at: now })
    .execute()
  await trx
    .insertInto('conversation_tickets')
    .values({ conversation_id: other.conversationId, ticket_id: other.id })
    .execute()
  await joinCustomer(trx, ticket, other, now)
  return other
}

async function joinCustomer(trx: Trx, ticket: LockedTicket, other: Other, now: Date): Promise<void> {
  const joining = await trx
    .selectFrom('participants')
    .select(['address_id', 'role', 'name'])
    .where('ticket_id', '=', ticket.id)
    .where('role', '=', 'customer')
    .orderBy('joined_at')
    .orderBy('id')
    .execute()
  if (joining.length === 0) return
  await trx
    .insertInto('participants')
    .values(
      joining.map((one) => ({ ...one, id: newId<'participant'>(now), ticket_id: other.id, joined_at: now })),
    )
    .execute()
}

async function moveMessages(
  trx: Trx,
  ticket: LockedTicket,
  other: Other,
  messages: readonly ChosenMessage[],
): Promise<void> {
  await trx
    .updateTable('messages')
    .set({ ticket_id: other.id, conversation_id: other.conversationId })
    .where(
      'id',
      'in',
      messages.map(({ id }) => id),
    )
    .execute()
  await recountLastMessages(trx, [ticket.id, other.id])
}

async function makePromises(trx: Trx, core: Core, other: Other, byEvent: number): Promise<void> {
  const at = core.clock.now()
  const { id: ticketId, customerId, round, firstContactAt: firstContact } = other
  await promiseRounds(trx, core, [{ ticketId, customerId, round, firstContact }], at)
  // This message was acknowledged when it came in.
  await endPromises(trx, ticketId, { kinds: [], release: ['acknowledge'], excused: true, at, byEvent })
}

async function sendReference(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  other: Other,
  earliest: ChosenMessage,
): Promise<void> {
  const now = core.clock.now()
  if (earliest.backlog) return
  const recipient = await customerEmail(trx, other)
  if (recipient === null) {
    const text = splitInWords(other.language, { reference: other.reference, before: ticket.reference })
    await openCallBack(trx, core, other, { why: 'update', text })
    return
  }
  const mailbox = replyMailbox(core.settings, other.category, earliest.mailboxes)
  const { id: ticketId, customerId, reference, language, category } = other
  const understood = { category, abstained: false }
  const acknowledged = { ticketId, messageId: earliest.id, customerId, reference, language, understood }
  const message = {
    receivedAt: earliest.receivedAt,
    from: { name: earliest.authorName },
    attachments: [],
    mail: earliest.mail as MailFacts | null,
  }
  await enqueueMails(
    trx,
    [
      {
        kind: 'acknowledgement',
        recipientKind: 'customer',
        recipient,
        ticketId,
        messageId: null,
        mailbox,
        content: acknowledge(
          core,
          { ...acknowledged, mailbox: mailbox ?? 'contact', reopened: false },
          message,
        ),
        fingerprint: null,
        sendAfter: now,
      },
    ],
    now,
  )
  await core.enqueueDelivery(trx)
}

/** A message chosen to move to the new ticket. */
interface ChosenMessage {
  id: MessageId
  /** The customer wrote it; a colleague's note otherwise. */
  byCustomer: boolean
  channel: Channel
  subject: string
  authorName: string | null
  receivedAt: Date
  mail: object | null
  /** The mailboxes it came in by. */
  mailboxes: string[]
  /** Its ticket is backlog, from before the mailbox was connected. */
  backlog: boolean
}

/**
 * Returns the messages that may move, earliest first, and the customer's earliest among them. The caller
 * holds the lock.
 * Throws `invalid-input` when there is none of the customer's, when none would stay, and for messages that
 * may not move.
 */
async function chosenMessages(
  trx: Trx,
  ticketId: TicketId,
  ids: readonly MessageId[],
): Promise<{ messages: ChosenMessage[]; earliest: ChosenMessage }> {
  const all = await messagesOf(trx, ticketId)
  const wanted = new Set<string>(ids.filter(isUuid))
  const messages = all.filter(({ id }) => wanted.has(id))
  if (messages.length === 0 || messages.length < wanted.size) {
    throw new Problem(
      'invalid-input',
      'Choose messages of this customer, or notes, that stand in this ticket.',
    )
  }
  const earliest = messages.find(({ byCustomer }) => byCustomer)
  if (!earliest) {
    throw new Problem(
      'invalid-input',
      'Choose at least one message of the customer: the deadlines count from it.',
    )
  }
  if (!all.some(({ id, byCustomer }) => byCustomer && !wanted.has(id))) {
    throw new Problem('invalid-input', 'Leave at least one message of the customer in this ticket.')
  }
  return { messages, earliest }
}

async function messagesOf(trx: Trx, ticketId: TicketId): Promise<ChosenMessage[]> {
  const rows = await trx
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
    .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
    .select(['messages.id', 'direction', 'messages.door', 'messages.subject', 'author_name', 'received_at'])
    .select(['mail', 'tickets.backlog'])
    .where('messages.ticket_id', '=', ticketId)
    .where('conversations.audience', '=', 'customer')
    .where('kept_apart', 'is', null)
    .where('automatic', 'is', null)
    .where((eb) =>
      eb.or([
        eb('direction', '=', 'note'),
        eb.and([eb('direction', '=', 'in'), eb('author_kind', '=', 'customer')]),
      ]),
    )
    .orderBy('received_at')
    .orderBy('messages.id')
    .execute()
  const arrived = await trx
    .selectFrom('message_mailboxes')
    .innerJoin('messages', 'messages.id', 'message_mailboxes.message_id')
    .select(['message_id', 'mailbox'])
    .where('messages.ticket_id', '=', ticketId)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    byCustomer: row.direction === 'in',
    channel: row.door,
    subject: row.subject,
    authorName: row.author_name,
    receivedAt: row.received_at,
    mail: row.mail,
    mailboxes: arrived.filter(({ message_id }) => message_id === row.id).map(({ mailbox }) => mailbox),
    backlog: row.backlog,
  }))
}
