import type { Core, Trx } from '../kernel/core.ts'
import type { CallBackId, ConversationId, MemberId, MessageId, OutboxId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import { type ChatContent, enqueueChatMessages, liveChatsOf } from '../outbox/chat.ts'
import { enqueueMails, type MailContent, type MailKind } from '../outbox/outbox.ts'
import { type CallBackWhy, openCallBack } from '../promise/call-back.ts'
import { noteInvestigatorAct } from '../promise/investigation.ts'
import { type AttachedFile, filesOf, keepAttachments } from '../ticket/attachment.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { keepMemberMessage } from '../ticket/member-message.ts'
import type { IncomingAttachment, IncomingMessage, MailFacts } from '../ticket/message.ts'
import { replyMailbox } from '../ticket/team-address.ts'
import { chatMessageText } from '../wording/chat-message.ts'
import type { RenderedMail } from '../wording/mail.ts'
import { referencesOfReply } from './acknowledgement.ts'
import { customerEmail } from './customer-view.ts'
import { chatCopyKey } from './held-replies.ts'

/** A file a member sends along. */
export type OutgoingFile = Omit<IncomingAttachment, 'inline' | 'contentId'>

/** A member's words to the customer, and the mail they are rendered as. */
interface MessageToCustomer {
  memberId: MemberId
  text: string
  kind: Extract<MailKind, 'answer' | 'information-request' | 'conclusion' | 'resolution' | 'seller-contact'>
  mail: RenderedMail
  /** The same words sent twice with the same token (a double click, a reload) leave once. */
  token?: string | undefined
  attachments?: readonly OutgoingFile[] | undefined
  /** How long the words wait before they leave, in milliseconds; not at all when not said. */
  heldFor?: number | undefined
  /** What is said in a chat where that is not `text` alone. */
  chat?: { text: string; question: ChatContent['question'] } | undefined
}

/** How the customer is told: by a mail that is on its way, in their chat, or by a call somebody is to make. */
export type CustomerContact =
  | { by: 'mail' | 'chat'; messageId: MessageId; outboxId: OutboxId }
  | { by: 'call'; callBackId: CallBackId }

/**
 * Tells the customer, in the caller's transaction: keeps the member's words and puts them in the outbox, threaded under
 * the customer's last mail, and says them in their chat while that lives. A customer without an e-mail address is told in
 * the chat alone, or is to be called: the words wait as a call-back. Files, which neither can tell, are then refused.
 */
export async function contactCustomer(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  words: MessageToCustomer,
): Promise<CustomerContact> {
  const recipient = await customerEmail(trx, ticket)
  const chat = (await liveChatsOf(trx, core, [ticket.id])).get(ticket.id)
  const sendAfter = await earliestSendTime(trx, core, ticket.id, words.heldFor ?? 0)
  if (recipient !== null) {
    const telling = await writeMail(trx, core, ticket, words, { recipient, sendAfter })
    if (chat) {
      const copyOf = telling.messageId
      const copy = { chat, kind: 'chat-copy', messageId: null, copyOf, sendAfter } as const
      await sendInChat(trx, core, ticket, words, copy)
    }
    return telling
  }
  if (words.attachments && words.attachments.length > 0) {
    throw new Problem('invalid-input', 'This customer has no e-mail address, so no file can be sent to them.')
  }
  if (chat) {
    const messageId = await keepMessageToCustomer(trx, core, ticket, words, {
      door: 'chat',
      subject: '',
      attached: [],
    })
    const outboxId = await sendInChat(trx, core, ticket, words, {
      chat,
      kind: words.kind,
      messageId,
      sendAfter,
    })
    await recordMessageSent(trx, core, ticket, words, messageId)
    return { by: 'chat', messageId, outboxId }
  }
  const callBackId = await openCallBack(trx, core, ticket, {
    why: CALLED_FOR[words.kind],
    text: words.text,
    memberId: words.memberId,
    uniqueKey: uniqueKey(ticket.id, words.token ?? null),
  })
  // Their words are the act, whoever makes the call.
  const { last_event } = await trx
    .selectFrom('tickets')
    .select('last_event')
    .where('id', '=', ticket.id)
    .executeTakeFirstOrThrow()
  await noteInvestigatorAct(trx, core, ticket, words.memberId, last_event)
  return { by: 'call', callBackId }
}

const CALLED_FOR: Record<MessageToCustomer['kind'], CallBackWhy> = {
  answer: 'answer',
  'information-request': 'information',
  conclusion: 'conclusion',
  resolution: 'resolution',
  'seller-contact': 'answer',
}

/** What was told with this token before, or undefined; the caller holds the ticket's lock. */
export async function findEarlierContact(
  trx: Trx,
  ticketId: TicketId,
  token: string | undefined,
): Promise<CustomerContact | undefined> {
  const key = uniqueKey(ticketId, token ?? null)
  if (key === null) return undefined
  const mail = await trx
    .selectFrom('messages')
    .innerJoin('outbox', 'outbox.message_id', 'messages.id')
    .select(['messages.id', 'outbox.id as outbox_id', 'outbox.channel'])
    .where('messages.unique_key', '=', key)
    .where('outbox.ticket_id', '=', ticketId)
    .executeTakeFirst()
  if (mail) {
    const by = mail.channel === 'chat' ? 'chat' : 'mail'
    return { by, messageId: mail.id as MessageId, outboxId: mail.outbox_id as OutboxId }
  }
  const call = await trx
    .selectFrom('call_backs')
    .select('id')
    .where('unique_key', '=', key)
    .executeTakeFirst()
  return call && { by: 'call', callBackId: call.id as CallBackId }
}

async function writeMail(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  words: MessageToCustomer,
  { recipient, sendAfter }: { recipient: string; sendAfter: Date },
): Promise<Extract<CustomerContact, { by: 'mail' | 'chat' }>> {
  const now = core.clock.now()
  const last = await lastFromCustomer(trx, ticket.id)
  const attached = filesOf(
    (words.attachments ?? []).map((file) => ({ ...file, inline: false, contentId: null })),
  )
  const content: MailContent = {
    language: ticket.language,
    text: words.mail.text,
    html: words.mail.html,
    subject: replySubject(last?.subject ?? '', words.mail.subject, ticket.reference),
    fromName: null,
    inReplyTo: last?.mail?.messageId ?? null,
    references: last ? referencesOfReply(last) : [],
    autoSubmitted: null,
    replyTo: ticket.reference,
    attachments: attached.map(({ attachment, file }) => ({
      name: attachment.name,
      type: attachment.type,
      sha256: file.sha256,
    })),
  }
  const messageId = await keepMessageToCustomer(trx, core, ticket, words, {
    door: 'mail',
    subject: content.subject,
    attached,
  })
  const [outboxId] = await enqueueMails(
    trx,
    [
      {
        kind: words.kind,
        recipientKind: 'customer',
        recipient,
        ticketId: ticket.id,
        messageId,
        round: ticket.round,
        mailbox: replyMailbox(core.settings, ticket.category, last?.mail ? [last.mail.mailbox] : []),
        content,
        fingerprint: null,
        sendAfter,
      },
    ],
    now,
  )
  if (!outboxId) throw new Error('A mail that was put in the outbox has an id.')
  await recordMessageSent(trx, core, ticket, words, messageId)
  await core.enqueueDelivery(trx)
  return { by: 'mail', messageId, outboxId }
}

async function sendInChat(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  words: MessageToCustomer,
  to: {
    chat: ConversationId
    kind: MessageToCustomer['kind'] | 'chat-copy'
    messageId: MessageId | null
    copyOf?: MessageId
    sendAfter: Date
  },
): Promise<OutboxId> {
  const { memberId, kind, text, chat: said } = words
  const member = await trx.selectFrom('members').select('name').where('id', '=', memberId).executeTakeFirst()
  const word: ChatContent = {
    // Customers know us by first name.
    firstName: member?.name.trim().split(/\s+/)[0] ?? null,
    text: chatMessageText(ticket.language, kind, ticket.reference, said?.text ?? text),
    question: said?.question ?? null,
  }
  const telling = {
    kind: to.kind,
    conversationId: to.chat,
    ticket,
    messageId: to.messageId,
    word,
    sendAfter: to.sendAfter,
    ...(to.copyOf ? { coalesceKey: chatCopyKey(to.copyOf) } : {}),
  }
  const [outboxId] = await enqueueChatMessages(trx, [telling], core.clock.now())
  if (!outboxId) throw new Error('What was put in the outbox has an id.')
  return outboxId
}

async function lastFromCustomer(
  trx: Trx,
  ticketId: TicketId,
): Promise<{ subject: string; mail: IncomingMessage['mail'] } | undefined> {
  const row = await trx
    .selectFrom('messages')
    .select(['subject', 'mail'])
    .where('ticket_id', '=', ticketId)
    .where('direction', '=', 'in')
    .where('author_kind', '=', 'customer')
    .where('automatic', 'is', null)
    .orderBy('received_at', 'desc')
    .executeTakeFirst()
  return row && { subject: row.subject, mail: row.mail as MailFacts | null }
}

/** Keeps a member's words to the customer as a message on its ticket; the same token twice is refused by the database. */
async function keepMessageToCustomer(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  words: MessageToCustomer,
  kept: { door: 'mail' | 'chat'; subject: string; attached: readonly AttachedFile[] },
): Promise<MessageId> {
  const now = core.clock.now()
  const messageId = await keepMemberMessage(
    trx,
    {
      ticketId: ticket.id,
      conversationId: ticket.conversationId,
      memberId: words.memberId,
      direction: 'out',
      door: kept.door,
      subject: kept.subject,
      text: words.text,
      language: ticket.language,
      uniqueKey: (id) => uniqueKey(ticket.id, words.token ?? id) ?? id,
    },
    now,
  )
  await keepAttachments(trx, messageId, kept.attached, now)
  return messageId
}

/** Tells the ticket's history that words are on their way to the customer: an act of the member's. */
async function recordMessageSent(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  words: MessageToCustomer,
  messageId: MessageId,
): Promise<void> {
  const now = core.clock.now()
  await trx.updateTable('tickets').set({ last_message_at: now }).where('id', '=', ticket.id).execute()
  const actor = { kind: 'member', id: words.memberId } as const
  const [event] = await recordEvents(trx, [
    { ticketId: ticket.id, kind: 'message-sent', actor, at: now, detail: { messageId, as: words.kind } },
  ])
  if (event) await noteInvestigatorAct(trx, core, ticket, words.memberId, event.number)
}

/** By which words sent twice with the same token are known; null without one. */
function uniqueKey(ticketId: TicketId, token: string | null): string | null {
  return token === null ? null : `out:${ticketId}:${token}`
}

/**
 * When words to a ticket's customer leave that are to wait `heldFor` milliseconds: not before what was written earlier and
 * still waits to be taken back (see withdrawal.ts), so that whoever reads both reads them in their order.
 */
async function earliestSendTime(trx: Trx, core: Core, ticketId: TicketId, heldFor: number): Promise<Date> {
  const earliest = new Date(core.clock.now().getTime() + heldFor)
  const { last } = await trx
    .selectFrom('outbox')
    .select((eb) => eb.fn.max('send_after').as('last'))
    .where('ticket_id', '=', ticketId)
    .where('kind', 'in', ['answer', 'chat-copy'])
    .where('send_after', '>', earliest)
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    // Not one that could not be delivered and is tried again hours later.
    .where('attempts', '=', 0)
    .executeTakeFirstOrThrow()
  return last === null ? earliest : new Date(last.getTime() + 1)
}

const REPLY_PREFIX = /^(?:\s*(?:re|ré|rép)\s*:\s*)+/iu
const LONGEST_SUBJECT = 200
// What cutting an emoji leaves; the database refuses it.
const HALF_A_CHARACTER = /\p{Cs}$/u

/**
 * The subject of an answer: the customer's own with the reference, for Gmail keeps mails together only under the same
 * subject; ours when theirs is empty.
 */
function replySubject(theirs: string, ours: string, reference: Reference): string {
  const bare = theirs
    .replace(REPLY_PREFIX, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_SUBJECT)
    .replace(HALF_A_CHARACTER, '')
  if (bare === '') return ours
  return bare.includes(reference) ? `Re: ${bare}` : `Re: ${bare} [${reference}]`
}
