import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { SENSITIVE_LANES, type SensitiveLane } from '../policy/category.ts'
import { recordMemberAudit } from './audit-log.ts'

export interface Clearance {
  memberId: MemberId
  lane: SensitiveLane
}

/**
 * Returns the condition every reading query puts on `tickets`: an ordinary category, or a lane this member is cleared
 * for at this moment. It is part of the WHERE clause, so that unreadable tickets are not even counted.
 */
export function readableBy(memberId: MemberId) {
  return (eb: ExpressionBuilder<Database, 'tickets'>) =>
    eb.or([
      eb('tickets.category', 'not in', SENSITIVE_LANES),
      eb.exists(
        eb
          .selectFrom('clearances')
          .select('clearances.lane')
          .where('clearances.member_id', '=', memberId)
          .whereRef('clearances.lane', '=', 'tickets.category'),
      ),
    ])
}

/** Returns the lanes a member is cleared for. */
export async function clearancesOf(db: Queryable, memberId: MemberId): Promise<SensitiveLane[]> {
  const rows = await db.selectFrom('clearances').select('lane').where('member_id', '=', memberId).execute()
  return rows.map((row) => row.lane)
}

/** Returns every clearance. */
export async function listClearances(db: Queryable): Promise<Clearance[]> {
  const rows = await db.selectFrom('clearances').select(['member_id', 'lane']).execute()
  return rows.map((row) => ({ memberId: row.member_id, lane: row.lane }))
}

/**
 * Clears a member for a lane. `grantedBy` is null for the demo and the command line only. Throws `not-allowed` when
 * members clear themselves, so that access to a lane always takes two people.
 */
export async function grantClearance(
  core: Core,
  grant: { memberId: MemberId; lane: SensitiveLane; grantedBy: MemberId | null },
): Promise<void> {
  if (grant.grantedBy === grant.memberId) {
    throw new Problem(
      'not-allowed',
      'Nobody clears themselves for a sensitive lane. Ask another administrator.',
    )
  }
  const { memberId, lane, grantedBy } = grant
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('clearances')
      .values({ member_id: memberId, lane, granted_by: grantedBy, granted_at: now })
      .onConflict((conflict) => conflict.columns(['member_id', 'lane']).doNothing())
      .execute()
    if (!grantedBy) return
    const change = { kind: 'clearance-granted', memberId, detail: { lane }, by: grantedBy, at: now } as const
    await recordMemberAudit(trx, change)
  })
}

/** Withdraws a clearance; it applies to the next page the member opens. `by` is recorded in the audit log. */
export async function withdrawClearance(core: Core, clearance: Clearance & { by?: MemberId }): Promise<void> {
  const { memberId, lane, by } = clearance
  const at = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('clearances').where('member_id', '=', memberId).where('lane', '=', lane).execute()
    if (by) await recordMemberAudit(trx, { kind: 'clearance-withdrawn', memberId, detail: { lane }, by, at })
  })
}

/** Returns true for one of the three sensitive lanes. */
export function isLane(text: string): text is SensitiveLane {
  return (SENSITIVE_LANES as readonly string[]).includes(text)
}
