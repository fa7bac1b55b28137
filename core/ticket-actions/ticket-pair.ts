import type { Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { readableBy } from '../member/clearance.ts'
import type { LockedTicket } from '../ticket/lock.ts'

/** Two tickets that become one, or one that becomes two again; both locked. */
export interface TicketPair {
  into: LockedTicket
  from: LockedTicket
}

/** Locks both, in the order of their ids as everywhere: two merges at once never wait for each other in a ring. */
export async function lockPair(
  trx: Trx,
  lock: (trx: Trx, id: TicketId) => Promise<LockedTicket>,
  { intoId, fromId }: { intoId: TicketId; fromId: TicketId },
): Promise<TicketPair> {
  if (intoId < fromId) {
    const into = await lock(trx, intoId)
    return { into, from: await lock(trx, fromId) }
  }
  const from = await lock(trx, fromId)
  return { into: await lock(trx, intoId), from }
}

/** Refuses (`not-found`) a pair of which this member may not read both. */
export async function refuseUnreadablePair(
  trx: Trx,
  memberId: MemberId,
  { into, from }: TicketPair,
): Promise<void> {
  const readable = await trx
    .selectFrom('tickets')
    .select('id')
    .where('id', 'in', [into.id, from.id])
    .where(readableBy(memberId))
    .execute()
  if (readable.length < 2) throw new Problem('not-found', 'There is no such ticket that you may read.')
}
