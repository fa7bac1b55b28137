import type { Selectable } from 'kysely'
import type { SavedFiltersTable } from '../../db/list-tables.ts'
import type { Core, Queryable } from '../kernel/core.ts'
import { isUuid, type MemberId, newId, type SavedFilterId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { filterQuery, QUEUES, type Queue, readTicketFilter, type TicketFilter } from './queue.ts'

/** A named filter of one member; nobody else sees it. */
export interface SavedFilter {
  id: SavedFilterId
  name: string
  queue: Queue
  filter: TicketFilter
}

/** The longest name, in characters. */
const LONGEST_FILTER_NAME = 60
/** How many filters one member may have: a menu is read, not searched. */
export const MOST_FILTERS = 30

/**
 * Saves a filter of one queue under a name; an existing name then names the new filter. Throws `invalid-input` for an
 * empty or overlong name, `too-large` beyond 30 filters.
 */
export async function saveFilter(
  core: Core,
  given: { memberId: MemberId; name: string; queue: Queue; filter: TicketFilter },
): Promise<SavedFilterId> {
  const { memberId, queue, filter } = given
  const name = given.name.replace(/\s+/g, ' ').trim()
  if (name === '' || name.length > LONGEST_FILTER_NAME) {
    throw new Problem('invalid-input', `Give the filter a name of ${LONGEST_FILTER_NAME} characters at most.`)
  }
  const id = newId<'saved-filter'>(core.clock.now())
  await core.db.transaction().execute(async (trx) => {
    // The row lock serialises two saves by the same member, so that neither the limit nor a name is exceeded.
    await trx.selectFrom('members').select('id').where('id', '=', memberId).forUpdate().execute()
    const kept = await listSavedFilters(trx, memberId)
    const before = kept.find((one) => one.name === name)
    if (before) await trx.deleteFrom('saved_filters').where('id', '=', before.id).execute()
    else if (kept.length >= MOST_FILTERS) {
      throw new Problem('too-large', `A member keeps ${MOST_FILTERS} filters at most. Delete one first.`)
    }
    await trx
      .insertInto('saved_filters')
      .values({
        id,
        member_id: memberId,
        name,
        queue,
        filter: JSON.stringify(filter),
        text: null,
        created_at: core.clock.now(),
      })
      .execute()
  })
  return id
}

/** Returns the member's filters, by name. */
export async function listSavedFilters(db: Queryable, memberId: MemberId): Promise<SavedFilter[]> {
  const rows = await db
    .selectFrom('saved_filters')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('name')
    .orderBy('id')
    .limit(MOST_FILTERS)
    .execute()
  return rows.map(toSavedFilter)
}

/** Deletes one of the member's own filters; does nothing for an unknown id. */
export async function deleteFilter(
  core: Core,
  given: { memberId: MemberId; filterId: string },
): Promise<void> {
  const { filterId } = given
  if (!isUuid<SavedFilterId>(filterId)) return
  await core.db
    .deleteFrom('saved_filters')
    .where('member_id', '=', given.memberId)
    .where('id', '=', filterId)
    .execute()
}

// A filter saved by an earlier version is read like a URL: values that no longer exist are ignored.
function toSavedFilter(row: Selectable<SavedFiltersTable>): SavedFilter {
  return {
    id: row.id,
    name: row.name,
    queue: QUEUES.find((queue) => queue === row.queue) ?? 'open',
    filter: readTicketFilter(Object.fromEntries(new URLSearchParams(filterQuery(row.filter)))),
  }
}
