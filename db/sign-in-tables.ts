import type { Counted } from './column.ts'

/** A member's second factor (RFC 6238). Not confirmed: being set up, nothing asks for it yet. */
export interface SecondFactorsTable {
  member_id: string
  sealed_secret: string
  created_at: Date
  confirmed_at: Date | null
  /** The time step of the last code taken: none of it or before it is taken again (RFC 6238 §5.2). */
  last_step: number | null
}

/** What signs in in the place of a code, each once. */
export interface RecoveryCodesTable {
  member_id: string
  code_hash: string
  made_at: Date
  used_at: Date | null
}

/** A member who has shown a password and still owes the code; the browser holds the token. */
export interface PendingSignInsTable {
  token_hash: string
  member_id: string
  method: string
  tries_left: number
  created_at: Date
  expires_at: Date
}

/** Someone on the way to the identity provider and back; the browser holds the token. */
export interface ProviderRequestsTable {
  token_hash: string
  sealed_checks: string
  next: string
  created_at: Date
  expires_at: Date
}

/** Who at an identity provider is which member: by subject, for addresses change hands (OpenID Connect Core §5.7). */
export interface ProviderIdentitiesTable {
  issuer: string
  subject: string
  member_id: string
  linked_at: Date
}

/** What happened at the door. No member: the address typed is nobody's, and is not kept. */
export interface SignInEventsTable {
  id: string
  member_id: string | null
  kind: string
  method: string | null
  origin: string | null
  browser: string | null
  /** The administrator who did it, when it was not the member. */
  actor_id: string | null
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

/** What a session has beside its token: from where it was opened, and how. */
export interface SessionFacts {
  id: string
  method: string
  /** Opened with a second factor, ours or the provider's. */
  strong: Counted<boolean>
  origin: string | null
  browser: string | null
  last_used_at: Date
}
