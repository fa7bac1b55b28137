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

/** An attachment of a member's reply. */
export type OutgoingFile = Omit<IncomingAttachment, 'inline' | 'contentId'>

/** A member's text to the customer, and the mail it is rendered as. */
interface MessageToCustomer {
  memberId: MemberId
  text: string
  kind: Extract<MailKind, 'answer' | 'information-request' | 'conclusion' | 'resolution' | 'seller-contact'>
  mail: RenderedMail
  /** Makes sending idempotent: the same token twice (a double click, a reload) sends once. */
  token?: string | undefined
  attachments?: readonly OutgoingFile[] | undefined
  /** How long sending is delayed, in milliseconds; not at all when absent. */
  heldFor?: number | undefined
  /** The chat message, where it differs from `text`. */
  chat?: { text: string; question: ChatContent['question'] } | undefined
}

/** How the customer is contacted: by a queued mail, in their chat, or by an open call-back. */
export type CustomerContact =
  | { by: 'mail' | 'chat'; messageId: MessageId; outboxId: OutboxId }
  | { by: 'call'; callBackId: CallBackId }

/**
 * Contacts the customer in the caller's transaction: stores the member's text, threads it under their last
 * mail and puts it in the outbox.
 * A live chat gets a copy. A customer without an e-mail address is contacted in the chat alone, else by a
 * call-back.
 * Throws a Problem for attachments when there is no e-mail address.
 */
export async function contactCustomer(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  message: MessageToCustomer,
): Promise<CustomerContact> {
  const recipient = await customerEmail(trx, ticket)
  const chat = (await liveChatsOf(trx, core, [ticket.id])).get(ticket.id)
  const sendAfter = await earliestSendTime(trx, core, ticket.id, message.heldFor ?? 0)
  if (recipient !== null) {
    const contact = await writeMail(trx, core, ticket, message, { recipient, sendAfter })
    if (chat) {
      const copyOf = contact.messageId
      const copy = { chat, kind: 'chat-copy', messageId: null, copyOf, sendAfter } as const
      await sendInChat(trx, core, ticket, message, copy)
    }
    return contact
  }
  if (message.attachments && message.attachments.length > 0) {
    throw new Problem('invalid-input', 'This customer has no e-mail address, so no file can be sent to them.')
  }
  if (chat) {
    const messageId = await storeMessageToCustomer(trx, core, ticket, message, {
      channel: 'chat',
      subject: '',
      attached: [],
    })
    const outboxId = await sendInChat(trx, core, ticket, message, {
      chat,
      kind: message.kind,
      messageId,
      sendAfter,
    })
    await recordMessageSent(trx, core, ticket, message, messageId)
    return { by: 'chat', messageId, outboxId }
  }
  const callBackId = await openCallBack(trx, core, ticket, {
    why: CALLED_FOR[message.kind],
    text: message.text,
    memberId: message.memberId,
    uniqueKey: uniqueKey(ticket.id, message.token ?? null),
  })
  // The act belongs to the author of the text, not to the member who makes the call.
  const { last_event } = await trx
    .selectFrom('tickets')
    .select('last_event')
    .where('id', '=', ticket.id)
    .executeTakeFirstOrThrow()
  await noteInvestigatorAct(trx, core, ticket, message.memberId, last_event)
  return { by: 'call', callBackId }
}

const CALLED_FOR: Record<MessageToCustomer['kind'], CallBackWhy> = {
  answer: 'answer',
  'information-request': 'information',
  conclusion: 'conclusion',
  resolution: 'resolution',
  'seller-contact': 'answer',
}

/** Returns the earlier contact made with this token, or undefined. The caller holds the ticket's lock. */
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
    return { by, messageId: mail.id, outboxId: mail.outbox_id }
  }
  const call = await trx
    .selectFrom('call_backs')
    .select('id')
    .where('unique_key', '=', key)
    .executeTakeFirst()
  return call && { by: 'call', callBackId: call.id }
}

async function writeMail(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  message: MessageToCustomer,
  { recipient, sendAfter }: { recipient: string; sendAfter: Date },
): Promise<Extract<CustomerContact, { by: 'mail' | 'chat' }>> {
  const now = core.clock.now()
  const last = await lastFromCustomer(trx, ticket.id)
  const attached = filesOf(
    (message.attachments ?? []).map((file) => ({ ...file, inline: false, contentId: null })),
  )
  const content: MailContent = {
    language: ticket.language,
    text: message.mail.text,
    html: message.mail.html,
    subject: replySubject(last?.subject ?? '', message.mail.subject, ticket.reference),
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
  const messageId = await storeMessageToCustomer(trx, core, ticket, message, {
    channel: 'mail',
    subject: content.subject,
    attached,
  })
  const [outboxId] = await enqueueMails(
    trx,
    [
      {
        kind: message.kind,
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
  await recordMessageSent(trx, core, ticket, message, messageId)
  await core.enqueueDelivery(trx)
  return { by: 'mail', messageId, outboxId }
}

async function sendInChat(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  message: MessageToCustomer,
  to: {
    chat: ConversationId
    kind: MessageToCustomer['kind'] | 'chat-copy'
    messageId: MessageId | null
    copyOf?: MessageId
    sendAfter: Date
  },
): Promise<OutboxId> {
  const { memberId, kind, text, chat: override } = message
  const member = await trx.selectFrom('members').select('name').where('id', '=', memberId).executeTakeFirst()
  const content: ChatContent = {
    // Customers know us by first name.
    firstName: member?.name.trim().split(/\s+/)[0] ?? null,
    text: chatMessageText(ticket.language, kind, ticket.reference, override?.text ?? text),
    question: override?.question ?? null,
  }
  const chatMessage = {
    kind: to.kind,
    conversationId: to.chat,
    ticket,
    messageId: to.messageId,
    word: content,
    sendAfter: to.sendAfter,
    ...(to.copyOf ? { coalesceKey: chatCopyKey(to.copyOf) } : {}),
  }
  const [outboxId] = await enqueueChatMessages(trx, [chatMessage], core.clock.now())
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

/**
 * Stores a member's text to the customer as a message on its ticket; the database rejects a token used twice.
 */
async function storeMessageToCustomer(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  message: MessageToCustomer,
  stored: { channel: 'mail' | 'chat'; subject: string; attached: readonly AttachedFile[] },
): Promise<MessageId> {
  const now = core.clock.now()
  const messageId = await keepMemberMessage(
    trx,
    {
      ticketId: ticket.id,
      conversationId: ticket.conversationId,
      memberId: message.memberId,
      direction: 'out',
      channel: stored.channel,
      subject: stored.subject,
      text: message.text,
      language: ticket.language,
      uniqueKey: (id) => uniqueKey(ticket.id, message.token ?? id) ?? id,
    },
    now,
  )
  await keepAttachments(trx, messageId, stored.attached, now)
  return messageId
}

/** Records in the ticket's history, as the member's act, that a message to the customer is on its way. */
async function recordMessageSent(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  message: MessageToCustomer,
  messageId: MessageId,
): Promise<void> {
  const now = core.clock.now()
  await trx.updateTable('tickets').set({ last_message_at: now }).where('id', '=', ticket.id).execute()
  const actor = { kind: 'member', id: message.memberId } as const
  const [event] = await recordEvents(trx, [
    { ticketId: ticket.id, kind: 'message-sent', actor, at: now, detail: { messageId, as: message.kind } },
  ])
  if (event) await noteInvestigatorAct(trx, core, ticket, message.memberId, event.number)
}

/** Returns the key that deduplicates by token; null without one. */
function uniqueKey(ticketId: TicketId, token: string | null): string | null {
  return token === null ? null : `out:${ticketId}:${token}`
}

/**
 * Returns when a message held for `heldFor` milliseconds leaves.
 * It never leaves before an earlier one that can still be undone (see undo-send.ts), so that readers get both
 * in order.
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
    // Ignores a mail that failed and is retried hours later.
    .where('attempts', '=', 0)
    .executeTakeFirstOrThrow()
  return last === null ? earliest : new Date(last.getTime() + 1)
}

const REPLY_PREFIX = /^(?:\s*(?:re|ré|rép)\s*:\s*)+/iu
const LONGEST_SUBJECT = 200
// Half of a surrogate pair that cutting an emoji leaves; the database refuses it.
const HALF_A_CHARACTER = /\p{Cs}$/u

/**
 * Returns the subject of a reply: the customer's own with the reference, or ours when theirs is empty.
 * Gmail groups mails only under the same subject.
 */
function replySubject(theirs: string, ours: string, reference: Reference): string {
  const stripped = theirs
    .replace(REPLY_PREFIX, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_SUBJECT)
    .replace(HALF_A_CHARACTER, '')
  if (stripped === '') return ours
  return stripped.includes(reference) ? `Re: ${stripped}` : `Re: ${stripped} [${reference}]`
}
