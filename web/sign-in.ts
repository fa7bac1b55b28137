import { findMemberByEmail } from '../core/member.ts'
import { Problem } from '../core/problem.ts'
import { revokeSession } from '../core/session.ts'
import { signIn } from '../core/sign-in.ts'
import { type Answer, page, redirect } from './answer.ts'
import { doorPage } from './door-page.ts'
import { html } from './html.ts'
import { ANYONE, EVERY_ROLE, type MemberVisit, type Route, type Visit } from './route.ts'

/** Signing in and out. */
export const SIGN_IN_ROUTES: readonly Route[] = [
  { method: 'GET', url: '/sign-in', allow: ANYONE, handle: async (visit: Visit) => signInPage(visit) },
  { method: 'POST', url: '/sign-in', allow: ANYONE, limit: 'signIn', handle: enter },
  { method: 'POST', url: '/sign-out', allow: EVERY_ROLE, handle: leave },
]

function signInPage(visit: Visit, refused?: { why: string; status: number }): Answer {
  const { wording, query, form, settings } = visit
  const { signIn: words } = wording
  const next = localPath(form.next ?? query.next)
  const body = html`
    ${refused ? html`<p class="warning warning-bad" role="alert">${refused.why}</p>` : query.out === '1' && html`<p class="notice" role="status">${words.signedOut}</p>`}
    <form method="post" action="/sign-in">
      <input type="hidden" name="next" value="${next}">
      <p><label for="email">${words.email}</label>
      <input id="email" name="email" type="email" autocomplete="username" required autofocus value="${form.email}"></p>
      <p><label for="password">${words.password}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required></p>
      <button class="primary">${words.submit}</button>
    </form>
    <p class="faint">${words.forgotten}</p>
    ${
      settings.demo &&
      html`<section class="demo-logins"><h2>${wording.demo.deskLogin}</h2>
      <ul>${settings.demo.logins.map((login) => html`<li><span>${login.name}</span> <code>${login.email}</code> <code>${login.password}</code></li>`)}</ul></section>`
    }`
  return page(doorPage(visit, { title: words.title, body }), refused?.status ?? 200)
}

async function enter(visit: Visit): Promise<Answer> {
  const { core, form, origin, wording } = visit
  try {
    const cookie = await signIn(core, { email: form.email ?? '', password: form.password ?? '', origin })
    const member = await findMemberByEmail(core.db, form.email ?? '')
    core.log.info('a member signed in', { memberId: member?.id })
    return { kind: 'redirect', to: localPath(form.next), cookie }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'not-signed-in') return signInPage(visit, { why: wording.signIn.wrong, status: 401 })
    if (error.code !== 'too-many-requests') throw error
    core.log.warn('sign-in was tried too often and is locked for a while')
    return signInPage(visit, { why: wording.signIn.locked, status: 429 })
  }
}

async function leave({ core, sessionToken }: MemberVisit): Promise<Answer> {
  await revokeSession(core, sessionToken)
  return { ...redirect('/sign-in?out=1'), cookie: null } as Answer
}

/** A path within the desk to go on to; anything else (another site, above all) is the desk itself. */
export function localPath(path: string | undefined): string {
  return path !== undefined && /^\/desk(?:[/?][\w/?=&%.~-]*)?$/.test(path) ? path : '/desk'
}
