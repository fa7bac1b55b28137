import { talksOf, unreadOf, waitingFor } from '../../../core/chat/handoff-desk.ts'
import { presenceOf } from '../../../core/member/presence.ts'
import { html } from '../../http/html.ts'
import { page, type RouteResponse } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { HANDOFF_WORDS } from '../../wording/handoff-words.ts'
import { LIVE_WORDS } from '../../wording/live-words.ts'
import { csrfField } from '../desk-page.ts'

const MOST_IN_TRAY = 3

/** The event stream, the check whether the server is reachable, and the list of customers waiting for the member. */
export const LIVE_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/live', allow: EVERY_ROLE, handle: follow },
  { method: 'GET', url: '/desk/live/here', allow: EVERY_ROLE, handle: here },
  { method: 'GET', url: '/desk/live/tray', allow: EVERY_ROLE, handle: tray },
]

// A request for anything but an event stream gets a hint how to ask for one.
async function follow({ live, events, query, member, sessionToken }: MemberVisit): Promise<RouteResponse> {
  if (!events.wanted) {
    return { kind: 'text', type: 'text/plain; charset=utf-8', body: 'Accept: text/event-stream\n' }
  }
  const after = events.lastId ?? query.after
  return {
    kind: 'events',
    follow: (sink) => live.follow({ memberId: member.id, token: sessionToken, after }, sink),
  }
}

// The guard has read the session's row by now, so the database is reachable too.
async function here(): Promise<RouteResponse> {
  return { kind: 'json', status: 200, body: { here: true } }
}

async function tray(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording, now } = visit
  const words = LIVE_WORDS[wording.language]
  const { customer } = HANDOFF_WORDS[wording.language]
  const [there, mine, unread] = await Promise.all([
    presenceOf(core.db, member.id, now),
    talksOf(core.db, member.id),
    unreadOf(core.db, member.id),
  ])
  const waiting = there ? await waitingFor(core.db, member.id) : []
  const written = mine.filter(({ id }) => unread.has(id))
  const notices = waiting.length + [...unread.values()].reduce((sum, lines) => sum + lines, 0)
  return page(html`<div data-notices="${notices}">
    ${waiting.slice(0, MOST_IN_TRAY).map(
      (
        talk,
      ) => html`<form class="tray-one" method="post" action="/desk/talks/${talk.id}/acceptance" data-once>
      ${csrfField(visit)}<p>${words.arrived(talk.customerName ?? customer)} <span class="reference">${talk.reference}</span></p>
      <button class="primary">${words.take}</button></form>`,
    )}
    ${written.map(
      (
        talk,
      ) => html`<p class="tray-one" data-talk-notice="${talk.id}"><span>${words.given(talk.customerName ?? customer, unread.get(talk.id) ?? 0)}</span>
      <a href="/desk/talks/${talk.id}">${words.open}</a></p>`,
    )}
  </div>`)
}
