import type { Core } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { isPassword } from '../kernel/password.ts'
import { Problem } from '../kernel/problem.ts'
import { grantSignIn, type SignInResult } from './admission.ts'
import { countAttempt, forgetAttempts, type Guess, startsLockout } from './lockout.ts'
import { type ClientInfo, recordSignIn } from './sign-in-log.ts'

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
  if (!(await isPassword(password, row?.password_hash ?? null)) || !memberId) {
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
