import type { Core } from '../kernel/core.ts'
import type { MemberId, SessionId } from '../kernel/id.ts'
import { hashPassword, isPassword, refuseWeak } from '../kernel/password.ts'
import { Problem } from '../kernel/problem.ts'
import type { Member } from '../member/member.ts'
import type { Language } from '../policy/language.ts'
import { notifyAccountChange } from './account-notice.ts'
import { countAttempt, forgetAttempts } from './lockout.ts'
import {
  dropSecondFactor,
  makeRecoveryCodes,
  needsSecondFactor,
  takeCode,
  takeRecoveryCode,
} from './second-factor.ts'
import { codeGuess, countCodeGuess } from './second-factor-challenge.ts'
import { revokeSessionsOf } from './session.ts'
import { passwordGuesses } from './sign-in.ts'
import { type ClientInfo, recordSignIn } from './sign-in-log.ts'

/** A member who changes their own access, in which session, from where. */
export interface Self {
  member: Pick<Member, 'id' | 'email' | 'role' | 'hasPassword'>
  sessionId: SessionId
  from: ClientInfo
}

/** Sets a member's own name and language. Throws `invalid-input` without a name. */
export async function changeDetails(
  core: Core,
  { memberId, name, language }: { memberId: MemberId; name: string; language: Language },
): Promise<void> {
  const written = name.trim()
  if (written === '' || written.length > 200) throw new Problem('invalid-input', 'Please say your name.')
  await core.db.updateTable('members').set({ name: written, language }).where('id', '=', memberId).execute()
}

/**
 * Changes a member's own password, given their present one. Their other sessions end, and they are notified by mail.
 * Throws `not-allowed` when the present one is wrong, `invalid-input` when the new one is too short or too long.
 */
export async function changePassword(
  core: Core,
  { member, sessionId, from }: Self,
  { present, wanted }: { present: string; wanted: string },
): Promise<void> {
  refuseWeak(wanted)
  await checkPassword(core, member, present, from)
  const password_hash = await hashPassword(wanted, core.settings.passwordCost)
  await core.db.transaction().execute(async (trx) => {
    await trx.updateTable('members').set({ password_hash }).where('id', '=', member.id).execute()
    await revokeSessionsOf(core, member.id, { keep: sessionId, db: trx })
    await recordSignIn(trx, core, { memberId: member.id, kind: 'password-changed', from })
    await notifyAccountChange(trx, core, { memberId: member.id, change: 'password-changed', from })
  })
  core.wakeDelivery()
}

/**
 * Switches a member's second factor on with a first code of their authenticator. Their other sessions end, and they are
 * notified by mail. Returns the recovery codes, which are displayed only now. Throws `not-allowed` for a wrong code.
 */
export async function confirmSecondFactor(
  core: Core,
  { member, sessionId, from }: Self,
  code: string,
): Promise<string[]> {
  await countCodeGuess(core, member.id)
  const codes = await core.db.transaction().execute(async (trx) => {
    if (!(await takeCode(core, trx, { memberId: member.id, code, confirming: true }))) throw wrongCode()
    await trx.updateTable('sessions').set({ strong: true }).where('id', '=', sessionId).execute()
    await revokeSessionsOf(core, member.id, { keep: sessionId, db: trx })
    await recordSignIn(trx, core, { memberId: member.id, kind: 'second-factor-on', from })
    await notifyAccountChange(trx, core, { memberId: member.id, change: 'second-factor-on', from })
    return makeRecoveryCodes(core, trx, member.id)
  })
  await forgetAttempts(core.db, [codeGuess(member.id)])
  core.wakeDelivery()
  return codes
}

/**
 * Switches a member's own second factor off, given their password, when they have one, and a code. Throws `not-allowed`
 * when one is wrong, `already-done` when it is off, `invalid-input` when their role needs it.
 */
export async function switchOffSecondFactor(core: Core, self: Self, proof: ProofOfIdentity): Promise<void> {
  const { member, from } = self
  if (needsSecondFactor(core, member)) throw new Problem('invalid-input', 'Your role needs a second factor.')
  await withProof(core, self, proof, async (trx) => {
    if (!(await dropSecondFactor(trx, member.id))) throw new Problem('already-done', 'It is off already.')
    await recordSignIn(trx, core, { memberId: member.id, kind: 'second-factor-off', from })
    await notifyAccountChange(trx, core, { memberId: member.id, change: 'second-factor-off', from })
  })
}

/** Returns new recovery codes for a member, displayed only now; needs the same proof as `switchOffSecondFactor`. */
export function renewRecoveryCodes(core: Core, self: Self, proof: ProofOfIdentity): Promise<string[]> {
  const { member, from } = self
  return withProof(core, self, proof, async (trx) => {
    await recordSignIn(trx, core, { memberId: member.id, kind: 'recovery-codes-made', from })
    await notifyAccountChange(trx, core, { memberId: member.id, change: 'recovery-codes-made', from })
    return makeRecoveryCodes(core, trx, member.id)
  })
}

/** The proof required before a change to the second factor: an open desk is not enough. */
interface ProofOfIdentity {
  password: string
  /** Of the authenticator, or a recovery code. */
  code: string
}

async function withProof<Done>(
  core: Core,
  { member, from }: Self,
  { password, code }: ProofOfIdentity,
  then: (trx: Parameters<typeof takeCode>[1]) => Promise<Done>,
): Promise<Done> {
  await checkPassword(core, member, password, from)
  await countCodeGuess(core, member.id)
  const done = await core.db.transaction().execute(async (trx) => {
    const given = { memberId: member.id, code }
    if (!(await takeCode(core, trx, given)) && !(await takeRecoveryCode(core, trx, given))) throw wrongCode()
    return then(trx)
  })
  await forgetAttempts(core.db, [codeGuess(member.id)])
  core.wakeDelivery()
  return done
}

async function checkPassword(
  core: Core,
  member: Self['member'],
  password: string,
  from: ClientInfo,
): Promise<void> {
  if (!member.hasPassword) return
  const guesses = passwordGuesses(member.email, from)
  for (const guess of guesses) {
    if ((await countAttempt(core, guess)) === undefined) {
      throw new Problem('too-many-requests', 'Too many wrong passwords. Wait a while, then try again.')
    }
  }
  const { password_hash } = await core.db
    .selectFrom('members')
    .select('password_hash')
    .where('id', '=', member.id)
    .executeTakeFirstOrThrow()
  if (!(await isPassword(password, password_hash, core.settings.passwordCost)))
    throw new Problem('not-allowed', 'The password is not right.')
  await forgetAttempts(core.db, guesses)
}

function wrongCode(): Problem {
  return new Problem('not-allowed', 'The code is not right.')
}
