import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { type ModelId, newId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Actor } from '../ticket/event.ts'

/** A learned model, ready to be stored. */
interface NewModel {
  bytes: Uint8Array
  examples: number
  corrections: number
  /** Shares between 0 and 1, by name. */
  figures: Record<string, number>
  /** Why it must not be used, or null. */
  refusedBecause: string | null
}

/** The model in use; a null id is the shipped one. */
interface ModelInUse {
  number: number
  modelId: ModelId | null
}

/** Stores a learned model and returns its id; the same bytes are stored once. */
export async function keepModel(trx: Trx, model: NewModel, now: Date): Promise<ModelId> {
  const sha256 = createHash('sha256').update(model.bytes).digest('hex')
  const stored = await trx
    .selectFrom('learned_models')
    .select('id')
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  if (stored) return stored.id
  const id = newId<'model'>(now)
  await trx
    .insertInto('learned_models')
    .values({
      id,
      bytes: model.bytes,
      sha256,
      examples: model.examples,
      corrections: model.corrections,
      figures: JSON.stringify(model.figures),
      learned_at: now,
      refused_because: model.refusedBecause,
    })
    .execute()
  return id
}

/** Returns the model in use and the number of its choice. Every process polls it and swaps when the number changes. */
export async function modelInUse(db: Queryable): Promise<ModelInUse> {
  const row = await db
    .selectFrom('model_choices')
    .select(['number', 'model_id'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { number: row?.number ?? 0, modelId: row?.model_id ?? null }
}

/** Returns the bytes of a stored model. Throws `not-found`. */
export async function readModelBytes(db: Queryable, id: ModelId): Promise<Buffer> {
  const row = await db.selectFrom('learned_models').select('bytes').where('id', '=', id).executeTakeFirst()
  if (!row) throw new Problem('not-found', 'This model is no longer kept.')
  return Buffer.from(row.bytes)
}

/** Returns when a model was last learned, accepted or not; null before the first time. */
export async function lastLearnedAt(db: Queryable): Promise<Date | null> {
  const row = await db
    .selectFrom('learned_models')
    .select('learned_at')
    .orderBy('learned_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.learned_at ?? null
}

/** Brings a model into use from now on; the former one stays available for `revertModel`. */
export async function chooseModel(
  trx: Trx,
  choice: { modelId: ModelId | null; actor: Extract<Actor, { kind: 'system' | 'member' }>; reason: string },
  now: Date,
): Promise<void> {
  const { modelId, actor, reason } = choice
  await trx
    .insertInto('model_choices')
    .values({
      number: sql<number>`(select coalesce(max(number), 0) + 1 from model_choices)`,
      model_id: modelId,
      actor_kind: actor.kind,
      actor_id: actor.kind === 'member' ? actor.id : null,
      reason,
      at: now,
    })
    .execute()
}

/** Reverts to the model in use before the present one. Throws `already-done` when there is none. */
export async function revertModel(core: Core, actor: Extract<Actor, { kind: 'member' }>): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    const choices = await trx
      .selectFrom('model_choices')
      .select('model_id')
      .orderBy('number', 'desc')
      .execute()
    const [present] = choices
    if (!present) throw new Problem('already-done', 'The model in use is the first there was.')
    const before = choices.find((choice) => choice.model_id !== present.model_id)
    const modelId = before?.model_id ?? null
    if (modelId === present.model_id)
      throw new Problem('already-done', 'There is no other model to go back to.')
    await chooseModel(trx, { modelId, actor, reason: 'went back' }, core.clock.now())
  })
}

/** A change of the model in use. */
interface ModelChange {
  at: Date
  /** Null is the shipped model. */
  modelId: ModelId | null
  /** The member's name; null for the nightly retraining. */
  by: string | null
  reason: string
}

/** A model that was learned, in use or not. */
interface ModelLearned {
  at: Date
  corrections: number
  /** Why it was not brought into use, or null. */
  refusedBecause: string | null
}

const MOST_LISTED = 20

/** Returns which models were in use, and which were learned, newest first. */
export async function modelHistory(
  db: Queryable,
): Promise<{ changes: ModelChange[]; learned: ModelLearned[] }> {
  const changes = await db
    .selectFrom('model_choices')
    .leftJoin('members', 'members.id', 'model_choices.actor_id')
    .select(['model_choices.at', 'model_id', 'members.name', 'reason'])
    .orderBy('number', 'desc')
    .limit(MOST_LISTED)
    .execute()
  const learned = await db
    .selectFrom('learned_models')
    .select(['learned_at', 'corrections', 'refused_because'])
    .orderBy('learned_at', 'desc')
    .limit(MOST_LISTED)
    .execute()
  return {
    changes: changes.map(({ at, model_id, name, reason }) => ({
      at,
      modelId: model_id,
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
