import { type Clearance, listClearances } from '../../../core/member/clearance.ts'
import { listMembers, type Member } from '../../../core/member/member.ts'
import { listMemberships, listTeams, type Team } from '../../../core/member/team.ts'
import { SENSITIVE_LANES } from '../../../core/policy/category.ts'
import { ROLES } from '../../../core/policy/role.ts'
import { type Html, type HtmlPart, html } from '../../http/html.ts'
import { page, type RouteResponse } from '../../http/response.ts'
import { ADMINISTRATORS, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { ACCOUNT_WORDS, type AccountDone } from '../../wording/account-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { notice } from '../notice.ts'
import { type WaysIn, wayInForms, wayInTags, waysInOf } from './member-sign-in-forms.ts'

/** Who works here and what they may read. */
export const MEMBERS_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/members', allow: ADMINISTRATORS, handle: (visit) => membersPage(visit) },
]

interface Access {
  teams: readonly Team[]
  memberships: readonly { teamId: string; memberId: string }[]
  clearances: readonly Clearance[]
  ways: WaysIn
}

/** The page of members; after an invitation with its link, which is shown this once, or with why a form was refused. */
export async function membersPage(
  visit: MemberVisit,
  said: { link?: { name: string; url: string }; refused?: string } = {},
): Promise<RouteResponse> {
  const { core, wording } = visit
  const [members, teams, memberships, clearances] = await Promise.all([
    listMembers(core.db),
    listTeams(core.db),
    listMemberships(core.db),
    listClearances(core.db),
  ])
  const access = { teams, memberships, clearances, ways: await waysInOf(visit, members) }
  const words = wording.members
  const body = html`<div class="queue members">
    <div class="head"><h1>${words.title}</h1></div>
    ${notice(visit)}${accountNotice(visit)}
    ${said.refused !== undefined && html`<p class="warning warning-bad" role="alert">${said.refused}</p>`}
    ${said.link && html`<div class="notice" role="status"><p>${words.link(said.link.name)}</p><p><code class="link">${said.link.url}</code></p></div>`}
    <p class="lead">${words.lead}</p>
    <ul class="people">${members.map((member) => html`<li>${person(visit, member, access)}</li>`)}</ul>
    ${invitationForm(visit)}
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'members', body }), said.refused ? 400 : 200)
}

function accountNotice({ wording, query }: MemberVisit): Html | undefined {
  const { done } = ACCOUNT_WORDS[wording.language]
  const what = query.account ?? ''
  if (!Object.hasOwn(done, what)) return undefined
  return html`<p class="notice" role="status">${done[what as AccountDone]}</p>`
}

function person(visit: MemberVisit, member: Member, access: Access): Html {
  const { wording } = visit
  const teams = access.teams.filter((team) => isIn(access, member, team))
  const lanes = SENSITIVE_LANES.filter((lane) => isCleared(access, member, lane))
  return html`<div class="person">
      <p><strong>${member.name}</strong> <span class="faint">${member.email}</span>
        ${wayInTags(visit, member, access.ways)} ${!member.hasPassword && html`<span class="tag tag-warn">${wording.members.invited}</span>`}</p>
      <p><span class="tag">${wording.roles[member.role]}</span>
        ${teams.map((team) => html`<span class="tag">${team.name[wording.language]}</span> `)}
        ${lanes.map((lane) => html`<span class="tag tag-warn">${wording.members.clearances} : ${wording.lanes[lane]}</span> `)}</p>
    </div>
    <details><summary aria-label="${wording.members.open(member.name)}">${wording.members.edit}</summary>${accessForm(visit, member, access)}</details>`
}

function accessForm(visit: MemberVisit, member: Member, access: Access): Html {
  const { wording } = visit
  const words = wording.members
  const self = member.id === visit.member.id
  const address = `/desk/members/${member.id}`
  return html`<form method="post" action="${address}/access">
      ${csrfField(visit)}
      <p><label for="role-${member.id}">${words.role}</label> ${roleSelect(visit, `role-${member.id}`, member.role)}</p>
      <fieldset><legend>${words.teams}</legend>${access.teams.map((team) =>
        box('team', team.id, team.name[wording.language], isIn(access, member, team)),
      )}</fieldset>
      <fieldset><legend>${words.clearances}</legend>${SENSITIVE_LANES.map((lane) =>
        box('lane', lane, wording.lanes[lane], isCleared(access, member, lane)),
      )}${self && html`<p class="faint">${words.self}</p>`}</fieldset>
      <button class="primary">${words.save}</button>
    </form>
    <div class="person-more">
      <form method="post" action="${address}/invitation">${csrfField(visit)}<button>${words.newLink}</button></form>
      ${!self && html`<form method="post" action="${address}/deactivation">${csrfField(visit)}<button class="danger" aria-label="${words.confirmDeactivate(member.name)}">${words.deactivate}</button></form>`}
      ${wayInForms(visit, member, access.ways)}
    </div>`
}

function invitationForm(visit: MemberVisit): Html {
  const { wording, form } = visit
  const words = wording.members
  return html`<section class="invite"><h2>${words.add}</h2>
    <form method="post" action="/desk/members">
      ${csrfField(visit)}
      <p><label for="name">${words.name}</label> <input id="name" name="name" required autocomplete="off" value="${form.name}"></p>
      <p><label for="email">${wording.signIn.email}</label> <input id="email" name="email" type="email" required autocomplete="off" value="${form.email}"></p>
      <p><label for="role">${words.role}</label> ${roleSelect(visit, 'role', 'agent')}</p>
      <p><label for="language">${words.language}</label> <select id="language" name="language"><option value="fr">${wording.languages.fr}</option><option value="en">${wording.languages.en}</option></select></p>
      <button class="primary">${words.invite}</button>
    </form></section>`
}

function roleSelect({ wording }: MemberVisit, id: string, chosen: string): Html {
  return html`<select id="${id}" name="role">${ROLES.map(
    (role) =>
      html`<option value="${role}"${role === chosen && html` selected`}>${wording.roles[role]}</option>`,
  )}</select>`
}

function box(kind: 'team' | 'lane', value: string, words: HtmlPart, checked: boolean): Html {
  return html`<label class="box"><input type="checkbox" name="${kind}:${value}" value="1"${checked && html` checked`}> ${words}</label>`
}

function isIn({ memberships }: Access, member: Member, team: Team): boolean {
  return memberships.some((one) => one.memberId === member.id && one.teamId === team.id)
}

function isCleared({ clearances }: Access, member: Member, lane: string): boolean {
  return clearances.some((one) => one.memberId === member.id && one.lane === lane)
}
