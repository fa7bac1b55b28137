import type { JSONColumnType } from 'kysely'
import type { Category, PromiseKind, TeamId } from './column-values.ts'
import type { AdministrationChangeId, MemberId } from './row-id.ts'

/** Kinds of changes to how the desk is run. */
export const AUDIT_KINDS = [
  'member-added',
  'member-deactivated',
  'role-changed',
  'team-joined',
  'team-left',
  'clearance-granted',
  'clearance-withdrawn',
  'skills-set',
  'team-renamed',
  'address-routed',
  'policy-times-set',
  'token-made',
  'token-revoked',
  'webhook-added',
  'webhook-removed',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** The policy's times as set by a supervisor, in milliseconds; the newest row is in force. */
export interface PolicyTimeSettingsTable {
  number: number
  times: JSONColumnType<Readonly<Record<PromiseKind, number>>>
  actor_id: MemberId
  reason: string
  at: Date
}

/** The category and team of a team address, overriding the configuration. */
export interface AddressSettingsTable {
  mailbox: string
  category: Category
  team_id: TeamId
  actor_id: MemberId
  at: Date
}

/** The audit log: who changed what about how the desk is run; append-only. */
export interface AdministrationChangesTable {
  id: AdministrationChangeId
  kind: AuditKind
  /** Name of the changed member or thing, as it was then. */
  subject: string
  detail: JSONColumnType<Readonly<Record<string, unknown>>>
  reason: string | null
  actor_id: MemberId
  at: Date
}

export interface AdministrationTables {
  policy_time_settings: PolicyTimeSettingsTable
  address_settings: AddressSettingsTable
  administration_changes: AdministrationChangesTable
}
