import { sql } from 'kysely'
import type { Trx } from '../kernel/core.ts'

/**
 * Writes on each of these tickets whether a question to a seller is unanswered and not closed: the lists show who waits for
 * one by it. Whoever writes questions to sellers calls it in the same transaction, afterwards.
 */
export async function refreshSellerWait(trx: Trx, ticketIds: readonly string[]): Promise<void> {
  if (ticketIds.length === 0) return
  const ids = sql.join([...new Set(ticketIds)].map((id) => sql`${id}::uuid`))
  await sql`
    update tickets set awaits_seller = not awaits_seller
    where id in (${ids}) and awaits_seller <> exists (
      select from seller_requests
      where ticket_id = tickets.id and answered_at is null and closed_at is null
    )`.execute(trx)
}
