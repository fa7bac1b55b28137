import { type SqlBool, sql } from 'kysely'
import type { Core } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { type PagePosition, readPosition, writePosition } from '../kernel/page-position.ts'
import { readableBy } from '../member/clearance.ts'
import { filteredBy, type TicketFilter } from './filter.ts'
import { type HistoryPage, historyPage } from './list-history.ts'
import { BY_DUE, inQueue, isHistoryQueue, QUEUES, type Queue } from './queue.ts'
import { rowsOf, type TicketRow } from './row.ts'

export interface TicketPage {
  tickets: TicketRow[]
  /** Give it back as `after` for the next page; null on the last. */
  next: string | null
}

export const PAGE_SIZE = 50

/** What a page of a list is asked by. */
export interface ListRequest {
  queue: Queue
  filter?: TicketFilter
  /** The last page's `next`; a garbled one starts over. */
  after?: string | null
  size?: number
}

/** A page of one queue as this member may see it; of history it may be short while more follow (see `auditLogPage`). */
export async function listTickets(
  core: Core,
  viewer: MemberId,
  { queue, filter = {}, after = null, size = PAGE_SIZE }: ListRequest,
): Promise<TicketPage> {
  const request = { queue, filter, from: readPosition(after), size }
  const { ids, next } = isHistoryQueue(queue)
    ? await historyPage(core, viewer, request)
    : await workPage(core, viewer, request)
  return { tickets: await rowsOf(core.db, viewer, ids), next: next && writePosition(next) }
}

// The page's tickets first, with nothing but what orders them: the rest is then read for fifty rows, not for all.
async function workPage(
  core: Core,
  viewer: MemberId,
  {
    queue,
    filter,
    from,
    size,
  }: { queue: Queue; filter: TicketFilter; from: PagePosition | null; size: number },
): Promise<HistoryPage> {
  const beyond = sql<SqlBool>`(${BY_DUE}, tickets.id) > (${from?.key}::timestamptz, ${from?.id}::uuid)`
  const places = await core.db
    .selectFrom('tickets')
    .where(readableBy(viewer))
    .where(inQueue(core, viewer, queue))
    .where(filteredBy(filter))
    .$if(from !== null, (query) => query.where(beyond))
    .select(['tickets.id', sql<string>`(${BY_DUE})::text`.as('key')])
    .orderBy(BY_DUE)
    .orderBy('tickets.id')
    .limit(size + 1)
    .$castTo<PagePosition & { id: TicketId }>()
    .execute()
  const shown = places.slice(0, size)
  return { ids: shown.map(({ id }) => id), next: places.length > size ? (shown.at(-1) ?? null) : null }
}

/** As far as a queue is counted; this many means this many or more. */
export const COUNTED = 1_000

// History has no number that wants work.
const COUNTED_QUEUES = QUEUES.filter((queue) => queue !== 'resolved' && queue !== 'all')

/** How many tickets stand in each queue that wants work, as this member may see them, counted up to `COUNTED`. */
export async function countTickets(core: Core, viewer: MemberId): Promise<Partial<Record<Queue, number>>> {
  const counted = await core.db
    .selectNoFrom((eb) =>
      COUNTED_QUEUES.map((queue) =>
        eb
          .selectFrom((of) =>
            of
              .selectFrom('tickets')
              .where(readableBy(viewer))
              .where(inQueue(core, viewer, queue))
              .select('tickets.id')
              .limit(COUNTED)
              .as('some'),
          )
          .select(sql<number>`count(*)::integer`.as('count'))
          .as(queue),
      ),
    )
    .executeTakeFirstOrThrow()
  return counted as Partial<Record<Queue, number>>
}
