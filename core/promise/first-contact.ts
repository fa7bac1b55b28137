import { sql } from 'kysely'
import type { Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'
import { PROMISE_KINDS } from '../policy/policy-times.ts'
import { refreshNextPromises } from './next-promise.ts'

/**
 * Has a ticket's present round count from another first contact (policy §4): what is still owed falls due that much
 * earlier or later. The acknowledgement and a later update do not count from it, and stay. `madeUntil` leaves promises
 * alone that were made after that instant.
 */
export async function moveFirstContact(
  trx: Trx,
  ticketId: TicketId,
  { from, to, madeUntil }: { from: Date; to: Date; madeUntil?: Date },
): Promise<void> {
  const milliseconds = to.getTime() - from.getTime()
  await trx.updateTable('tickets').set({ first_contact_at: to }).where('id', '=', ticketId).execute()
  await trx
    .updateTable('promises')
    .set({ due_at: sql<Date>`due_at + ${milliseconds} * interval '1 millisecond'` })
    .where('ticket_id', '=', ticketId)
    .where('ended_at', 'is', null)
    .$if(madeUntil !== undefined, (query) => query.where('created_at', '<=', madeUntil ?? to))
    .where(
      'kind',
      'in',
      PROMISE_KINDS.filter((kind) => kind !== 'acknowledge'),
    )
    .where((eb) => eb.or([eb('kind', '!=', 'update'), eb('number', '=', 1)]))
    .execute()
  await refreshNextPromises(trx, [ticketId])
}
