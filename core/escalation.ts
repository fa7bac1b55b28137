import type { Core, Trx } from './core.ts'
import type { MemberId, TicketId } from './id.ts'
import type { Level } from './team.ts'
import type { LockedTicket } from './ticket-lock.ts'

export interface Escalating {
  ticketId: TicketId
  memberId: MemberId
  /** Why, in the member's words; asked for. */
  reason: string
  /** The level it goes to; the next one when not said. */
  to?: Level
}

/**
 * Hands a ticket up the ladder by hand (policy §4). Refuses without a reason, a level that is not above the ticket's, one
 * there is not, and a ticket that is resolved, set aside, merged or in quarantine.
 */
export async function escalate(core: Core, given: Escalating): Promise<void> {
  void [core, given]
}

/** Takes a locked ticket to the last level because its customer was dissatisfied; nothing happens when it is there. */
export async function escalateDissatisfied(trx: Trx, core: Core, ticket: LockedTicket): Promise<void> {
  void [trx, core, ticket]
}
