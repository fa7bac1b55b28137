import type { Core, Queryable } from '../kernel/core.ts'
import { type AbsenceId, type MemberId, newId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'

/** A member is not there, and is given no new matter. */
export interface Absence {
  id: AbsenceId
  memberId: MemberId
  from: Date
  /** Null until further notice. */
  until: Date | null
}

/** Notes that a member is away, from now when not said. Refuses an absence that ends before it begins. */
export async function noteAbsence(
  core: Core,
  given: { memberId: MemberId; from?: Date; until: Date | null; notedBy: MemberId | null },
): Promise<AbsenceId> {
  const now = core.clock.now()
  const from = given.from ?? now
  if (given.until && given.until <= from)
    throw new Problem('invalid-input', 'This absence ends before it begins. Put its end after its beginning.')
  const member = await core.db
    .selectFrom('members')
    .select('id')
    .where('id', '=', given.memberId)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
  if (!member) throw new Problem('not-found', 'There is no such member.')
  const id = newId<'absence'>(now)
  await core.db
    .insertInto('absences')
    .values({
      id,
      member_id: given.memberId,
      from_at: from,
      until_at: given.until,
      noted_by: given.notedBy,
      noted_at: now,
    })
    .execute()
  return id
}

/** A member is back: absences that have begun end now, those to come stay. Answers how many ended. */
export async function endAbsence(core: Core, memberId: MemberId): Promise<number> {
  const now = core.clock.now()
  const ended = await core.db
    .updateTable('absences')
    .set({ until_at: now })
    .where('member_id', '=', memberId)
    .where('from_at', '<=', now)
    .where((eb) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', now)]))
    .returning('id')
    .execute()
  return ended.length
}

/** Absences that are under way or to come, soonest first. */
export async function listAbsences(db: Queryable, now: Date): Promise<Absence[]> {
  const rows = await db
    .selectFrom('absences')
    .select(['id', 'member_id', 'from_at', 'until_at'])
    .where((eb) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', now)]))
    .orderBy('from_at')
    .execute()
  return rows.map((row) => ({
    id: row.id as AbsenceId,
    memberId: row.member_id as MemberId,
    from: row.from_at,
    until: row.until_at,
  }))
}
