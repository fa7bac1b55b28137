import { sql } from 'kysely'
import type { InvitationPurpose } from '../../db/sign-in-tables.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { DAY } from '../kernel/duration.ts'
import { type MemberId, newId } from '../kernel/id.ts'
import { hashPassword, refuseWeak } from '../kernel/password.ts'
import { Problem } from '../kernel/problem.ts'
import { hashToken, mintToken } from '../kernel/secret-token.ts'
import { normalEmail } from '../member/member.ts'
import type { Language } from '../policy/language.ts'
import { notifyAccountChange } from './account-notice.ts'
import { liftLockouts } from './lockout.ts'
import { revokeSessionsOf } from './session.ts'
import { grantSignIn, type SignInResult } from './sign-in.ts'
import { type ClientInfo, recordSignIn, UNKNOWN_CLIENT } from './sign-in-log.ts'

export type { InvitationPurpose }

const INVITATION_LASTS = DAY
/** How long a recovery link is valid, in milliseconds: it is used at once or not at all. */
export const RECOVERY_LINK_LASTS = DAY / 24

export interface Invitation {
  purpose: InvitationPurpose
  memberId: MemberId
  name: string
  email: string
  language: Language
  expiresAt: Date
}

/** Placeholder until the first administrator enters an address; RFC 2606 reserves `.invalid`. */
export const PLACEHOLDER_EMAIL = 'first-administrator@agafort.invalid'

/**
 * Returns a new one-time link (24 h, absolute URL) for the first administrator, while no member has a password. The
 * link of the last start becomes invalid. Undefined as soon as somebody can sign in.
 */
export async function inviteFirstAdministrator(core: Core): Promise<string | undefined> {
  const now = core.clock.now()
  return core.db.transaction().execute(async (trx) => {
    const someone = await trx
      .selectFrom('members')
      .select('id')
      .where('password_hash', 'is not', null)
      .where('deactivated_at', 'is', null)
      .limit(1)
      .executeTakeFirst()
    if (someone) return undefined
    const member = await trx
      .insertInto('members')
      .values({
        id: newId<'member'>(now),
        name: 'Administration',
        email: PLACEHOLDER_EMAIL,
        password_hash: null,
        role: 'administrator',
        language: 'fr',
        created_at: now,
        deactivated_at: null,
      })
      // Two processes that start together both write the row, and the later link wins.
      .onConflict((conflict) => conflict.column('email').doUpdateSet({ role: 'administrator' }))
      .returning('id')
      .executeTakeFirstOrThrow()
    return writeInvitation(core, trx, member.id, 'first-administrator', now)
  })
}

/** Returns a one-time link (24 h, absolute URL) with which a member sets a password; earlier links become invalid. */
export async function invite(
  core: Core,
  { memberId, purpose }: { memberId: MemberId; purpose: 'member' | 'new-password' },
): Promise<string> {
  const now = core.clock.now()
  return core.db.transaction().execute((trx) => writeInvitation(core, trx, memberId, purpose, now))
}

/** Returns the purpose of a link. Throws `not-found` for an unknown link, `link-expired` for one used or too old. */
export async function openInvitation(core: Core, token: string): Promise<Invitation> {
  const row = await core.db
    .selectFrom('invitations')
    .innerJoin('members', 'members.id', 'invitations.member_id')
    .select(['purpose', 'member_id', 'name', 'email', 'language', 'expires_at', 'used_at', 'deactivated_at'])
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  if (!row) throw new Problem('not-found', 'There is no such invitation.')
  if (row.used_at !== null || row.deactivated_at !== null || row.expires_at <= core.clock.now()) {
    throw new Problem('link-expired', 'This invitation was used already or is too old.')
  }
  return {
    purpose: row.purpose,
    memberId: row.member_id,
    name: row.purpose === 'first-administrator' ? '' : row.name,
    email: row.purpose === 'first-administrator' ? '' : row.email,
    language: row.language,
    expiresAt: row.expires_at,
  }
}

/**
 * Uses a link: sets the password (and the first administrator's name and address), ends the member's other sessions
 * and lifts their lockouts. Then signs them in, or asks for their code. `invalid-input` leaves the link valid.
 */
export async function acceptInvitation(
  core: Core,
  accepted: { token: string; password: string; name?: string; email?: string; from?: ClientInfo },
): Promise<SignInResult> {
  const invitation = await openInvitation(core, accepted.token)
  refuseWeak(accepted.password)
  const { purpose, memberId } = invitation
  const { from = UNKNOWN_CLIENT } = accepted
  const first = purpose === 'first-administrator'
  const identity = first ? { name: nameOf(accepted.name), email: normalEmail(accepted.email ?? '') } : {}
  const password_hash = await hashPassword(accepted.password, core.settings.passwordCost)
  await core.db.transaction().execute(async (trx) => {
    await useInvitation(core, trx, accepted.token)
    await trx
      .updateTable('members')
      .set({ password_hash, ...identity })
      .where('id', '=', memberId)
      .execute()
    await revokeSessionsOf(core, memberId, { db: trx })
    if (first) return
    await liftLockouts(trx, [invitation.email, memberId])
    await recordSignIn(trx, core, { memberId, kind: 'password-changed', method: methodOf(purpose), from })
    if (purpose !== 'member')
      await notifyAccountChange(trx, core, { memberId, change: 'password-changed', from })
  })
  core.wakeDelivery()
  return grantSignIn(core, memberId, { method: methodOf(purpose), from })
}

/** Marks a link as used. Throws `link-expired` when it was used before. */
export async function useInvitation(core: Core, trx: Trx, token: string): Promise<void> {
  const used = await trx
    .updateTable('invitations')
    .set({ used_at: core.clock.now() })
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .returning('member_id')
    .executeTakeFirst()
  if (!used) throw new Problem('link-expired', 'This invitation was used already.')
}

function methodOf(purpose: InvitationPurpose): 'way-back' | 'invitation' {
  return purpose === 'way-back' ? 'way-back' : 'invitation'
}

/** Writes a one-time link in the caller's transaction and returns its absolute URL. Earlier links become invalid. */
export async function writeInvitation(
  core: Core,
  trx: Trx,
  memberId: MemberId,
  purpose: InvitationPurpose,
  now: Date,
): Promise<string> {
  const token = mintToken()
  let earlier = trx
    .updateTable('invitations')
    .set({ used_at: sql<Date>`coalesce(used_at, ${now}::timestamptz)` })
    .where('member_id', '=', memberId)
  // Anyone may request account recovery for a member; that must not invalidate the link an administrator gave them.
  if (purpose === 'way-back') earlier = earlier.where('purpose', '=', 'way-back')
  await earlier.execute()
  await trx
    .insertInto('invitations')
    .values({
      token_hash: hashToken(token),
      member_id: memberId,
      purpose,
      created_at: now,
      expires_at: new Date(now.getTime() + (purpose === 'way-back' ? RECOVERY_LINK_LASTS : INVITATION_LASTS)),
      used_at: null,
    })
    .execute()
  return `${core.settings.publicUrl}/invitation/${token}`
}

function nameOf(typed: string | undefined): string {
  const name = typed?.trim() ?? ''
  if (name === '') throw new Problem('invalid-input', 'Please say your name.')
  return name
}
