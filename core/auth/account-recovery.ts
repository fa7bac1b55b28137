import type { Core } from '../kernel/core.ts'
import { HOUR, MINUTE } from '../kernel/duration.ts'
import { isPassword } from '../kernel/password.ts'
import { Problem } from '../kernel/problem.ts'
import { accountRecoveryMail } from '../wording/account-notice.ts'
import { mailMember, recipientOf } from './account-notice.ts'
import {
  openInvitation,
  PLACEHOLDER_EMAIL,
  RECOVERY_LINK_LASTS,
  useInvitation,
  writeInvitation,
} from './invitation.ts'
import { liftLockouts } from './lockout.ts'
import { type ClientInfo, recordSignIn } from './sign-in-log.ts'

/** Links mailed to one member within an hour; more would be a nuisance. */
const MOST_RECOVERY_LINKS = 3

/**
 * Mails a member who cannot sign in a one-time link (one hour) for account recovery. It lifts the lockout and lets them
 * choose a new password. The caller learns nothing: the result and the time are the same for an unknown address.
 */
export async function requestAccountRecovery(
  core: Core,
  { email, from }: { email: string; from: ClientInfo },
): Promise<void> {
  // The password check is much slower than writing the mail, so that known and unknown addresses take the same time.
  const work = isPassword('', null, core.settings.passwordCost)
  await Promise.all([mailRecoveryLink(core, email.trim().toLowerCase(), from), work])
  core.wakeDelivery()
}

/** Uses a recovery link to lift the lockout only; the password stays. Throws `not-found` for another kind of link. */
export async function liftLockoutByRecovery(
  core: Core,
  { token, from }: { token: string; from: ClientInfo },
): Promise<void> {
  const { purpose, memberId, email } = await openInvitation(core, token)
  if (purpose !== 'way-back') throw new Problem('not-found', 'This link is for something else.')
  await core.db.transaction().execute(async (trx) => {
    await useInvitation(core, trx, token)
    await liftLockouts(trx, [email, memberId])
    await recordSignIn(trx, core, { memberId, kind: 'wait-lifted', method: 'way-back', from })
  })
}

async function mailRecoveryLink(core: Core, address: string, from: ClientInfo): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const member = await trx
      .selectFrom('members')
      .select(['id', 'name', 'email', 'language'])
      .where('email', '=', address)
      .where('email', '!=', PLACEHOLDER_EMAIL)
      .where('deactivated_at', 'is', null)
      // The row lock makes simultaneous requests count one after the other.
      .forUpdate()
      .executeTakeFirst()
    if (!member) return
    const memberId = member.id
    const { sent } = await trx
      .selectFrom('invitations')
      .select(({ fn }) => fn.countAll<string>().as('sent'))
      .where('member_id', '=', memberId)
      .where('purpose', '=', 'way-back')
      .where('created_at', '>', new Date(now.getTime() - HOUR))
      .executeTakeFirstOrThrow()
    if (Number(sent) >= MOST_RECOVERY_LINKS) return
    const url = await writeInvitation(core, trx, memberId, 'way-back', now)
    const to = recipientOf(member)
    const mail = accountRecoveryMail(to.language, {
      memberFirstName: to.firstName,
      url,
      minutes: RECOVERY_LINK_LASTS / MINUTE,
    })
    await mailMember(trx, core, to, mail)
    await recordSignIn(trx, core, { memberId, kind: 'way-back-asked', from })
  })
}
