import { sql } from 'kysely'
import type { Core } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { hashToken } from '../kernel/secret-token.ts'
import { notifyAccountChange } from './account-notice.ts'
import { countAttempt, forgetAttempts, type Guess, startsLockout } from './lockout.ts'
import { takeCode, takeRecoveryCode } from './second-factor.ts'
import { type IssuedToken, openSession } from './session.ts'
import { type ClientInfo, recordSignIn } from './sign-in-log.ts'

/** Returns true while the token of a sign-in that still needs its code is valid. */
export async function isChallengePending(core: Core, token: string): Promise<boolean> {
  return (await findPending(core, token)) !== undefined
}

/**
 * Opens a session with a code of the authenticator or a recovery code, the second step of a sign-in. Throws
 * `link-expired` when the first step is too old or five codes were wrong, so that the password is required again.
 * Throws `not-signed-in` for a wrong code, `too-many-requests` during a lockout.
 */
export async function submitCode(
  core: Core,
  { token, code, from }: { token: string; code: string; from: ClientInfo },
): Promise<IssuedToken & { memberId: MemberId }> {
  const memberId = await findPending(core, token)
  if (!memberId) throw tooOld()
  const locked = await countCodeGuess(core, memberId)
  const entered = await core.db.transaction().execute(async (trx) => {
    // Counted under the row lock before the code is verified: two concurrent attempts cannot both be the fifth.
    const tried = await trx
      .updateTable('pending_sign_ins')
      .set({ tries_left: sql<number>`tries_left - 1` })
      .where('token_hash', '=', hashToken(token))
      .where('tries_left', '>', 0)
      .returning('tries_left')
      .executeTakeFirst()
    if (!tried) throw tooOld()
    const isCode = await takeCode(core, trx, { memberId, code })
    const isRecovery = !isCode && (await takeRecoveryCode(core, trx, { memberId, code }))
    if (!isCode && !isRecovery) {
      await recordSignIn(trx, core, { memberId, kind: locked ? 'locked' : 'code-refused', from })
      return undefined
    }
    const method = isCode ? 'code' : 'recovery-code'
    await trx.deleteFrom('pending_sign_ins').where('token_hash', '=', hashToken(token)).execute()
    await recordSignIn(trx, core, { memberId, kind: 'signed-in', method, from })
    if (isRecovery) await notifyAccountChange(trx, core, { memberId, change: 'recovery-code-used', from })
    return openSession(core, memberId, { method, strong: true, from }, trx)
  })
  if (!entered) throw new Problem('not-signed-in', 'The code is not right.')
  await forgetAttempts(core.db, [codeGuess(memberId)])
  return { ...entered, memberId }
}

/** Counts a guess at a member's codes. Returns true when it starts a lockout; throws `too-many-requests` during one. */
export async function countCodeGuess(core: Core, memberId: MemberId): Promise<boolean> {
  const guess = codeGuess(memberId)
  const count = await countAttempt(core, guess)
  if (count === undefined) {
    throw new Problem('too-many-requests', 'Too many wrong codes. Wait a while, then try again.')
  }
  return startsLockout(count, guess)
}

/** Returns the key for guesses at a member's codes: from anywhere, because the password had to be known. */
export function codeGuess(memberId: MemberId): Guess {
  return { what: 'code', subject: memberId, origin: null }
}

async function findPending(core: Core, token: string): Promise<MemberId | undefined> {
  const row = await core.db
    .selectFrom('pending_sign_ins')
    .innerJoin('members', 'members.id', 'pending_sign_ins.member_id')
    .select('pending_sign_ins.member_id')
    .where('pending_sign_ins.token_hash', '=', hashToken(token))
    .where('pending_sign_ins.expires_at', '>', core.clock.now())
    .where('pending_sign_ins.tries_left', '>', 0)
    .where('members.deactivated_at', 'is', null)
    .executeTakeFirst()
  return row?.member_id
}

function tooOld(): Problem {
  return new Problem('link-expired', 'The first step of the sign-in is too old. Begin again.')
}
