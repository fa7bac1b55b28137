import { memberSignature } from '../correspondence/reply.ts'
import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import type { TicketHead } from '../ticket/view.ts'
import { dayAndTime } from '../wording/dates.ts'
import type { Macro } from './macro.ts'
import { fillVariables, type MacroValues } from './macro-variable.ts'

/**
 * Returns a macro's text in the customer's language, filled from the ticket. Variables without a value stay
 * for the member to fill.
 */
export async function fillMacro(
  core: Core,
  { macro, ticket, memberId }: { macro: Macro; ticket: TicketHead; memberId: MemberId },
): Promise<string> {
  return fillVariables(macro.text[ticket.language], await macroValues(core, ticket, memberId))
}

async function macroValues(core: Core, ticket: TicketHead, memberId: MemberId): Promise<MacroValues> {
  const [signature, due] = await Promise.all([
    memberSignature(core.db, memberId, { language: ticket.language, teamId: ticket.team.id }),
    nextDeadline(core.db, ticket, core.clock.now()),
  ])
  return {
    customer: ticket.customer.name?.trim() || null,
    reference: ticket.reference,
    agent: signature.memberFirstName,
    deadline: due && dayAndTime(ticket.language, due),
    team: signature.team,
  }
}

// Leaves out the escalation between our own levels, which the customer was never promised.
async function nextDeadline(db: Queryable, ticket: TicketHead, now: Date): Promise<Date | null> {
  const next = await db
    .selectFrom('promises')
    .select('due_at')
    .where('ticket_id', '=', ticket.id)
    .where('ended_at', 'is', null)
    .where('kind', 'not in', ['acknowledge', 'escalate'])
    .where('due_at', '>', now)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return next?.due_at ?? null
}
