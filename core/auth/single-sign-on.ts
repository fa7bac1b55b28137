import type { Core, Queryable } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import type { MemberId } from '../kernel/id.ts'
import { openSealedText, sealText } from '../kernel/sealed-text.ts'
import { hashToken, mintToken } from '../kernel/secret-token.ts'
import { createMember, findMemberByEmail, normalEmail } from '../member/member.ts'
import { notifyAccountChange } from './account-notice.ts'
import type { IssuedToken } from './session.ts'
import { grantSignIn, type SignInResult } from './sign-in.ts'
import { type ClientInfo, recordSignIn } from './sign-in-log.ts'

/** How long a sign-in at the provider may take. */
const PROVIDER_REQUEST_LASTS = 10 * MINUTE

/** What the provider's response must match: OpenID Connect Core §3.1.2.1 (state, nonce), RFC 7636 (verifier). */
export interface ProviderChecks {
  state: string
  nonce: string
  verifier: string
}

/** A provider's verified claims: signature, issuer, audience and nonce checked (OpenID Connect Core §3.1.3.7, §5.1). */
export interface ProviderClaims {
  issuer: string
  subject: string
  email: string | null
  emailVerified: boolean
  name: string | null
}

/** What the claims of a provider may do. */
export interface ProviderRules {
  /** A person without a member becomes one, as an agent. */
  createsMembers: boolean
  /** The provider requires a second factor itself; ours is not asked for after it. */
  asksSecondFactor: boolean
}

/** Starts a sign-in at the provider. The browser stores the token; only that browser can bring the response back. */
export async function beginProviderSignIn(
  core: Core,
  { checks, next }: { checks: ProviderChecks; next: string },
): Promise<IssuedToken> {
  const now = core.clock.now()
  const token = mintToken()
  await core.db
    .insertInto('provider_requests')
    .values({
      token_hash: hashToken(token),
      sealed_checks: sealText(core.settings.secretKeys, 'provider request', JSON.stringify(checks)),
      next,
      created_at: now,
      expires_at: new Date(now.getTime() + PROVIDER_REQUEST_LASTS),
    })
    .execute()
  return { token, lasts: PROVIDER_REQUEST_LASTS }
}

/** Returns what the response in this browser must match, once; undefined for a token unknown, used or too old. */
export async function takeProviderRequest(
  core: Core,
  token: string,
): Promise<{ checks: ProviderChecks; next: string } | undefined> {
  const row = await core.db
    .deleteFrom('provider_requests')
    .where('token_hash', '=', hashToken(token))
    .returning(['sealed_checks', 'next', 'expires_at'])
    .executeTakeFirst()
  if (!row || row.expires_at <= core.clock.now()) return undefined
  const opened = openSealedText(core.settings.secretKeys, 'provider request', row.sealed_checks)
  return opened === null ? undefined : { checks: JSON.parse(opened) as ProviderChecks, next: row.next }
}

/** Signs in the member of a provider's claims; otherwise returns why not. */
export async function signInFromProvider(
  core: Core,
  { claims, rules, from }: { claims: ProviderClaims; rules: ProviderRules; from: ClientInfo },
): Promise<SignInResult | { kind: 'refused'; why: ProviderRefusal }> {
  const found = await recogniseMember(core, { claims, createsMembers: rules.createsMembers, from })
  if ('why' in found) {
    const memberId: MemberId | null = found.memberId
    await recordSignIn(core.db, core, { memberId, kind: 'provider-refused', method: 'provider', from })
    return { kind: 'refused', why: found.why }
  }
  return grantSignIn(core, found.memberId, { method: 'provider', from, strong: rules.asksSecondFactor })
}

/** Why a person with the provider's claims is not signed in. */
export type ProviderRefusal =
  /** Their account is linked to no member, and the provider has not verified their address (or has none). */
  | 'email-not-verified'
  /** No member has their address. */
  | 'unknown'
  /** The member is deactivated. */
  | 'closed'
  /** The member with this address is linked to another account of the provider. */
  | 'other-account'

type Found = { memberId: MemberId } | { why: ProviderRefusal; memberId: MemberId | null }

/**
 * Finds the member of an account at the provider by issuer and subject. On first use, the address the provider has
 * verified links the two. An address alone is never trusted again, because addresses change hands.
 */
async function recogniseMember(
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

/** Returns the members linked to an account at a provider. */
export async function membersWithProvider(db: Queryable): Promise<Set<MemberId>> {
  const rows = await db.selectFrom('provider_identities').select('member_id').distinct().execute()
  return new Set(rows.map((row) => row.member_id))
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
  const memberId = row.member_id
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
    // Either another account of this provider is linked, or a concurrent sign-in has just linked the same one.
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
