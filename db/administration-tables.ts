import type { JSONColumnType } from 'kysely'

/** The policy's times as set by a supervisor, in milliseconds; the newest row is in force. */
export interface PolicyTimeSettingsTable {
  number: number
  times: JSONColumnType<Record<string, number>>
  actor_id: string
  reason: string
  at: Date
}

/** The category and team of a team address, overriding the configuration. */
export interface AddressSettingsTable {
  mailbox: string
  category: string
  team_id: string
  actor_id: string
  at: Date
}

/** The audit log: who changed what about how the desk is run; append-only. */
export interface AdministrationChangesTable {
  id: string
  kind: string
  /** Name of the changed member or thing, as it was then. */
  subject: string
  detail: JSONColumnType<object>
  reason: string | null
  actor_id: string
  at: Date
}

export interface AdministrationTables {
  policy_time_settings: PolicyTimeSettingsTable
  address_settings: AddressSettingsTable
  administration_changes: AdministrationChangesTable
}
