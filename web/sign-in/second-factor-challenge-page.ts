import { isChallengePending, submitCode } from '../../core/auth/second-factor-challenge.ts'
import { Problem } from '../../core/kernel/problem.ts'
import { html } from '../http/html.ts'
import { localPath } from '../http/local-path.ts'
import { page, type RouteResponse, redirect } from '../http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../http/route.ts'
import { SIGN_IN_WORDS } from '../wording/sign-in-words.ts'
import { completeSignIn } from './complete-sign-in.ts'
import { signInFrame } from './frame.ts'

/** The second step of a sign-in, in the browser that made the first. */
export const SECOND_FACTOR_CHALLENGE_ROUTES: readonly OpenRoute[] = [
  { method: 'GET', url: '/sign-in/code', allow: ANYONE, handle: ask },
  { method: 'POST', url: '/sign-in/code', allow: ANYONE, limit: 'signIn', handle: enter },
]

async function ask(visit: Visit): Promise<RouteResponse> {
  const { core, kept } = visit
  const isPending = kept.underway !== undefined && (await isChallengePending(core, kept.underway))
  return isPending ? codePage(visit) : redirect('/sign-in')
}

function codePage(visit: Visit, refused?: { why: string; status: number }): RouteResponse {
  const words = SIGN_IN_WORDS[visit.wording.language].code
  const next = localPath(visit.form.next ?? visit.query.next)
  const body = html`
    ${refused && html`<p class="warning warning-bad" role="alert">${refused.why}</p>`}
    <p>${words.lead}</p>
    <form method="post" action="/sign-in/code">
      <input type="hidden" name="next" value="${next}">
      <p><label for="code">${words.label}</label>
      <input id="code" name="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="20" required autofocus aria-describedby="code-hint"></p>
      <p class="faint" id="code-hint">${words.hint}</p>
      <button class="primary">${words.submit}</button>
    </form>
    <p class="faint"><a href="/sign-in">${words.again}</a></p>`
  return page(signInFrame(visit, { title: words.title, body }), refused?.status ?? 200)
}

async function enter(visit: Visit): Promise<RouteResponse> {
  const { core, form, from, kept, wording } = visit
  const words = SIGN_IN_WORDS[wording.language].code
  try {
    const opened = await submitCode(core, { token: kept.underway ?? '', code: form.code ?? '', from })
    core.wakeDelivery()
    return await completeSignIn(visit, { kind: 'session', ...opened }, localPath(form.next))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'not-signed-in') return codePage(visit, { why: words.wrong, status: 401 })
    if (error.code === 'too-many-requests') return codePage(visit, { why: words.locked, status: 429 })
    if (error.code !== 'link-expired') throw error
    return {
      kind: 'redirect',
      to: `/sign-in?again=1&next=${encodeURIComponent(localPath(form.next))}`,
      underway: null,
    }
  }
}
