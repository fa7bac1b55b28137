import type { Core, Queryable, Trx } from '../kernel/core.ts'
import type { SatisfactionRequestId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Score } from '../policy/satisfaction-score.ts'
import type { SatisfactionVia } from './satisfaction.ts'
import { openSatisfactionLink } from './satisfaction-link.ts'

/** What the page of a question shows. */
export interface SatisfactionView {
  requestId: SatisfactionRequestId
  ticketId: TicketId
  reference: Reference
  category: Category
  language: Language
  /** `closed`: the matter was opened again before anybody answered. */
  state: 'open' | 'answered' | 'closed'
  answer: { score: Score; comment: string | null; commentAdded: boolean } | null
  /** The matter is still resolved as it was when the question was asked. */
  stillResolved: boolean
}

/** The question a link opens, changing nothing. Problems as of `openSatisfactionLink`. */
export async function viewSatisfaction(core: Core, token: string): Promise<SatisfactionView> {
  const view = await findQuestion(core.db, openSatisfactionLink(core, token))
  if (!view) throw new Problem('not-found', 'This link leads to no question.')
  return view
}

/** One question a ticket's customer was asked, and what they answered. */
export interface AskedSatisfaction {
  requestId: SatisfactionRequestId
  round: number
  askedAt: Date
  remindedAt: Date | null
  answer: { score: Score; comment: string | null; via: SatisfactionVia; at: Date } | null
  followedUpAt: Date | null
}

/** Everything a ticket's customer was asked and answered, first round first. Who may read the ticket is the caller's question. */
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
    requestId: row.id as SatisfactionRequestId,
    round: row.round,
    askedAt: row.asked_at,
    remindedAt: row.reminded_at,
    answer:
      row.score !== null && row.at !== null
        ? { score: row.score as Score, comment: row.comment, via: row.via as SatisfactionVia, at: row.at }
        : null,
    followedUpAt: row.followed_up_at,
  }))
}

/**
 * The same under the ticket's lock, which every verb takes: two answers at once, or an answer and a reopening, come one by
 * one. `not-found` when there is no such question.
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
  const answer =
    row.score === null
      ? null
      : { score: row.score as Score, comment: row.comment, commentAdded: row.comment_added_at !== null }
  return {
    requestId: id,
    ticketId: row.ticket_id as TicketId,
    reference: row.reference as Reference,
    category: row.category as Category,
    language: row.language === 'en' ? 'en' : 'fr',
    state: answer ? 'answered' : stillResolved ? 'open' : 'closed',
    answer,
    stillResolved,
  }
}
