import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, TeamId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { type Category, firstTeam, isSensitive, type SensitiveLane } from '../policy/category.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lockTicket } from '../ticket/lock.ts'
import { recordCorrection } from '../training/correction.ts'

/**
 * Assigns a ticket to a member, or to nobody (`assigneeId` null).
 * Throws a Problem for a member without the clearance for the ticket's lane.
 */
export async function assign(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; assigneeId: MemberId | null },
): Promise<void> {
  const { ticketId, assigneeId } = given
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, ticketId)
    if (ticket.assigneeId === assigneeId) return
    if (assigneeId && isSensitive(ticket.category)) {
      const cleared = await trx
        .selectFrom('clearances')
        .select('lane')
        .where('member_id', '=', assigneeId)
        .where('lane', '=', ticket.category)
        .executeTakeFirst()
      if (!cleared)
        throw new Problem(
          'not-allowed',
          'This member has no clearance for this kind of matter. Choose another.',
        )
    }
    await trx.updateTable('tickets').set({ assignee_id: assigneeId }).where('id', '=', ticketId).execute()
    const actor = { kind: 'member', id: given.memberId } as const
    await recordEvents(trx, [
      { ticketId, kind: 'assigned', actor, at: core.clock.now(), detail: { assigneeId } },
    ])
  })
}

/**
 * Corrects a ticket's category and moves it to that category's team at once, with the team's access.
 * Its promises stay, and the correction trains the classifier (see correction.ts). An assignee who may not
 * read the new lane is removed.
 */
export async function recategorise(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; category: Category },
): Promise<void> {
  const { ticketId, category } = given
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, ticketId)
    if (ticket.category === category) return
    await moveToCategory(trx, ticket, category, core.clock.now())
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { from: ticket.category, to: category, reason: 'corrected' }
    await recordCorrection(
      trx,
      { ticketId, memberId: given.memberId, from: ticket.category, to: category },
      core.clock.now(),
    )
    await recordEvents(trx, [{ ticketId, kind: 'recategorised', actor, at: core.clock.now(), detail }])
  })
}

/**
 * Moves a locked ticket to a category, and to its team unless it was escalated.
 * An assignee who may not read the new lane is removed, as is an investigator who has not begun, so that
 * another is named.
 */
export async function moveToCategory(
  trx: Trx,
  ticket: { id: TicketId; assigneeId: MemberId | null },
  category: Category,
  at: Date,
): Promise<void> {
  const cleared =
    ticket.assigneeId === null ||
    !isSensitive(category) ||
    (await trx
      .selectFrom('clearances')
      .select('lane')
      .where('member_id', '=', ticket.assigneeId)
      .where('lane', '=', category)
      .executeTakeFirst())
  await trx
    .updateTable('tickets')
    .set({
      category,
      // Policy §4: escalation only goes up. A ticket that left its first team stays with the level it
      // reached.
      team_id: sql<TeamId>`case when level = 'customer-service' then ${firstTeam(category)} else team_id end`,
      ...(cleared ? {} : { assignee_id: null }),
    })
    .where('id', '=', ticket.id)
    .execute()
  if (isSensitive(category)) await releaseUncleared(trx, ticket.id, category, at)
}

async function releaseUncleared(trx: Trx, ticketId: TicketId, lane: SensitiveLane, at: Date): Promise<void> {
  await trx
    .updateTable('investigations')
    .set({ ended_at: at })
    .where('ticket_id', '=', ticketId)
    .where('begun_at', 'is', null)
    .where('ended_at', 'is', null)
    .where('investigator_id', 'not in', (eb) =>
      eb.selectFrom('clearances').select('member_id').where('lane', '=', lane),
    )
    .execute()
}
