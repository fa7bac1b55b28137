import { parseReference, type Reference } from '../../../core/kernel/reference.ts'
import { searchTickets } from '../../../core/search/search.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { LIST_WORDS } from '../../wording/list-words.ts'
import { deskPage } from '../desk-page.ts'
import { emptyList } from '../empty-list.ts'
import { listHref, listQuery, ROWS, readListAddress } from './list-address.ts'
import { ticketRows } from './ticket-rows.ts'

/** The search over every ticket the member may read. */
export const SEARCH_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/search', allow: EVERY_ROLE, handle: search },
]

async function search(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, query, wording } = visit
  const { search: words } = LIST_WORDS[wording.language]
  const address = { ...readListAddress({ text: query.text, after: query.after }), queue: null }
  const text = address.text?.trim() ?? ''
  if (text === '') {
    const body = searchBody(visit, '', emptyList(words.nothingAsked))
    return page(await deskPage(visit, { title: words.title, place: 'search', body }))
  }
  const { tickets, next, suggestions } = await searchTickets(core, member.id, {
    text,
    after: address.after,
    size: ROWS,
  })
  const [only] = tickets
  // A search for a whole reference opens that ticket instead of a list of one.
  const named = parseReference(text)
  if (only && named?.kind === 'valid' && only.reference === named.reference && tickets.length === 1) {
    return redirect(`/desk/tickets/${only.reference}`)
  }
  const found = html`${suggestions.length > 0 && meant(visit, suggestions)}
    ${tickets.length > 0 ? ticketRows(visit, tickets) : suggestions.length === 0 && emptyList(words.none(text))}
    <nav class="pages" aria-label="${LIST_WORDS[wording.language].pages}">
      ${address.after !== null && html`<a href="${listHref({ text })}">${wording.list.first}</a>`}
      ${next !== null && html`<a rel="next" href="${listHref({ text, after: next })}">${wording.list.next}</a>`}
    </nav>`
  const body = await deskPage(visit, {
    title: words.title,
    place: 'search',
    body: searchBody(visit, text, found),
  })
  return page(body, 200, listQuery({ ...address, text }))
}

function searchBody({ wording }: MemberVisit, text: string, found: Html): Html {
  const { search: words } = LIST_WORDS[wording.language]
  return html`<div class="queue">
    <div class="head"><h1>${text === '' ? words.title : words.found(text)}</h1></div>
    <form class="search" action="/desk/search" method="get" role="search" aria-label="${words.title}">
      <label class="hidden" for="search-text">${words.label}</label>
      <input id="search-text" name="text" type="search" value="${text}" maxlength="200" autocomplete="off" aria-describedby="search-what">
      <button class="primary">${words.go}</button>
    </form>
    <p class="lead" id="search-what">${words.what}</p>
    ${found}
  </div>`
}

function meant({ wording }: MemberVisit, suggestions: readonly Reference[]): Html {
  const { search: words } = LIST_WORDS[wording.language]
  return html`<div class="notice"><p>${words.suggestions}</p><ul class="suggestions">${suggestions.map(
    (reference) => html`<li><a class="reference" href="/desk/tickets/${reference}">${reference}</a></li>`,
  )}</ul></div>`
}
