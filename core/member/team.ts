import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId, TeamId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'
import { recordAudit, recordMemberAudit } from './audit-log.ts'

export interface Team {
  id: TeamId
  level: Level
  name: Record<Language, string>
}

/** Returns every team, first level first. */
export async function listTeams(db: Queryable): Promise<Team[]> {
  const rows = await db.selectFrom('teams').selectAll().orderBy('level').orderBy('name_fr').execute()
  return rows.map(toTeam)
}

/** Returns the teams a member is in. */
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

/** Returns all memberships: which member is in which team. */
export async function listMemberships(db: Queryable): Promise<{ teamId: TeamId; memberId: MemberId }[]> {
  const rows = await db.selectFrom('memberships').select(['team_id', 'member_id']).execute()
  return rows.map((row) => ({ teamId: row.team_id, memberId: row.member_id }))
}

/** Who joins or leaves which team. `by` is recorded in the audit log. */
interface Membership {
  memberId: MemberId
  teamId: TeamId
  by?: MemberId
}

/** Adds a member to a team; does nothing when they are in it already. */
export async function joinTeam(core: Core, { memberId, teamId, by }: Membership): Promise<void> {
  const at = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('memberships')
      .values({ team_id: teamId, member_id: memberId, joined_at: at })
      .onConflict((conflict) => conflict.columns(['team_id', 'member_id']).doNothing())
      .execute()
    if (by) await recordMemberAudit(trx, { kind: 'team-joined', memberId, detail: { team: teamId }, by, at })
  })
}

/** Removes a member from a team; their tickets stay theirs. */
export async function leaveTeam(core: Core, { memberId, teamId, by }: Membership): Promise<void> {
  const at = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('memberships')
      .where('team_id', '=', teamId)
      .where('member_id', '=', memberId)
      .execute()
    if (by) await recordMemberAudit(trx, { kind: 'team-left', memberId, detail: { team: teamId }, by, at })
  })
}

const LONGEST_NAME = 60

/** Renames a team. Throws `invalid-input` for an empty or too long name, `not-found` for an unknown team. */
export async function renameTeam(
  core: Core,
  given: { teamId: TeamId; name: Record<Language, string>; by: MemberId },
): Promise<void> {
  const name = { fr: given.name.fr.trim(), en: given.name.en.trim() }
  if (name.fr === '' || name.en === '' || Math.max(name.fr.length, name.en.length) > LONGEST_NAME)
    throw new Problem(
      'invalid-input',
      `A team needs a name in both languages, of at most ${LONGEST_NAME} characters.`,
    )
  await core.db.transaction().execute(async (trx) => {
    const before = await trx
      .selectFrom('teams')
      .select(['name_fr', 'name_en'])
      .where('id', '=', given.teamId)
      .forUpdate()
      .executeTakeFirst()
    if (!before) throw new Problem('not-found', 'There is no such team.')
    if (before.name_fr === name.fr && before.name_en === name.en) return
    await trx
      .updateTable('teams')
      .set({ name_fr: name.fr, name_en: name.en })
      .where('id', '=', given.teamId)
      .execute()
    await recordAudit(trx, {
      kind: 'team-renamed',
      subject: before.name_fr,
      detail: { fr: [before.name_fr, name.fr], en: [before.name_en, name.en] },
      reason: null,
      by: given.by,
      at: core.clock.now(),
    })
  })
}

function toTeam(row: { id: TeamId; level: Level; name_fr: string; name_en: string }): Team {
  return { id: row.id, level: row.level, name: { fr: row.name_fr, en: row.name_en } }
}
