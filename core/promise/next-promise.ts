import { sql } from 'kysely'
import type { Trx } from '../kernel/core.ts'

/** How far a promise is: `late` once its time is over, `soon` in the last quarter of the time there was. */
export type PromiseState = 'calm' | 'soon' | 'late'

// What the customer waits for stands before our own hand-overs.
const AT_THE_SAME_INSTANT = sql`array_position(array['acknowledge','conclude','resolve','update','investigate','escalate'], kind)`

/**
 * Writes on each of these tickets which promise of its round falls due next, when its last quarter begins, and how many
 * were broken: the lists are ordered by it. Whoever writes promises, or a ticket's round or first contact, calls it in the
 * same transaction, afterwards; one statement however many tickets there are, which writes only what has changed.
 */
export async function refreshNextPromises(trx: Trx, ticketIds: readonly string[]): Promise<void> {
  if (ticketIds.length === 0) return
  const ids = sql.join([...new Set(ticketIds)].map((id) => sql`${id}::uuid`))
  await sql`
    update tickets set next_kind = fresh.kind, next_due_at = fresh.due_at, next_risk_at = fresh.risk_at,
      broken_promises = fresh.broken
    from (
      select listed.id, next.kind, next.due_at, next.due_at - make_interval(secs => extract(epoch from next.due_at
          - case when next.number = 1 then listed.first_contact_at else next.created_at end)::double precision / 4) as risk_at,
        (select count(*)::integer from promises
          where ticket_id = listed.id and round = listed.round and outcome = 'broken') as broken
      from tickets as listed left join lateral (
        select kind, due_at, number, created_at from promises
        where ticket_id = listed.id and round = listed.round and ended_at is null
        order by due_at, ${AT_THE_SAME_INSTANT} limit 1
      ) as next on true
      where listed.id in (${ids})
    ) as fresh
    where tickets.id = fresh.id and (tickets.next_kind, tickets.next_due_at, tickets.next_risk_at, tickets.broken_promises)
      is distinct from (fresh.kind, fresh.due_at, fresh.risk_at, fresh.broken)`.execute(trx)
}

/** How full the bar is (0 to 1) and how it stands, counted from the first contact (policy §4). */
export function promiseProgress(
  dueAt: Date,
  firstContactAt: Date,
  now: Date,
): { part: number; state: PromiseState } {
  const whole = dueAt.getTime() - firstContactAt.getTime()
  const passed = now.getTime() - firstContactAt.getTime()
  const part = whole <= 0 ? 1 : Math.min(1, Math.max(0, passed / whole))
  return { part, state: now > dueAt ? 'late' : part >= 0.75 ? 'soon' : 'calm' }
}
