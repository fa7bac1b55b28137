import type { Core } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import type { MemberId } from '../kernel/id.ts'
import { isPassword } from '../kernel/password.ts'
import { Problem } from '../kernel/problem.ts'
import { hashToken, mintToken } from '../kernel/secret-token.ts'
import { countAttempt, forgetAttempts, type Guess, startsLockout } from './lockout.ts'
import { secondFactorSince } from './second-factor.ts'
import { type IssuedToken, openSession } from './session.ts'
import { type ClientInfo, recordSignIn, type SignInMethod } from './sign-in-log.ts'

/**
 * Checks a member's password and signs them in, or asks for their code. A wrong password, an unknown address, a
 * deactivated member and one without a password are the same `not-signed-in`, in text and in constant time. Five
 * failures from one origin for one address, or fifty from anywhere, start a lockout (backoff from 30 s, doubled up to
 * an hour). It is `too-many-requests`, whether the member exists or not.
 */
export async function signIn(
  core: Core,
  { email, password, from }: { email: string; password: string; from: ClientInfo },
): Promise<SignInResult> {
  const address = email.trim().toLowerCase()
  const guesses = passwordGuesses(address, from)
  const locked = await countAll(core, guesses)
  const row = await core.db
    .selectFrom('members')
    .select(['id', 'password_hash'])
    .where('email', '=', address)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
  const memberId = row?.id ?? null
  const hash = row?.password_hash ?? null
  if (!(await isPassword(password, hash, core.settings.passwordCost)) || !memberId) {
    // The same statements for an unknown address, so that the time taken reveals nothing.
    await recordSignIn(core.db, core, { memberId, kind: locked ? 'locked' : 'failed', from })
    throw new Problem('not-signed-in', 'The e-mail address or the password is not right.')
  }
  await forgetAttempts(core.db, guesses)
  return grantSignIn(core, memberId, { method: 'password', from })
}

/** Returns the keys for guesses at the password of an address (lower-case): from this origin, and from anywhere. */
export function passwordGuesses(address: string, { origin }: ClientInfo): [Guess, Guess] {
  return [
    { what: 'password', subject: address, origin: origin ?? '' },
    { what: 'password', subject: address, origin: null },
  ]
}

async function countAll(core: Core, guesses: readonly Guess[]): Promise<boolean> {
  let locked = false
  for (const guess of guesses) {
    const count = await countAttempt(core, guess)
    if (count === undefined) {
      throw new Problem('too-many-requests', 'Too many failed sign-ins. Wait a while, then try again.')
    }
    locked ||= startsLockout(count, guess)
  }
  return locked
}
/** How long a member has for the code after the password. */
const PENDING_LASTS = 10 * MINUTE
/** Codes tried before the password is required again. */
const PENDING_TRIES = 5

/** What follows a proof of identity: a session, or a token for the code that is still needed. */
export type SignInResult = ({ kind: 'session' } | { kind: 'code' }) & IssuedToken

/**
 * Signs in a member whose identity is proven, with a session. When their second factor is on, it returns a token that
 * only admits their code (ten minutes). `strong` means that the identity provider has asked for a second factor.
 */
export async function grantSignIn(
  core: Core,
  memberId: MemberId,
  { method, from, strong = false }: { method: SignInMethod; from: ClientInfo; strong?: boolean },
): Promise<SignInResult> {
  if (!strong && (await secondFactorSince(core.db, memberId))) return askForCode(core, memberId, method)
  const session = await core.db.transaction().execute(async (trx) => {
    await recordSignIn(trx, core, { memberId, kind: 'signed-in', method, from })
    return openSession(core, memberId, { method, strong, from }, trx)
  })
  return { kind: 'session', ...session }
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
