import type { SatisfactionVia } from '../../db/satisfaction-tables.ts'
import { customerEmail } from '../correspondence/customer-view.ts'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { DAY } from '../kernel/duration.ts'
import { type MessageId, newId, type SatisfactionRequestId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Score } from '../policy/satisfaction-score.ts'
import { type Actor, SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import {
  isScore,
  openSatisfactionLink,
  type SatisfactionLinks,
  satisfactionLinks,
} from './satisfaction-link.ts'

export type { SatisfactionVia }

/**
 * Policy §3 asks for the satisfaction once; a customer silent for this time, in milliseconds, is reminded
 * once.
 */
export const REMINDED_AFTER = 3 * DAY
/** Scores of 1 and 2 make the customer-experience team follow up. */
export const DISSATISFIED = 2
/** Longest comment, in characters. */
export const LONGEST_COMMENT = 5_000

/**
 * Asks for the customer's satisfaction (policy §3) in the transaction that resolves the locked ticket, once
 * per round.
 * Returns the links for the resolution's mail and the chat.
 * `byMail` is false for a customer without an e-mail address, who gets no reminder.
 */
export async function askSatisfaction(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
): Promise<SatisfactionLinks & { byMail: boolean }> {
  const now = core.clock.now()
  const { door } = await trx
    .selectFrom('tickets')
    .select('door')
    .where('id', '=', ticket.id)
    .executeTakeFirstOrThrow()
  const email = await customerEmail(trx, ticket)
  const id = newId<'satisfaction-request'>(now)
  await trx
    .insertInto('satisfaction_requests')
    .values({
      id,
      ticket_id: ticket.id,
      round: ticket.round,
      team_id: ticket.teamId,
      category: ticket.category,
      door,
      language: ticket.language,
      asked_at: now,
      remind_at: email === null ? null : new Date(now.getTime() + REMINDED_AFTER),
      reminded_at: null,
      answered_at: null,
      ended_at: null,
    })
    .execute()
  const detail = { requestId: id, round: ticket.round }
  await recordEvents(trx, [
    { ticketId: ticket.id, kind: 'satisfaction-asked', actor: SYSTEM, at: now, detail },
  ])
  return { ...satisfactionLinks(core, { id, askedAt: now }), byMail: email !== null }
}

/**
 * Records the rating a customer gives on the page, once.
 * Throws `already-done`, changing nothing, for a second rating or once the ticket was reopened.
 * Throws `invalid-input` for a score outside the five steps or a comment too long, and otherwise as
 * `openSatisfactionLink` does.
 */
export async function rateSatisfaction(
  core: Core,
  given: { token: string; score: number; comment: string },
): Promise<void> {
  const requestId = openSatisfactionLink(core, given.token)
  await core.db.transaction().execute(async (trx) => {
    const taken = await recordSatisfactionRating(trx, core, { ...given, requestId, via: 'page' })
    if (!taken) throw new Problem('already-done', 'This question has been answered already.')
  })
}

interface SatisfactionRating {
  requestId: SatisfactionRequestId
  score: number
  comment: string
  via: SatisfactionVia
  /** The message that gave the rating. */
  messageId?: MessageId
  /** Who enters it: the customer, or the member who asked them. */
  actor?: Actor
  /** The same message reopens the ticket, or has reopened it. */
  reopening?: boolean
}

/**
 * Records a rating from any channel in the caller's transaction, and cancels a reminder that has not left.
 * Returns false, changing nothing, when the question has a rating or its ticket was reopened.
 */
export async function recordSatisfactionRating(
  trx: Trx,
  core: Core,
  given: SatisfactionRating,
): Promise<boolean> {
  const { requestId, score, via } = given
  const comment = checkedComment(given.comment)
  if (!isScore(score)) throw new Problem('invalid-input', 'Choose one of the five steps.')
  const now = core.clock.now()
  const view = await lockQuestion(trx, requestId)
  if (view.state === 'answered' || (view.state === 'closed' && !given.reopening)) return false
  await trx
    .insertInto('satisfaction_answers')
    .values({
      request_id: requestId,
      score,
      comment: comment || null,
      via,
      message_id: given.messageId ?? null,
      at: now,
      comment_added_at: null,
      followed_up_by: null,
      followed_up_at: null,
    })
    .execute()
  await trx
    .updateTable('satisfaction_requests')
    .set({ answered_at: now })
    .where('id', '=', requestId)
    .execute()
  await endSatisfaction(trx, [view.ticketId], now)
  const actor = given.actor ?? { kind: 'customer' }
  await recordEvents(trx, [
    {
      ticketId: view.ticketId,
      kind: 'satisfaction-answered',
      actor,
      at: now,
      detail: { requestId, score, via },
    },
  ])
  return true
}

/**
 * Adds a comment to a rating, once, while its link is valid. Throws `already-done` when one was added before.
 */
export async function addSatisfactionComment(
  core: Core,
  given: { token: string; comment: string },
): Promise<void> {
  const requestId = openSatisfactionLink(core, given.token)
  const comment = checkedComment(given.comment)
  if (comment === '') throw new Problem('invalid-input', 'Write a comment, then send it.')
  await core.db.transaction().execute(async (trx) => {
    const { rating } = await lockQuestion(trx, requestId)
    if (!rating) throw new Problem('invalid-input', 'Choose one of the five steps first.')
    if (rating.commentAdded) throw new Problem('already-done', 'A comment was added already.')
    await trx
      .updateTable('satisfaction_answers')
      .set({
        comment: rating.comment === null ? comment : `${rating.comment}\n\n${comment}`,
        comment_added_at: core.clock.now(),
      })
      .where('request_id', '=', requestId)
      .execute()
  })
}

/**
 * Ends the satisfaction questions of these tickets, which were answered or reopened: nothing more is sent
 * about them.
 */
export async function endSatisfaction(trx: Trx, ticketIds: readonly TicketId[], at: Date): Promise<void> {
  if (ticketIds.length === 0) return
  await trx
    .updateTable('satisfaction_requests')
    .set({ ended_at: at })
    .where('ticket_id', 'in', ticketIds)
    .where('ended_at', 'is', null)
    .execute()
  await trx
    .updateTable('outbox')
    .set({ cancelled_at: at })
    .where('ticket_id', 'in', ticketIds)
    .where('kind', '=', 'satisfaction-reminder')
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .execute()
}

function checkedComment(typed: string): string {
  const comment = typed.replace(/\r\n?/g, '\n').trim()
  if (comment.length > LONGEST_COMMENT) {
    throw new Problem('invalid-input', `A comment may have ${LONGEST_COMMENT} characters. Shorten it.`)
  }
  return comment
}

/** What the rating page displays. */
export interface SatisfactionView {
  requestId: SatisfactionRequestId
  ticketId: TicketId
  reference: Reference
  category: Category
  language: Language
  /** `closed`: the ticket was reopened before a rating came. */
  state: 'open' | 'answered' | 'closed'
  rating: { score: Score; comment: string | null; commentAdded: boolean } | null
  /** The ticket is still resolved as it was when the question was asked. */
  stillResolved: boolean
}

/** Returns the question of a signed link, changing nothing. Throws as `openSatisfactionLink` does. */
export async function viewSatisfaction(core: Core, token: string): Promise<SatisfactionView> {
  const view = await findQuestion(core.db, openSatisfactionLink(core, token))
  if (!view) throw new Problem('not-found', 'This link leads to no question.')
  return view
}

/** A satisfaction question to a ticket's customer, with their rating. */
export interface AskedSatisfaction {
  requestId: SatisfactionRequestId
  round: number
  askedAt: Date
  remindedAt: Date | null
  rating: { score: Score; comment: string | null; via: SatisfactionVia; at: Date } | null
  followedUpAt: Date | null
}

/**
 * Returns every satisfaction question on a ticket with its rating, first round first. The caller has checked
 * the reader.
 */
export async function satisfactionOfTicket(db: Queryable, ticketId: TicketId): Promise<AskedSatisfaction[]> {
  const rows = await db
    .selectFrom('satisfaction_requests as request')
    .leftJoin('satisfaction_answers as answer', 'answer.request_id', 'request.id')
    .select(['request.id', 'request.round', 'request.asked_at', 'request.reminded_at'])
    .select(['answer.score', 'answer.comment', 'answer.via', 'answer.at', 'answer.followed_up_at'])
    .where('request.ticket_id', '=', ticketId)
    .orderBy('request.round')
    .execute()
  return rows.map((row) => ({
    requestId: row.id,
    round: row.round,
    askedAt: row.asked_at,
    remindedAt: row.reminded_at,
    rating:
      row.score !== null && row.via !== null && row.at !== null
        ? { score: row.score, comment: row.comment, via: row.via, at: row.at }
        : null,
    followedUpAt: row.followed_up_at,
  }))
}

/**
 * Returns the question under its ticket's lock; throws `not-found` when there is none.
 * The lock serializes concurrent ratings, and a rating with a reopening.
 */
export async function lockQuestion(trx: Trx, id: SatisfactionRequestId): Promise<SatisfactionView> {
  await trx
    .selectFrom('tickets')
    .select('id')
    .where('id', '=', (eb) =>
      eb.selectFrom('satisfaction_requests').select('ticket_id').where('satisfaction_requests.id', '=', id),
    )
    .forUpdate()
    .execute()
  const view = await findQuestion(trx, id)
  if (!view) throw new Problem('not-found', 'There is no such question.')
  return view
}

async function findQuestion(db: Queryable, id: SatisfactionRequestId): Promise<SatisfactionView | undefined> {
  const row = await db
    .selectFrom('satisfaction_requests as request')
    .innerJoin('tickets', 'tickets.id', 'request.ticket_id')
    .leftJoin('satisfaction_answers as answer', 'answer.request_id', 'request.id')
    .select(['request.id', 'tickets.id as ticket_id', 'tickets.reference', 'tickets.category'])
    .select(['request.language', 'request.round', 'tickets.round as ticket_round', 'tickets.resolved_at'])
    .select(['tickets.merged_into_id', 'answer.score', 'answer.comment', 'answer.comment_added_at'])
    .where('request.id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const stillResolved =
    row.resolved_at !== null && row.round === row.ticket_round && row.merged_into_id === null
  const rating =
    row.score === null
      ? null
      : { score: row.score, comment: row.comment, commentAdded: row.comment_added_at !== null }
  return {
    requestId: id,
    ticketId: row.ticket_id,
    reference: row.reference,
    category: row.category,
    language: row.language,
    state: rating ? 'answered' : stillResolved ? 'open' : 'closed',
    rating,
    stillResolved,
  }
}

/** Returns the links of a ticket's question that is still without a rating; null when there is none. */
export async function openSatisfactionOf(core: Core, ticketId: TicketId): Promise<SatisfactionLinks | null> {
  const row = await core.db
    .selectFrom('satisfaction_requests')
    .innerJoin('tickets', 'tickets.id', 'satisfaction_requests.ticket_id')
    .select(['satisfaction_requests.id', 'asked_at'])
    .where('ticket_id', '=', ticketId)
    .whereRef('satisfaction_requests.round', '=', 'tickets.round')
    .where('tickets.resolved_at', 'is not', null)
    .where('answered_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  return satisfactionLinks(core, { id: row.id, askedAt: row.asked_at })
}

/**
 * Returns the satisfaction questions of the tickets' present round that are still without a rating, by
 * ticket.
 */
export async function openQuestions(
  trx: Trx,
  resolved: readonly { id: TicketId; round: number }[],
): Promise<Map<TicketId, SatisfactionRequestId>> {
  if (resolved.length === 0) return new Map()
  const rows = await trx
    .selectFrom('satisfaction_requests')
    .select(['id', 'ticket_id', 'round'])
    .where(
      'ticket_id',
      'in',
      resolved.map(({ id }) => id),
    )
    .where('answered_at', 'is', null)
    .execute()
  return new Map(
    rows
      .filter((row) => resolved.some(({ id, round }) => id === row.ticket_id && round === row.round))
      .map((row) => [row.ticket_id, row.id]),
  )
}
