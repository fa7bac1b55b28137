import type { Trx } from '../kernel/core.ts'
import { fileOf, type KeptFile, keepFiles } from '../kernel/file.ts'
import { type MessageId, newId, type TicketId } from '../kernel/id.ts'
import { filesOf, insertAttachments } from '../ticket/attachment.ts'
import type { MessagePlan } from './plan.ts'

/** Opens the planned tickets and updates those that got messages, with their last event numbers. */
export async function saveTickets(
  trx: Trx,
  plans: readonly MessagePlan[],
  lastEvents: ReadonlyMap<TicketId, number>,
  now: Date,
): Promise<void> {
  await openTickets(trx, plans, lastEvents, now)
  await touchTickets(trx, plans, lastEvents)
}

async function openTickets(
  trx: Trx,
  plans: readonly MessagePlan[],
  lastEvents: ReadonlyMap<TicketId, number>,
  now: Date,
): Promise<void> {
  const opened = plans.flatMap((plan) => (plan.opening ? [{ ...plan, ticket: plan.opening }] : []))
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
            role: 'customer' as const,
            name: arrival.message.from.name,
            joined_at: now,
          },
        ]
      : [],
  )
  if (participants.length > 0) await trx.insertInto('participants').values(participants).execute()
}

// Covers every ticket with a new event: the one written to, and the one a stranger quoted.
async function touchTickets(
  trx: Trx,
  plans: readonly MessagePlan[],
  lastEvents: ReadonlyMap<TicketId, number>,
): Promise<void> {
  const opened = new Set(plans.flatMap((plan) => plan.opening?.id ?? []))
  for (const [ticketId, last] of lastEvents) {
    if (opened.has(ticketId)) continue
    const written = plans.filter((plan) => plan.addition?.id === ticketId)
    const newest = written
      .map((plan) => plan.arrival.message.receivedAt)
      .sort((a, b) => b.getTime() - a.getTime())[0]
    const reopening = written.find((plan) => plan.reopens)
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

/** Marks the resolutions whose tickets a message reopened; after the messages are written. */
export async function noteReopenings(trx: Trx, plans: readonly MessagePlan[]): Promise<void> {
  for (const plan of plans.filter((candidate) => candidate.reopens)) {
    await markReopened(trx, plan.ticketId, plan.arrival.message.receivedAt, plan.messageId)
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

/**
 * Stores the planned messages: texts, raw mail, attachments, the mailboxes they came in by, bounces, parse
 * failures.
 */
export async function keepMessages(trx: Trx, plans: readonly MessagePlan[], now: Date): Promise<void> {
  if (plans.length === 0) return
  const stored = plans.map((plan) => ({
    plan,
    raw: plan.arrival.message.raw ? fileOf(plan.arrival.message.raw) : null,
    attached: filesOf(plan.arrival.message.attachments),
  }))
  const files: KeptFile[] = stored.flatMap(({ raw, attached }) => [
    ...(raw ? [raw] : []),
    ...attached.map(({ file }) => file),
  ])
  await keepFiles(trx, files, now)
  // Sorted by key, so that two processes with the same mails in another order cannot deadlock.
  const sorted = [...stored].sort((a, b) =>
    a.plan.arrival.message.idempotencyKey < b.plan.arrival.message.idempotencyKey ? -1 : 1,
  )
  await trx
    .insertInto('messages')
    .values(sorted.map(({ plan, raw }) => messageRow(plan, raw, now)))
    .execute()
  await saveMailboxes(trx, plans)
  await insertAttachments(
    trx,
    stored.map(({ plan, attached }) => ({ messageId: plan.messageId, attached })),
    now,
  )
  await saveBounces(trx, plans, now)
  await saveParseFailures(trx, plans, now)
}

function messageRow(plan: MessagePlan, raw: KeptFile | null, now: Date) {
  const { message } = plan.arrival
  const { mail } = message
  return {
    id: plan.messageId,
    ticket_id: plan.ticketId,
    conversation_id: plan.conversationId,
    direction: 'in' as const,
    door: message.door,
    author_kind: plan.author.kind,
    address_id: plan.author.addressId,
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
    kept_apart: plan.keptApart,
    warnings: JSON.stringify(message.warnings),
    unique_key: message.idempotencyKey,
    received_at: message.receivedAt,
    created_at: now,
  }
}

async function saveMailboxes(trx: Trx, plans: readonly MessagePlan[]): Promise<void> {
  const rows = plans.flatMap((plan) =>
    plan.arrival.mailboxes.map(({ mailbox, receivedAt }) => ({
      message_id: plan.messageId,
      mailbox,
      received_at: receivedAt,
    })),
  )
  if (rows.length > 0) await trx.insertInto('message_mailboxes').values(rows).execute()
}

async function saveBounces(trx: Trx, plans: readonly MessagePlan[], now: Date): Promise<void> {
  const rows = plans.flatMap((plan) => {
    const bounce = plan.arrival.message.mail?.bounce
    if (!bounce) return []
    return [
      {
        id: newId<'bounce'>(now),
        outbox_id: plan.bouncedOutboxId,
        ticket_id: plan.addition ? plan.ticketId : null,
        message_id: plan.messageId,
        recipient: bounce.recipient,
        status: bounce.status,
        // RFC 3463 §3.1: class 4 is a delay, and mail that is only late is not lost. A missing status counts
        // as final.
        permanent: !bounce.status?.startsWith('4'),
        at: plan.arrival.message.receivedAt,
      },
    ]
  })
  if (rows.length > 0) await trx.insertInto('bounces').values(rows).execute()
}

async function saveParseFailures(trx: Trx, plans: readonly MessagePlan[], now: Date): Promise<void> {
  const rows = plans.flatMap((plan) => {
    const error = plan.arrival.message.mail?.unparsed
    return error
      ? [{ message_id: plan.messageId, error, attempts: 1, last_attempt_at: now, recovered_at: null }]
      : []
  })
  if (rows.length > 0) await trx.insertInto('parse_failures').values(rows).execute()
}
