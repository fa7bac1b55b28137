import type { Core } from './core.ts'
import type { MemberId } from './id.ts'
import { findMember, type Member } from './member.ts'
import { hashToken, mintToken } from './secret-token.ts'

const HOUR = 3_600_000
/** A session ends this long after it was last used: a shift and its overtime. */
export const SESSION_LASTS = 12 * HOUR
/** Nobody stays signed in longer, however busy. */
const SESSION_ENDS_AFTER = 7 * 24 * HOUR
// Extending on every request would write a row per page.
const EXTENDED_AFTER = HOUR

/** What a request with a good cookie is made in the name of. */
export interface Session {
  member: Member
  /** Stands in every form of the session; a POST without it is refused. */
  csrfToken: string
  expiresAt: Date
}

/** Opens a session; the token goes into the cookie and is nowhere else, only its hash is stored. */
export async function openSession(
  core: Core,
  memberId: MemberId,
): Promise<{ token: string; expiresAt: Date }> {
  const now = core.clock.now()
  const token = mintToken()
  const expiresAt = new Date(now.getTime() + SESSION_LASTS)
  await core.db
    .insertInto('sessions')
    .values({
      token_hash: hashToken(token),
      member_id: memberId,
      csrf_token: mintToken(),
      created_at: now,
      expires_at: expiresAt,
      revoked_at: null,
    })
    .execute()
  return { token, expiresAt }
}

/** The session of a cookie's token: undefined when unknown, expired, revoked, or its member is no longer here. Extends it by use. */
export async function findSession(core: Core, token: string): Promise<Session | undefined> {
  const now = core.clock.now()
  const row = await core.db
    .selectFrom('sessions')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row) return undefined
  const member = await findMember(core.db, row.member_id as MemberId)
  if (!member) return undefined
  const latest = row.created_at.getTime() + SESSION_ENDS_AFTER
  const extended = new Date(Math.min(now.getTime() + SESSION_LASTS, latest))
  if (extended.getTime() - row.expires_at.getTime() < EXTENDED_AFTER) {
    return { member, csrfToken: row.csrf_token, expiresAt: row.expires_at }
  }
  await core.db
    .updateTable('sessions')
    .set({ expires_at: extended })
    .where('token_hash', '=', row.token_hash)
    .where('revoked_at', 'is', null)
    .execute()
  return { member, csrfToken: row.csrf_token, expiresAt: extended }
}

/** Ends the session of this token. */
export async function revokeSession(core: Core, token: string): Promise<void> {
  await core.db
    .updateTable('sessions')
    .set({ revoked_at: core.clock.now() })
    .where('token_hash', '=', hashToken(token))
    .where('revoked_at', 'is', null)
    .execute()
}

/** Ends every session of a member. */
export async function revokeSessionsOf(core: Core, memberId: MemberId): Promise<void> {
  await core.db
    .updateTable('sessions')
    .set({ revoked_at: core.clock.now() })
    .where('member_id', '=', memberId)
    .where('revoked_at', 'is', null)
    .execute()
}
