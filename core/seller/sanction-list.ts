import type { Queryable } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { readableBy } from '../member/clearance.ts'
import { inForce } from './sanction.ts'
import { appealsOf, type SanctionAppeal } from './sanction-appeal.ts'
import { type Sanction, sanctionsOf } from './sanction-record.ts'

/** A sanction as members who decide on it see it. */
export interface ListedSanction {
  sanction: Sanction
  seller: { name: string; externalId: string | null }
  reference: Reference
  proposedBy: string
  /** Oldest first. */
  appeals: SanctionAppeal[]
}

const MOST_LISTED = 100

/**
 * Returns the sanctions to decide on, then those in force, newest first.
 * Only those of tickets this member may read: a proposal reveals what its ticket is about.
 */
export async function listSanctions(db: Queryable, memberId: MemberId): Promise<ListedSanction[]> {
  const rows = await db
    .selectFrom('sanctions')
    .innerJoin('tickets', 'tickets.id', 'sanctions.ticket_id')
    .innerJoin('sellers', 'sellers.id', 'sanctions.seller_id')
    .innerJoin('members', 'members.id', 'sanctions.proposed_by')
    .select([
      'sanctions.id',
      'sellers.id as seller_id',
      'sellers.name',
      'sellers.external_id',
      'tickets.reference',
    ])
    .select('members.name as proposer')
    .where(readableBy(memberId))
    .where('sanctions.lifted_at', 'is', null)
    .orderBy('sanctions.decided_at', (order) => order.desc().nullsFirst())
    .orderBy('sanctions.proposed_at', 'desc')
    .limit(MOST_LISTED)
    .execute()
  const listed = await Promise.all(
    rows.map(async (row): Promise<ListedSanction | undefined> => {
      const all = await sanctionsOf(db, row.seller_id)
      const sanction = all.find(({ id }) => id === row.id)
      if (!sanction || (sanction.decision && !inForce(sanction))) return undefined
      return {
        sanction,
        seller: { name: row.name, externalId: row.external_id },
        reference: row.reference,
        proposedBy: row.proposer,
        appeals: await appealsOf(db, sanction.id),
      }
    }),
  )
  return listed.filter((one) => one !== undefined)
}
