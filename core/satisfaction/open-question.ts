import type { Core, Trx } from '../kernel/core.ts'
import type { SatisfactionRequestId, TicketId } from '../kernel/id.ts'
import { type SatisfactionLinks, satisfactionLinks } from './satisfaction-link.ts'

/** The links of a ticket's question that still waits for its answer; null when there is none. */
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
  return satisfactionLinks(core, { id: row.id as SatisfactionRequestId, askedAt: row.asked_at })
}

/** The questions how satisfied a customer is that wait for an answer, by ticket; each of its ticket's present round. */
export async function openQuestions(
  trx: Trx,
  resolved: readonly { id: string; round: number }[],
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
      .map((row) => [row.ticket_id as TicketId, row.id as SatisfactionRequestId]),
  )
}
