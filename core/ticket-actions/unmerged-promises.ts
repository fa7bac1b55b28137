import type { Core, Trx } from '../kernel/core.ts'
import { settlePromises } from '../promise/fulfilment.ts'
import { moveFirstContact, refreshNextPromises, restorePromises } from '../promise/promise.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import type { KeptMerge } from './kept-merge.ts'

/** Gives both tickets of a merge the promises they would have had without it; the caller holds the locks of both. */
export async function giveBackPromises(
  trx: Trx,
  core: Core,
  merge: KeptMerge,
  into: LockedTicket,
): Promise<void> {
  await countFromOwn(trx, merge, into)
  await restorePromises(trx, merge.fromId, merge.endedByEvent)
  // What was done before the merge and not told yet is told again in the next update (policy §3).
  await trx
    .updateTable('measures')
    .set({ dropped_at: null })
    .where('ticket_id', '=', merge.fromId)
    .where('dropped_at', '>=', merge.at)
    .execute()
  await countAsContacted(trx, core, merge)
  await refreshNextPromises(trx, [into.id, merge.fromId])
}

async function countFromOwn(trx: Trx, { moved, at }: KeptMerge, into: LockedTicket): Promise<void> {
  const own = new Date(moved.intoFirstContactAt)
  if (own <= into.firstContactAt) return
  await moveFirstContact(trx, into.id, { from: into.firstContactAt, to: own, madeUntil: at })
}

// Whoever was told how the one matter stood was told of both.
async function countAsContacted(trx: Trx, core: Core, { intoId, fromId, at }: KeptMerge): Promise<void> {
  const told = await trx
    .selectFrom('promises')
    .select('ended_at')
    .where('ticket_id', '=', intoId)
    .where('kind', '=', 'update')
    .where('ended_at', '>', at)
    .where('outcome', 'in', ['kept', 'broken'])
    .orderBy('ended_at', 'desc')
    .executeTakeFirst()
  if (!told?.ended_at) return
  await settlePromises(trx, core, [
    { ticketId: fromId, at: told.ended_at, byEvent: null, conclusions: false },
  ])
}
