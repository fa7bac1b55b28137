import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Core, Queryable } from '../kernel/core.ts'

/** Attempts before the first lockout. */
const FREE_ATTEMPTS = 5
/**
 * Attempts on one address from all origins together before the first lockout. High: guesses from many places must be
 * slowed, but too low lets a stranger lock a member out. Account recovery lifts it.
 */
const FREE_ATTEMPTS_FROM_ANYWHERE = 50
const FIRST_WAIT_SECONDS = 30
const LONGEST_WAIT_SECONDS = 3600
/** Failures older than this no longer count, in seconds. */
export const FORGOTTEN_AFTER_SECONDS = 24 * 3600

/** A guess at `what` of `subject` (a lower-case e-mail address, or a member's id), from one origin or from anywhere. */
export interface Guess {
  what: 'password' | 'code'
  subject: string
  origin: string | null
}

/**
 * Counts an attempt before it is verified, in one statement, so that simultaneous attempts cannot exceed the limit.
 * After the free ones each waits (backoff from 30 s, doubled up to an hour). Returns undefined during the wait.
 */
export async function countAttempt(core: Core, guess: Guess): Promise<number | undefined> {
  const now = core.clock.now()
  const free =
    guess.origin === null && guess.what === 'password' ? FREE_ATTEMPTS_FROM_ANYWHERE : FREE_ATTEMPTS
  const elapsed = sql<number>`extract(epoch from ${now}::timestamptz - sign_in_failures.last_at)`
  const wait = sql<number>`least(${LONGEST_WAIT_SECONDS}::numeric, ${FIRST_WAIT_SECONDS}::numeric * power(2::numeric, least(sign_in_failures.count - ${free}::integer, 40)))`
  const counted = await core.db
    .insertInto('sign_in_failures')
    .values({ key: keyOf(guess), subject: subjectOf(guess.subject), count: 1, last_at: now })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          count: sql<number>`case when ${elapsed} > ${FORGOTTEN_AFTER_SECONDS} then 1 else sign_in_failures.count + 1 end`,
          last_at: now,
        })
        .where(sql<boolean>`(sign_in_failures.count < ${free}::integer or ${elapsed} >= ${wait})`),
    )
    .returning('count')
    .executeTakeFirst()
  return counted?.count
}

/** Returns true for the attempt that starts the lockout. */
export function startsLockout(count: number, guess: Guess): boolean {
  return guess.origin !== null || guess.what === 'code'
    ? count === FREE_ATTEMPTS
    : count === FREE_ATTEMPTS_FROM_ANYWHERE
}

/** Deletes the counts of these guesses, after a right one. */
export async function forgetAttempts(db: Queryable, guesses: readonly Guess[]): Promise<void> {
  await db.deleteFrom('sign_in_failures').where('key', 'in', guesses.map(keyOf)).execute()
}

/** Lifts every lockout of these subjects (an e-mail address, a member's id), for all origins. */
export async function liftLockouts(db: Queryable, subjects: readonly string[]): Promise<void> {
  await db.deleteFrom('sign_in_failures').where('subject', 'in', subjects.map(subjectOf)).execute()
}

/** Returns true while an attempt on one of these subjects, from some origin, may be locked out. */
export async function isLockedOut({ db, clock }: Core, subjects: readonly string[]): Promise<boolean> {
  const longestAgo = new Date(clock.now().getTime() - LONGEST_WAIT_SECONDS * 1000)
  const row = await db
    .selectFrom('sign_in_failures')
    .select('key')
    .where('subject', 'in', subjects.map(subjectOf))
    .where('count', '>=', FREE_ATTEMPTS)
    .where('last_at', '>', longestAgo)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

// Typed text is stored as a hash: it may be a password in the wrong field.
function keyOf({ what, subject, origin }: Guess): string {
  return createHash('sha256')
    .update(`${what}\n${subject}\n${origin ?? 'anywhere'}`)
    .digest('base64url')
}

function subjectOf(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url')
}
