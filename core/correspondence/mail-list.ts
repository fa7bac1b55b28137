import { sql } from 'kysely'
import type { Core } from '../kernel/core.ts'
import { isUuid, type OutboxId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import type { MailContent } from '../outbox/outbox.ts'
import { type SendingState, sendingState } from '../ticket/message-view.ts'

/** A mail on the demo's page, in either direction. */
export interface MailListEntry {
  id: string
  direction: 'sent' | 'received'
  subject: string
  /** Sent: the recipient. Received: the sender. */
  address: string
  at: Date
  reference: Reference | null
  automatic: boolean
  state: SendingState | null
}

/** An outgoing mail with its whole content. */
export interface MailWithContent extends MailListEntry {
  kind: string
  /** The mailbox it is sent from. */
  from: string | null
  content: MailContent
}

const MOST = 100

/**
 * Returns the newest mails in both directions.
 * Only for the demo, whose page shows everybody's mail: it ignores clearances and is registered nowhere else.
 */
export async function listMails(core: Core): Promise<MailListEntry[]> {
  const [sent, received] = await Promise.all([
    core.db
      .selectFrom('outbox')
      .leftJoin('tickets', 'tickets.id', 'outbox.ticket_id')
      .select(['outbox.id', 'outbox.recipient', 'outbox.automatic', 'outbox.created_at', 'tickets.reference'])
      .select(['sent_at', 'cancelled_at', 'failed_at'])
      .select(sql<string>`outbox.content->>'subject'`.as('subject'))
      .where('outbox.channel', '=', 'mail')
      .orderBy('outbox.created_at', 'desc')
      .limit(MOST)
      .execute(),
    core.db
      .selectFrom('messages')
      .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
      .select(['messages.id', 'author_address', 'messages.subject', 'received_at', 'reference', 'automatic'])
      .where('direction', '=', 'in')
      .where('messages.door', '=', 'mail')
      .orderBy('received_at', 'desc')
      .limit(MOST)
      .execute(),
  ])
  const mails = [
    ...sent.map(
      (row): MailListEntry => ({
        id: row.id,
        direction: 'sent',
        subject: row.subject,
        address: row.recipient,
        at: row.sent_at ?? row.created_at,
        reference: row.reference,
        automatic: row.automatic,
        state: sendingState(row),
      }),
    ),
    ...received.map(
      (row): MailListEntry => ({
        id: row.id,
        direction: 'received',
        subject: row.subject,
        address: row.author_address ?? '',
        at: row.received_at,
        reference: row.reference,
        automatic: row.automatic !== null,
        state: null,
      }),
    ),
  ]
  mails.sort((a, b) => b.at.getTime() - a.at.getTime())
  return mails.slice(0, MOST)
}

/** Returns an outgoing mail with its content; throws `not-found` when there is none. */
export async function findMailWithContent(core: Core, id: string): Promise<MailWithContent> {
  if (!isUuid<OutboxId>(id)) throw new Problem('not-found', 'There is no such mail.')
  const row = await core.db
    .selectFrom('outbox')
    .leftJoin('tickets', 'tickets.id', 'outbox.ticket_id')
    .selectAll('outbox')
    .select('tickets.reference')
    .where('outbox.id', '=', id)
    .where('outbox.channel', '=', 'mail')
    .executeTakeFirst()
  if (!row) throw new Problem('not-found', 'There is no such mail.')
  const content = row.content as MailContent
  return {
    id: row.id,
    direction: 'sent',
    subject: content.subject,
    address: row.recipient,
    at: row.sent_at ?? row.created_at,
    reference: row.reference,
    automatic: row.automatic,
    state: sendingState(row),
    kind: row.kind,
    from: core.settings.mailboxes.find((mailbox) => mailbox.name === row.mailbox)?.address ?? null,
    content,
  }
}
