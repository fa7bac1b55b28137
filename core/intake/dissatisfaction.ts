import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId, SatisfactionRequestId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import type { Category } from '../policy/category.ts'
import type { Score } from '../policy/satisfaction-score.ts'
import { escalateDissatisfied } from '../promise/escalate.ts'
import {
  DISSATISFIED,
  LONGEST_COMMENT,
  lockQuestion,
  type SatisfactionVia,
  viewSatisfaction,
} from '../satisfaction/satisfaction.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { IncomingMessage } from '../ticket/message.ts'
import { findTicketByLink } from '../ticket/view.ts'
import { satisfactionWords } from '../wording/satisfaction.ts'
import { receiveBatch } from './intake-batch.ts'

/**
 * Reopens the ticket of a dissatisfied rating at its customer's request on the page. The same request twice
 * happens once.
 * A new round of promises starts with the customer-experience team (policy §4), and their text becomes a
 * message.
 * Throws `not-allowed` when the rating was not a dissatisfied one, and otherwise as `viewSatisfaction` does.
 */
export async function reopenDissatisfied(core: Core, given: { token: string; text: string }): Promise<void> {
  const view = await viewSatisfaction(core, given.token)
  const { rating: answer } = view
  if (!answer || answer.score > DISSATISFIED) {
    throw new Problem('not-allowed', 'Only a dissatisfied answer opens a matter again.')
  }
  if (!view.stillResolved) return
  const text = given.text.replace(/\r\n?/g, '\n').trim()
  if (text.length > LONGEST_COMMENT) {
    throw new Problem(
      'invalid-input',
      `What is left to settle may have ${LONGEST_COMMENT} characters. Shorten it.`,
    )
  }
  const ticket = await findTicketByLink(core.db, view.reference)
  const from = await customerAddress(core.db, view.ticketId)
  // The request comes first, so that the message is never read as a mere thank-you or a rating.
  const paragraphs = [satisfactionWords(view.language).page.reopeningRequest, text || answer.comment || '']
  const whole = paragraphs.filter((paragraph) => paragraph !== '').join('\n\n')
  const message: IncomingMessage = {
    door: 'form',
    idempotencyKey: `satisfaction:${view.requestId}`,
    receivedAt: core.clock.now(),
    backlog: false,
    from: { ...from, name: ticket.customer.name },
    standing: 'proven',
    stated: { name: null, email: null, telephone: null },
    subject: `[${ticket.reference}] ${ticket.subject}`.trim(),
    text: whole,
    newText: whole,
    html: null,
    language: view.language,
    doorCategory: ticket.category,
    attachments: [],
    raw: null,
    mail: null,
    warnings: [],
  }
  await core.db.transaction().execute(async (trx) => {
    // A concurrent second request finds it open.
    if (!(await lockQuestion(trx, view.requestId)).stillResolved) return
    const [received] = await receiveBatch(trx, core, [message])
    if (received?.kind === 'reopened') await escalateDissatisfied(trx, core, { id: view.ticketId })
  })
  core.wakeDelivery()
}

/** A dissatisfied rating without a follow-up. */
interface DissatisfiedRating {
  requestId: SatisfactionRequestId
  reference: Reference
  subject: string
  category: Category
  customer: string | null
  score: Score
  comment: string | null
  via: SatisfactionVia
  at: Date
  /** Reopened, so that somebody works on it anyway. */
  reopened: boolean
}

/** Returns the dissatisfied ratings without a follow-up that this member may read, oldest first. */
export async function listDissatisfied(
  db: Queryable,
  memberId: MemberId,
  { most = 100 }: { most?: number } = {},
): Promise<DissatisfiedRating[]> {
  const rows = await db
    .selectFrom('satisfaction_answers as answer')
    .innerJoin('satisfaction_requests as request', 'request.id', 'answer.request_id')
    .innerJoin('tickets', 'tickets.id', 'request.ticket_id')
    .innerJoin('customers', 'customers.id', 'tickets.customer_id')
    .select(['request.id', 'request.round', 'tickets.reference'])
    .select(['tickets.subject', 'tickets.category', 'tickets.resolved_at', 'tickets.round as ticket_round'])
    .select(['customers.name', 'answer.score', 'answer.comment', 'answer.via', 'answer.at'])
    .where('answer.score', '<=', DISSATISFIED)
    .where('answer.followed_up_at', 'is', null)
    .where(readableBy(memberId))
    .orderBy('answer.at')
    .limit(most)
    .execute()
  return rows.map((row) => ({
    requestId: row.id,
    reference: row.reference,
    subject: row.subject,
    category: row.category,
    customer: row.name,
    score: row.score,
    comment: row.comment,
    via: row.via,
    at: row.at,
    reopened: row.resolved_at === null || row.ticket_round !== row.round,
  }))
}

/**
 * Records that a member followed a dissatisfied rating up.
 * Throws `not-found` when there is none this member may read, `already-done` when somebody did before.
 */
export async function followUpDissatisfaction(
  core: Core,
  given: { requestId: SatisfactionRequestId; memberId: MemberId },
): Promise<void> {
  const { requestId, memberId } = given
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('satisfaction_answers as answer')
      .innerJoin('satisfaction_requests as request', 'request.id', 'answer.request_id')
      .innerJoin('tickets', 'tickets.id', 'request.ticket_id')
      .select(['tickets.id', 'answer.followed_up_at'])
      .where('answer.request_id', '=', requestId)
      .where('answer.score', '<=', DISSATISFIED)
      .where(readableBy(memberId))
      .forUpdate('tickets')
      .executeTakeFirst()
    if (!row) throw new Problem('not-found', 'There is no such answer that you may read.')
    const changed = await trx
      .updateTable('satisfaction_answers')
      .set({ followed_up_by: memberId, followed_up_at: now })
      .where('request_id', '=', requestId)
      .where('followed_up_at', 'is', null)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n)
      throw new Problem('already-done', 'Somebody has followed it up already.')
    const actor = { kind: 'member', id: memberId } as const
    await recordEvents(trx, [
      {
        ticketId: row.id,
        kind: 'satisfaction-followed-up',
        actor,
        at: now,
        detail: { requestId },
      },
    ])
  })
}

async function customerAddress(
  db: Queryable,
  ticketId: TicketId,
): Promise<Pick<IncomingMessage['from'], 'kind' | 'value'>> {
  const row = await db
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select(['addresses.kind', 'addresses.value'])
    .where('participants.ticket_id', '=', ticketId)
    .where('participants.role', '=', 'customer')
    // E-mail first: the acknowledgement goes there.
    .orderBy((eb) => eb.case().when('addresses.kind', '=', 'email').then(0).else(1).end())
    .orderBy('addresses.proven', 'desc')
    .orderBy('participants.joined_at')
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new Problem('not-available', 'This ticket has no address its customer is known by.')
  return { kind: row.kind, value: row.value }
}
