import { requestAccountRecovery } from '../../../core/auth/account-recovery.ts'
import { invite } from '../../../core/auth/invitation.ts'
import { isLockedOut } from '../../../core/auth/lockout.ts'
import { membersWithSecondFactor } from '../../../core/auth/second-factor.ts'
import { membersWithProvider } from '../../../core/auth/single-sign-on.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { isUuid } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import {
  type Clearance,
  clearancesOf,
  grantClearance,
  listClearances,
  withdrawClearance,
} from '../../../core/member/clearance.ts'
import {
  changeMemberLanguage,
  changeRole,
  createMember,
  deactivateMember,
  findMember,
  listMembers,
  type Member,
} from '../../../core/member/member.ts'
import {
  joinTeam,
  leaveTeam,
  listMemberships,
  listTeams,
  type Team,
  teamsOf,
} from '../../../core/member/team.ts'
import { SENSITIVE_LANES } from '../../../core/policy/category.ts'
import { isRole, ROLES } from '../../../core/policy/role.ts'
import { type Html, type HtmlPart, html } from '../../http/html.ts'
import { localPath } from '../../http/local-path.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { ADMINISTRATORS, EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { ACCOUNT_WORDS, type AccountDone } from '../../wording/account-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { notice, withNotice } from '../notice.ts'

/** The members and what they may read. */
export const MEMBERS_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/members', allow: ADMINISTRATORS, handle: (visit) => membersPage(visit) },
]

interface Access {
  teams: readonly Team[]
  memberships: readonly { teamId: string; memberId: string }[]
  clearances: readonly Clearance[]
  ways: SignInMethods
}

/** Returns the page of members. After an invitation it shows the link this once; after a refused form, the reason. */
export async function membersPage(
  visit: MemberVisit,
  notices: { link?: { name: string; url: string }; refused?: string } = {},
): Promise<RouteResponse> {
  const { core, wording } = visit
  const [members, teams, memberships, clearances] = await Promise.all([
    listMembers(core.db),
    listTeams(core.db),
    listMemberships(core.db),
    listClearances(core.db),
  ])
  const access = { teams, memberships, clearances, ways: await signInMethodsOf(visit, members) }
  const words = wording.members
  const body = html`<div class="queue members">
    <div class="head"><h1>${words.title}</h1></div>
    ${notice(visit)}${accountNotice(visit)}
    ${notices.refused !== undefined && html`<p class="warning warning-bad" role="alert">${notices.refused}</p>`}
    ${notices.link && html`<div class="notice" role="status"><p>${words.link(notices.link.name)}</p><p><code class="link">${notices.link.url}</code></p></div>`}
    <p class="lead">${words.lead}</p>
    <ul class="people">${members.map((member) => html`<li>${person(visit, member, access)}</li>`)}</ul>
    ${invitationForm(visit)}
  </div>`
  return page(
    await deskPage(visit, { title: words.title, place: 'members', body }),
    notices.refused ? 400 : 200,
  )
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
        ${signInTags(visit, member, access.ways)} ${!member.hasPassword && html`<span class="tag tag-warn">${wording.members.invited}</span>`}</p>
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
      ${accessForms(visit, member, access.ways)}
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

/** How members sign in, for the page of members. */
interface SignInMethods {
  secondFactor: ReadonlySet<MemberId>
  provider: ReadonlySet<MemberId>
  lockedOut: ReadonlySet<MemberId>
}

/** Returns how these members sign in, and who is locked out now. */
async function signInMethodsOf({ core }: MemberVisit, members: readonly Member[]): Promise<SignInMethods> {
  const lockedOut = await Promise.all(
    members.map(async ({ id, email }) => ((await isLockedOut(core, [email, id])) ? [id] : [])),
  )
  return {
    secondFactor: await membersWithSecondFactor(core.db),
    provider: await membersWithProvider(core.db),
    lockedOut: new Set(lockedOut.flat()),
  }
}

/** Returns the tags beside a member's name. */
function signInTags({ wording }: MemberVisit, { id }: Member, methods: SignInMethods): Html {
  const words = ACCOUNT_WORDS[wording.language].administrator
  return html`${methods.secondFactor.has(id) && html`<span class="tag tag-done">${words.secondFactorOn}</span> `}
    ${methods.provider.has(id) && html`<span class="tag">${words.linked}</span> `}
    ${methods.lockedOut.has(id) && html`<span class="tag tag-bad">${words.lockedOut}</span>`}`
}

/** Returns the forms with which an administrator changes another member's access. */
function accessForms(visit: MemberVisit, member: Member, methods: SignInMethods): Html {
  const words = ACCOUNT_WORDS[visit.wording.language].administrator
  const form = (word: string, label: string, spoken: string) =>
    html`<form method="post" action="/desk/members/${member.id}/${word}">${csrfField(visit)}<button aria-label="${spoken}">${label}</button></form>`
  const others = member.id !== visit.member.id
  return html`${others && methods.lockedOut.has(member.id) && form('wait-lift', words.lift, `${words.lift}, ${member.name}`)}
    ${others && form('sessions-end', words.endSessions, words.confirmEnd(member.name))}
    ${others && methods.secondFactor.has(member.id) && form('second-factor-reset', words.reset, words.confirmReset(member.name))}
    ${others && methods.provider.has(member.id) && form('provider-unlink', words.unlink, `${words.unlink}, ${member.name}`)}
    <a href="/desk/members/${member.id}/sign-ins" aria-label="${words.signInsOf(member.name)}">${words.signIns}</a>`
}

/** An administrator's actions on members, and a member's on their own desk. */
export const MEMBER_ACTIONS: readonly MemberRoute[] = [
  { method: 'POST', url: '/desk/members', allow: ADMINISTRATORS, handle: addMember },
  { method: 'POST', url: '/desk/members/:member/access', allow: ADMINISTRATORS, handle: changeAccess },
  { method: 'POST', url: '/desk/members/:member/invitation', allow: ADMINISTRATORS, handle: inviteAgain },
  { method: 'POST', url: '/desk/members/:member/deactivation', allow: ADMINISTRATORS, handle: closeAccess },
  { method: 'POST', url: '/desk/language', allow: EVERY_ROLE, handle: switchLanguage },
]

async function addMember(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form, wording, member } = visit
  const { name = '', email = '', role = '', language } = form
  if (!isRole(role)) throw new Problem('invalid-input', 'There is no such role.')
  try {
    const added = await createMember(core, {
      name,
      email,
      role,
      language: language === 'en' ? 'en' : 'fr',
      by: member.id,
    })
    core.log.info('a member was added', { memberId: added.id })
    return await showLink(visit, added)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const taken = error.code === 'already-done'
    return membersPage(visit, { refused: taken ? wording.members.taken : wording.members.incomplete })
  }
}

async function changeAccess(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form, member, wording } = visit
  const changed = await memberInAddress(visit)
  const role = form.role ?? ''
  if (!isRole(role)) throw new Problem('invalid-input', 'There is no such role.')
  const self = changed.id === member.id
  if (self && role !== member.role) return membersPage(visit, { refused: wording.members.notYourself })
  const held = await clearancesOf(core.db, changed.id)
  const wanted = SENSITIVE_LANES.filter((lane) => form[`lane:${lane}`] === '1')
  if (self && wanted.some((lane) => !held.includes(lane))) {
    return membersPage(visit, { refused: wording.members.self })
  }
  if (role !== changed.role) await changeRole(core, { memberId: changed.id, role, by: member.id })
  await changeTeams(visit, changed)
  for (const lane of SENSITIVE_LANES) {
    const clearance = { memberId: changed.id, lane }
    if (wanted.includes(lane) && !held.includes(lane)) {
      await grantClearance(core, { ...clearance, grantedBy: member.id })
    } else if (!wanted.includes(lane) && held.includes(lane))
      await withdrawClearance(core, { ...clearance, by: member.id })
  }
  core.log.info("a member's access was changed", { memberId: changed.id })
  return redirect(withNotice('/desk/members', 'saved'))
}

async function changeTeams({ core, form, member }: MemberVisit, { id: memberId }: Member): Promise<void> {
  const present = (await teamsOf(core.db, memberId)).map((team) => team.id)
  for (const { id: teamId } of await listTeams(core.db)) {
    const wanted = form[`team:${teamId}`] === '1'
    if (wanted && !present.includes(teamId)) await joinTeam(core, { memberId, teamId, by: member.id })
    if (!wanted && present.includes(teamId)) await leaveTeam(core, { memberId, teamId, by: member.id })
  }
}

async function inviteAgain(visit: MemberVisit): Promise<RouteResponse> {
  const invited = await memberInAddress(visit)
  if (!invited.hasPassword) return showLink(visit, invited)
  // Mailed to the member, not to the requester: the link would open every lane the member is cleared for.
  await requestAccountRecovery(visit.core, { email: invited.email, from: visit.from })
  return redirect(withNotice('/desk/members', 'way-back-mailed'))
}

async function showLink(visit: MemberVisit, invited: Member) {
  const url = await invite(visit.core, { memberId: invited.id, purpose: 'member' })
  return membersPage({ ...visit, form: {} }, { link: { name: invited.name, url } })
}

async function closeAccess(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording } = visit
  const closed = await memberInAddress(visit)
  if (closed.id === member.id) return membersPage(visit, { refused: wording.members.notYourself })
  await deactivateMember(core, closed.id, member.id)
  core.log.info("a member's access was closed", { memberId: closed.id })
  return redirect(withNotice('/desk/members', 'deactivated'))
}

async function switchLanguage({ core, member, form }: MemberVisit): Promise<RouteResponse> {
  await changeMemberLanguage(core, { memberId: member.id, language: form.language === 'en' ? 'en' : 'fr' })
  return redirect(localPath(form.back))
}

/** Returns the member whose id stands in the address; throws `not-found` when there is none. */
export async function memberInAddress({ core, params }: MemberVisit): Promise<Member> {
  const id = params.member ?? ''
  const found = isUuid<MemberId>(id) ? await findMember(core.db, id) : undefined
  if (!found) throw new Problem('not-found', 'There is no such member.')
  return found
}
