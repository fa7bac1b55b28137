import type { Core, Queryable } from '../kernel/core.ts'
import { SECOND } from '../kernel/duration.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'

/** Milliseconds a viewing lasts unless the page renews it. */
const VIEWING_LASTS = 25 * SECOND
/** Milliseconds after the last key for which a member counts as typing. */
const TYPING_LASTS = 6 * SECOND

interface Viewer {
  memberId: MemberId
  name: string
  doing: 'viewing' | 'typing'
}

/** Records that a member's page of a ticket is open, and whether they type; the page repeats it every few seconds. */
export async function noteViewing(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; typing: boolean },
): Promise<void> {
  const now = core.clock.now()
  const viewing_until = new Date(now.getTime() + VIEWING_LASTS)
  const typing_until = given.typing ? new Date(now.getTime() + TYPING_LASTS) : null
  await core.db
    .insertInto('viewings')
    .values({ ticket_id: given.ticketId, member_id: given.memberId, viewing_until, typing_until })
    .onConflict((conflict) =>
      conflict
        .columns(['ticket_id', 'member_id'])
        // Reading on after typing does not end the typing: it expires by itself.
        .doUpdateSet(given.typing ? { viewing_until, typing_until } : { viewing_until }),
    )
    .execute()
}

/** Records that a member left the page. */
export async function endViewing(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId },
): Promise<void> {
  await core.db
    .deleteFrom('viewings')
    .where('ticket_id', '=', given.ticketId)
    .where('member_id', '=', given.memberId)
    .execute()
}

/** Returns who views a ticket now, and who types, by name. */
export async function viewersOf(db: Queryable, ticketId: TicketId, now: Date): Promise<Viewer[]> {
  const rows = await db
    .selectFrom('viewings')
    .innerJoin('members', 'members.id', 'viewings.member_id')
    .select(['viewings.member_id', 'members.name', 'viewings.typing_until'])
    .where('viewings.ticket_id', '=', ticketId)
    .where('viewings.viewing_until', '>', now)
    .orderBy('members.name')
    .execute()
  return rows.map((row) => ({
    memberId: row.member_id,
    name: row.name,
    doing: row.typing_until && row.typing_until > now ? 'typing' : 'viewing',
  }))
}

/** Returns all present viewings by ticket: members and what they do, as one text that changes with any of it. */
export async function everyoneViewing(db: Queryable, now: Date): Promise<Map<TicketId, string>> {
  const rows = await db
    .selectFrom('viewings')
    .select(['ticket_id', 'member_id', 'typing_until'])
    .where('viewing_until', '>', now)
    .orderBy('member_id')
    .execute()
  const found = new Map<TicketId, string>()
  for (const row of rows) {
    const id = row.ticket_id
    const doing = row.typing_until && row.typing_until > now ? 'types' : 'looks'
    found.set(id, `${found.get(id) ?? ''} ${row.member_id} ${doing}`)
  }
  return found
}

/** Deletes viewings that are long over. */
export async function forgetViewings(core: Core): Promise<void> {
  const before = new Date(core.clock.now().getTime() - 10 * VIEWING_LASTS)
  await core.db.deleteFrom('viewings').where('viewing_until', '<', before).execute()
}
