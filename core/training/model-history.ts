import type { Queryable } from '../kernel/core.ts'
import type { ModelId } from '../kernel/id.ts'

/** A change of the model in use. */
export interface ModelChange {
  at: Date
  /** Null is the model that comes with the program. */
  modelId: ModelId | null
  /** The member's name, or null when it was the nightly learning. */
  by: string | null
  reason: string
}

/** A model that was learned, in use or not. */
export interface ModelLearned {
  at: Date
  corrections: number
  /** Why it was not taken into use, or null. */
  refusedBecause: string | null
}

const MOST_SHOWN = 20

/** Which models were in use, and which were learned, newest first. */
export async function modelHistory(
  db: Queryable,
): Promise<{ changes: ModelChange[]; learned: ModelLearned[] }> {
  const changes = await db
    .selectFrom('model_choices')
    .leftJoin('members', 'members.id', 'model_choices.actor_id')
    .select(['model_choices.at', 'model_id', 'members.name', 'reason'])
    .orderBy('number', 'desc')
    .limit(MOST_SHOWN)
    .execute()
  const learned = await db
    .selectFrom('learned_models')
    .select(['learned_at', 'corrections', 'refused_because'])
    .orderBy('learned_at', 'desc')
    .limit(MOST_SHOWN)
    .execute()
  return {
    changes: changes.map(({ at, model_id, name, reason }) => ({
      at,
      modelId: model_id as ModelId | null,
      by: name,
      reason,
    })),
    learned: learned.map(({ learned_at, corrections, refused_because }) => ({
      at: learned_at,
      corrections,
      refusedBecause: refused_because,
    })),
  }
}
