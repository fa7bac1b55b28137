import type { JSONColumnType } from 'kysely'

/** A measure for a customer, reported in the next update (policy §3), together with others of the same time. */
export interface MeasuresTable {
  id: string
  ticket_id: string
  round: number
  kind: string
  detail: JSONColumnType<object>
  at: Date
  told_at: Date | null
  /** The outbox row of the update that reports it. */
  told_by: string | null
  /** Not reported any more: the ticket was resolved, set aside or merged before. */
  dropped_at: Date | null
}

/** A member of the resolution team named to investigate; begun by their first act. */
export interface InvestigationsTable {
  id: string
  ticket_id: string
  round: number
  investigator_id: string
  named_at: Date
  begun_at: Date | null
  begun_by_event: number | null
  /** When another member was named instead. */
  ended_at: Date | null
}

export interface EscalationsTable {
  id: string
  ticket_id: string
  round: number
  from_level: string
  to_level: string
  because: string
  reason: string | null
  actor_kind: string
  actor_id: string | null
  at: Date
}

/** What a member can take; a member without any of a kind can take everything of it. */
export interface SkillsTable {
  member_id: string
  kind: string
  value: string
}

/** A member is away from an instant on, until another or further notice. */
export interface AbsencesTable {
  id: string
  member_id: string
  from_at: Date
  until_at: Date | null
  noted_by: string | null
  noted_at: Date
}

export interface PromiseTables {
  measures: MeasuresTable
  investigations: InvestigationsTable
  escalations: EscalationsTable
  skills: SkillsTable
  absences: AbsencesTable
}
