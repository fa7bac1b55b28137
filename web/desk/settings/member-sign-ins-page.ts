import {
  type AdministratorAct,
  endSessionsOf,
  liftLockoutOf,
  resetSecondFactor,
  unlinkProvider,
} from '../../../core/auth/member-access.ts'
import { listSignIns } from '../../../core/auth/sign-in-log.ts'
import { html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { ADMINISTRATORS, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { ACCOUNT_WORDS, type AccountDone } from '../../wording/account-words.ts'
import { deskPage } from '../desk-page.ts'
import { memberInAddress, membersPage } from './members-page.ts'
import { signInList } from './sign-in-list.ts'

const MOST_SHOWN = 200

/**
 * An administrator's help for a member who cannot sign in or must be signed out; and the log of sign-ins in their name.
 */
export const MEMBER_SIGN_IN_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/members/:member/sign-ins', allow: ADMINISTRATORS, handle: signInsPage },
  action('second-factor-reset', resetSecondFactor, 'reset'),
  action('sessions-end', endSessionsOf, 'sessions-ended'),
  action('wait-lift', liftLockoutOf, 'lifted'),
  action('provider-unlink', unlinkProvider, 'unlinked'),
]

function action(
  word: string,
  act: (core: MemberVisit['core'], act: AdministratorAct) => Promise<void>,
  done: AccountDone,
): MemberRoute {
  return {
    method: 'POST',
    url: `/desk/members/:member/${word}`,
    allow: ADMINISTRATORS,
    handle: async (visit) => {
      const { core, member: administrator, from, wording } = visit
      const member = await memberInAddress(visit)
      // One's own page asks for password and code first.
      if (member.id === administrator.id) return membersPage(visit, { refused: wording.members.notYourself })
      await act(core, { member, actorId: administrator.id, from })
      core.log.info("a member's way in was changed", { memberId: member.id, event: word })
      return redirect(`/desk/members?account=${done}`)
    },
  }
}

async function signInsPage(visit: MemberVisit): Promise<RouteResponse> {
  const { core, wording } = visit
  const words = ACCOUNT_WORDS[wording.language]
  const member = await memberInAddress(visit)
  const title = words.administrator.signInsOf(member.name)
  const events = await listSignIns(core.db, member.id, MOST_SHOWN)
  const body = html`<div class="queue members">
    <div class="head"><h1>${title}</h1></div>
    <p><a href="/desk/members">${words.administrator.back}</a></p>
    <p class="faint">${words.events.lead}</p>
    ${signInList(visit, events)}
  </div>`
  return page(await deskPage(visit, { title, place: 'members', body }))
}
