import { acceptInvitation, type Invitation, openInvitation } from '../core/invitation.ts'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../core/password.ts'
import { Problem } from '../core/problem.ts'
import { type Answer, page } from './answer.ts'
import { doorPage } from './door-page.ts'
import { html } from './html.ts'
import { ANYONE, type Route, type Visit } from './route.ts'

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

async function open(visit: Visit, then: (invitation: Invitation) => Promise<Answer>): Promise<Answer> {
  try {
    return await then(await openInvitation(visit.core, visit.params.token ?? ''))
  } catch (error) {
    if (!(error instanceof Problem) || (error.code !== 'not-found' && error.code !== 'link-expired'))
      throw error
    const { expiredTitle, expired } = visit.wording.invitation
    return page(doorPage(visit, { title: expiredTitle, body: html`<p>${expired}</p>` }), error.status)
  }
}

function invitationPage(visit: Visit, invitation: Invitation, why?: string): Answer {
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
    </form>`
  return page(
    doorPage(visit, { title: words.title[invitation.purpose], body }),
    why === undefined ? 200 : 400,
  )
}

async function accept(visit: Visit, invitation: Invitation): Promise<Answer> {
  const { core, form, params, wording } = visit
  const { password = '', name = '', email = '' } = form
  try {
    const cookie = await acceptInvitation(core, { token: params.token ?? '', password, name, email })
    core.log.info('a member set a password by invitation', { memberId: invitation.memberId })
    return { kind: 'redirect', to: '/desk', cookie }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'invalid-input') throw error
    const short = password.length < SHORTEST_PASSWORD
    const why = short ? wording.invitation.tooShort(SHORTEST_PASSWORD) : wording.invitation.incomplete
    return invitationPage(visit, invitation, why)
  }
}
