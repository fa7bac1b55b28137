import { customerEmail } from '../correspondence/customer-view.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { type MessageId, newId, type SatisfactionRequestId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { type Actor, SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import {
  isScore,
  openSatisfactionLink,
  type SatisfactionLinks,
  satisfactionLinks,
} from './satisfaction-link.ts'
import { lockQuestion } from './satisfaction-view.ts'

const DAY = 24 * 60 * 60 * 1000

/** Policy §3 asks for the satisfaction once; who says nothing within this time, in milliseconds, is reminded once. */
export const REMINDED_AFTER = 3 * DAY
/** 1 and 2: the customer-experience team looks into it. */
export const DISSATISFIED = 2
/** Of a comment, in characters. */
export const LONGEST_COMMENT = 5_000

/** Where an answer came by. */
export type SatisfactionVia = 'page' | 'mail' | 'chat' | 'desk'

/**
 * Asks how satisfied the customer is (policy §3), in the transaction that resolves the locked ticket; its round is asked
 * about once. Answers the links for the resolution's mail and the chat; `byMail` is false for a customer without an
 * e-mail address, who gets no reminder.
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
 * Takes the answer a customer gives on the page. Once: a second is `already-done` and changes nothing, as is one after
 * the matter was opened again. `invalid-input` for a score that is none of the five and a comment that is too long; other
 * problems as of `openSatisfactionLink`.
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

export interface SatisfactionRating {
  requestId: SatisfactionRequestId
  score: number
  comment: string
  via: SatisfactionVia
  /** The message that said it. */
  messageId?: MessageId
  /** Who enters it: the customer, or the member who asked them. */
  actor?: Actor
  /** The very message opens the matter again, or has. */
  reopening?: boolean
}

/**
 * Takes an answer given by any way, in the caller's transaction; false, and nothing changed, when the question was
 * answered before or its matter was opened again. A reminder that has not left is cancelled.
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

/** Adds words to an answer, once, while its link is valid. `already-done` when there were words added before. */
export async function addSatisfactionComment(
  core: Core,
  given: { token: string; comment: string },
): Promise<void> {
  const requestId = openSatisfactionLink(core, given.token)
  const comment = checkedComment(given.comment)
  if (comment === '') throw new Problem('invalid-input', 'Write a comment, then send it.')
  await core.db.transaction().execute(async (trx) => {
    const { answer } = await lockQuestion(trx, requestId)
    if (!answer) throw new Problem('invalid-input', 'Choose one of the five steps first.')
    if (answer.commentAdded) throw new Problem('already-done', 'A comment was added already.')
    await trx
      .updateTable('satisfaction_answers')
      .set({
        comment: answer.comment === null ? comment : `${answer.comment}\n\n${comment}`,
        comment_added_at: core.clock.now(),
      })
      .where('request_id', '=', requestId)
      .execute()
  })
}

/** Sends nothing more about how satisfied the customers of these tickets were: answered, or opened again. */
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
