import type { Core } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { hashToken, mintToken } from '../kernel/secret-token.ts'
import { secondFactorSince } from './second-factor.ts'
import { type IssuedToken, openSession } from './session.ts'
import { type ClientInfo, recordSignIn, type SignInMethod } from './sign-in-log.ts'

const MINUTE = 60_000
/** How long the code may take after the password. */
export const PENDING_LASTS = 10 * MINUTE
/** Codes tried before the password is asked for again. */
export const PENDING_TRIES = 5

/** What someone gets who has shown who they are: a session, or the question for the code that is still owed. */
export type SignInResult = ({ kind: 'session' } | { kind: 'code' }) & IssuedToken

/**
 * Lets a member in who has shown who they are: with a session, or, when their second factor is on, with a token that
 * only lets the code be entered (ten minutes). `strong` when whoever vouches for them has asked for a second factor.
 */
export async function grantSignIn(
  core: Core,
  memberId: MemberId,
  { method, from, strong = false }: { method: SignInMethod; from: ClientInfo; strong?: boolean },
): Promise<SignInResult> {
  if (!strong && (await secondFactorSince(core.db, memberId))) return askForCode(core, memberId, method)
  const kept = await core.db.transaction().execute(async (trx) => {
    await recordSignIn(trx, core, { memberId, kind: 'signed-in', method, from })
    return openSession(core, memberId, { method, strong, from }, trx)
  })
  return { kind: 'session', ...kept }
}

async function askForCode(core: Core, memberId: MemberId, method: SignInMethod): Promise<SignInResult> {
  const now = core.clock.now()
  const token = mintToken()
  await core.db
    .insertInto('pending_sign_ins')
    .values({
      token_hash: hashToken(token),
      member_id: memberId,
      method,
      tries_left: PENDING_TRIES,
      created_at: now,
      expires_at: new Date(now.getTime() + PENDING_LASTS),
    })
    .execute()
  return { kind: 'code', token, lasts: PENDING_LASTS }
}
