import type { Core, Queryable } from '../kernel/core.ts'
import { HOUR, MINUTE } from '../kernel/duration.ts'
import { isUuid, type MemberId, newId, type SessionId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { hashToken, mintToken } from '../kernel/secret-token.ts'
import { findMember, type Member } from '../member/member.ts'
import { becomeUnavailable } from '../member/presence.ts'
import {
  type ClientInfo,
  recordSignIn,
  type SignInMethod,
  shortBrowser,
  UNKNOWN_CLIENT,
} from './sign-in-log.ts'

/** How long a session lasts after its last use: a shift and its overtime. */
export const SESSION_LASTS = 12 * HOUR
/** The longest a session lasts, however much it is used. */
const SESSION_ENDS_AFTER = 7 * 24 * HOUR
// Recording every request would write a row per page.
const NOTED_AFTER = 5 * MINUTE

/** A token for a cookie. Its validity is a duration, because a browser's clock may be hours off. */
export interface IssuedToken {
  token: string
  /** Milliseconds. */
  lasts: number
}

/** The session of a request with a valid cookie. */
export interface Session {
  id: SessionId
  member: Member
  /** Part of every form of the session; a POST without it is refused. */
  csrfToken: string
  /** Opened with a second factor, ours or the provider's. */
  strong: boolean
  expiresAt: Date
}

/** Opens a session. The token goes into the cookie and nowhere else; only its hash is stored. */
export async function openSession(
  core: Core,
  memberId: MemberId,
  {
    method = 'password',
    strong = false,
    from = UNKNOWN_CLIENT,
  }: { method?: SignInMethod; strong?: boolean; from?: ClientInfo } = {},
  db: Queryable = core.db,
): Promise<IssuedToken> {
  const now = core.clock.now()
  const token = mintToken()
  await db
    .insertInto('sessions')
    .values({
      id: newId<'session'>(now),
      token_hash: hashToken(token),
      member_id: memberId,
      csrf_token: mintToken(),
      method,
      strong,
      origin: from.origin,
      browser: shortBrowser(from.browser),
      created_at: now,
      last_used_at: now,
      expires_at: new Date(now.getTime() + SESSION_LASTS),
      revoked_at: null,
    })
    .execute()
  return { token, lasts: SESSION_LASTS }
}

/** Returns a token's session; undefined when unknown, expired, revoked, or its member deactivated. Use extends it. */
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
  const member = await findMember(core.db, row.member_id)
  if (!member) return undefined
  const found = { id: row.id, member, csrfToken: row.csrf_token, strong: row.strong }
  if (now.getTime() - row.last_used_at.getTime() < NOTED_AFTER) return { ...found, expiresAt: row.expires_at }
  const latest = row.created_at.getTime() + SESSION_ENDS_AFTER
  const expiresAt = new Date(Math.min(now.getTime() + SESSION_LASTS, latest))
  await core.db
    .updateTable('sessions')
    .set({ expires_at: expiresAt, last_used_at: now })
    .where('token_hash', '=', row.token_hash)
    .where('revoked_at', 'is', null)
    .execute()
  return { ...found, expiresAt }
}

/** Ends the session of this token. A member without another one becomes unavailable: nobody would see conversations. */
export async function revokeSession(core: Core, token: string): Promise<void> {
  const now = core.clock.now()
  const ended = await core.db
    .updateTable('sessions')
    .set({ revoked_at: now })
    .where('token_hash', '=', hashToken(token))
    .where('revoked_at', 'is', null)
    .returning('member_id')
    .executeTakeFirst()
  if (!ended) return
  const other = await core.db
    .selectFrom('sessions')
    .select('id')
    .where('member_id', '=', ended.member_id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!other) await becomeUnavailable(core.db, ended.member_id)
}

/** Ends every session of a member except `keep`, and their pending sign-ins. Returns how many sessions ended. */
export async function revokeSessionsOf(
  core: Core,
  memberId: MemberId,
  { keep, db = core.db }: { keep?: SessionId; db?: Queryable } = {},
): Promise<number> {
  const now = core.clock.now()
  await db.deleteFrom('pending_sign_ins').where('member_id', '=', memberId).execute()
  let ended = db
    .updateTable('sessions')
    .set({ revoked_at: now })
    .where('member_id', '=', memberId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
  if (keep === undefined) await becomeUnavailable(db, memberId)
  else ended = ended.where('id', '!=', keep)
  const { numUpdatedRows } = await ended.executeTakeFirst()
  return Number(numUpdatedRows)
}

/** A session as its member sees it. */
export interface OpenSession {
  id: SessionId
  method: SignInMethod
  origin: string | null
  browser: string | null
  createdAt: Date
  /** To within five minutes. */
  lastUsedAt: Date
}

/** Returns the open sessions of a member, the last used first. */
export async function listSessions(core: Core, memberId: MemberId): Promise<OpenSession[]> {
  const rows = await core.db
    .selectFrom('sessions')
    .select(['id', 'method', 'origin', 'browser', 'created_at', 'last_used_at'])
    .where('member_id', '=', memberId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', core.clock.now())
    .orderBy('last_used_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    method: row.method,
    origin: row.origin,
    browser: row.browser,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }))
}

/** Ends one session of a member. Throws `not-found` for an unknown session, `already-done` for an ended one. */
export async function endSession(
  core: Core,
  ended: { memberId: MemberId; sessionId: string; from: ClientInfo },
): Promise<void> {
  const { memberId, sessionId, from } = ended
  const none = new Problem('not-found', 'There is no such session.')
  if (!isUuid<SessionId>(sessionId)) throw none
  await core.db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('sessions')
      .select('revoked_at')
      .where('id', '=', sessionId)
      .where('member_id', '=', memberId)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw none
    if (row.revoked_at) throw new Problem('already-done', 'This session has ended already.')
    await trx
      .updateTable('sessions')
      .set({ revoked_at: core.clock.now() })
      .where('id', '=', sessionId)
      .execute()
    await recordSignIn(trx, core, { memberId, kind: 'session-ended', from })
  })
}
