import { Problem } from '../../../core/kernel/problem.ts'
import { deleteFilter, listSavedFilters, saveFilter } from '../../../core/ticket/saved-filter.ts'
import { type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { LIST_WORDS } from '../../wording/list-words.ts'
import { withNotice } from '../notice.ts'
import { listHref, readListQuery } from './list-address.ts'
import { listPage } from './queue-page.ts'

/** Saving a filtered list under a name, and deleting it. */
export const SAVED_FILTER_ACTIONS: readonly MemberRoute[] = [
  { method: 'POST', url: '/desk/filters', allow: EVERY_ROLE, handle: saveList },
  { method: 'POST', url: '/desk/filters/:filter/deletion', allow: EVERY_ROLE, handle: deleteList },
]

async function saveList(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, form } = visit
  const { filter: words } = LIST_WORDS[visit.wording.language]
  const address = readListQuery(form.list ?? '')
  const { filter } = address
  const queue = address.queue ?? 'open'
  try {
    const saved = await saveFilter(core, { memberId: member.id, name: form.name ?? '', queue, filter })
    return redirect(withNotice(listHref({ queue, filter, saved }), 'filter-saved'))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return listPage(visit, address, undefined, error.code === 'too-large' ? words.full : words.refused)
  }
}

async function deleteList({ core, member, params }: MemberVisit): Promise<RouteResponse> {
  const filterId = params.filter ?? ''
  const saved = (await listSavedFilters(core.db, member.id)).find(({ id }) => id === filterId)
  await deleteFilter(core, { memberId: member.id, filterId })
  const href = saved ? listHref({ queue: saved.queue, filter: saved.filter }) : '/desk'
  return redirect(withNotice(href, 'filter-deleted'))
}
