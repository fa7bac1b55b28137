import type { Core, Queryable, TeamAddress } from './kernel/core.ts'
import type { MemberId, TeamId } from './kernel/id.ts'
import { Problem } from './kernel/problem.ts'
import { recordAudit } from './member/audit-log.ts'
import { type Category, isCategory } from './policy/category.ts'
import {
  type PolicyTimes,
  type PolicyTimesFault,
  PROMISE_KINDS,
  policyTimesFaults,
} from './policy/policy-times.ts'

/** Policy times that do not fit the policy's order; `faults` names each. */
export class UnfitPolicyTimes extends Problem {
  readonly faults: readonly PolicyTimesFault[]
  constructor(faults: readonly PolicyTimesFault[]) {
    super('invalid-input', faults.map(({ kind, problem }) => `"${kind}" ${problem}.`).join(' '))
    this.faults = faults
  }
}

/** A colleague changed the times first: nothing was set. */
export class StalePolicyTimes extends Problem {
  constructor() {
    super('already-done', 'A colleague changed the times meanwhile. Look at them again first.')
  }
}

/**
 * Sets when promises fall due, for first contacts from now on; existing promises stay unchanged.
 * Throws `UnfitPolicyTimes` for times that do not fit the policy's order, and a Problem without a reason.
 * Throws `already-done` when nothing changes, `StalePolicyTimes` when the times differ from `inPlaceOf`.
 */
export async function setPolicyTimes(
  core: Core,
  given: { times: PolicyTimes; inPlaceOf?: PolicyTimes; reason: string; memberId: MemberId },
): Promise<void> {
  const faults = policyTimesFaults(given.times)
  if (faults.length > 0) throw new UnfitPolicyTimes(faults)
  const reason = given.reason.trim()
  if (reason === '') throw new Problem('invalid-input', 'Say why the times change: it stays in the history.')
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    // Another process's change reaches this one half a minute later; the history must record the real change.
    const before = (await storedPolicyTimes(trx)) ?? core.settings.policyTimes
    const { inPlaceOf } = given
    if (inPlaceOf && PROMISE_KINDS.some((kind) => before[kind] !== inPlaceOf[kind]))
      throw new StalePolicyTimes()
    const changed = PROMISE_KINDS.filter((kind) => before[kind] !== given.times[kind])
    if (changed.length === 0) throw new Problem('already-done', 'These are the times in force already.')
    const { last } = await trx
      .selectFrom('policy_time_settings')
      .select((eb) => eb.fn.coalesce(eb.fn.max('number'), eb.lit(0)).as('last'))
      .executeTakeFirstOrThrow()
    const set = await trx
      .insertInto('policy_time_settings')
      .values({
        number: Number(last) + 1,
        times: JSON.stringify(given.times),
        actor_id: given.memberId,
        reason,
        at: now,
      })
      .onConflict((conflict) => conflict.column('number').doNothing())
      .returning('number')
      .executeTakeFirst()
    if (!set) throw new StalePolicyTimes()
    await recordAudit(trx, {
      kind: 'policy-times-set',
      subject: changed.join(', '),
      detail: Object.fromEntries(changed.map((kind) => [kind, [before[kind], given.times[kind]]])),
      reason,
      by: given.memberId,
      at: now,
    })
  })
  core.settings.policyTimes = given.times
}

/**
 * Routes a team address to another category and team, for mail from now on. Throws `not-found` for an unknown
 * address.
 */
export async function routeAddress(
  core: Core,
  given: { mailbox: string; category: Category; teamId: TeamId; memberId: MemberId },
): Promise<void> {
  const address = core.settings.mailboxes.find(({ name }) => name === given.mailbox)
  if (!address) throw new Problem('not-found', 'There is no such team address.')
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const team = await trx.selectFrom('teams').select('id').where('id', '=', given.teamId).executeTakeFirst()
    if (!team) throw new Problem('invalid-input', 'There is no such team.')
    const routed = { category: given.category, team_id: given.teamId, actor_id: given.memberId, at: now }
    await trx
      .insertInto('address_settings')
      .values({ mailbox: given.mailbox, ...routed })
      .onConflict((conflict) => conflict.column('mailbox').doUpdateSet(routed))
      .execute()
    await recordAudit(trx, {
      kind: 'address-routed',
      subject: address.address,
      detail: { category: [address.category, given.category], team: [address.team, given.teamId] },
      reason: null,
      by: given.memberId,
      at: now,
    })
  })
  core.settings.mailboxes = routedAddresses(core.settings.mailboxes, [
    { mailbox: given.mailbox, category: given.category, team_id: given.teamId },
  ])
}

/** Returns a function that loads the settings supervisors made in any process into this one. */
export function followSettings(core: Core): () => Promise<void> {
  const { policyTimes, mailboxes } = core.settings
  return async () => {
    core.settings.policyTimes = (await storedPolicyTimes(core.db)) ?? policyTimes
    const routed = await core.db
      .selectFrom('address_settings')
      .select(['mailbox', 'category', 'team_id'])
      .execute()
    core.settings.mailboxes = routedAddresses(mailboxes, routed)
  }
}

/** Returns the times a supervisor set last; undefined when the configuration's are in force. */
export async function storedPolicyTimes(db: Queryable): Promise<PolicyTimes | undefined> {
  const row = await db
    .selectFrom('policy_time_settings')
    .select('times')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.times
}

function routedAddresses(
  addresses: readonly TeamAddress[],
  routed: readonly { mailbox: string; category: Category; team_id: TeamId }[],
): TeamAddress[] {
  return addresses.map((address) => {
    const set = routed.find(({ mailbox }) => mailbox === address.name)
    return set && isCategory(set.category)
      ? { ...address, category: set.category, team: set.team_id }
      : address
  })
}
