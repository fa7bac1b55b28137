import { type TalkRow, talksOf, waitingFor } from '../../core/handoff-desk.ts'
import { acceptNext } from '../../core/handoff-talk.ts'
import { comeAvailable, goAway, presenceOf, USUAL_CAPACITY } from '../../core/presence.ts'
import { timeOfDay } from '../../core/wording/dates.ts'
import { wordingIn as customerWordingIn } from '../../core/wording/wording.ts'
import { type Answer, page, redirect } from '../answer.ts'
import { type Html, html } from '../html.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../route.ts'
import { ago } from '../when.ts'
import { TALK_WORDS } from '../wording/talk-words.ts'
import { csrfField, deskPage } from './desk-page.ts'
import { empty } from './queue-page.ts'

const HOUR = 3_600_000

/** Who waits for a person, the member's own talks, and whether the member is there. */
export const TALKS_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/talks', allow: EVERY_ROLE, handle: showTalks },
  { method: 'POST', url: '/desk/talks/presence', allow: EVERY_ROLE, handle: changePresence },
  { method: 'POST', url: '/desk/talks/next', allow: EVERY_ROLE, handle: takeNext },
]

async function showTalks(visit: MemberVisit): Promise<Answer> {
  const { core, member, wording } = visit
  const words = TALK_WORDS[wording.language]
  const [mine, waiting] = await Promise.all([talksOf(core.db, member.id), waitingFor(core.db, member.id)])
  const body = html`<div class="queue talks">
    <div class="head"><h1>${words.title}</h1></div>
    ${await presence(visit)}
    <div data-refresh="5">
    <h2>${words.mine.title}</h2>
    ${mine.length === 0 ? empty(words.mine.none) : html`<ol class="troubles">${mine.map((talk) => row(visit, talk))}</ol>`}
    <h2>${words.waiting.title}</h2>
    ${waiting.length === 0 ? empty(words.waiting.none) : html`<ol class="troubles">${waiting.map((talk) => row(visit, talk))}</ol>`}
    </div>
    ${waiting.length > 0 && html`<form method="post" action="/desk/talks/next" data-once>${csrfField(visit)}<button class="primary">${words.waiting.takeNext}</button></form>`}
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'talks', body }))
}

async function presence(visit: MemberVisit): Promise<Html> {
  const { core, member, wording, now } = visit
  const { presence: words } = TALK_WORDS[wording.language]
  const there = await presenceOf(core.db, member.id, now)
  return html`<form class="presence" method="post" action="/desk/talks/presence">
    ${csrfField(visit)}
    <p role="status">${there ? words.there(timeOfDay(wording.language, there.until)) : words.away}</p>
    <p><label for="capacity">${words.capacity}</label> <input id="capacity" name="capacity" type="number" min="1" max="20" value="${there?.capacity ?? USUAL_CAPACITY}"></p>
    <p><button name="act" value="come">${there ? words.stay : words.come}</button>
    ${there && html` <button class="quiet" name="act" value="go">${words.go}</button>`}</p>
  </form>`
}

function row(visit: MemberVisit, talk: TalkRow): Html {
  const { wording, now } = visit
  const words = TALK_WORDS[wording.language]
  const { name } = customerWordingIn(wording.language).categories[talk.category]
  const held = talk.memberId === visit.member.id
  return html`<li>
    <p class="trouble-what"><strong>${talk.customerName ?? wording.list.noName}</strong> <span class="tag">${name}</span>
      ${talk.urgent && html`<span class="tag tag-bad">${words.waiting.urgent}</span>`} <span class="reference">${talk.reference}</span>
      <span class="faint">${wording.languages[talk.language]} · ${ago(wording.language, talk.requestedAt, now)}</span></p>
    <div class="message-text" lang="${talk.language}">${talk.summary}</div>
    ${
      held
        ? html`<p><a href="/desk/talks/${talk.id}">${words.mine.open}</a></p>`
        : html`<form method="post" action="/desk/talks/${talk.id}/acceptance" data-once>${csrfField(visit)}<button>${words.waiting.take}</button></form>`
    }</li>`
}

async function changePresence({ core, member, form, now }: MemberVisit): Promise<Answer> {
  if (form.act === 'go') await goAway(core, member.id)
  else {
    const until = new Date(now.getTime() + HOUR)
    await comeAvailable(core, {
      memberId: member.id,
      until,
      capacity: Number(form.capacity ?? USUAL_CAPACITY),
    })
  }
  return redirect('/desk/talks')
}

async function takeNext({ core, member }: MemberVisit): Promise<Answer> {
  const taken = await acceptNext(core, member.id)
  return redirect(taken ? `/desk/talks/${taken}` : '/desk/talks')
}
