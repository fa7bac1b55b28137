import { followUpDissatisfaction, listDissatisfied } from '../../../core/intake/dissatisfaction.ts'
import { DAY } from '../../../core/kernel/duration.ts'
import { isUuid, type SatisfactionRequestId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { listTeams } from '../../../core/member/team.ts'
import {
  type SatisfactionLine,
  satisfactionFigures,
} from '../../../core/satisfaction/satisfaction-figures.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { SATISFACTION_DESK_WORDS } from '../../wording/satisfaction-desk-words.ts'
import { timeAgo } from '../../wording/time-format.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { emptyList } from '../empty-list.ts'

/** Customers' satisfaction (policy §3), and the dissatisfied customers to follow up. */
export const SATISFACTION_DESK_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/satisfaction', allow: SUPERVISORS, handle: figures },
  { method: 'GET', url: '/desk/dissatisfied', allow: EVERY_ROLE, handle: dissatisfied },
  { method: 'POST', url: '/desk/dissatisfied/:request', allow: EVERY_ROLE, handle: followUp },
]
const PERIODS = [7, 30, 90, 365]

async function figures(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, query, wording, now } = visit
  const words = SATISFACTION_DESK_WORDS[wording.language]
  const days = PERIODS.find((known) => String(known) === query.days) ?? 30
  const from = new Date(now.getTime() - days * DAY)
  const [found, teams] = await Promise.all([
    satisfactionFigures(core.db, { from, to: now, memberId: member.id }),
    listTeams(core.db),
  ])
  const categories = customerWordingIn(wording.language).categories
  const teamName = (id: string) => teams.find((team) => team.id === id)?.name[wording.language] ?? id
  const body = html`<div class="queue">
    <div class="head"><h1>${words.title}</h1></div>
    <p class="lead">${words.lead(days)}</p>
    <nav class="pages" aria-label="${words.period}">${PERIODS.map(
      (period) =>
        html`<a href="/desk/satisfaction?days=${period}"${period === days && html` aria-current="page"`}>${words.days(period)}</a>`,
    )}</nav>
    ${table(visit, words.whole, [{ name: words.whole, ...found.whole }])}
    ${table(
      visit,
      words.groups.teams,
      found.teams.map((line) => ({ name: teamName(line.team), ...line })),
    )}
    ${table(
      visit,
      words.groups.categories,
      found.categories.map((line) => ({ name: categories[line.category].name, ...line })),
    )}
    ${table(
      visit,
      words.groups.channels,
      found.channels.map((line) => ({ name: wording.channels[line.channel], ...line })),
    )}
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'satisfaction', body }))
}

function table(
  { wording }: MemberVisit,
  heading: string,
  lines: readonly ({ name: string } & SatisfactionLine)[],
): Html {
  const { columns, nobody } = SATISFACTION_DESK_WORDS[wording.language]
  const number = new Intl.NumberFormat(wording.language, {
    maximumFractionDigits: 1,
    minimumFractionDigits: 1,
  })
  const share = new Intl.NumberFormat(wording.language, { style: 'percent' })
  return html`<table class="figures"><thead><tr><th scope="col">${heading}</th><th scope="col">${columns.asked}</th><th scope="col">${columns.rated}</th><th scope="col">${columns.mean}</th><th scope="col">${columns.satisfied}</th></tr></thead>
    <tbody>${lines.map(
      (row) => html`<tr><th scope="row">${row.name}</th><td>${row.asked}</td><td>${row.rated}</td>
        <td>${row.mean === null ? nobody : number.format(row.mean)}</td><td>${row.satisfied === null ? nobody : share.format(row.satisfied)}</td></tr>`,
    )}</tbody></table>`
}

async function dissatisfied(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, query, wording, now } = visit
  const { unhappy: words } = SATISFACTION_DESK_WORDS[wording.language]
  const waiting = await listDissatisfied(core.db, member.id)
  const body = html`<div class="queue">
    <div class="head"><h1>${words.title}</h1></div>
    ${query.done === 'noted' && html`<p class="notice" role="status">${words.saved}</p>`}
    ${
      waiting.length === 0
        ? emptyList(words.none)
        : html`<ol class="troubles">${waiting.map(
            (rating) => html`<li>
      <p class="trouble-what"><strong>${rating.customer ?? wording.list.noName}</strong> <span class="tag tag-warn">${words.score(rating.score)}</span>
        ${rating.reopened && html`<span class="tag">${words.reopened}</span>`} <span>${rating.subject}</span>
        <a class="reference" href="/desk/tickets/${rating.reference}">${rating.reference}</a> <span class="faint">${timeAgo(wording.language, rating.at, now)}</span></p>
      ${rating.comment !== null && html`<div class="message-text" dir="auto">${rating.comment}</div>`}
      <form method="post" action="/desk/dissatisfied/${rating.requestId}">${csrfField(visit)}<button>${words.done}</button></form></li>`,
          )}</ol>`
    }</div>`
  return page(await deskPage(visit, { title: words.title, place: 'dissatisfied', body }))
}

async function followUp({ core, member, params }: MemberVisit): Promise<RouteResponse> {
  const { request: requestId = '' } = params
  if (!isUuid<SatisfactionRequestId>(requestId)) throw new Problem('not-found', 'There is no such answer.')
  try {
    await followUpDissatisfaction(core, { requestId, memberId: member.id })
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'already-done') throw error
  }
  return redirect('/desk/dissatisfied?done=noted')
}
