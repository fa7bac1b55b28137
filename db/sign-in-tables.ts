import type { Counted } from './column.ts'
import type { MemberId, SessionId, SignInEventId } from './row-id.ts'

/** How a member proved their identity. */
export type SignInMethod = 'password' | 'code' | 'recovery-code' | 'provider' | 'invitation' | 'way-back'

export type SignInEventKind =
  | 'signed-in'
  /** A wrong password, or an unknown address. */
  | 'failed'
  | 'code-refused'
  /** The attempt that starts a lockout. */
  | 'locked'
  | 'way-back-asked'
  | 'wait-lifted'
  | 'password-changed'
  | 'second-factor-on'
  | 'second-factor-off'
  | 'second-factor-reset'
  | 'recovery-codes-made'
  | 'recovery-code-used'
  | 'provider-linked'
  | 'provider-unlinked'
  | 'provider-refused'
  | 'session-ended'
  | 'sessions-ended'

/** Why the link was made; the first administrator also enters a name and an address. */
export type InvitationPurpose = 'first-administrator' | 'member' | 'new-password' | 'way-back'

/** A member's second factor (RFC 6238). Unconfirmed: being set up, not required yet. */
export interface SecondFactorsTable {
  member_id: MemberId
  sealed_secret: string
  created_at: Date
  confirmed_at: Date | null
  /** The time step of the last accepted code: no code of it or before it is accepted again (RFC 6238 §5.2). */
  last_step: number | null
}

/** One-time codes in place of the authenticator's. */
export interface RecoveryCodesTable {
  member_id: MemberId
  code_hash: string
  made_at: Date
  used_at: Date | null
}

/** A member with a correct password who still has to enter a code; the browser has the token. */
export interface PendingSignInsTable {
  token_hash: string
  member_id: MemberId
  method: SignInMethod
  tries_left: number
  created_at: Date
  expires_at: Date
}

/** A sign-in under way at the identity provider; the browser has the token. */
export interface ProviderRequestsTable {
  token_hash: string
  sealed_checks: string
  next: string
  created_at: Date
  expires_at: Date
}

/** The member of an account at an identity provider, by subject: addresses change hands (OpenID Connect Core §5.7). */
export interface ProviderIdentitiesTable {
  issuer: string
  subject: string
  member_id: MemberId
  linked_at: Date
}

/** What happened at sign-in. No member: the typed address is unknown, and is not stored. */
export interface SignInEventsTable {
  id: SignInEventId
  member_id: MemberId | null
  kind: SignInEventKind
  method: SignInMethod | null
  origin: string | null
  browser: string | null
  /** The administrator who did it, when it was not the member. */
  actor_id: MemberId | null
  at: Date
}

export interface SignInTables {
  second_factors: SecondFactorsTable
  recovery_codes: RecoveryCodesTable
  pending_sign_ins: PendingSignInsTable
  provider_requests: ProviderRequestsTable
  provider_identities: ProviderIdentitiesTable
  sign_in_events: SignInEventsTable
}

/** What a session has beside its token: where it was opened from, and how. */
export interface SessionFacts {
  id: SessionId
  method: SignInMethod
  /** Opened with a second factor, ours or the provider's. */
  strong: Counted<boolean>
  origin: string | null
  browser: string | null
  last_used_at: Date
}
