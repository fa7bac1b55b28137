import { sql } from 'kysely'
import type { MacroChangeKind } from '../../db/desk-tables.ts'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { isUuid, type MacroId, type MemberId, newId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { unknownVariables } from './macro-variable.ts'

export type { MacroChangeKind }

/** A text members insert into their replies, in both languages, with variables between braces. */
export interface Macro {
  id: MacroId
  name: string
  /** The category it is offered for; null for all. */
  category: Category | null
  text: Record<Language, string>
  archivedAt: Date | null
}

/** The editable parts of a macro. */
export type MacroTexts = Pick<Macro, 'name' | 'category' | 'text'>

/** A macro as it was after one change. */
export interface MacroChange extends MacroTexts {
  number: number
  kind: MacroChangeKind
  /** Null where the program changed it. */
  memberName: string | null
  at: Date
}

const LONGEST_NAME = 80
const LONGEST_MACRO = 10_000

/**
 * Creates a macro; `memberId` is null where the program creates it.
 * Throws `invalid-input` without a name or a text in each language, and for unknown variables, which the
 * message lists.
 * Throws `already-done` for a name in use.
 */
export async function createMacro(
  core: Core,
  given: MacroTexts & { memberId: MemberId | null },
): Promise<MacroId> {
  const texts = checked(given)
  const now = core.clock.now()
  const id: MacroId = newId<'macro'>(now)
  await core.db.transaction().execute(async (trx) => {
    await refuseSameName(trx, texts.name, id)
    await trx
      .insertInto('macros')
      .values({ id, ...columns(texts), created_at: now, archived_at: null })
      .execute()
    await recordChange(trx, id, 'created', given.memberId, now)
  })
  return id
}

/**
 * Changes a macro; its earlier version stays in its history. Throws as `createMacro` does, and `not-found`.
 */
export async function changeMacro(
  core: Core,
  given: MacroTexts & { macroId: MacroId; memberId: MemberId },
): Promise<void> {
  const texts = checked(given)
  await core.db.transaction().execute(async (trx) => {
    await lockMacro(trx, given.macroId)
    await refuseSameName(trx, texts.name, given.macroId)
    await trx.updateTable('macros').set(columns(texts)).where('id', '=', given.macroId).execute()
    await recordChange(trx, given.macroId, 'changed', given.memberId, core.clock.now())
  })
}

/** Archives a macro; it stays readable and can be restored. */
export async function archiveMacro(
  core: Core,
  { macroId, memberId }: { macroId: MacroId; memberId: MemberId },
): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    if ((await lockMacro(trx, macroId)).archived_at) return
    await trx.updateTable('macros').set({ archived_at: now }).where('id', '=', macroId).execute()
    await recordChange(trx, macroId, 'archived', memberId, now)
  })
}

/** Restores an archived macro; throws `already-done` when its name is in use meanwhile. */
export async function restoreMacro(
  core: Core,
  { macroId, memberId }: { macroId: MacroId; memberId: MemberId },
): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    const { name, archived_at } = await lockMacro(trx, macroId)
    if (!archived_at) return
    await refuseSameName(trx, name, macroId)
    await trx.updateTable('macros').set({ archived_at: null }).where('id', '=', macroId).execute()
    await recordChange(trx, macroId, 'restored', memberId, core.clock.now())
  })
}

/** Returns every macro by name, those in use first. */
export async function listMacros(db: Queryable): Promise<Macro[]> {
  const rows = await db
    .selectFrom('macros')
    .selectAll()
    .orderBy(sql`archived_at is not null`)
    .orderBy(sql`lower(name)`)
    .execute()
  return rows.map(toMacro)
}

/** Returns the macros in use for a category: its own first, then those for all. */
export async function macrosFor(db: Queryable, category: Category): Promise<Macro[]> {
  const rows = await db
    .selectFrom('macros')
    .selectAll()
    .where('archived_at', 'is', null)
    .where((eb) => eb.or([eb('category', 'is', null), eb('category', '=', category)]))
    .orderBy(sql`category is null`)
    .orderBy(sql`lower(name)`)
    .execute()
  return rows.map(toMacro)
}

/** Returns a macro, in use or archived; throws `not-found` when there is none. */
export async function findMacro(db: Queryable, id: string): Promise<Macro> {
  const row = isUuid<MacroId>(id)
    ? await db.selectFrom('macros').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!row) throw new Problem('not-found', 'There is no such macro.')
  return toMacro(row)
}

/** Returns the changes of a macro with author, time and result, newest first. */
export async function macroHistory(db: Queryable, macroId: MacroId): Promise<MacroChange[]> {
  const rows = await db
    .selectFrom('macro_changes')
    .leftJoin('members', 'members.id', 'macro_changes.member_id')
    .select(['number', 'kind', 'macro_changes.name', 'category', 'text_fr', 'text_en', 'at'])
    .select('members.name as member_name')
    .where('macro_id', '=', macroId)
    .orderBy('number', 'desc')
    .execute()
  return rows.map((row) => ({
    number: row.number,
    kind: row.kind,
    name: row.name,
    category: row.category,
    text: { fr: row.text_fr, en: row.text_en },
    memberName: row.member_name,
    at: row.at,
  }))
}

function checked({ name, category, text }: MacroTexts): MacroTexts {
  const texts = { name: name.trim(), category, text: { fr: text.fr.trim(), en: text.en.trim() } }
  if (texts.name === '' || texts.text.fr === '' || texts.text.en === '') {
    throw new Problem('invalid-input', 'A macro needs a name, and its text in French and in English.')
  }
  const longest = Math.max(texts.text.fr.length, texts.text.en.length)
  if (texts.name.length > LONGEST_NAME || longest > LONGEST_MACRO) {
    throw new Problem(
      'invalid-input',
      `A name has at most ${LONGEST_NAME} characters, a text ${LONGEST_MACRO}.`,
    )
  }
  const unknown = [...unknownVariables(texts.text.fr), ...unknownVariables(texts.text.en)]
  if (unknown.length > 0) {
    throw new Problem('invalid-input', `There is no such variable: ${unknown.join(', ')}.`)
  }
  return texts
}

function columns({ name, category, text }: MacroTexts) {
  return { name, category, text_fr: text.fr, text_en: text.en }
}

async function lockMacro(trx: Trx, macroId: MacroId) {
  const row = await trx
    .selectFrom('macros')
    .selectAll()
    .where('id', '=', macroId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new Problem('not-found', 'There is no such macro.')
  return row
}

async function refuseSameName(trx: Trx, name: string, macroId: MacroId): Promise<void> {
  const same = await trx
    .selectFrom('macros')
    .select('id')
    .where(sql`lower(name)`, '=', sql`lower(${name})`)
    .where('archived_at', 'is', null)
    .where('id', '!=', macroId)
    .executeTakeFirst()
  if (same) throw new Problem('already-done', 'Another macro has this name. Give this one a name of its own.')
}

async function recordChange(
  trx: Trx,
  macroId: MacroId,
  kind: MacroChangeKind,
  memberId: MemberId | null,
  at: Date,
): Promise<void> {
  await trx
    .insertInto('macro_changes')
    .columns(['macro_id', 'number', 'kind', 'name', 'category', 'text_fr', 'text_en', 'member_id', 'at'])
    .expression((eb) =>
      eb
        .selectFrom('macros')
        .where('id', '=', macroId)
        .select((row) => [
          'macros.id',
          sql<number>`(select count(*) + 1 from macro_changes where macro_id = macros.id)`.as('number'),
          sql<MacroChangeKind>`${kind}`.as('kind'),
          'macros.name',
          'macros.category',
          'macros.text_fr',
          'macros.text_en',
          sql<MemberId | null>`${memberId}::uuid`.as('member_id'),
          row.cast<Date>(row.val(at), 'timestamptz').as('at'),
        ]),
    )
    .execute()
}

function toMacro(row: {
  id: MacroId
  name: string
  category: Category | null
  text_fr: string
  text_en: string
  archived_at: Date | null
}): Macro {
  return {
    id: row.id,
    name: row.name,
    category: row.category,
    text: { fr: row.text_fr, en: row.text_en },
    archivedAt: row.archived_at,
  }
}
