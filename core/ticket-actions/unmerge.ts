import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Category } from '../policy/category.ts'
import { isSensitive } from '../policy/category.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { type LockedTicket, lockTicket } from '../ticket/lock.ts'
import { type KeptMerge, lastMergeOf } from './kept-merge.ts'
import { lockPair, refuseUnreadablePair, type TicketPair } from './ticket-pair.ts'
import { giveBackTicketRecords } from './unmerged-matter.ts'
import { giveBackPromises } from './unmerged-promises.ts'

/**
 * Takes a merge back: the merged ticket has its own messages, open question, call-backs, seller's matter and promises
 * again, and counts from its own first contact; so does the one that went on. What came in, was said or was decided after
 * the merge stays with the one that went on; told after the merge counts as told to both.
 *
 * Refuses, saying what to do, a ticket that is not merged (`already-done`), one merged before merges could be taken back,
 * and one that later acts have tied to the other: it was resolved, set aside, reopened, merged or split since, has had
 * another merged into it, or moved into a lane few may read (`not-allowed`).
 */
export async function unmerge(
  core: Core,
  { ticketId, memberId }: { ticketId: TicketId; memberId: MemberId },
): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    const merge = await lastMergeOf(trx, ticketId)
    const pair = await lockPair(trx, lockTicket, merge)
    const { into, from } = pair
    await refuseUnreadablePair(trx, memberId, pair)
    refuseOpening(pair)
    await refuseTiedSince(trx, merge, into, from)
    const at = core.clock.now()
    await trx.updateTable('merges').set({ undone_at: at }).where('id', '=', merge.id).execute()
    await giveBackTicketRecords(trx, merge, into)
    await giveBackPromises(trx, core, merge, into)
    const actor = { kind: 'member', id: memberId } as const
    await recordEvents(trx, [
      { ticketId: from.id, kind: 'unmerged', actor, at, detail: { fromTicketId: into.id } },
      { ticketId: into.id, kind: 'unmerged', actor, at, detail: { ticketId: from.id } },
    ])
  })
}

function refuseOpening({ into, from }: TicketPair): void {
  const lane: Category = into.category
  if (isSensitive(lane) && lane !== from.category) {
    throw new Problem(
      'not-allowed',
      'The other ticket is in a lane few may read now, and these messages would be readable to more. Move it out of the lane first.',
    )
  }
}

async function refuseTiedSince(
  trx: Trx,
  merge: KeptMerge,
  into: LockedTicket,
  from: LockedTicket,
): Promise<void> {
  const tied = (what: string) =>
    new Problem('not-allowed', `${what} since the merge. Take that back first, or leave the tickets merged.`)
  if (from.mergedIntoId !== into.id || into.mergedIntoId) throw tied('The other ticket was merged further')
  if (into.resolvedAt) throw tied('The other ticket was resolved')
  if (into.setAsideAt || into.quarantinedAt) throw tied('The other ticket was set aside')
  if (into.round !== merge.intoRound) throw tied('The other ticket was resolved and reopened')
  const later = await trx
    .selectFrom('merges')
    .select('id')
    .where('into_ticket_id', '=', into.id)
    .where('undone_at', 'is', null)
    .where('id', '>', merge.id)
    .executeTakeFirst()
  if (later) throw tied('Another ticket was merged into the same one')
  const { messages } = merge.moved
  // One that was taken back before it left is nowhere any more, and ties nothing.
  const away = await trx
    .selectFrom('messages')
    .select('id')
    .where('ticket_id', '!=', into.id)
    .where('id', 'in', messages.length > 0 ? messages : [merge.id])
    .executeTakeFirst()
  if (away) throw tied('Messages were moved away')
}
