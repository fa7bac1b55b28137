import type { JSONColumnType } from 'kysely'
import type { ActorKind, Level } from './column-values.ts'
import type {
  AbsenceId,
  EscalationId,
  InvestigationId,
  MeasureId,
  MemberId,
  OutboxId,
  TicketId,
} from './row-id.ts'

/** A measure taken on a ticket, reported to its customer in the next update (policy §3). */
export type MeasureKind =
  | 'handed-to-resolution'
  | 'investigation-begun'
  | 'handed-to-customer-experience'
  | 'information-received'
  | 'information-lapsed'
  | 'seller-asked'
  | 'seller-reminded'
  | 'seller-answered'
  | 'seller-silent'
  | 'called'

/** A measure for a customer, reported in the next update (policy §3), together with others of the same time. */
export interface MeasuresTable {
  id: MeasureId
  ticket_id: TicketId
  round: number
  kind: MeasureKind
  detail: JSONColumnType<{ memberId?: MemberId; by?: string }>
  at: Date
  told_at: Date | null
  /** The outbox row of the update that reports it. */
  told_by: OutboxId | null
  /** Not reported any more: the ticket was resolved, set aside or merged before. */
  dropped_at: Date | null
}

/** A member of the resolution team named to investigate; begun by their first act. */
export interface InvestigationsTable {
  id: InvestigationId
  ticket_id: TicketId
  round: number
  investigator_id: MemberId
  named_at: Date
  begun_at: Date | null
  begun_by_event: number | null
  /** When another member was named instead. */
  ended_at: Date | null
}

export interface EscalationsTable {
  id: EscalationId
  ticket_id: TicketId
  round: number
  from_level: Level
  to_level: Level
  because: 'time' | 'by-hand' | 'dissatisfied'
  reason: string | null
  actor_kind: ActorKind
  actor_id: MemberId | null
  at: Date
}

/** What a member can take; a member without any of a kind can take everything of it. */
export interface SkillsTable {
  member_id: MemberId
  kind: 'category' | 'language'
  value: string
}

/** A member is away from an instant on, until another or further notice. */
export interface AbsencesTable {
  id: AbsenceId
  member_id: MemberId
  from_at: Date
  until_at: Date | null
  noted_by: MemberId | null
  noted_at: Date
}

export interface PromiseTables {
  measures: MeasuresTable
  investigations: InvestigationsTable
  escalations: EscalationsTable
  skills: SkillsTable
  absences: AbsencesTable
}
