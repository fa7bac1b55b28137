import { Problem } from '../../../core/kernel/problem.ts'
import { listMemberships, listTeams, renameTeam, type Team } from '../../../core/member/team.ts'
import { CATEGORIES, isCategory, isTeamId } from '../../../core/policy/category.ts'
import { routeAddress } from '../../../core/runtime-settings.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { ADMINISTRATION_WORDS } from '../../wording/administration-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'

/** The teams' names, and which address belongs to which team. */
export const TEAM_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/teams', allow: SUPERVISORS, handle: (visit) => teamsPage(visit) },
  { method: 'POST', url: '/desk/teams/:team', allow: SUPERVISORS, handle: rename },
  { method: 'POST', url: '/desk/addresses/:mailbox', allow: SUPERVISORS, handle: route },
]

const SAVED = '/desk/teams?done=saved'

async function rename(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form, params, member, wording } = visit
  const { team: teamId = '' } = params
  if (!isTeamId(teamId)) throw new Problem('not-found', 'There is no such team.')
  try {
    const name = { fr: form.fr ?? '', en: form.en ?? '' }
    await renameTeam(core, { teamId, name, by: member.id })
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'invalid-input') throw error
    return teamsPage(visit, ADMINISTRATION_WORDS[wording.language].teams.refused)
  }
  return redirect(SAVED)
}

async function route({ core, form, params, member }: MemberVisit): Promise<RouteResponse> {
  const { category = '', team = '' } = form
  if (!isCategory(category)) throw new Problem('invalid-input', 'There is no such category.')
  if (!isTeamId(team)) throw new Problem('invalid-input', 'There is no such team.')
  await routeAddress(core, { mailbox: params.mailbox ?? '', category, teamId: team, memberId: member.id })
  return redirect(SAVED)
}

async function teamsPage(visit: MemberVisit, refused?: string): Promise<RouteResponse> {
  const { core, wording, query } = visit
  const { saved, teams: words } = ADMINISTRATION_WORDS[wording.language]
  const [teams, memberships] = await Promise.all([listTeams(core.db), listMemberships(core.db)])
  const body = html`<div class="queue members">
    <div class="head"><h1>${words.title}</h1></div>
    ${query.done === 'saved' && html`<p class="notice" role="status">${saved}</p>`}
    ${refused !== undefined && html`<p class="warning warning-bad" role="alert">${refused}</p>`}
    <p class="lead">${words.lead}</p>
    <ul class="people">${teams.map(
      (team) =>
        html`<li>${teamForm(visit, team, memberships.filter(({ teamId }) => teamId === team.id).length)}</li>`,
    )}</ul>
    <h2>${words.addresses}</h2><p class="faint">${words.addressesLead}</p>
    <ul class="people">${core.settings.mailboxes.map((address) => html`<li>${addressForm(visit, address, teams)}</li>`)}</ul>
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'teams', body }), refused ? 400 : 200)
}

function teamForm(visit: MemberVisit, team: Team, members: number): Html {
  const { wording, form, params } = visit
  const { teams: words } = ADMINISTRATION_WORDS[wording.language]
  const typed = params.team === team.id ? form : {}
  return html`<div class="person"><p><strong>${team.name[wording.language]}</strong> <span class="faint">${words.levels[team.level]}, ${words.members(members)}</span></p></div>
    <details${params.team === team.id && html` open`}><summary aria-label="${words.names}, ${team.name[wording.language]}">${words.names}</summary>
    <form method="post" action="/desk/teams/${team.id}">${csrfField(visit)}
      <p><label for="fr-${team.id}">${words.french}</label> <input id="fr-${team.id}" name="fr" required maxlength="60" value="${typed.fr ?? team.name.fr}"></p>
      <p><label for="en-${team.id}">${words.english}</label> <input id="en-${team.id}" name="en" required maxlength="60" value="${typed.en ?? team.name.en}"></p>
      <button class="primary" aria-label="${words.saveFor(team.name[wording.language])}">${words.save}</button></form></details>`
}

function addressForm(
  visit: MemberVisit,
  teamAddress: { name: string; address: string; category: string; team: string },
  teams: readonly Team[],
): Html {
  const { wording } = visit
  const { teams: words } = ADMINISTRATION_WORDS[wording.language]
  const { categories } = customerWordingIn(wording.language)
  return html`<div class="person"><p><strong>${teamAddress.address}</strong></p></div>
    <form method="post" action="/desk/addresses/${teamAddress.name}" class="settings-row">${csrfField(visit)}
      <label for="category-${teamAddress.name}">${words.category}</label> <select id="category-${teamAddress.name}" name="category">${CATEGORIES.map(
        (category) =>
          html`<option value="${category}"${category === teamAddress.category && html` selected`}>${categories[category].name}</option>`,
      )}</select>
      <label for="team-${teamAddress.name}">${words.team}</label> <select id="team-${teamAddress.name}" name="team">${teams.map(
        (team) =>
          html`<option value="${team.id}"${team.id === teamAddress.team && html` selected`}>${team.name[wording.language]}</option>`,
      )}</select>
      <button aria-label="${words.saveFor(teamAddress.address)}">${words.save}</button></form>`
}
