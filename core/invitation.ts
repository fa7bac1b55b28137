import { sql } from 'kysely'
import type { Core, Trx } from './core.ts'
import { type MemberId, newId } from './id.ts'
import type { Language } from './language.ts'
import { normalEmail } from './member.ts'
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password.ts'
import { Problem } from './problem.ts'
import { hashToken, mintToken } from './secret-token.ts'
import { openSession } from './session.ts'

const DAY = 24 * 3_600_000
export const INVITATION_LASTS = DAY

/** Why the link was made: the first administrator also says who they are. */
export type InvitationPurpose = 'first-administrator' | 'member' | 'new-password'

export interface Invitation {
  purpose: InvitationPurpose
  memberId: MemberId
  name: string
  email: string
  language: Language
  expiresAt: Date
}

// Holds the first administrator's place until they say who they are; RFC 2606 keeps `.invalid` free for ever.
const PLACEHOLDER_EMAIL = 'first-administrator@agafort.invalid'

/**
 * While nobody has set a password, a fresh one-time link (24 h) for the first administrator, as an absolute URL; the
 * one printed at the last start stops working. Undefined as soon as somebody can sign in.
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
      // Two processes starting together both write the row, and the later link wins.
      .onConflict((conflict) => conflict.column('email').doUpdateSet({ role: 'administrator' }))
      .returning('id')
      .executeTakeFirstOrThrow()
    return writeInvitation(core, trx, member.id as MemberId, 'first-administrator', now)
  })
}

/** A one-time link (24 h, absolute URL) with which a member sets a password; earlier links of theirs stop working. */
export async function invite(
  core: Core,
  { memberId, purpose }: { memberId: MemberId; purpose: 'member' | 'new-password' },
): Promise<string> {
  const now = core.clock.now()
  return core.db.transaction().execute((trx) => writeInvitation(core, trx, memberId, purpose, now))
}

/** What a link is for. `not-found` when there is no such link, `link-expired` when it was used or is too old. */
export async function openInvitation(core: Core, token: string): Promise<Invitation> {
  const row = await core.db
    .selectFrom('invitations')
    .innerJoin('members', 'members.id', 'invitations.member_id')
    .select(['purpose', 'member_id', 'name', 'email', 'language', 'expires_at', 'used_at', 'deactivated_at'])
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  if (!row) throw new Problem('not-found', 'There is no such invitation.')
  if (row.used_at !== null || row.deactivated_at !== null || row.expires_at <= core.clock.now()) {
    throw new Problem('link-expired', 'This invitation was used already or is older than 24 hours.')
  }
  return {
    purpose: row.purpose as InvitationPurpose,
    memberId: row.member_id as MemberId,
    name: row.purpose === 'first-administrator' ? '' : row.name,
    email: row.purpose === 'first-administrator' ? '' : row.email,
    language: row.language as Language,
    expiresAt: row.expires_at,
  }
}

/**
 * Uses a link up: sets the password (the first administrator's name and address too), ends the member's other sessions
 * and opens one. `invalid-input` leaves the link usable.
 */
export async function acceptInvitation(
  core: Core,
  accepted: { token: string; password: string; name?: string; email?: string },
): Promise<{ token: string; expiresAt: Date }> {
  const invitation = await openInvitation(core, accepted.token)
  refuseWeak(accepted.password)
  const identity =
    invitation.purpose === 'first-administrator'
      ? { name: nameOf(accepted.name), email: normalEmail(accepted.email ?? '') }
      : {}
  const password_hash = await hashPassword(accepted.password)
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const used = await trx
      .updateTable('invitations')
      .set({ used_at: now })
      .where('token_hash', '=', hashToken(accepted.token))
      .where('used_at', 'is', null)
      .returning('member_id')
      .executeTakeFirst()
    if (!used) throw new Problem('link-expired', 'This invitation was used already.')
    await trx
      .updateTable('members')
      .set({ password_hash, ...identity })
      .where('id', '=', used.member_id)
      .execute()
    await trx
      .updateTable('sessions')
      .set({ revoked_at: now })
      .where('member_id', '=', used.member_id)
      .where('revoked_at', 'is', null)
      .execute()
  })
  return openSession(core, invitation.memberId)
}

async function writeInvitation(
  core: Core,
  trx: Trx,
  memberId: MemberId,
  purpose: InvitationPurpose,
  now: Date,
): Promise<string> {
  const token = mintToken()
  await trx
    .updateTable('invitations')
    .set({ used_at: sql<Date>`coalesce(used_at, ${now}::timestamptz)` })
    .where('member_id', '=', memberId)
    .execute()
  await trx
    .insertInto('invitations')
    .values({
      token_hash: hashToken(token),
      member_id: memberId,
      purpose,
      created_at: now,
      expires_at: new Date(now.getTime() + INVITATION_LASTS),
      used_at: null,
    })
    .execute()
  return `${core.settings.publicUrl}/invitation/${token}`
}

function refuseWeak(password: string): void {
  if (password.length < SHORTEST_PASSWORD) {
    throw new Problem('invalid-input', `A password has at least ${SHORTEST_PASSWORD} characters.`)
  }
  if (password.length > LONGEST_PASSWORD) {
    throw new Problem('invalid-input', `A password has at most ${LONGEST_PASSWORD} characters.`)
  }
}

function nameOf(typed: string | undefined): string {
  const name = typed?.trim() ?? ''
  if (name === '') throw new Problem('invalid-input', 'Please say your name.')
  return name
}
