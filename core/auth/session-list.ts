import type { Core } from '../kernel/core.ts'
import { isUuid, type MemberId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { SessionId } from './session.ts'
import { type ClientInfo, recordSignIn, type SignInMethod } from './sign-in-log.ts'

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
