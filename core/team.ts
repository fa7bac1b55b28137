import type { Core, Queryable } from './core.ts'
import type { MemberId, TeamId } from './id.ts'
import type { Language } from './language.ts'

/** Policy §4: who holds a matter; it only ever climbs. */
export type Level = 'customer-service' | 'resolution' | 'customer-experience'

export interface Team {
  id: TeamId
  level: Level
  name: Record<Language, string>
}

/** Every team, first level first. */
export async function listTeams(db: Queryable): Promise<Team[]> {
  const rows = await db.selectFrom('teams').selectAll().orderBy('level').orderBy('name_fr').execute()
  return rows.map(toTeam)
}

/** The teams a member is in. */
export async function teamsOf(db: Queryable, memberId: MemberId): Promise<Team[]> {
  const rows = await db
    .selectFrom('teams')
    .innerJoin('memberships', 'memberships.team_id', 'teams.id')
    .selectAll('teams')
    .where('memberships.member_id', '=', memberId)
    .orderBy('name_fr')
    .execute()
  return rows.map(toTeam)
}

/** Who is in which team. */
export async function listMemberships(db: Queryable): Promise<{ teamId: TeamId; memberId: MemberId }[]> {
  const rows = await db.selectFrom('memberships').select(['team_id', 'member_id']).execute()
  return rows.map((row) => ({ teamId: row.team_id as TeamId, memberId: row.member_id as MemberId }))
}

/** Puts a member into a team; nothing happens when they are in it. */
export async function joinTeam(
  core: Core,
  { memberId, teamId }: { memberId: MemberId; teamId: TeamId },
): Promise<void> {
  await core.db
    .insertInto('memberships')
    .values({ team_id: teamId, member_id: memberId, joined_at: core.clock.now() })
    .onConflict((conflict) => conflict.columns(['team_id', 'member_id']).doNothing())
    .execute()
}

/** Takes a member out of a team; their tickets stay theirs. */
export async function leaveTeam(
  core: Core,
  { memberId, teamId }: { memberId: MemberId; teamId: TeamId },
): Promise<void> {
  await core.db
    .deleteFrom('memberships')
    .where('team_id', '=', teamId)
    .where('member_id', '=', memberId)
    .execute()
}

function toTeam(row: { id: string; level: string; name_fr: string; name_en: string }): Team {
  return { id: row.id as TeamId, level: row.level as Level, name: { fr: row.name_fr, en: row.name_en } }
}
