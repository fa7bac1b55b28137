import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Core } from './core.ts'
import type { MemberId } from './id.ts'
import { isPassword } from './password.ts'
import { Problem } from './problem.ts'
import { openSession } from './session.ts'

/** Attempts before the first wait. */
export const FREE_ATTEMPTS = 5
const FIRST_WAIT_SECONDS = 30
const LONGEST_WAIT_SECONDS = 3600
/** Failures older than this are forgotten. */
const FORGOTTEN_AFTER_SECONDS = 24 * 3600

/**
 * Signs a member in and opens a session. A wrong password, an unknown address, a deactivated member and one who has no
 * password yet are the same `not-signed-in`; after five failures from one origin for one address each further attempt
 * waits (30 s, doubled up to an hour) and is `too-many-requests`, whether the member exists or not.
 */
export async function signIn(
  core: Core,
  { email, password, origin }: { email: string; password: string; origin: string },
): Promise<{ token: string; expiresAt: Date }> {
  const address = email.trim().toLowerCase()
  const key = createHash('sha256').update(`${address}\n${origin}`).digest('base64url')
  if (!(await countAttempt(core, key))) {
    throw new Problem('too-many-requests', 'Too many failed sign-ins. Wait a while, then try again.')
  }
  const row = await core.db
    .selectFrom('members')
    .select(['id', 'password_hash'])
    .where('email', '=', address)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
  if (!(await isPassword(password, row?.password_hash ?? null)) || !row) {
    throw new Problem('not-signed-in', 'The e-mail address or the password is not right.')
  }
  await core.db.deleteFrom('sign_in_failures').where('key', '=', key).execute()
  return openSession(core, row.id as MemberId)
}

// Counted before the password is looked at, in one statement: a thousand attempts at the same instant are five.
async function countAttempt(core: Core, key: string): Promise<boolean> {
  const now = core.clock.now()
  const elapsed = sql<number>`extract(epoch from ${now}::timestamptz - sign_in_failures.last_at)`
  const wait = sql<number>`least(${LONGEST_WAIT_SECONDS}::numeric, ${FIRST_WAIT_SECONDS}::numeric * power(2::numeric, least(sign_in_failures.count, 40) - ${FREE_ATTEMPTS}))`
  const counted = await core.db
    .insertInto('sign_in_failures')
    .values({ key, count: 1, last_at: now })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          count: sql<number>`case when ${elapsed} > ${FORGOTTEN_AFTER_SECONDS} then 1 else sign_in_failures.count + 1 end`,
          last_at: now,
        })
        .where(sql<boolean>`(sign_in_failures.count < ${FREE_ATTEMPTS}::integer or ${elapsed} >= ${wait})`),
    )
    .returning('count')
    .executeTakeFirst()
  return counted !== undefined
}
