import type { Core, Queryable } from '../kernel/core.ts'
import { type AbsenceId, type MemberId, newId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'

import { CATEGORIES, type Category, isCategory } from '../policy/category.ts'
import { isLanguage, LANGUAGES, type Language } from '../policy/language.ts'
import { recordMemberAudit } from './audit-log.ts'

/** A period in which a member is away and is assigned no new ticket. */
export interface Absence {
  id: AbsenceId
  memberId: MemberId
  from: Date
  /** Null means until further notice. */
  until: Date | null
}

/** Records an absence, from now by default. Throws `invalid-input` when it ends before it begins. */
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

/** Ends a member's current absences now; future ones stay. Returns how many ended. */
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

/** Returns current and future absences, soonest first. */
export async function listAbsences(db: Queryable, now: Date): Promise<Absence[]> {
  const rows = await db
    .selectFrom('absences')
    .select(['id', 'member_id', 'from_at', 'until_at'])
    .where((eb) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', now)]))
    .orderBy('from_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    memberId: row.member_id,
    from: row.from_at,
    until: row.until_at,
  }))
}

/** What a member can take. An empty list means everything of that kind. */
export interface Skills {
  categories: readonly Category[]
  languages: readonly Language[]
}

/** Replaces a member's skills. Throws `invalid-input` for an unknown category or language. */
export async function setSkills(
  core: Core,
  given: { memberId: MemberId; categories: readonly string[]; languages: readonly string[]; by?: MemberId },
): Promise<void> {
  const unknown = [
    ...given.categories.filter((category) => !isCategory(category)),
    ...given.languages.filter((language) => !isLanguage(language)),
  ]
  if (unknown.length > 0)
    throw new Problem(
      'invalid-input',
      `Not known: ${unknown.join(', ')}. Choose of ${CATEGORIES.join(', ')}; ${LANGUAGES.join(', ')}.`,
    )
  const rows = [
    ...[...new Set(given.categories)].map((value) => ({ kind: 'category' as const, value })),
    ...[...new Set(given.languages)].map((value) => ({ kind: 'language' as const, value })),
  ].map((skill) => ({ member_id: given.memberId, ...skill }))
  await core.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('skills').where('member_id', '=', given.memberId).execute()
    if (rows.length > 0) await trx.insertInto('skills').values(rows).execute()
    const { memberId, by } = given
    const detail = { skills: rows.map(({ value }) => value) }
    if (by) await recordMemberAudit(trx, { kind: 'skills-set', memberId, detail, by, at: core.clock.now() })
  })
}

/** Returns the skills of every member who has any; a member without an entry can take everything. */
export async function listSkills(db: Queryable): Promise<Map<MemberId, Skills>> {
  const rows = await db.selectFrom('skills').selectAll().orderBy('value').execute()
  const skills = new Map<MemberId, Skills>()
  for (const { member_id, kind, value } of rows) {
    const memberId = member_id
    const { categories, languages } = skills.get(memberId) ?? { categories: [], languages: [] }
    skills.set(memberId, {
      categories: kind === 'category' && isCategory(value) ? [...categories, value] : categories,
      languages: kind === 'language' && isLanguage(value) ? [...languages, value] : languages,
    })
  }
  return skills
}
