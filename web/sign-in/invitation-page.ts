import { liftLockoutByRecovery } from '../../core/auth/account-recovery.ts'
import { acceptInvitation, type Invitation, openInvitation } from '../../core/auth/invitation.ts'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../../core/kernel/password.ts'
import { Problem } from '../../core/kernel/problem.ts'
import { type Html, html } from '../http/html.ts'
import { page, type RouteResponse, redirect } from '../http/response.ts'
import { ANYONE, type Route, type Visit } from '../http/route.ts'
import { SIGN_IN_WORDS } from '../wording/sign-in-words.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { signInFrame } from './frame.ts'

/** The one-time link with which a member sets a password. */
export const INVITATION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    url: '/invitation/:token',
    allow: ANYONE,
    limit: 'publicPage',
    secretUrl: true,
    handle: (visit: Visit) => open(visit, async (invitation) => invitationPage(visit, invitation)),
  },
  {
    method: 'POST',
    url: '/invitation/:token',
    allow: ANYONE,
    limit: 'signIn',
    secretUrl: true,
    handle: (visit: Visit) => open(visit, (invitation) => accept(visit, invitation)),
  },
]

async function open(
  visit: Visit,
  then: (invitation: Invitation) => Promise<RouteResponse>,
): Promise<RouteResponse> {
  try {
    return await then(await openInvitation(visit.core, visit.params.token ?? ''))
  } catch (error) {
    if (!(error instanceof Problem) || (error.code !== 'not-found' && error.code !== 'link-expired'))
      throw error
    const { expiredTitle, expired } = visit.wording.invitation
    return page(signInFrame(visit, { title: expiredTitle, body: html`<p>${expired}</p>` }), error.status)
  }
}

function invitationPage(visit: Visit, invitation: Invitation, why?: string): RouteResponse {
  const { wording, form } = visit
  const words = wording.invitation
  const first = invitation.purpose === 'first-administrator'
  const body = html`<p>${words.lead[invitation.purpose]}</p>
    ${why !== undefined && html`<p class="warning warning-bad" role="alert">${why}</p>`}
    <form method="post">
      ${
        first
          ? html`<p><label for="name">${words.name}</label> <input id="name" name="name" autocomplete="name" required value="${form.name}"></p>
      <p><label for="email">${wording.signIn.email}</label> <input id="email" name="email" type="email" autocomplete="username" required value="${form.email}"></p>`
          : html`<p><label for="email">${wording.signIn.email}</label> <input id="email" name="email" type="email" autocomplete="username" readonly value="${invitation.email}"></p>`
      }
      <p><label for="password">${wording.signIn.password}</label>
      <input id="password" name="password" type="password" autocomplete="new-password" required minlength="${SHORTEST_PASSWORD}" maxlength="${LONGEST_PASSWORD}" aria-describedby="password-hint"></p>
      <p class="faint" id="password-hint">${words.passwordHint(SHORTEST_PASSWORD)}</p>
      <button class="primary">${words.submit}</button>
    </form>
    ${invitation.purpose === 'way-back' && liftForm(visit)}`
  return page(
    signInFrame(visit, { title: words.title[invitation.purpose], body }),
    why === undefined ? 200 : 400,
  )
}

function liftForm({ wording }: Visit): Html {
  const words = SIGN_IN_WORDS[wording.language].wayBack
  return html`<form method="post"><p class="faint">${words.liftLead}</p>
      <input type="hidden" name="lift" value="1"><button>${words.lift}</button></form>`
}

async function accept(visit: Visit, invitation: Invitation): Promise<RouteResponse> {
  const { core, form, from, params, wording } = visit
  const token = params.token ?? ''
  if (form.lift === '1') {
    await liftLockoutByRecovery(core, { token, from })
    return redirect('/sign-in?lifted=1')
  }
  const { password = '', name = '', email = '' } = form
  try {
    const admission = await acceptInvitation(core, { token, password, name, email, from })
    core.log.info('a member set a password by invitation', { memberId: invitation.memberId })
    return await completeSignIn(visit, admission, '/desk')
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'invalid-input') throw error
    const short = password.length < SHORTEST_PASSWORD
    const why = short ? wording.invitation.tooShort(SHORTEST_PASSWORD) : wording.invitation.incomplete
    return invitationPage(visit, invitation, why)
  }
}
