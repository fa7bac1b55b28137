import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import type { Member } from '../member/member.ts'
import { notifyAccountChange } from './account-notice.ts'
import { liftLockouts } from './lockout.ts'
import { dropSecondFactor } from './second-factor.ts'
import { revokeSessionsOf } from './session.ts'
import { type ClientInfo, recordSignIn, type SignInEventKind } from './sign-in-log.ts'

/** An administrator's change to a member's access. */
export interface AdministratorAct {
  member: Pick<Member, 'id' | 'email'>
  actorId: MemberId
  from: ClientInfo
}

/** Lifts a member's lockouts after failed passwords and codes, for all origins. */
export function liftLockoutOf(core: Core, act: AdministratorAct): Promise<void> {
  return recorded(core, act, 'wait-lifted', (trx) => liftLockouts(trx, [act.member.email, act.member.id]))
}

/** Ends every session of a member; they may sign in again. */
export function endSessionsOf(core: Core, act: AdministratorAct): Promise<void> {
  return recorded(core, act, 'sessions-ended', async (trx) => {
    await revokeSessionsOf(core, act.member.id, { db: trx })
  })
}

/** Removes a member's second factor after its loss. Their sessions end, and they are notified by mail. */
export async function resetSecondFactor(core: Core, act: AdministratorAct): Promise<void> {
  const { member, from } = act
  await recorded(core, act, 'second-factor-reset', async (trx) => {
    await dropSecondFactor(trx, member.id)
    await revokeSessionsOf(core, member.id, { db: trx })
    await liftLockouts(trx, [member.id])
    await notifyAccountChange(trx, core, { memberId: member.id, change: 'second-factor-reset', from })
  })
  core.wakeDelivery()
}

/** Unlinks a member from their account at an identity provider. The next use links anew by the verified address. */
export function unlinkProvider(core: Core, act: AdministratorAct): Promise<void> {
  return recorded(core, act, 'provider-unlinked', async (trx) => {
    await trx.deleteFrom('provider_identities').where('member_id', '=', act.member.id).execute()
    await revokeSessionsOf(core, act.member.id, { db: trx })
  })
}

async function recorded(
  core: Core,
  { member, actorId, from }: AdministratorAct,
  kind: SignInEventKind,
  act: (trx: Trx) => Promise<void>,
): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    await act(trx)
    await recordSignIn(trx, core, { memberId: member.id, kind, actorId, from })
  })
}
