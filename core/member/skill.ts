import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { CATEGORIES, type Category, isCategory } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { recordMemberAudit } from './audit-log.ts'

/** What a member can take. None of a kind: everything of it. */
export interface Skills {
  categories: readonly Category[]
  languages: readonly Language[]
}

const LANGUAGES: readonly string[] = ['fr', 'en'] satisfies Language[]

/** Sets what a member can take, in place of what was said before. Refuses a category or language there is not. */
export async function setSkills(
  core: Core,
  given: { memberId: MemberId; categories: readonly string[]; languages: readonly string[]; by?: MemberId },
): Promise<void> {
  const unknown = [
    ...given.categories.filter((category) => !isCategory(category)),
    ...given.languages.filter((language) => !LANGUAGES.includes(language)),
  ]
  if (unknown.length > 0)
    throw new Problem(
      'invalid-input',
      `Not known: ${unknown.join(', ')}. Choose of ${CATEGORIES.join(', ')}; ${LANGUAGES.join(', ')}.`,
    )
  const rows = [
    ...new Set(given.categories.map((value) => `category ${value}`)),
    ...new Set(given.languages.map((value) => `language ${value}`)),
  ].map((row) => {
    const [kind = '', value = ''] = row.split(' ')
    return { member_id: given.memberId, kind, value }
  })
  await core.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('skills').where('member_id', '=', given.memberId).execute()
    if (rows.length > 0) await trx.insertInto('skills').values(rows).execute()
    const { memberId, by } = given
    const detail = { skills: rows.map(({ value }) => value) }
    if (by) await recordMemberAudit(trx, { kind: 'skills-set', memberId, detail, by, at: core.clock.now() })
  })
}

/** What every member who has said so can take; who is not in it can take everything. */
export async function listSkills(db: Queryable): Promise<Map<MemberId, Skills>> {
  const rows = await db.selectFrom('skills').selectAll().orderBy('value').execute()
  const skills = new Map<MemberId, Skills>()
  for (const { member_id, kind, value } of rows) {
    const memberId = member_id as MemberId
    const { categories, languages } = skills.get(memberId) ?? { categories: [], languages: [] }
    skills.set(memberId, {
      categories: kind === 'category' && isCategory(value) ? [...categories, value] : categories,
      languages: kind === 'language' ? [...languages, value === 'en' ? 'en' : 'fr'] : languages,
    })
  }
  return skills
}
