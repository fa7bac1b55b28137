import type { SignInEventKind, SignInMethod } from '../../db/sign-in-tables.ts'
import type { Core, Queryable } from '../kernel/core.ts'
import { DAY } from '../kernel/duration.ts'
import { type Id, type MemberId, newId } from '../kernel/id.ts'
import { FORGOTTEN_AFTER_SECONDS } from './lockout.ts'

export type { SignInEventKind, SignInMethod }

/** Where a sign-in comes from: the address of the connection, and the browser's user agent. */
export interface ClientInfo {
  origin: string | null
  browser: string | null
}

export const UNKNOWN_CLIENT: ClientInfo = { origin: null, browser: null }

export interface SignInEvent {
  id: Id<'sign-in-event'>
  kind: SignInEventKind
  method: SignInMethod | null
  origin: string | null
  browser: string | null
  /** The administrator who did it; null when it was the member. */
  actorName: string | null
  at: Date
}

// The header's limit is the only bound of a user agent.
const LONGEST_BROWSER = 300

/** Records a sign-in event. Without a member for an unknown address; the address itself is not stored. */
export async function recordSignIn(
  db: Queryable,
  core: Core,
  event: {
    memberId: MemberId | null
    kind: SignInEventKind
    method?: SignInMethod
    actorId?: MemberId
    from: ClientInfo
  },
): Promise<void> {
  const now = core.clock.now()
  await db
    .insertInto('sign_in_events')
    .values({
      id: newId<'sign-in-event'>(now),
      member_id: event.memberId,
      kind: event.kind,
      method: event.method ?? null,
      origin: event.from.origin,
      browser: shortBrowser(event.from.browser),
      actor_id: event.actorId ?? null,
      at: now,
    })
    .execute()
}

/** Returns the latest sign-in events of a member, newest first. */
export async function listSignIns(db: Queryable, memberId: MemberId, size = 20): Promise<SignInEvent[]> {
  const rows = await db
    .selectFrom('sign_in_events')
    .leftJoin('members as actor', 'actor.id', 'sign_in_events.actor_id')
    .selectAll('sign_in_events')
    .select('actor.name as actor_name')
    .where('sign_in_events.member_id', '=', memberId)
    .orderBy('sign_in_events.at', 'desc')
    .orderBy('sign_in_events.id', 'desc')
    .limit(size)
    .execute()
  return rows.map((row) => ({
    id: row.id as Id<'sign-in-event'>,
    kind: row.kind,
    method: row.method,
    origin: row.origin,
    browser: row.browser,
    actorName: row.actor_name,
    at: row.at,
  }))
}

/** Returns a user agent cut to the stored length. */
export function shortBrowser(browser: string | null): string | null {
  return browser?.slice(0, LONGEST_BROWSER) ?? null
}
/** How long sign-in events are stored: a year, as France's data protection authority advises for access logs. */
export const SIGN_IN_KEPT_FOR = 365 * DAY

/** Deletes sign-in events and sessions after a year, and expired requests and counts. Returns the number of rows. */
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
