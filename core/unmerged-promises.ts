import { sql } from 'kysely'
import type { Core, Trx } from './core.ts'
import type { KeptMerge } from './kept-merge.ts'
import { refreshNextPromises } from './next-promise.ts'
import { PROMISE_KINDS, restorePromises } from './promise.ts'
import type { LockedTicket } from './ticket-lock.ts'
import { noteTold } from './told.ts'

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
  await countAsTold(trx, core, merge)
  await refreshNextPromises(trx, [into.id, merge.fromId])
}

async function countFromOwn(trx: Trx, { moved, at }: KeptMerge, into: LockedTicket): Promise<void> {
  const own = new Date(moved.intoFirstContactAt)
  const later = own.getTime() - into.firstContactAt.getTime()
  if (later <= 0) return
  await trx.updateTable('tickets').set({ first_contact_at: own }).where('id', '=', into.id).execute()
  await trx
    .updateTable('promises')
    .set({ due_at: sql<Date>`due_at + ${later} * interval '1 millisecond'` })
    .where('ticket_id', '=', into.id)
    .where('ended_at', 'is', null)
    .where('created_at', '<=', at)
    .where(
      'kind',
      'in',
      PROMISE_KINDS.filter((kind) => kind !== 'acknowledge'),
    )
    .where((eb) => eb.or([eb('kind', '!=', 'update'), eb('number', '=', 1)]))
    .execute()
}

// Whoever was told how the one matter stood was told of both.
async function countAsTold(trx: Trx, core: Core, { intoId, fromId, at }: KeptMerge): Promise<void> {
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
  await noteTold(trx, core, [{ ticketId: fromId, at: told.ended_at, byEvent: null, conclusions: false }])
}
