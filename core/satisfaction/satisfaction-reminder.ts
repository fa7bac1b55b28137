import { type NotNull, sql } from 'kysely'
import { customerEmail } from '../correspondence/customer-view.ts'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { DAY } from '../kernel/duration.ts'
import type { SatisfactionRequestId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { enqueueMails, type OutgoingMail } from '../outbox/outbox.ts'
import type { Category } from '../policy/category.ts'
import { SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { replyMailbox } from '../ticket/team-address.ts'
import { satisfactionReminderMail } from '../wording/satisfaction.ts'
import { REMINDED_AFTER } from './satisfaction.ts'
import { satisfactionLinks } from './satisfaction-link.ts'

// How long after asking a reminder may leave, in milliseconds: after a long outage nobody remembers the
// question.
const TOO_LATE = 21 * DAY
const BATCH = 200

/**
 * Reminds customers once of the satisfaction question, three days after the mail that asked it left. Returns
 * how many were reminded.
 * Customers who answered, whose ticket is open again, or whose mail bounced or never left get no reminder.
 */
export async function sweepSatisfactionReminders(core: Core): Promise<number> {
  let reminded = 0
  for (;;) {
    const { found, written } = await core.db.transaction().execute((trx) => remindBatch(trx, core))
    reminded += written
    if (found === 0) break
  }
  if (reminded > 0) core.wakeDelivery()
  return reminded
}

async function remindBatch(trx: Trx, core: Core): Promise<{ found: number; written: number }> {
  const now = core.clock.now()
  const due = await lockDue(trx, now)
  if (due.length === 0) return { found: 0, written: 0 }
  const asking = await askingMails(trx, due)
  const mails: OutgoingMail[] = []
  const reminded: Due[] = []
  for (const request of due) {
    const mail = asking.get(request.ticketId)
    const waits = mail && dueAgainAt(mail, now)
    if (request.stillResolved && waits) {
      await putOff(trx, request.id, waits)
      continue
    }
    const letter =
      request.stillResolved &&
      mail?.sent_at &&
      !mail.came_back &&
      now.getTime() - request.askedAt.getTime() < TOO_LATE
        ? await letterTo(trx, core, request)
        : null
    if (!letter) {
      await end(trx, request.id, now)
      continue
    }
    mails.push(letter)
    reminded.push(request)
  }
  await enqueueMails(trx, mails, now)
  if (mails.length > 0) await core.enqueueDelivery(trx)
  await noteReminded(trx, reminded, now)
  return { found: due.length, written: mails.length }
}

interface Due {
  id: SatisfactionRequestId
  ticketId: TicketId
  reference: Reference
  category: Category
  language: 'fr' | 'en'
  askedAt: Date
  customerName: string | null
  stillResolved: boolean
}

async function lockDue(trx: Trx, now: Date): Promise<Due[]> {
  const rows = await trx
    .selectFrom('satisfaction_requests as request')
    .innerJoin('tickets', 'tickets.id', 'request.ticket_id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .select(['request.id', 'request.ticket_id', 'request.language', 'request.asked_at', 'request.round'])
    .select(['tickets.reference', 'tickets.category', 'tickets.round as ticket_round', 'tickets.resolved_at'])
    .select(['tickets.merged_into_id', 'tickets.set_aside_at', 'tickets.quarantined_at', 'customers.name'])
    .where('request.remind_at', '<=', now)
    .where('request.reminded_at', 'is', null)
    .where('request.ended_at', 'is', null)
    .orderBy('request.remind_at')
    .limit(BATCH)
    .forUpdate(['tickets', 'request'])
    .skipLocked()
    .execute()
  return rows.map((row) => ({
    id: row.id,
    ticketId: row.ticket_id,
    reference: row.reference,
    category: row.category,
    language: row.language,
    askedAt: row.asked_at,
    customerName: row.name,
    stillResolved:
      row.resolved_at !== null &&
      row.round === row.ticket_round &&
      row.merged_into_id === null &&
      row.set_aside_at === null &&
      row.quarantined_at === null,
  }))
}

interface AskingMail {
  sent_at: Date | null
  given_up: boolean
  came_back: boolean
}

// Returns the newest resolution mail of each ticket, and whether it bounced.
async function askingMails(trx: Trx, due: readonly Due[]): Promise<Map<TicketId, AskingMail>> {
  const rows = await trx
    .selectFrom('outbox')
    .select(['outbox.ticket_id', 'outbox.sent_at'])
    .select(sql<boolean>`outbox.failed_at is not null or outbox.cancelled_at is not null`.as('given_up'))
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('bounces')
            .select('bounces.id')
            .whereRef('bounces.ticket_id', '=', 'outbox.ticket_id')
            .whereRef('bounces.at', '>=', 'outbox.created_at')
            .where('bounces.permanent', '=', true),
        )
        .as('came_back'),
    )
    .where(
      'outbox.ticket_id',
      'in',
      due.map(({ ticketId }) => ticketId),
    )
    .where('outbox.kind', '=', 'resolution')
    .orderBy('outbox.created_at')
    .$narrowType<{ ticket_id: NotNull }>()
    .execute()
  return new Map(
    rows.map((row) => [
      row.ticket_id,
      { sent_at: row.sent_at, given_up: row.given_up === true, came_back: row.came_back === true },
    ]),
  )
}

// A customer who got the question late, after an outage, has the same time to answer it.
function dueAgainAt(mail: AskingMail, now: Date): Date | null {
  if (mail.sent_at) {
    const due = new Date(mail.sent_at.getTime() + REMINDED_AFTER)
    return due > now ? due : null
  }
  return mail.given_up ? null : new Date(now.getTime() + DAY)
}

async function letterTo(db: Queryable, core: Core, request: Due): Promise<OutgoingMail | null> {
  const recipient = await customerEmail(db, { id: request.ticketId })
  if (recipient === null) return null
  const { language, reference, category, customerName, askedAt } = request
  const { subject, text, html } = satisfactionReminderMail({
    language,
    reference,
    category,
    customerName,
    resolvedAt: askedAt,
    links: satisfactionLinks(core, request),
  })
  return {
    kind: 'satisfaction-reminder',
    recipientKind: 'customer',
    recipient,
    ticketId: request.ticketId,
    messageId: null,
    mailbox: replyMailbox(core.settings, category, []),
    content: {
      language,
      subject,
      text,
      html,
      fromName: null,
      inReplyTo: null,
      references: [],
      autoSubmitted: 'auto-generated',
      replyTo: reference,
      attachments: [],
    },
    fingerprint: null,
    sendAfter: core.clock.now(),
  }
}

async function putOff(trx: Trx, id: SatisfactionRequestId, until: Date): Promise<void> {
  await trx.updateTable('satisfaction_requests').set({ remind_at: until }).where('id', '=', id).execute()
}

async function end(trx: Trx, id: SatisfactionRequestId, at: Date): Promise<void> {
  await trx.updateTable('satisfaction_requests').set({ ended_at: at }).where('id', '=', id).execute()
}

async function noteReminded(trx: Trx, reminded: readonly Due[], at: Date): Promise<void> {
  if (reminded.length === 0) return
  await trx
    .updateTable('satisfaction_requests')
    .set({ reminded_at: at })
    .where(
      'id',
      'in',
      reminded.map(({ id }) => id),
    )
    .execute()
  await recordEvents(
    trx,
    reminded.map(({ id, ticketId }) => ({
      ticketId,
      kind: 'satisfaction-reminded',
      actor: SYSTEM,
      at,
      detail: { requestId: id },
    })),
  )
}
