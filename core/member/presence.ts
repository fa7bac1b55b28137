import type { Core, Queryable } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import type { MemberId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { type Category, isCategory, type SensitiveLane } from '../policy/category.ts'
import { isLanguage, type Language } from '../policy/language.ts'

/** How many conversations a member handles at once by default. */
export const USUAL_CAPACITY = 2

/** Milliseconds a member stays available after the last signal of an open page. */
export const PRESENCE_LASTS = MINUTE

/**
 * Makes a member available for customers' conversations until an instant; their open page calls it again to extend it.
 * Throws `invalid-input` for a capacity outside 1 to 20 or an instant that has passed.
 */
export async function becomeAvailable(
  core: Core,
  given: { memberId: MemberId; until: Date; capacity?: number },
): Promise<void> {
  const now = core.clock.now()
  const capacity = given.capacity ?? USUAL_CAPACITY
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > 20) {
    throw new Problem('invalid-input', 'Choose between 1 and 20 talks at once.')
  }
  if (given.until <= now) throw new Problem('invalid-input', 'Choose a time to come.')
  await core.db
    .insertInto('presences')
    .values({ member_id: given.memberId, capacity, since: now, available_until: given.until })
    .onConflict((conflict) =>
      conflict.column('member_id').doUpdateSet({ capacity, available_until: given.until }),
    )
    .execute()
}

/** Returns until when a member is available, and for how many conversations; undefined when unavailable. */
export async function presenceOf(
  db: Queryable,
  memberId: MemberId,
  now: Date,
): Promise<{ until: Date; capacity: number } | undefined> {
  const row = await db
    .selectFrom('presences')
    .select(['available_until', 'capacity'])
    .where('member_id', '=', memberId)
    .where('available_until', '>', now)
    .executeTakeFirst()
  return row && { until: row.available_until, capacity: row.capacity }
}

/** Extends by a minute the presence of members who are available and whose page is open. The unavailable stay so. */
export async function prolongPresence(core: Core, memberIds: readonly MemberId[]): Promise<void> {
  if (memberIds.length === 0) return
  const now = core.clock.now()
  const available_until = new Date(now.getTime() + PRESENCE_LASTS)
  await core.db
    .updateTable('presences')
    .set({ available_until })
    .where('member_id', 'in', memberIds)
    .where('available_until', '>', now)
    .where('available_until', '<', available_until)
    .execute()
}

/** Makes a member unavailable for new conversations; those they have stay theirs. */
export async function becomeUnavailable(db: Queryable, memberId: MemberId): Promise<void> {
  await db.deleteFrom('presences').where('member_id', '=', memberId).execute()
}

/** Returns every member who is available at an instant and not absent, with their skills and current load. */
export async function availableMembers(db: Queryable, now: Date): Promise<PresentMember[]> {
  const rows = await db
    .selectFrom('presences')
    .innerJoin('members', 'members.id', 'presences.member_id')
    .select(['presences.member_id', 'presences.capacity'])
    .where('presences.available_until', '>', now)
    .where('members.deactivated_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('absences')
            .select('absences.id')
            .whereRef('absences.member_id', '=', 'presences.member_id')
            .where('absences.from_at', '<=', now)
            .where((absence) =>
              absence.or([absence('absences.until_at', 'is', null), absence('absences.until_at', '>', now)]),
            ),
        ),
      ),
    )
    .orderBy('presences.member_id')
    .execute()
  return describe(
    db,
    rows.map((row) => ({ memberId: row.member_id, capacity: row.capacity })),
  )
}

/** Returns what one member can take, available or not. */
export async function abilitiesOf(db: Queryable, memberId: MemberId): Promise<PresentMember> {
  const presence = await db
    .selectFrom('presences')
    .select('capacity')
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  const [present] = await describe(db, [{ memberId, capacity: presence?.capacity ?? USUAL_CAPACITY }])
  if (!present) throw new Error('One member was asked about and one is answered.')
  return present
}

async function describe(
  db: Queryable,
  members: readonly { memberId: MemberId; capacity: number }[],
): Promise<PresentMember[]> {
  if (members.length === 0) return []
  const ids = members.map(({ memberId }) => memberId)
  const skills = await db.selectFrom('skills').selectAll().where('member_id', 'in', ids).execute()
  const lanes = await db
    .selectFrom('clearances')
    .select(['member_id', 'lane'])
    .where('member_id', 'in', ids)
    .execute()
  const talks = await db
    .selectFrom('handoffs')
    .select((eb) => ['member_id', eb.fn.countAll().as('count')])
    .where('member_id', 'in', ids)
    .where('ended_at', 'is', null)
    .groupBy('member_id')
    .execute()
  const skillsOf = (memberId: MemberId, kind: 'category' | 'language') =>
    skills.filter((row) => row.member_id === memberId && row.kind === kind).map(({ value }) => value)
  return members.map(({ memberId, capacity }) => ({
    memberId,
    capacity,
    categories: skillsOf(memberId, 'category').filter(isCategory),
    languages: skillsOf(memberId, 'language').filter(isLanguage),
    lanes: lanes.filter((row) => row.member_id === memberId).map(({ lane }) => lane),
    talks: Number(talks.find((row) => row.member_id === memberId)?.count ?? 0),
  }))
}

/** A member as a handoff sees them. An empty list of skills means all of them. */
export interface PresentMember {
  memberId: MemberId
  categories: readonly Category[]
  languages: readonly Language[]
  lanes: readonly SensitiveLane[]
  /** Conversations at once. */
  capacity: number
  /** Conversations now. */
  talks: number
}
