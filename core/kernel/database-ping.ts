import { sql } from 'kysely'
import type { Queryable } from './core.ts'

/** Whether the database answers at all: tells a failure of its own from one of what was to be stored. */
export async function pingDatabase(db: Queryable): Promise<boolean> {
  return sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )
}
