import { owedAcknowledgement } from '../correspondence/acknowledgement.ts'
import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { isSensitive } from '../policy/category.ts'
import { PROMISE_KINDS } from '../policy/policy-times.ts'
import { cancelPendingUpdates } from '../promise/measure.ts'
import { endPromises } from '../promise/promise.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { lockOpenTicket } from '../ticket/lock.ts'
import { recordMerge } from './merge-record.ts'
import { countFromEarliest, moveTicketRecords } from './merged-matter.ts'
import { lockPair, refuseUnreadablePair, type TicketPair } from './ticket-pair.ts'

export interface Merging {
  /** The ticket that goes on. */
  intoTicketId: TicketId
  /** The ticket that ends in it. */
  fromTicketId: TicketId
  memberId: MemberId
}

/**
 * Merges a ticket into another about the same matter. The earliest first contact counts from then on for what is still
 * owed; what the merged ticket owed is owed by the other. Its messages, an open question and its call-backs go with it,
 * and whatever still comes under its reference reaches the other. The customer is not written to about it. It can be taken
 * back (see unmerge.ts).
 *
 * Refuses merging a ticket into itself, tickets of two customers (the same unproven address is the same customer), one
 * that is not open, and one whose messages would become readable to members without the clearance they need.
 */
export async function merge(core: Core, { intoTicketId, fromTicketId, memberId }: Merging): Promise<void> {
  if (intoTicketId === fromTicketId) {
    throw new Problem('invalid-input', 'A ticket cannot be merged into itself. Give the other ticket.')
  }
  await core.db.transaction().execute(async (trx) => {
    const pair = await lockPair(trx, lockOpenTicket, { intoId: intoTicketId, fromId: fromTicketId })
    const { into, from } = pair
    await refuseUnreadablePair(trx, memberId, pair)
    refuseOpening(pair)
    await refuseOtherCustomer(trx, into, from)
    const now = core.clock.now()
    const actor = { kind: 'member', id: memberId } as const
    const [ended] = await recordEvents(trx, [
      { ticketId: from.id, kind: 'merged', actor, at: now, detail: { intoTicketId: into.id } },
      { ticketId: into.id, kind: 'merged', actor, at: now, detail: { fromTicketId: from.id } },
    ])
    await recordMerge(trx, into, from, { memberId, endedByEvent: ended?.number ?? 0, at: now })
    await moveTicketRecords(trx, into, from, now)
    const release = [
      ...PROMISE_KINDS.filter((kind) => kind !== 'acknowledge'),
      ...(await owedAcknowledgement(trx, from.id)),
    ]
    // Excused: what is late here is owed, and late, on the ticket that goes on.
    await endPromises(trx, from.id, {
      kinds: [],
      release,
      excused: true,
      at: now,
      byEvent: ended?.number ?? 0,
    })
    await countFromEarliest(trx, into, from)
    await cancelPendingUpdates(trx, core, from.id)
  })
}

function refuseOpening({ into, from }: TicketPair): void {
  if (isSensitive(from.category) && from.category !== into.category) {
    throw new Problem(
      'not-allowed',
      'This ticket is in a lane few may read, the other is not. Move the other into that lane first, or merge it the other way round.',
    )
  }
}

async function refuseOtherCustomer(trx: Trx, into: LockedTicket, from: LockedTicket): Promise<void> {
  if (into.customerId === from.customerId) return
  const shared = await trx
    .selectFrom('participants as one')
    .innerJoin('addresses as own', 'own.id', 'one.address_id')
    .innerJoin('addresses as same', (join) =>
      join.onRef('same.kind', '=', 'own.kind').onRef('same.value', '=', 'own.value'),
    )
    .innerJoin('participants as other', 'other.address_id', 'same.id')
    .select('own.id')
    .where('one.ticket_id', '=', into.id)
    .where('one.role', '=', 'customer')
    .where('own.proven', '=', false)
    .where('other.ticket_id', '=', from.id)
    .where('other.role', '=', 'customer')
    .where('same.proven', '=', false)
    .executeTakeFirst()
  if (shared) return
  throw new Problem(
    'not-allowed',
    'These tickets are of two customers, and one would read the other’s messages. Only tickets of one customer are merged.',
  )
}
