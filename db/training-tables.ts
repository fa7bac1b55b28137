import type { Json } from './column.ts'
import type { Category } from './column-values.ts'
import type { CorrectionId, MemberId, MessageId, ModelId, TicketId } from './row-id.ts'

/** A corrected category. Models learn from a customer's proposal only after a member has confirmed it. */
export interface CorrectionsTable {
  id: CorrectionId
  ticket_id: TicketId
  message_id: MessageId | null
  from_category: Category
  to_category: Category
  proposed_by: 'customer' | 'member'
  at: Date
  confirmed_by: MemberId | null
  confirmed_at: Date | null
}

/** A classification model learned from the shipped examples and the corrections; refused ones are kept for analysis. */
export interface LearnedModelsTable {
  id: ModelId
  bytes: Uint8Array
  sha256: string
  examples: number
  corrections: number
  figures: Json<object>
  learned_at: Date
  refused_because: string | null
}

/** Which model came into use when, by whom and why. The newest row is in force; a null model is the shipped one. */
export interface ModelChoicesTable {
  number: number
  model_id: ModelId | null
  actor_kind: 'system' | 'member'
  actor_id: MemberId | null
  reason: string
  at: Date
}

export interface TrainingTables {
  corrections: CorrectionsTable
  learned_models: LearnedModelsTable
  model_choices: ModelChoicesTable
}
