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
 * Takes a member's password and lets them in, or asks for their code (see admission.ts). A wrong password, an unknown
 * address, a deactivated member and one who has no password yet are the same `not-signed-in`, in words and in the time
 * taken; after five failures from one origin for one address, or fifty from anywhere, each further attempt waits
 * (30 s, doubled up to an hour) and is `too-many-requests`, whether the member exists or not.
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
  const memberId = (row?.id ?? null) as MemberId | null
  const hash = row?.password_hash ?? null
  if (!(await isPassword(password, hash, core.settings.passwordCost)) || !memberId) {
    // The same statements for an address that is nobody's, so that the time taken tells nothing.
    await recordSignIn(core.db, core, { memberId, kind: locked ? 'locked' : 'failed', from })
    throw new Problem('not-signed-in', 'The e-mail address or the password is not right.')
  }
  await forgetAttempts(core.db, guesses)
  return grantSignIn(core, memberId, { method: 'password', from })
}

/** What guesses at the password of an address (lower-case) are counted under: from this origin, and from anywhere. */
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
/** How long the code may take after the password. */
const PENDING_LASTS = 10 * MINUTE
/** Codes tried before the password is asked for again. */
const PENDING_TRIES = 5

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
