import type { Trx } from '../kernel/core.ts'
import { fileOf, type KeptFile, keepFiles } from '../kernel/file.ts'
import { type MessageId, newId, type TicketId } from '../kernel/id.ts'
import { filesOf, insertAttachments } from '../ticket/attachment.ts'
import type { MessagePlan } from './plan.ts'

/** Opens the drafted tickets and moves on those that were written to, with their last event numbers. */
export async function saveTickets(
  trx: Trx,
  drafts: readonly MessagePlan[],
  lastEvents: ReadonlyMap<TicketId, number>,
  now: Date,
): Promise<void> {
  await openTickets(trx, drafts, lastEvents, now)
  await touchTickets(trx, drafts, lastEvents)
}

async function openTickets(
  trx: Trx,
  drafts: readonly MessagePlan[],
  lastEvents: ReadonlyMap<TicketId, number>,
  now: Date,
): Promise<void> {
  const opened = drafts.flatMap((draft) => (draft.opening ? [{ ...draft, ticket: draft.opening }] : []))
  if (opened.length === 0) return
  await trx
    .insertInto('tickets')
    .values(
      opened.map(({ ticket, arrival: { message } }) => ({
        id: ticket.id,
        reference: ticket.reference,
        customer_id: ticket.customerId,
        category: ticket.category,
        team_id: ticket.team,
        level: 'customer-service',
        language: ticket.language,
        subject: ticket.subject,
        door: message.door,
        first_contact_at: message.receivedAt,
        opened_at: now,
        last_message_at: message.receivedAt,
        last_event: lastEvents.get(ticket.id) ?? 0,
        assignee_id: null,
        resolved_at: null,
        quarantined_at: ticket.quarantined ? now : null,
        backlog: message.backlog,
        related_ticket_id: ticket.relatedTo,
      })),
    )
    .execute()
  await trx
    .insertInto('conversations')
    .values(
      opened.map(({ conversationId, arrival }) => ({
        id: conversationId,
        kind: arrival.message.door,
        audience: 'customer',
        created_at: now,
      })),
    )
    .execute()
  await trx
    .insertInto('conversation_tickets')
    .values(
      opened.map(({ conversationId, ticket }) => ({ conversation_id: conversationId, ticket_id: ticket.id })),
    )
    .execute()
  const participants = opened.flatMap(({ ticket, arrival }) =>
    ticket.addressId
      ? [
          {
            id: newId<'participant'>(now),
            ticket_id: ticket.id,
            address_id: ticket.addressId,
            role: 'customer',
            name: arrival.message.from.name,
            joined_at: now,
          },
        ]
      : [],
  )
  if (participants.length > 0) await trx.insertInto('participants').values(participants).execute()
}

// Every ticket that has a new event: the one written to, and the one a stranger quoted.
async function touchTickets(
  trx: Trx,
  drafts: readonly MessagePlan[],
  lastEvents: ReadonlyMap<TicketId, number>,
): Promise<void> {
  const opened = new Set(drafts.flatMap((draft) => draft.opening?.id ?? []))
  for (const [ticketId, last] of lastEvents) {
    if (opened.has(ticketId)) continue
    const written = drafts.filter((draft) => draft.addition?.id === ticketId)
    const newest = written
      .map((draft) => draft.arrival.message.receivedAt)
      .sort((a, b) => b.getTime() - a.getTime())[0]
    const reopening = written.find((draft) => draft.reopens)
    await trx
      .updateTable('tickets')
      .set((expression) => ({
        last_event: last,
        ...(newest
          ? { last_message_at: expression.fn<Date>('greatest', ['last_message_at', expression.val(newest)]) }
          : {}),
        ...(reopening
          ? {
              resolved_at: null,
              round: reopening.addition?.round ?? 1,
              first_contact_at: reopening.arrival.message.receivedAt,
            }
          : {}),
      }))
      .where('id', '=', ticketId)
      .execute()
  }
}

/** Notes on the resolutions that stood that a message reopened their tickets; after the messages are written. */
export async function noteReopenings(trx: Trx, drafts: readonly MessagePlan[]): Promise<void> {
  for (const draft of drafts.filter((candidate) => candidate.reopens)) {
    await markReopened(trx, draft.ticketId, draft.arrival.message.receivedAt, draft.messageId)
  }
}

async function markReopened(trx: Trx, ticketId: TicketId, at: Date, messageId: MessageId): Promise<void> {
  await trx
    .updateTable('resolutions')
    .set({ reopened_at: at, reopened_by_message_id: messageId })
    .where('ticket_id', '=', ticketId)
    .where('reopened_at', 'is', null)
    .execute()
}

/** Keeps the drafted messages whole: texts, raw mail, attachments, the mailboxes they came in by, bounces, failures to parse. */
export async function keepMessages(trx: Trx, drafts: readonly MessagePlan[], now: Date): Promise<void> {
  if (drafts.length === 0) return
  const kept = drafts.map((draft) => ({
    draft,
    raw: draft.arrival.message.raw ? fileOf(draft.arrival.message.raw) : null,
    attached: filesOf(draft.arrival.message.attachments),
  }))
  const files: KeptFile[] = kept.flatMap(({ raw, attached }) => [
    ...(raw ? [raw] : []),
    ...attached.map(({ file }) => file),
  ])
  await keepFiles(trx, files, now)
  // Sorted by key, so that two processes with the same mails in another order never wait for each other in a ring.
  const sorted = [...kept].sort((a, b) =>
    a.draft.arrival.message.idempotencyKey < b.draft.arrival.message.idempotencyKey ? -1 : 1,
  )
  await trx
    .insertInto('messages')
    .values(sorted.map(({ draft, raw }) => messageRow(draft, raw, now)))
    .execute()
  await keepMailboxes(trx, drafts)
  await insertAttachments(
    trx,
    kept.map(({ draft, attached }) => ({ messageId: draft.messageId, attached })),
    now,
  )
  await keepBounces(trx, drafts, now)
  await keepParseFailures(trx, drafts, now)
}

function messageRow(draft: MessagePlan, raw: KeptFile | null, now: Date) {
  const { message } = draft.arrival
  const { mail } = message
  return {
    id: draft.messageId,
    ticket_id: draft.ticketId,
    conversation_id: draft.conversationId,
    direction: 'in',
    door: message.door,
    author_kind: draft.author.kind,
    address_id: draft.author.addressId,
    member_id: null,
    author_name: message.from.name,
    author_address: message.from.value || null,
    standing: message.standing,
    automatic: mail?.automatic?.kind ?? null,
    subject: message.subject,
    text: message.text,
    new_text: message.newText,
    html: message.html,
    language: message.language,
    raw_sha256: raw?.sha256 ?? null,
    mail: mail && JSON.stringify(mail),
    kept_apart: draft.keptApart,
    warnings: JSON.stringify(message.warnings),
    unique_key: message.idempotencyKey,
    received_at: message.receivedAt,
    created_at: now,
  }
}

async function keepMailboxes(trx: Trx, drafts: readonly MessagePlan[]): Promise<void> {
  const rows = drafts.flatMap((draft) =>
    draft.arrival.mailboxes.map(({ mailbox, receivedAt }) => ({
      message_id: draft.messageId,
      mailbox,
      received_at: receivedAt,
    })),
  )
  if (rows.length > 0) await trx.insertInto('message_mailboxes').values(rows).execute()
}

async function keepBounces(trx: Trx, drafts: readonly MessagePlan[], now: Date): Promise<void> {
  const rows = drafts.flatMap((draft) => {
    const bounce = draft.arrival.message.mail?.bounce
    if (!bounce) return []
    return [
      {
        id: newId<'bounce'>(now),
        outbox_id: draft.bouncedOutboxId,
        ticket_id: draft.addition ? draft.ticketId : null,
        message_id: draft.messageId,
        recipient: bounce.recipient,
        status: bounce.status,
        // RFC 3463 §3.1: class 4 is a delay, and mail that is only late is not lost. No status is taken as final.
        permanent: !bounce.status?.startsWith('4'),
        at: draft.arrival.message.receivedAt,
      },
    ]
  })
  if (rows.length > 0) await trx.insertInto('bounces').values(rows).execute()
}

async function keepParseFailures(trx: Trx, drafts: readonly MessagePlan[], now: Date): Promise<void> {
  const rows = drafts.flatMap((draft) => {
    const error = draft.arrival.message.mail?.unparsed
    return error
      ? [{ message_id: draft.messageId, error, attempts: 1, last_attempt_at: now, recovered_at: null }]
      : []
  })
  if (rows.length > 0) await trx.insertInto('parse_failures').values(rows).execute()
}
