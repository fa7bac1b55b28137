import { type TalkRow, talksOf, unreadOf, waitingFor } from '../../../core/chat/handoff-desk.ts'
import { acceptNext } from '../../../core/chat/handoff-session.ts'
import type { HandoffId } from '../../../core/kernel/id.ts'
import {
  becomeAvailable,
  becomeUnavailable,
  PRESENCE_LASTS,
  presenceOf,
  USUAL_CAPACITY,
} from '../../../core/member/presence.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { HANDOFF_WORDS } from '../../wording/handoff-words.ts'
import { LIVE_WORDS } from '../../wording/live-words.ts'
import { timeAgo } from '../../wording/time-format.ts'
import { csrfField, deskPage } from '../desk-page.ts'

import { emptyList } from '../empty-list.ts'

/** Who waits for a person, the member's own handoffs, and whether the member is available. */
export const HANDOFFS_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/talks', allow: EVERY_ROLE, handle: showHandoffs },
  {
    method: 'GET',
    url: '/desk/talks/lists',
    allow: EVERY_ROLE,
    handle: async (visit) => page(await handoffLists(visit)),
  },
  { method: 'POST', url: '/desk/talks/presence', allow: EVERY_ROLE, handle: changePresence },
  { method: 'POST', url: '/desk/talks/next', allow: EVERY_ROLE, handle: takeNext },
]

async function showHandoffs(visit: MemberVisit): Promise<RouteResponse> {
  const words = HANDOFF_WORDS[visit.wording.language]
  const body = html`<div class="queue talks">
    <div class="head"><h1>${words.title}</h1></div>
    ${await presence(visit)}
    <div class="talks" hx-get="/desk/talks/lists" hx-trigger="desk:talks from:document delay:300ms">${await handoffLists(visit)}</div>
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'talks', body }))
}

async function presence(visit: MemberVisit): Promise<Html> {
  const { core, member, wording, now } = visit
  const { presence: words } = HANDOFF_WORDS[wording.language]
  const { sound } = LIVE_WORDS[wording.language]
  const there = await presenceOf(core.db, member.id, now)
  return html`<form class="presence" method="post" action="/desk/talks/presence">
    ${csrfField(visit)}
    <p role="status">${there ? words.there(there.capacity) : words.away}</p>
    <p><label for="capacity">${words.capacity}</label> <input id="capacity" name="capacity" type="number" min="1" max="20" value="${there?.capacity ?? USUAL_CAPACITY}"></p>
    <p><button name="act" value="come"${!there && html` class="primary"`}>${there ? words.stay : words.come}</button>
    ${there && html` <button class="quiet" name="act" value="go">${words.go}</button>`}
    <button type="button" class="quiet" data-sound data-on="${sound.on}" data-off="${sound.off}" hidden></button></p>
  </form>`
}

// The stream of the open pages extends it (live-streams.ts): a minute after the last page is closed, the member is
// unavailable.
async function changePresence({ core, member, form, now }: MemberVisit): Promise<RouteResponse> {
  if (form.act === 'go') await becomeUnavailable(core.db, member.id)
  else {
    await becomeAvailable(core, {
      memberId: member.id,
      until: new Date(now.getTime() + PRESENCE_LASTS),
      capacity: Number(form.capacity ?? USUAL_CAPACITY),
    })
  }
  return redirect('/desk/talks')
}

async function takeNext({ core, member }: MemberVisit): Promise<RouteResponse> {
  const taken = await acceptNext(core, member.id)
  return redirect(taken ? `/desk/talks/${taken}` : '/desk/talks')
}

/** Returns the member's handoffs beside the open one, each with its number of unread lines. */
export async function handoffTabs(visit: MemberVisit, open: HandoffId): Promise<Html> {
  const { core, member, wording } = visit
  const words = HANDOFF_WORDS[wording.language]
  const [mine, unread] = await Promise.all([talksOf(core.db, member.id), unreadOf(core.db, member.id)])
  return html`<ul>${mine.map(({ id, customerName }) => {
    const lines = id === open ? 0 : (unread.get(id) ?? 0)
    return html`<li><a href="/desk/talks/${id}"${id === open && html` aria-current="page"`}><span>${customerName ?? words.customer}</span>${
      lines > 0 &&
      html` <span class="count count-alarming">${lines} <span class="hidden">${words.unread}</span></span>`
    }</a></li>`
  })}</ul>
  <p><a class="faint" href="/desk/talks">${words.all}</a></p>`
}

/** Returns the member's handoffs, and who waits for them. */
async function handoffLists(visit: MemberVisit): Promise<Html> {
  const { core, member, wording } = visit
  const words = HANDOFF_WORDS[wording.language]
  const [mine, waiting, unread] = await Promise.all([
    talksOf(core.db, member.id),
    waitingFor(core.db, member.id),
    unreadOf(core.db, member.id),
  ])
  const rows = (talks: readonly TalkRow[]) =>
    html`<ol class="troubles">${talks.map((talk) => handoffRow(visit, talk, unread.get(talk.id) ?? 0))}</ol>`
  return html`<h2>${words.mine.title}</h2>
    ${mine.length === 0 ? emptyList(words.mine.none) : rows(mine)}
    <h2>${words.waiting.title}</h2>
    ${waiting.length === 0 ? emptyList(words.waiting.none) : rows(waiting)}
    ${waiting.length > 0 && html`<form method="post" action="/desk/talks/next" data-once>${csrfField(visit)}<button class="primary">${words.waiting.takeNext}</button></form>`}`
}

function handoffRow(visit: MemberVisit, talk: TalkRow, unread: number): Html {
  const { wording, now } = visit
  const words = HANDOFF_WORDS[wording.language]
  const { name } = customerWordingIn(wording.language).categories[talk.category]
  const held = talk.memberId === visit.member.id
  return html`<li>
    <p class="trouble-what"><strong>${talk.customerName ?? wording.list.noName}</strong> <span class="tag">${name}</span>
      ${talk.urgent && html`<span class="tag tag-bad">${words.waiting.urgent}</span>`} <span class="reference">${talk.reference}</span>
      <span class="faint">${wording.languages[talk.language]} · ${timeAgo(wording.language, talk.requestedAt, now)}</span>
      ${unread > 0 && html`<span class="count count-alarming">${unread} <span class="hidden">${words.unread}</span></span>`}</p>
    <div class="message-text" lang="${talk.language}">${talk.summary}</div>
    ${
      held
        ? html`<p><a href="/desk/talks/${talk.id}">${words.mine.open}</a></p>`
        : html`<form method="post" action="/desk/talks/${talk.id}/acceptance" data-once>${csrfField(visit)}<button>${words.waiting.take}</button></form>`
    }</li>`
}
