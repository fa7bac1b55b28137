import type { Core } from '../kernel/core.ts'
import { FORGOTTEN_AFTER_SECONDS } from './lockout.ts'

const DAY = 24 * 3_600_000
/** How long it is kept who signed in when and from where: a year, as France's data protection authority advises for logs of access. */
export const SIGN_IN_KEPT_FOR = 365 * DAY

/** Forgets what happened at the door more than a year ago, and what has run out: sessions, links, sign-ins under way, counts. Answers how many rows. */
export async function sweepSignInTraces(core: Core): Promise<number> {
  const { db, clock } = core
  const now = clock.now().getTime()
  const yearAgo = new Date(now - SIGN_IN_KEPT_FOR)
  const dayAgo = new Date(now - DAY)
  const swept = [
    await db.deleteFrom('sign_in_events').where('at', '<', yearAgo).executeTakeFirst(),
    await db.deleteFrom('sessions').where('expires_at', '<', yearAgo).executeTakeFirst(),
    await db.deleteFrom('pending_sign_ins').where('expires_at', '<', dayAgo).executeTakeFirst(),
    await db.deleteFrom('provider_requests').where('expires_at', '<', dayAgo).executeTakeFirst(),
    await db
      .deleteFrom('sign_in_failures')
      .where('last_at', '<', new Date(now - FORGOTTEN_AFTER_SECONDS * 1000))
      .executeTakeFirst(),
  ]
  return swept.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0)
}
