import { sql } from 'kysely'
import type { Queryable } from './core.ts'

/** Returns whether the database responds. Separates a database failure from a failure of what was to be stored. */
export async function pingDatabase(db: Queryable): Promise<boolean> {
  return sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )
}
