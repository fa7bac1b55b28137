import { referencesOfReply } from './acknowledgement.ts'
import { filesOf, keepAttachments } from './attachment.ts'
import { type CallBackWhy, openCallBack } from './call-back.ts'
import type { Core, Trx } from './core.ts'
import { customerEmail } from './customer-view.ts'
import { recordEvents } from './event.ts'
import { type CallBackId, type MemberId, type MessageId, newId, type OutboxId, type TicketId } from './id.ts'
import { noteInvestigatorAct } from './investigation.ts'
import { answeringMailbox } from './mailbox-door.ts'
import type { IncomingAttachment, IncomingMessage, MailFacts } from './message.ts'
import { enqueueMails, type MailContent, type MailKind } from './outbox.ts'
import { Problem } from './problem.ts'
import type { Reference } from './reference.ts'
import type { LockedTicket } from './ticket-lock.ts'
import type { RenderedMail } from './wording/letter.ts'

/** A file a member sends along. */
export type SentFile = Omit<IncomingAttachment, 'inline' | 'contentId'>

/** A member's words to the customer, and the mail they are rendered as. */
export interface MemberWords {
  memberId: MemberId
  text: string
  kind: Extract<MailKind, 'answer' | 'information-request' | 'conclusion' | 'resolution' | 'seller-contact'>
  mail: RenderedMail
  /** The same words sent twice with the same token (a double click, a reload) leave once. */
  token?: string | undefined
  attachments?: readonly SentFile[] | undefined
}

/** How the customer is told: by a mail that is on its way, or by a call somebody is to make. */
export type Telling =
  | { by: 'mail'; messageId: MessageId; outboxId: OutboxId }
  | { by: 'call'; callBackId: CallBackId }

/**
 * Tells the customer, in the caller's transaction: keeps the member's words and puts them in the outbox, threaded under
 * the customer's last mail. A customer without an e-mail address is to be called: the words wait as a call-back, and
 * files, which cannot be told, are refused.
 */
export async function tellCustomer(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  words: MemberWords,
): Promise<Telling> {
  const recipient = await customerEmail(trx, ticket)
  if (recipient !== null) return writeMail(trx, core, ticket, words, recipient)
  if (words.attachments && words.attachments.length > 0) {
    throw new Problem('invalid-input', 'This customer has no e-mail address, so no file can be sent to them.')
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

const CALLED_FOR: Record<MemberWords['kind'], CallBackWhy> = {
  answer: 'answer',
  'information-request': 'information',
  conclusion: 'conclusion',
  resolution: 'resolution',
  'seller-contact': 'answer',
}

/** What was told with this token before, or undefined; the caller holds the ticket's lock. */
export async function toldBefore(
  trx: Trx,
  ticketId: TicketId,
  token: string | undefined,
): Promise<Telling | undefined> {
  const key = uniqueKey(ticketId, token ?? null)
  if (key === null) return undefined
  const mail = await trx
    .selectFrom('messages')
    .innerJoin('outbox', 'outbox.message_id', 'messages.id')
    .select(['messages.id', 'outbox.id as outbox_id'])
    .where('messages.unique_key', '=', key)
    .where('outbox.ticket_id', '=', ticketId)
    .executeTakeFirst()
  if (mail) return { by: 'mail', messageId: mail.id as MessageId, outboxId: mail.outbox_id as OutboxId }
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
  words: MemberWords,
  recipient: string,
): Promise<Telling> {
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
  const messageId = newId<'message'>(now)
  await trx
    .insertInto('messages')
    .values({
      id: messageId,
      ticket_id: ticket.id,
      conversation_id: ticket.conversationId,
      direction: 'out',
      door: 'mail',
      author_kind: 'member',
      member_id: words.memberId,
      standing: 'proven',
      subject: content.subject,
      text: words.text,
      new_text: words.text,
      language: ticket.language,
      warnings: '[]',
      unique_key: uniqueKey(ticket.id, words.token ?? messageId) ?? messageId,
      received_at: now,
      created_at: now,
    })
    .execute()
  await keepAttachments(trx, messageId, attached, now)
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
        mailbox: answeringMailbox(core.settings, ticket.category, last?.mail ? [last.mail.mailbox] : []),
        content,
        fingerprint: null,
        sendAfter: now,
      },
    ],
    now,
  )
  if (!outboxId) throw new Error('A mail that was put in the outbox has an id.')
  await trx.updateTable('tickets').set({ last_message_at: now }).where('id', '=', ticket.id).execute()
  const actor = { kind: 'member', id: words.memberId } as const
  const [event] = await recordEvents(trx, [
    { ticketId: ticket.id, kind: 'message-sent', actor, at: now, detail: { messageId, as: words.kind } },
  ])
  if (event) await noteInvestigatorAct(trx, core, ticket, words.memberId, event.number)
  await core.enqueueDelivery(trx)
  return { by: 'mail', messageId, outboxId }
}

function uniqueKey(ticketId: TicketId, token: string | null): string | null {
  return token === null ? null : `out:${ticketId}:${token}`
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

const REPLY_PREFIX = /^(?:\s*(?:re|ré|rép)\s*:\s*)+/iu
const LONGEST_SUBJECT = 200
// What cutting an emoji leaves; the database refuses it.
const HALF_A_CHARACTER = /\p{Cs}$/u

// Gmail keeps mails together only under the same subject, so an answer takes the customer's, with the reference.
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
