import type { Selectable } from 'kysely'
import type { SanctionsTable } from '../../db/seller-tables.ts'
import type { Queryable, Trx } from '../kernel/core.ts'
import { DAY } from '../kernel/duration.ts'
import type { MemberId, SanctionId, SellerId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { findMember, type Member } from '../member/member.ts'
import type { SanctionKind, SanctionReason } from '../policy/sanction-kind.ts'
import { lockTicket } from '../ticket/lock.ts'
import { findSeller } from './seller.ts'

/** How long a seller may appeal after a sanction was decided, in milliseconds. */
export const APPEAL_WITHIN = 14 * DAY

/** A sanction, from its proposal on. It is in force when accepted and not lifted. */
export interface Sanction {
  id: SanctionId
  sellerId: SellerId
  ticketId: TicketId
  kind: SanctionKind
  reasonCode: SanctionReason
  reason: string
  proposedBy: MemberId
  proposedAt: Date
  decision: { yes: boolean; by: MemberId; at: Date; reason: string } | null
  appealBy: Date | null
  lifted: { by: MemberId; at: Date; reason: string } | null
}

/**
 * Returns a sanction with its ticket and seller, all locked, the ticket first to avoid a deadlock. Throws
 * `not-found`.
 */
export async function lockSanction(trx: Trx, id: SanctionId) {
  const found = await sanctionsWhere(trx).where('id', '=', id).executeTakeFirst()
  if (!found) throw new Problem('not-found', 'There is no such sanction.')
  const ticket = await lockTicket(trx, found.ticket_id)
  await lockSeller(trx, found.seller_id)
  const row = await sanctionsWhere(trx).where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  const seller = await findSeller(trx, row.seller_id)
  if (!seller) throw new Problem('not-found', 'There is no such seller.')
  return { ticket, sanction: toSanction(row), seller }
}

/** Returns every sanction of a seller, newest first. The caller has checked the reader. */
export async function sanctionsOf(db: Queryable, sellerId: SellerId): Promise<Sanction[]> {
  const rows = await sanctionsWhere(db)
    .where('seller_id', '=', sellerId)
    .orderBy('proposed_at', 'desc')
    .execute()
  return rows.map(toSanction)
}

/** Throws `not-allowed` unless the member may decide on sanctions. */
export async function deciding(trx: Trx, memberId: MemberId): Promise<void> {
  const { role } = await acting(trx, memberId)
  if (role !== 'supervisor' && role !== 'administrator')
    throw new Problem('not-allowed', 'Only a supervisor or an administrator decides on sanctions.')
}

/** Returns the acting member; throws `not-found` for one who no longer works here. */
export async function acting(trx: Trx, memberId: MemberId): Promise<Member> {
  const member = await findMember(trx, memberId)
  if (!member) throw new Problem('not-found', 'This member does not exist.')
  return member
}

/** Locks a seller, which serializes decisions on their sanctions. */
export async function lockSeller(trx: Trx, id: SellerId): Promise<void> {
  await trx.selectFrom('sellers').select('id').where('id', '=', id).forUpdate().execute()
}

function sanctionsWhere(db: Queryable) {
  return db.selectFrom('sanctions').selectAll('sanctions')
}

function toSanction(row: Selectable<SanctionsTable>): Sanction {
  const { decided_by, decided_at, lifted_by, lifted_at } = row
  return {
    id: row.id,
    sellerId: row.seller_id,
    ticketId: row.ticket_id,
    kind: row.kind,
    reasonCode: row.reason_code,
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    decision:
      decided_by && decided_at
        ? {
            yes: row.decision === 'yes',
            by: decided_by,
            at: decided_at,
            reason: row.decision_reason ?? '',
          }
        : null,
    appealBy: row.appeal_by,
    lifted: lifted_by && lifted_at ? { by: lifted_by, at: lifted_at, reason: row.lift_reason ?? '' } : null,
  }
}
