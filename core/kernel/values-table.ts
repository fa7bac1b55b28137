import { type RawBuilder, sql } from 'kysely'

/**
 * Rows of values as a table called `listed`, so that one statement serves a whole batch:
 * `.from(valuesTable<{ id: string; at: Date }>(sql`id uuid, at timestamptz`, rows))`.
 * They travel as one JSON parameter, which PostgreSQL and PGlite read alike; dates go as ISO text.
 */
export function valuesTable<Row extends object>(columns: RawBuilder<unknown>, rows: readonly NoInfer<Row>[]) {
  return sql<Row>`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)`.as<'listed'>(sql`listed(${columns})`)
}
