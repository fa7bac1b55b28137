import { acceptNext } from '../../../core/chat/handoff-session.ts'
import {
  becomeAvailable,
  becomeUnavailable,
  PRESENCE_LASTS,
  presenceOf,
  USUAL_CAPACITY,
} from '../../../core/member/presence.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { HANDOFF_WORDS } from '../../wording/handoff-words.ts'
import { LIVE_WORDS } from '../../wording/live-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { handoffLists } from './handoff-list.ts'

/** Who waits for a person, the member's own talks, and whether the member is there. */
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

// The open pages' stream prolongs it (live-streams.ts): who closes the last one is gone a minute later.
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
