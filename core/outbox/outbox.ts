import { type Insertable, sql } from 'kysely'
import type { OutboxTable } from '../../db/schema.ts'
import type { Trx } from '../kernel/core.ts'
import { type MessageId, newId, type OutboxId, type TicketId } from '../kernel/id.ts'
import type { Reference, ReferenceThread } from '../kernel/reference.ts'
import type { Language } from '../policy/language.ts'
import type { OutboxChannel } from './delivery.ts'

/** The content of a mail in the outbox; headers that follow from the row (Message-ID, From) are added on sending. */
export interface MailContent {
  language: Language
  subject: string
  text: string
  html: string | null
  /** Name beside our address, e.g. an agent's first name and team; null for the marketplace's own. */
  fromName: string | null
  inReplyTo: string | null
  references: string[]
  /** RFC 3834 §5: set on automatic mail only, never on a person's. */
  autoSubmitted: 'auto-replied' | 'auto-generated' | null
  /** Replies to it go to this ticket's signed plus-address. */
  replyTo: Reference | null
  /** The thread those replies belong to; the customer's when undefined. */
  replyThread?: ReferenceThread
  attachments: { name: string; type: string; sha256: string }[]
}

/** Returns an automatic mail that replies to nothing: an alert, a notice, a code. */
export function noticeContent(language: Language, words: { subject: string; text: string }): MailContent {
  return {
    language,
    ...words,
    html: null,
    fromName: null,
    inReplyTo: null,
    references: [],
    autoSubmitted: 'auto-generated',
    replyTo: null,
    attachments: [],
  }
}

/** Why a mail is sent. */
export type MailKind =
  | 'acknowledgement'
  | 'answer'
  | 'update'
  | 'information-request'
  | 'information-reminder'
  | 'conclusion'
  | 'resolution'
  | 'satisfaction-reminder'
  | 'seller-request'
  | 'seller-reminder'
  | 'seller-sanction'
  | 'seller-contact'
  | 'member-notice'
  | 'chat-code'
  | 'chat-transcript'
  | 'alert'

export interface OutgoingMail {
  kind: MailKind
  recipientKind: 'customer' | 'seller' | 'member' | 'system'
  /** The e-mail address. */
  recipient: string
  ticketId: TicketId | null
  messageId: MessageId | null
  /** The round whose promises are settled when it is sent. */
  round?: number
  /** Name of the mailbox it is sent as; null for the general one. */
  mailbox: string | null
  content: MailContent
  /** Same for the same text in the same mailbox, from any sender (see automatic-mail-limit.ts). */
  fingerprint: string | null
  /** Until it is sent, more content may be added to it under this key. */
  coalesceKey?: string
  sendAfter: Date
}

/** Puts mails in the outbox, in the caller's transaction: they are sent exactly when it commits. Returns their ids. */
export async function enqueueMails(trx: Trx, mails: readonly OutgoingMail[], now: Date): Promise<OutboxId[]> {
  return enqueueRows(
    trx,
    mails.map((mail) => ({
      channel: 'mail',
      kind: mail.kind,
      recipient_kind: mail.recipientKind,
      recipient: mail.recipient,
      ticket_id: mail.ticketId,
      message_id: mail.messageId,
      round: mail.round ?? null,
      mailbox: mail.mailbox,
      automatic: mail.content.autoSubmitted !== null,
      content: JSON.stringify(mail.content),
      coalesce_key: mail.coalesceKey ?? null,
      fingerprint: mail.fingerprint,
      send_after: mail.sendAfter,
    })),
    now,
  )
}

/** What a channel sets of a new outbox row; everything about its delivery begins empty. */
type NewOutboxRow = Pick<
  Insertable<OutboxTable>,
  'kind' | 'recipient_kind' | 'recipient' | 'ticket_id' | 'message_id' | 'round' | 'automatic' | 'content'
> & { channel: OutboxChannel } & Partial<
    Pick<Insertable<OutboxTable>, 'mailbox' | 'coalesce_key' | 'ordering_key' | 'fingerprint' | 'send_after'>
  >

/** Puts rows of any channel in the outbox, in the caller's transaction; due at once by default. Returns their ids. */
export async function enqueueRows(trx: Trx, rows: readonly NewOutboxRow[], now: Date): Promise<OutboxId[]> {
  if (rows.length === 0) return []
  const whole = rows.map((row) => ({
    mailbox: null,
    coalesce_key: null,
    fingerprint: null,
    send_after: now,
    ...row,
    id: newId<'outbox'>(now),
    lease_holder: null,
    lease_until: null,
    last_error: null,
    created_at: now,
    sent_at: null,
    cancelled_at: null,
    failed_at: null,
  }))
  await trx.insertInto('outbox').values(whole).execute()
  return whole.map(({ id }) => id)
}

/** The channel of LISTEN on which deliverers hear that something is due. */
export const DELIVERY_CHANNEL = 'agafort_outbox'

/**
 * Wakes the deliverers of all processes once the caller's transaction commits. It only makes them prompt: without it
 * they find what is due at their next look.
 */
export async function notifyDeliverers(trx: Trx): Promise<void> {
  await sql`select pg_notify(${DELIVERY_CHANNEL}, '')`.execute(trx)
}
