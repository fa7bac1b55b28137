import type { Trx } from '../kernel/core.ts'
import type { TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { type LockedTicket, lockTicket } from './lock.ts'

/**
 * Locks a ticket for a verb that goes on with its matter. Refuses, saying what to do, one that is resolved
 * (`already-done`), in quarantine, set aside, or merged into another.
 */
export async function lockOpenTicket(trx: Trx, id: TicketId): Promise<LockedTicket> {
  const ticket = await lockLiveTicket(trx, id)
  if (ticket.resolvedAt) {
    throw new Problem('already-done', 'This ticket is resolved already. Reopen it to go on with it.')
  }
  return ticket
}

/** The same for a verb that may follow a resolution, as an answer or a call. */
export async function lockLiveTicket(trx: Trx, id: TicketId): Promise<LockedTicket> {
  const ticket = await lockTicket(trx, id)
  if (ticket.mergedIntoId) {
    throw new Problem('invalid-input', 'This ticket was merged into another. Go on there.')
  }
  if (ticket.setAsideAt) {
    throw new Problem('invalid-input', 'This ticket was set aside. Take it up first, or leave it there.')
  }
  if (ticket.quarantinedAt) {
    throw new Problem('invalid-input', 'This ticket is in quarantine. Release it first, or leave it there.')
  }
  return ticket
}
