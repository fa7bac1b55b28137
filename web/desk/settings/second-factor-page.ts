import { renderSVG } from 'uqr'
import { confirmSecondFactor } from '../../../core/auth/account-settings.ts'
import { beginSecondFactor, needsSecondFactor, secondFactorSince } from '../../../core/auth/second-factor.ts'
import { revokeSession } from '../../../core/auth/session.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { html, trusted } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { signInFrame } from '../../sign-in/frame.ts'
import { ACCOUNT_WORDS } from '../../wording/account-words.ts'
import { csrfField } from '../desk-page.ts'

const URL_HERE = '/desk/account/second-factor'

/** Setting up a second factor: outside the desk's frame, because some members see nothing else until it is done. */
export const SECOND_FACTOR_ROUTES: readonly MemberRoute[] = [
  {
    method: 'GET',
    url: URL_HERE,
    allow: EVERY_ROLE,
    beforeSecondFactor: true,
    handle: (visit) => setUpPage(visit),
  },
  { method: 'POST', url: URL_HERE, allow: EVERY_ROLE, beforeSecondFactor: true, handle: confirm },
]

/** Returns the page with the recovery codes, shown only once. */
export function codesPage(visit: MemberVisit, codes: readonly string[]): RouteResponse {
  const { codes: words } = ACCOUNT_WORDS[visit.wording.language]
  const body = html`<p>${words.lead}</p>
    <ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
    <p><a class="wide" href="/desk/account">${words.ready}</a></p>`
  return page(signInFrame(visit, { title: words.title, body }))
}

async function setUpPage(visit: MemberVisit, refused?: string): Promise<RouteResponse> {
  const { core, member, wording } = visit
  if (await secondFactorSince(core.db, member.id)) return alreadyOn(visit)
  const words = ACCOUNT_WORDS[wording.language].setUp
  const { url, typed } = await beginSecondFactor(core, member, wording.product)
  const needed = needsSecondFactor(core, member)
  const body = html`
    ${needed && html`<p class="warning">${words.needed}</p>`}
    ${refused !== undefined && html`<p class="warning warning-bad" role="alert">${refused}</p>`}
    <p>${words.scan}</p>
    <div class="qr" role="img" aria-label="${words.picture}">${trusted(renderSVG(url, { border: 2, ecc: 'M' }))}</div>
    <p class="faint">${words.orType}</p>
    <p><code class="link">${typed}</code></p>
    <form method="post" action="${URL_HERE}">
      ${csrfField(visit)}
      <p><label for="code">${words.codeLabel}</label>
      <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" required></p>
      <button class="primary">${words.confirm}</button>
    </form>
    ${
      needed
        ? html`<form method="post" action="/sign-out">${csrfField(visit)}<button class="quiet">${wording.signOut}</button></form>`
        : html`<p class="faint"><a href="/desk/account">${words.cancel}</a></p>`
    }`
  return page(signInFrame(visit, { title: words.title, body }), refused === undefined ? 200 : 400)
}

async function confirm(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form, member, sessionId, from, wording } = visit
  const { refused } = ACCOUNT_WORDS[wording.language]
  try {
    return codesPage(visit, await confirmSecondFactor(core, { member, sessionId, from }, form.code ?? ''))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'not-allowed') return setUpPage(visit, refused.code)
    if (error.code === 'too-many-requests') return setUpPage(visit, refused.locked)
    throw error
  }
}

// A session opened just before the second factor was switched on has proven no code: it would be redirected here for
// ever.
async function alreadyOn({ core, strong, sessionToken }: MemberVisit): Promise<RouteResponse> {
  if (strong) return redirect('/desk/account')
  await revokeSession(core, sessionToken)
  return { kind: 'redirect', to: '/sign-in', cookie: null }
}
