import type { MemberId } from '../../../core/kernel/id.ts'
import { isUuid } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { parseReference, type Reference } from '../../../core/kernel/reference.ts'
import { isCategory } from '../../../core/policy/category.ts'
import { RESOLUTION_OUTCOMES } from '../../../core/policy/resolution-outcome.ts'
import { actOnMany, type BulkAct, MOST_AT_ONCE } from '../../../core/ticket-actions/bulk.ts'
import { type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { BULK_WORDS } from '../../wording/bulk-words.ts'
import { listHref, readListQuery } from './list-address.ts'
import { listPage } from './queue-page.ts'

/** One action on the ticked rows of a list. */
export const BULK_ACTIONS: readonly MemberRoute[] = [
  { method: 'POST', url: '/desk/bulk', allow: EVERY_ROLE, handle: act },
]

async function act(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, form } = visit
  const words = BULK_WORDS[visit.wording.language]
  const address = readListQuery(form.list ?? '')
  const references = tickedIn(form)
  const refuse = (why: string) =>
    listPage(visit, address, { act: form.act ?? '', why, ticked: new Set(references) })
  if (references.length === 0) return refuse(words.nothingChosen)
  if (references.length > MOST_AT_ONCE) return refuse(words.tooMany(MOST_AT_ONCE))
  const wanted = readAct(visit)
  if (wanted.kind === 'resolve' && wanted.text.trim() === '') return refuse(words.noWords)
  try {
    const { done, refused } = await actOnMany(core, { memberId: member.id, references, act: wanted })
    const result = new URLSearchParams({
      bulk: wanted.kind,
      count: String(done.length),
      ...(refused.length > 0
        ? { refused: refused.map(({ reference, why }) => `${reference}~${why}`).join(',') }
        : {}),
    })
    const href = listHref(address)
    return redirect(`${href}${href.includes('?') ? '&' : '?'}${result}`)
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid-input') return refuse(words.noPerson)
    throw error
  }
}

/** Returns the tickets ticked in a form: `ticket.AGF-…` each, or all of the page's when `all` is ticked. */
function tickedIn(form: Readonly<Record<string, string>>): Reference[] {
  const typed =
    form.all === 'on'
      ? (form.page ?? '').split(' ')
      : Object.keys(form).flatMap((name) => (name.startsWith('ticket.') ? [name.slice(7)] : []))
  return typed.flatMap((text) => {
    const found = parseReference(text)
    return found?.kind === 'valid' ? [found.reference] : []
  })
}

function readAct({ form }: MemberVisit): BulkAct {
  const { assignee = '', category = '' } = form
  const outcome = RESOLUTION_OUTCOMES.find((known) => known === form.outcome)
  if (form.act === 'assign' && assignee === 'nobody') return { kind: 'assign', assigneeId: null }
  if (form.act === 'assign' && isUuid<MemberId>(assignee)) return { kind: 'assign', assigneeId: assignee }
  if (form.act === 'category' && isCategory(category)) return { kind: 'category', category }
  if (form.act === 'resolve' && outcome) {
    return {
      kind: 'resolve',
      outcome,
      text: (form.text ?? '').replace(/\r\n?/g, '\n').slice(0, LONGEST_FORM_TEXT),
    }
  }
  if (form.act === 'quarantine' || form.act === 'release') return { kind: form.act }
  throw new Problem('invalid-input', 'There is no such act.')
}
