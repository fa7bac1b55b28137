import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import type { InformationRequestId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { enqueueChatMessages, liveChatsOf } from '../outbox/chat.ts'
import { enqueueMails, type MailContent, type OutgoingMail } from '../outbox/outbox.ts'
import type { Language } from '../policy/language.ts'
import { openCallBack } from '../promise/call-back.ts'
import { recordMeasures } from '../promise/measure.ts'
import { resumeAfterWaiting } from '../promise/promise.ts'
import { SYSTEM, type TicketEvent } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { chatMessageText } from '../wording/chat-message.ts'
import { informationReminderMail, reminderReplyByInWords } from '../wording/information-request.ts'
import { ticketUrl } from './reply.ts'

// How many questions are locked and written in one transaction.
const BATCH = 200

/**
 * Reminds customers once of a question unanswered for half of the time given. Returns how many were reminded.
 * A sweep after the time given, or before the question itself has left, sends no reminder.
 */
export async function sweepInformationReminders(core: Core): Promise<number> {
  const reminded = await inBatches(core, remindBatch)
  if (reminded > 0) core.wakeDelivery()
  return reminded
}

/**
 * Ends the wait for replies that did not come in the time given; members decide on what is known, nothing is
 * refused automatically.
 * The time runs from when the question left: one still in the outbox does not lapse. Returns how many lapsed.
 */
export async function sweepLapsedRequests(core: Core): Promise<number> {
  return inBatches(core, lapseBatch)
}

async function inBatches(core: Core, batch: (trx: Trx, core: Core) => Promise<number>): Promise<number> {
  let done = 0
  for (;;) {
    const count = await core.db.transaction().execute((trx) => batch(trx, core))
    done += count
    if (count < BATCH) return done
  }
}

async function remindBatch(trx: Trx, core: Core): Promise<number> {
  const now = core.clock.now()
  const rows = await lockDueReminders(trx, now)
  if (rows.length === 0) return 0
  await remindInChats(trx, core, rows.filter(({ channel }) => channel === 'chat').map(questionInChat))
  const mails = rows.filter(({ channel }) => channel !== 'chat').map((row) => reminderMail(core, row, now))
  await enqueueMails(trx, mails, now)
  await core.enqueueDelivery(trx)
  await markReminded(trx, rows, now)
  return rows.length
}

type DueReminder = Awaited<ReturnType<typeof lockDueReminders>>[number]

function lockDueReminders(trx: Trx, now: Date) {
  return (
    trx
      .selectFrom('information_requests as asked')
      .innerJoin('tickets', 'tickets.id', 'asked.ticket_id')
      .innerJoin('outbox', 'outbox.id', 'asked.outbox_id')
      .innerJoin('messages', 'messages.id', 'asked.message_id')
      .innerJoin('customers', 'customers.id', 'tickets.customer_id')
      .select(['asked.id', 'asked.asked_at', 'asked.reply_by', 'tickets.id as ticket_id', 'tickets.round'])
      .select([
        'outbox.channel',
        'tickets.reference',
        'tickets.category',
        'tickets.language',
        'customers.name',
      ])
      .select(['messages.text', 'outbox.recipient', 'outbox.mailbox', 'outbox.content'])
      .where('asked.ended_at', 'is', null)
      .where('asked.reminded_at', 'is', null)
      .where('asked.remind_at', '<=', now)
      .where('asked.reply_by', '>', now)
      // A customer who got the question late, after an outage, is not reminded at once.
      .where(sql<boolean>`asked.remind_at + (outbox.sent_at - asked.asked_at) <= ${now}`)
      .orderBy('asked.remind_at')
      .limit(BATCH)
      // Locks both: the ticket against every other act, the question against a concurrent sweep that has just
      // reminded.
      .forUpdate(['asked', 'tickets'])
      .skipLocked()
      .execute()
  )
}

function questionInChat(row: DueReminder): QuestionInChat {
  return {
    ticketId: row.ticket_id,
    round: row.round,
    reference: row.reference,
    language: row.language,
    question: row.text,
    replyBy: row.reply_by,
  }
}

function reminderMail(core: Core, row: DueReminder, now: Date): OutgoingMail {
  const reference = row.reference
  const language = row.language
  const asked = row.content as MailContent
  const mail = informationReminderMail({
    language,
    reference,
    category: row.category,
    customerName: row.name,
    question: row.text,
    askedAt: row.asked_at,
    replyBy: row.reply_by,
    writtenAt: now,
    ticketUrl: ticketUrl(core, reference),
  })
  return {
    kind: 'information-reminder',
    recipientKind: 'customer',
    recipient: row.recipient,
    ticketId: row.ticket_id,
    messageId: null,
    mailbox: row.mailbox,
    content: {
      ...asked,
      ...mail,
      language,
      // Stays in the customer's own thread.
      subject: asked.subject,
      autoSubmitted: 'auto-generated',
      attachments: [],
    },
    fingerprint: null,
    sendAfter: now,
  }
}

async function markReminded(trx: Trx, rows: readonly DueReminder[], now: Date): Promise<void> {
  const ids = rows.map(({ id }) => id)
  await trx.updateTable('information_requests').set({ reminded_at: now }).where('id', 'in', ids).execute()
  await recordEvents(
    trx,
    rows.map((row): TicketEvent => requestEvent('information-reminded', row, now)),
  )
}

async function lapseBatch(trx: Trx, core: Core): Promise<number> {
  const now = core.clock.now()
  const rows = await trx
    .selectFrom('information_requests as asked')
    .innerJoin('tickets', 'tickets.id', 'asked.ticket_id')
    .innerJoin('outbox', 'outbox.id', 'asked.outbox_id')
    .select(['asked.id', 'tickets.id as ticket_id', 'tickets.round', 'tickets.waiting_since'])
    .where('asked.ended_at', 'is', null)
    .where('asked.reply_by', '<=', now)
    .where((eb) =>
      eb.or([
        sql<boolean>`asked.reply_by + (outbox.sent_at - asked.asked_at) <= ${now}`,
        eb('outbox.failed_at', 'is not', null),
        eb('outbox.cancelled_at', 'is not', null),
      ]),
    )
    .orderBy('asked.reply_by')
    .limit(BATCH)
    .forUpdate(['asked', 'tickets'])
    .skipLocked()
    .execute()
  if (rows.length === 0) return 0
  await trx
    .updateTable('information_requests')
    .set({ ended_at: now, ended_how: 'lapsed' })
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute()
  const ticketIds = rows.map(({ ticket_id }) => ticket_id)
  await trx.updateTable('tickets').set({ waiting_since: null }).where('id', 'in', ticketIds).execute()
  await recordMeasures(
    trx,
    rows.map((row) => ({
      ticketId: row.ticket_id,
      round: row.round,
      kind: 'information-lapsed',
      at: now,
    })),
  )
  await recordEvents(
    trx,
    rows.map((row): TicketEvent => requestEvent('information-lapsed', row, now)),
  )
  for (const { ticket_id, waiting_since } of rows) {
    const waited = waiting_since ? now.getTime() - waiting_since.getTime() : 0
    await resumeAfterWaiting(trx, core, ticket_id, waited)
  }
  return rows.length
}

function requestEvent(
  kind: 'information-reminded' | 'information-lapsed',
  { id, ticket_id }: { id: InformationRequestId; ticket_id: TicketId },
  at: Date,
): TicketEvent {
  const requestId = id
  return { ticketId: ticket_id, kind, actor: SYSTEM, at, detail: { requestId } }
}

/** A question asked in a chat, on a ticket the caller has locked. */
interface QuestionInChat {
  ticketId: TicketId
  round: number
  reference: Reference
  language: Language
  question: string
  replyBy: Date
}

/** Reminds customers of a question asked in their chat: in the chat while it is live, else by a call-back. */
async function remindInChats(trx: Trx, core: Core, questions: readonly QuestionInChat[]): Promise<void> {
  const now = core.clock.now()
  const chats = await liveChatsOf(
    trx,
    core,
    questions.map(({ ticketId }) => ticketId),
  )
  for (const { ticketId, round, reference, language, question, replyBy } of questions) {
    const ticket = { id: ticketId, round }
    const conversationId = chats.get(ticketId)
    if (!conversationId) {
      await openCallBack(trx, core, ticket, { why: 'information', text: question })
      continue
    }
    const until = reminderReplyByInWords({ language, replyBy, writtenAt: now })
    const text = chatMessageText(language, 'information-reminder', reference, `${question}\n\n${until}`)
    const content = { firstName: null, text, question: null }
    const reminder = {
      kind: 'information-reminder',
      conversationId,
      ticket,
      messageId: null,
      word: content,
    } as const
    await enqueueChatMessages(trx, [reminder], now)
  }
}
