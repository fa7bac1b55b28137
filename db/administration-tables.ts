import type { JSONColumnType } from 'kysely'

/** The policy's times as a supervisor set them, in milliseconds; the newest row counts. */
export interface PolicyTimeSettingsTable {
  number: number
  times: JSONColumnType<Record<string, number>>
  actor_id: string
  reason: string
  at: Date
}

/** Which category and team a team address is for, over the configuration's. */
export interface AddressSettingsTable {
  mailbox: string
  category: string
  team_id: string
  actor_id: string
  at: Date
}

/** Who changed what about how the desk is run; append-only. */
export interface AdministrationChangesTable {
  id: string
  kind: string
  /** Whose or what, by its name as it was then. */
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
