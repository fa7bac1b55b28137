import type { Core, Queryable } from '../kernel/core.ts'
import { HOUR, MINUTE } from '../kernel/duration.ts'
import { type Id, isUuid, type MemberId, newId } from '../kernel/id.ts'
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

/** A session ends this long after it was last used: a shift and its overtime. */
export const SESSION_LASTS = 12 * HOUR
/** Nobody stays signed in longer, however busy. */
const SESSION_ENDS_AFTER = 7 * 24 * HOUR
// Noting every request would write a row per page.
const NOTED_AFTER = 5 * MINUTE

export type SessionId = Id<'session'>

/** A token for a cookie. How long it is good is told as a duration: a browser's own clock may be hours off. */
export interface IssuedToken {
  token: string
  /** Milliseconds. */
  lasts: number
}

/** What a request with a good cookie is made in the name of. */
export interface Session {
  id: SessionId
  member: Member
  /** Stands in every form of the session; a POST without it is refused. */
  csrfToken: string
  /** Opened with a second factor, ours or one a provider asked for. */
  strong: boolean
  expiresAt: Date
}

/** Opens a session; the token goes into the cookie and is nowhere else, only its hash is stored. */
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
  const found = { id: row.id as SessionId, member, csrfToken: row.csrf_token, strong: row.strong }
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

/** Ends the session of this token. A member with no other takes no more talks: nobody would see them come. */
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
  if (!other) await becomeUnavailable(core.db, ended.member_id as MemberId)
}

/** Ends every session of a member, but for the one kept; answers how many there were. Sign-ins under way end with them. */
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

/** The sessions of a member that are open now, the one used last first. */
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
    id: row.id as SessionId,
    method: row.method as SignInMethod,
    origin: row.origin,
    browser: row.browser,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }))
}

/** Ends one session of a member; `not-found` when they have no such session, `already-done` when it has ended. */
export async function endSession(
  core: Core,
  ended: { memberId: MemberId; sessionId: string; from: ClientInfo },
): Promise<void> {
  const { memberId, sessionId, from } = ended
  await core.db.transaction().execute(async (trx) => {
    const row = isUuid(sessionId)
      ? await trx
          .selectFrom('sessions')
          .select('revoked_at')
          .where('id', '=', sessionId)
          .where('member_id', '=', memberId)
          .forUpdate()
          .executeTakeFirst()
      : undefined
    if (!row) throw new Problem('not-found', 'There is no such session.')
    if (row.revoked_at) throw new Problem('already-done', 'This session has ended already.')
    await trx
      .updateTable('sessions')
      .set({ revoked_at: core.clock.now() })
      .where('id', '=', sessionId)
      .execute()
    await recordSignIn(trx, core, { memberId, kind: 'session-ended', from })
  })
}
