import { type RawBuilder, sql } from 'kysely'

/**
 * Returns rows of values as a table named `listed`, so that one statement serves a whole batch.
 * Use: `.from(valuesTable<{ id: string; at: Date }>(sql`id uuid, at timestamptz`, rows))`.
 * They are sent as one JSON parameter, which PostgreSQL and PGlite read alike; dates are sent as ISO text.
 */
export function valuesTable<Row extends object>(columns: RawBuilder<unknown>, rows: readonly NoInfer<Row>[]) {
  return sql<Row>`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)`.as<'listed'>(sql`listed(${columns})`)
}
