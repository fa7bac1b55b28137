import type { Trx } from '../kernel/core.ts'
import type { ConversationId, CustomerId, MemberId, TeamId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { Level } from '../policy/level.ts'

/** A ticket about to be changed; its row is locked until the transaction ends. */
export interface LockedTicket {
  id: TicketId
  reference: Reference
  customerId: CustomerId
  conversationId: ConversationId
  category: Category
  teamId: TeamId
  level: Level
  language: Language
  round: number
  firstContactAt: Date
  resolvedAt: Date | null
  quarantinedAt: Date | null
  assigneeId: MemberId | null
  /** Not a complaint: without promises until taken up again. */
  setAsideAt: Date | null
  mergedIntoId: TicketId | null
  /** Since when a question to the customer is open. */
  waitingSince: Date | null
}

/** Locks a ticket for a change. Throws `not-found` for an unknown id. The edge decides who may act on it. */
export async function lockTicket(trx: Trx, id: TicketId): Promise<LockedTicket> {
  const row = await trx.selectFrom('tickets').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  const conversation = await trx
    .selectFrom('conversation_tickets')
    .innerJoin('conversations', 'conversations.id', 'conversation_tickets.conversation_id')
    .select('conversations.id')
    .where('conversation_tickets.ticket_id', '=', id)
    .where('conversations.audience', '=', 'customer')
    .orderBy('conversations.created_at')
    .executeTakeFirst()
  if (!row || !conversation) throw new Problem('not-found', 'There is no such ticket.')
  return {
    id,
    reference: row.reference,
    customerId: row.customer_id,
    conversationId: conversation.id,
    category: row.category,
    teamId: row.team_id,
    level: row.level,
    language: row.language,
    round: row.round,
    firstContactAt: row.first_contact_at,
    resolvedAt: row.resolved_at,
    quarantinedAt: row.quarantined_at,
    assigneeId: row.assignee_id,
    setAsideAt: row.set_aside_at,
    mergedIntoId: row.merged_into_id,
    waitingSince: row.waiting_since,
  }
}

/**
 * Locks a ticket for a change that continues it. Throws for one that is resolved (`already-done`), in quarantine, set
 * aside or merged into another (`invalid-input`).
 */
export async function lockOpenTicket(trx: Trx, id: TicketId): Promise<LockedTicket> {
  const ticket = await lockLiveTicket(trx, id)
  if (ticket.resolvedAt) {
    throw new Problem('already-done', 'This ticket is resolved already. Reopen it to go on with it.')
  }
  return ticket
}

/** Locks a ticket for a change that may follow a resolution, such as a reply or a call. Throws `invalid-input`. */
export async function lockLiveTicket(trx: Trx, id: TicketId): Promise<LockedTicket> {
  const ticket = await lockTicket(trx, id)
  if (ticket.mergedIntoId) {
    throw new Problem('invalid-input', 'This ticket was merged into another. Go on there.')
  }
  if (ticket.setAsideAt) {
    throw new Problem('invalid-input', 'This ticket was set aside. Take it up first, or leave it there.')
  }
  if (ticket.quarantinedAt) {
    throw new Problem('invalid-input', 'This ticket is in quarantine. Release it first, or leave it there.')
  }
  return ticket
}
