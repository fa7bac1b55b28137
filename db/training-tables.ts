import type { Json } from './column.ts'

/** A corrected category. Models learn from a customer's proposal only after a member has confirmed it. */
export interface CorrectionsTable {
  id: string
  ticket_id: string
  message_id: string | null
  from_category: string
  to_category: string
  proposed_by: string
  at: Date
  confirmed_by: string | null
  confirmed_at: Date | null
}

/** A classification model learned from the shipped examples and the corrections; refused ones are kept for analysis. */
export interface LearnedModelsTable {
  id: string
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
  model_id: string | null
  actor_kind: string
  actor_id: string | null
  reason: string
  at: Date
}

export interface TrainingTables {
  corrections: CorrectionsTable
  learned_models: LearnedModelsTable
  model_choices: ModelChoicesTable
}
