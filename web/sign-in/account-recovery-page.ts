import { requestAccountRecovery } from '../../core/auth/account-recovery.ts'
import { html } from '../http/html.ts'
import { page, type RouteResponse, redirect } from '../http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../http/route.ts'
import { SIGN_IN_WORDS } from '../wording/sign-in-words.ts'
import { signInFrame } from './frame.ts'

/**
 * Account recovery after a forgotten password or a lockout: it mails a one-time link, and never reveals who is a
 * member.
 */
export const ACCOUNT_RECOVERY_ROUTES: readonly OpenRoute[] = [
  {
    method: 'GET',
    url: '/sign-in/way-back',
    allow: ANYONE,
    handle: async (visit) => accountRecoveryPage(visit),
  },
  { method: 'POST', url: '/sign-in/way-back', allow: ANYONE, limit: 'signIn', handle: send },
]

function accountRecoveryPage(visit: Visit): RouteResponse {
  const { wording, query } = visit
  const words = SIGN_IN_WORDS[wording.language].wayBack
  const body =
    query.asked === '1'
      ? html`<p class="notice" role="status">${words.asked}</p>`
      : html`<p>${words.lead}</p>
    <form method="post" action="/sign-in/way-back">
      <p><label for="email">${wording.signIn.email}</label>
      <input id="email" name="email" type="email" autocomplete="username" required autofocus></p>
      <button class="primary">${words.submit}</button>
    </form>`
  const back = html`<p class="faint"><a href="/sign-in">${words.back}</a></p>`
  return page(signInFrame(visit, { title: words.title, body: html`${body}${back}` }))
}

async function send({ core, form, from }: Visit): Promise<RouteResponse> {
  await requestAccountRecovery(core, { email: form.email ?? '', from })
  return redirect('/sign-in/way-back?asked=1')
}
