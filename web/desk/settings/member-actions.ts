import { requestAccountRecovery } from '../../../core/auth/account-recovery.ts'
import { invite } from '../../../core/auth/invitation.ts'
import { isUuid, type MemberId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { clearancesOf, grantClearance, withdrawClearance } from '../../../core/member/clearance.ts'
import {
  changeMemberLanguage,
  changeRole,
  createMember,
  deactivateMember,
  findMember,
  type Member,
} from '../../../core/member/member.ts'
import { joinTeam, leaveTeam, listTeams, teamsOf } from '../../../core/member/team.ts'
import { SENSITIVE_LANES } from '../../../core/policy/category.ts'
import { isRole } from '../../../core/policy/role.ts'
import { localPath } from '../../http/local-path.ts'
import { type RouteResponse, redirect } from '../../http/response.ts'
import { ADMINISTRATORS, EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { withNotice } from '../notice.ts'
import { membersPage } from './members-page.ts'

/** What an administrator does about members, and what a member does about their own desk. */
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
  const changed = await theMember(visit)
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
  const invited = await theMember(visit)
  if (!invited.hasPassword) return showLink(visit, invited)
  // To the member, not to whoever asks: the link would open every lane the member is cleared for.
  await requestAccountRecovery(visit.core, { email: invited.email, from: visit.from })
  return redirect(withNotice('/desk/members', 'way-back-mailed'))
}

async function showLink(visit: MemberVisit, invited: Member) {
  const url = await invite(visit.core, { memberId: invited.id, purpose: 'member' })
  return membersPage({ ...visit, form: {} }, { link: { name: invited.name, url } })
}

async function closeAccess(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording } = visit
  const closed = await theMember(visit)
  if (closed.id === member.id) return membersPage(visit, { refused: wording.members.notYourself })
  await deactivateMember(core, closed.id, member.id)
  core.log.info("a member's access was closed", { memberId: closed.id })
  return redirect(withNotice('/desk/members', 'deactivated'))
}

async function switchLanguage({ core, member, form }: MemberVisit): Promise<RouteResponse> {
  await changeMemberLanguage(core, { memberId: member.id, language: form.language === 'en' ? 'en' : 'fr' })
  return redirect(localPath(form.back))
}

async function theMember({ core, params }: MemberVisit): Promise<Member> {
  const id = params.member ?? ''
  const found = isUuid(id) ? await findMember(core.db, id as MemberId) : undefined
  if (!found) throw new Problem('not-found', 'There is no such member.')
  return found
}
