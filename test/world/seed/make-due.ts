import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../db/schema.ts'

/**
 * Makes promises of open seeded tickets due a minute before `now`. These are the next update of `tickets` tickets, and
 * the escalations of tickets with customer service and with resolution, as far as there are enough. Returns how many
 * promises are due.
 */
export async function makeDue(
  db: Kysely<Database>,
  { tickets, now }: { tickets: number; now: Date },
): Promise<number> {
  let due = 0
  for (const [kind, level] of [
    ['update', 'customer-experience'],
    ['investigate', 'customer-service'],
    ['escalate', 'resolution'],
  ] as const) {
    const { rows } = await sql`
      update promises set due_at = ${now}::timestamptz - interval '1 minute'
      where id in (
        select promises.id from promises join tickets on tickets.id = promises.ticket_id
        where promises.kind = ${kind} and promises.ended_at is null and tickets.level = ${level}
          and tickets.resolved_at is null and promises.due_at > ${now}
        order by promises.id limit ${tickets}
      ) returning id`.execute(db)
    due += rows.length
  }
  return due
}
