import { referencesOfReply } from './acknowledgement.ts'
import { filesOf, keepAttachments } from './attachment.ts'
import type { Core, Trx } from './core.ts'
import { recordEvents } from './event.ts'
import { type MemberId, type MessageId, newId, type TicketId } from './id.ts'
import { answeringMailbox } from './mailbox-door.ts'
import type { IncomingAttachment, IncomingMessage, MailFacts } from './message.ts'
import { enqueueMails, type MailContent, type MailKind } from './outbox.ts'
import { Problem } from './problem.ts'
import type { Reference } from './reference.ts'
import { signLink } from './signed-link.ts'
import { type LockedTicket, lockTicket } from './ticket-lock.ts'
import { answerMail } from './wording/answer.ts'
import type { RenderedMail } from './wording/letter.ts'

export interface Answer {
  ticketId: TicketId
  memberId: MemberId
  text: string
  /** The same answer sent twice with the same token (a double click, a reload) leaves once. */
  token?: string
  attachments?: readonly Omit<IncomingAttachment, 'inline' | 'contentId'>[]
}

/**
 * Sends a member's answer to the ticket's customer, in one transaction: message, files, history, mail. Refuses an empty
 * answer, and a ticket whose customer has no e-mail address (they must be called).
 */
export async function answer(core: Core, given: Answer): Promise<MessageId> {
  const text = given.text.trim()
  if (text === '') throw new Problem('invalid-input', 'The answer is empty. Write it, then send it.')
  const messageId = await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, given.ticketId)
    const sent = given.token && (await sentWith(trx, uniqueKey(ticket.id, given.token)))
    if (sent) return sent
    const sender = await memberSignature(trx, given.memberId, ticket)
    const mail = answerMail({
      language: ticket.language,
      reference: ticket.reference,
      text,
      ...sender,
      ticketUrl: ticketUrl(core, ticket.reference),
    })
    return writeToCustomer(trx, core, ticket, { ...given, text, kind: 'answer', mail })
  })
  core.wakeDelivery()
  return messageId
}

/** A member's words to the customer, already rendered as a mail. */
export interface MemberMessage extends Answer {
  kind: Extract<MailKind, 'answer' | 'resolution'>
  mail: RenderedMail
}

/** Keeps what a member writes and puts it in the outbox, threaded under the customer's last mail. */
export async function writeToCustomer(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  written: MemberMessage,
): Promise<MessageId> {
  const now = core.clock.now()
  const recipient = await customerAddress(trx, ticket.id)
  if (!recipient) {
    throw new Problem(
      'invalid-input',
      'This customer has no e-mail address on record. Call them, and record the call.',
    )
  }
  const last = await lastFromCustomer(trx, ticket.id)
  const attached = filesOf(
    (written.attachments ?? []).map((file) => ({ ...file, inline: false, contentId: null })),
  )
  const content: MailContent = {
    language: ticket.language,
    text: written.mail.text,
    html: written.mail.html,
    subject: replySubject(last?.subject ?? '', written.mail.subject, ticket.reference),
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
      member_id: written.memberId,
      standing: 'proven',
      subject: content.subject,
      text: written.text,
      new_text: written.text,
      language: ticket.language,
      warnings: '[]',
      unique_key: uniqueKey(ticket.id, written.token ?? messageId),
      received_at: now,
      created_at: now,
    })
    .execute()
  await keepAttachments(trx, messageId, attached, now)
  await enqueueMails(
    trx,
    [
      {
        kind: written.kind,
        recipientKind: 'customer',
        recipient,
        ticketId: ticket.id,
        messageId,
        mailbox: answeringMailbox(core.settings, ticket.category, last?.mail ? [last.mail.mailbox] : []),
        content,
        fingerprint: null,
        sendAfter: now,
      },
    ],
    now,
  )
  await trx.updateTable('tickets').set({ last_message_at: now }).where('id', '=', ticket.id).execute()
  const actor = { kind: 'member', id: written.memberId } as const
  await recordEvents(trx, [
    { ticketId: ticket.id, kind: 'message-sent', actor, at: now, detail: { messageId, as: written.kind } },
  ])
  await core.enqueueDelivery(trx)
  return messageId
}

function uniqueKey(ticketId: TicketId, token: string): string {
  return `out:${ticketId}:${token}`
}

async function sentWith(trx: Trx, key: string): Promise<MessageId | undefined> {
  const row = await trx.selectFrom('messages').select('id').where('unique_key', '=', key).executeTakeFirst()
  return row?.id as MessageId | undefined
}

/** First name and team a member signs with, in the ticket's language. */
export async function memberSignature(
  trx: Trx,
  memberId: MemberId,
  ticket: Pick<LockedTicket, 'language' | 'teamId'>,
): Promise<{ memberFirstName: string | null; team: string | null }> {
  const member = await trx.selectFrom('members').select('name').where('id', '=', memberId).executeTakeFirst()
  if (!member) throw new Problem('not-found', 'This member does not exist.')
  const team = await trx
    .selectFrom('teams')
    .select(['name_fr', 'name_en'])
    .where('id', '=', ticket.teamId)
    .executeTakeFirst()
  return {
    memberFirstName: member.name.trim().split(/\s+/)[0] || null,
    team: (ticket.language === 'en' ? team?.name_en : team?.name_fr) ?? null,
  }
}

/** The signed link to a ticket's page, as mails to its customer carry it. */
export function ticketUrl(core: Core, reference: Reference): string {
  return `${core.settings.publicUrl}/t/${signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })}`
}

async function customerAddress(trx: Trx, ticketId: TicketId): Promise<string | undefined> {
  const row = await trx
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select('addresses.value')
    .where('participants.ticket_id', '=', ticketId)
    .where('participants.role', '=', 'customer')
    .where('addresses.kind', '=', 'email')
    .orderBy('participants.joined_at')
    .executeTakeFirst()
  return row?.value
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
