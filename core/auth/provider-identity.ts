import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { createMember, findMemberByEmail, normalEmail } from '../member/member.ts'
import { notifyAccountChange } from './account-notice.ts'
import { type ClientInfo, recordSignIn } from './sign-in-log.ts'
import type { ProviderClaims } from './single-sign-on.ts'

/** Why someone the provider vouches for is not let in. */
export type ProviderRefusal =
  /** Their account is linked to no member, and the provider has not verified their address (or gives none). */
  | 'email-not-verified'
  /** No member has their address. */
  | 'unknown'
  /** The member is deactivated. */
  | 'closed'
  /** The member of this address is linked to another account of the provider's. */
  | 'other-account'

type Found = { memberId: MemberId } | { why: ProviderRefusal; memberId: MemberId | null }

/**
 * Which member someone at the provider is: by issuer and subject, and on first use by the address the provider has
 * verified, which links the two. An address alone is never believed again: addresses change hands.
 */
export async function recogniseMember(
  core: Core,
  given: { claims: ProviderClaims; createsMembers: boolean; from: ClientInfo },
): Promise<Found> {
  const { claims, createsMembers, from } = given
  const linked = await findLinked(core.db, claims)
  if (linked) return linked
  if (!claims.emailVerified || claims.email === null) return { why: 'email-not-verified', memberId: null }
  const member = await findMemberByEmail(core.db, claims.email)
  if (member) return link(core, member.id, claims, from)
  if (await isTaken(core.db, claims.email)) return { why: 'closed', memberId: null }
  if (!createsMembers) return { why: 'unknown', memberId: null }
  const email = normalEmail(claims.email)
  const name = claims.name?.trim() || email
  const made = await createMember(core, { name, email, role: 'agent', language: 'fr' })
  core.log.info('a member was added on the word of the identity provider', { memberId: made.id })
  return link(core, made.id, claims, from)
}

/** The members linked to an account at a provider. */
export async function membersWithProvider(db: Queryable): Promise<Set<MemberId>> {
  const rows = await db.selectFrom('provider_identities').select('member_id').distinct().execute()
  return new Set(rows.map((row) => row.member_id as MemberId))
}

async function findLinked(db: Queryable, { issuer, subject }: ProviderClaims): Promise<Found | undefined> {
  const row = await db
    .selectFrom('provider_identities')
    .innerJoin('members', 'members.id', 'provider_identities.member_id')
    .select(['member_id', 'deactivated_at'])
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  if (!row) return undefined
  const memberId = row.member_id as MemberId
  return row.deactivated_at === null ? { memberId } : { why: 'closed', memberId }
}

async function link(
  core: Core,
  memberId: MemberId,
  claims: ProviderClaims,
  from: ClientInfo,
): Promise<Found> {
  const { issuer, subject } = claims
  const found = await core.db.transaction().execute(async (trx): Promise<Found> => {
    const linked = await trx
      .insertInto('provider_identities')
      .values({ issuer, subject, member_id: memberId, linked_at: core.clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .returning('member_id')
      .executeTakeFirst()
    // Either another account of this provider's is linked, or the same one was, a moment ago.
    if (!linked) return (await findLinked(trx, claims)) ?? { why: 'other-account', memberId }
    await recordSignIn(trx, core, { memberId, kind: 'provider-linked', method: 'provider', from })
    await notifyAccountChange(trx, core, { memberId, change: 'provider-linked', from })
    return { memberId }
  })
  core.wakeDelivery()
  return found
}

async function isTaken(db: Queryable, email: string): Promise<boolean> {
  const row = await db
    .selectFrom('members')
    .select('id')
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst()
  return row !== undefined
}
