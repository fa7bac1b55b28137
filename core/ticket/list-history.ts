import { type SqlBool, sql } from 'kysely'
import type { Core } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import type { PagePosition } from '../kernel/page-position.ts'
import { readableBy } from '../member/clearance.ts'
import { filteredBy, type TicketFilter } from './filter.ts'
import { inQueue, type Queue } from './queue.ts'

/** Tickets of a queue of history, newest word first, and where to go on; null at its end. */
export interface HistoryPage {
  ids: TicketId[]
  next: PagePosition | null
}

interface HistoryRequest {
  queue: Queue
  filter: TicketFilter
  from: PagePosition | null
  size: number
}

// How many tickets are looked at, one step after the other, until a page is full: all of history would take seconds.
const STEPS = [300, 1_500, 4_000] as const

/**
 * The next tickets of a queue of history that fit a filter and may be read. At most 5,800 are looked at: of a filter that
 * hardly any fits the page may be short, even empty, and `next` leads on.
 */
export async function historyPage(
  core: Core,
  viewer: MemberId,
  { queue, filter, from, size }: HistoryRequest,
): Promise<HistoryPage> {
  const found: Looked[] = []
  let position = from
  for (const step of STEPS) {
    const looked = await look(core, viewer, { queue, filter, from: position, step })
    found.push(...looked.filter(({ fits }) => fits))
    if (found.length > size) return { ids: idsOf(found.slice(0, size)), next: found[size - 1] ?? null }
    const end = looked.at(-1)
    if (!end || end.place < step) return { ids: idsOf(found), next: null }
    position = end
  }
  return { ids: idsOf(found), next: position }
}

interface Looked extends PagePosition {
  id: TicketId
  fits: boolean
  /** From 1. */
  place: number
}

// Of what was looked at, what fits, and the last.
async function look(
  core: Core,
  viewer: MemberId,
  { queue, filter, from, step }: Omit<HistoryRequest, 'size'> & { step: number },
): Promise<Looked[]> {
  const beyond = sql<SqlBool>`(tickets.last_message_at, tickets.id) < (${from?.key}::timestamptz, ${from?.id}::uuid)`
  const { ordered, rest } = partsOf(queue, filter)
  return core.db
    .with(
      (cte) => cte('looked').materialized(),
      (db) =>
        db
          .selectFrom('tickets')
          .where(inQueue(core, viewer, queue))
          .where(filteredBy(ordered))
          .$if(from !== null, (query) => query.where(beyond))
          .select((eb) => [
            'tickets.id',
            sql<string>`tickets.last_message_at::text`.as('key'),
            eb.and([readableBy(viewer)(eb), filteredBy(rest)(eb)]).as('fits'),
            sql<number>`row_number() over (order by tickets.last_message_at desc, tickets.id desc)::integer`.as(
              'place',
            ),
          ])
          .orderBy('tickets.last_message_at', 'desc')
          .orderBy('tickets.id', 'desc')
          .limit(step),
    )
    .selectFrom('looked')
    .select(['id', 'key', 'fits', 'place'])
    .where((eb) =>
      eb.or([
        eb('fits', '=', true),
        eb('place', '=', (of) => of.selectFrom('looked').select((all) => all.fn.max('place').as('last'))),
      ]),
    )
    .orderBy('place')
    .$castTo<Looked>()
    .execute()
}

// What an index has in the order shown is looked at alone; spam is little.
function partsOf(queue: Queue, filter: TicketFilter): { ordered: TicketFilter; rest: TicketFilter } {
  const { assigneeId, category, teamId, door } = filter
  if (queue === 'spam') return { ordered: {}, rest: filter }
  if (assigneeId && assigneeId !== 'nobody') return { ordered: { assigneeId }, rest: filter }
  if (category) return { ordered: { category }, rest: filter }
  if (teamId) return { ordered: { teamId }, rest: filter }
  return { ordered: door ? { door } : {}, rest: filter }
}

function idsOf(found: readonly Looked[]): TicketId[] {
  return found.map(({ id }) => id)
}
