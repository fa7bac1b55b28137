import { revokeSession } from '../../core/auth/session.ts'
import { signIn } from '../../core/auth/sign-in.ts'
import { Problem } from '../../core/kernel/problem.ts'
import { type Html, html } from '../http/html.ts'
import { localPath } from '../http/local-path.ts'
import { page, type RouteResponse } from '../http/response.ts'
import { ANYONE, EVERY_ROLE, type MemberVisit, type Route, type Visit } from '../http/route.ts'
import { SIGN_IN_WORDS } from '../wording/sign-in-words.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { signInFrame } from './frame.ts'

/** Signing in and out. */
export const SIGN_IN_ROUTES: readonly Route[] = [
  { method: 'GET', url: '/sign-in', allow: ANYONE, handle: async (visit: Visit) => signInPage(visit) },
  { method: 'POST', url: '/sign-in', allow: ANYONE, limit: 'signIn', handle: enter },
  { method: 'POST', url: '/sign-out', allow: EVERY_ROLE, beforeSecondFactor: true, handle: leave },
]

/** Returns the sign-in page, with the reason when a sign-in was refused. */
export function signInPage(visit: Visit, refused?: { why: string; status: number }): RouteResponse {
  const { wording, query, form } = visit
  const { signIn: words } = wording
  const next = localPath(form.next ?? query.next)
  const body = html`
    ${refused ? html`<p class="warning warning-bad" role="alert">${refused.why}</p>` : signInNotice(visit)}
    ${providerLink(visit, next)}
    <form method="post" action="/sign-in">
      <input type="hidden" name="next" value="${next}">
      <p><label for="email">${words.email}</label>
      <input id="email" name="email" type="email" autocomplete="username" required autofocus value="${form.email}"></p>
      <p><label for="password">${words.password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required></p>
      <button class="primary">${words.submit}</button>
    </form>
    <p class="faint"><a href="/sign-in/way-back">${words.forgotten}</a></p>
    ${demoLogins(visit)}`
  return page(signInFrame(visit, { title: words.title, body }), refused?.status ?? 200)
}

function signInNotice({ wording, query }: Visit): Html | false {
  const { code, wayBack } = SIGN_IN_WORDS[wording.language]
  if (query.again === '1') return html`<p class="warning" role="alert">${code.tooOld}</p>`
  if (query.out === '1') return html`<p class="notice" role="status">${wording.signIn.signedOut}</p>`
  return query.lifted === '1' && html`<p class="notice" role="status">${wayBack.lifted}</p>`
}

// A link, not a form: our policy restricts forms to our own site, even through a redirect.
function providerLink({ wording, settings }: Visit, next: string): Html | undefined {
  if (!settings.provider) return undefined
  const words = SIGN_IN_WORDS[wording.language].provider
  return html`<p><a class="wide" href="/sign-in/provider?next=${encodeURIComponent(next)}">${words.button(settings.provider.name)}</a></p>
    <p class="faint or">${words.or}</p>`
}

function demoLogins({ wording, settings }: Visit): Html | null {
  return (
    settings.demo &&
    html`<section class="demo-logins"><h2>${wording.demo.deskLogin}</h2>
      <ul>${settings.demo.logins.map((login) => html`<li><span>${login.name}</span> <code>${login.email}</code> <code>${login.password}</code></li>`)}</ul></section>`
  )
}

async function enter(visit: Visit): Promise<RouteResponse> {
  const { core, form, from, wording } = visit
  try {
    const admission = await signIn(core, { email: form.email ?? '', password: form.password ?? '', from })
    return await completeSignIn(visit, admission, localPath(form.next))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'not-signed-in') return signInPage(visit, { why: wording.signIn.wrong, status: 401 })
    if (error.code !== 'too-many-requests') throw error
    core.log.warn('sign-in was tried too often and is locked for a while')
    return signInPage(visit, { why: wording.signIn.locked, status: 429 })
  }
}

async function leave({ core, sessionToken }: MemberVisit): Promise<RouteResponse> {
  await revokeSession(core, sessionToken)
  return { kind: 'redirect', to: '/sign-in?out=1', cookie: null, underway: null }
}
