import {
  changeDetails,
  changePassword,
  renewRecoveryCodes,
  type Self,
  switchOffSecondFactor,
} from '../../../core/auth/account-settings.ts'
import { countRecoveryCodes, needsSecondFactor, secondFactorSince } from '../../../core/auth/second-factor.ts'
import { endSession, listSessions, type OpenSession, revokeSessionsOf } from '../../../core/auth/session.ts'
import { listSignIns, recordSignIn } from '../../../core/auth/sign-in-log.ts'
import { SHORTEST_PASSWORD } from '../../../core/kernel/password.ts'
import { Problem, type ProblemCode } from '../../../core/kernel/problem.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { ACCOUNT_WORDS, type AccountDone, type AccountWords } from '../../wording/account-words.ts'
import { browserName } from '../../wording/browser-words.ts'
import { timeAgo } from '../../wording/time-format.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { codesPage } from './second-factor-page.ts'
import { signInList } from './sign-in-list.ts'

/** A member's own access: their details, how they sign in, their open sessions. */
export const ACCOUNT_SETTINGS_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/account', allow: EVERY_ROLE, handle: (visit) => accountSettingsPage(visit) },
]

/** Returns the page of a member's own access, with the reason when a form was refused. */
async function accountSettingsPage(visit: MemberVisit, refused?: string): Promise<RouteResponse> {
  const { core, member, wording, query } = visit
  const words = ACCOUNT_WORDS[wording.language]
  const [since, codesLeft, sessions, events] = await Promise.all([
    secondFactorSince(core.db, member.id),
    countRecoveryCodes(core.db, member.id),
    listSessions(core, member.id),
    listSignIns(core.db, member.id),
  ])
  const done = Object.hasOwn(words.done, query.done ?? '') ? words.done[query.done as AccountDone] : undefined
  const body = html`<div class="queue members">
    <div class="head"><h1>${words.title}</h1></div>
    ${done !== undefined && refused === undefined && html`<p class="notice" role="status">${done}</p>`}
    ${refused !== undefined && html`<p class="warning warning-bad" role="alert">${refused}</p>`}
    ${details(visit)}
    ${member.hasPassword ? password(visit) : html`<section class="invite"><h2>${words.password.title}</h2><p class="faint">${words.noPassword}</p></section>`}
    ${secondFactor(visit, since, codesLeft)}
    <section class="invite"><h2>${words.sessions.title}</h2><p class="faint">${words.sessions.lead}</p></section>
    <ul class="people">${sessions.map((session) => html`<li>${sessionLine(visit, session)}</li>`)}</ul>
    ${
      sessions.length > 1 &&
      html`<form method="post" action="/desk/account/sessions/others">${csrfField(visit)}<p><button>${words.sessions.endOthers}</button></p></form>`
    }
    <section class="invite"><h2>${words.events.title}</h2><p class="faint">${words.events.lead}</p></section>
    ${signInList(visit, events)}
  </div>`
  const content = { title: words.title, place: 'account', body } as const
  return page(await deskPage(visit, content), refused === undefined ? 200 : 400)
}

function details(visit: MemberVisit): Html {
  const { wording, member, form } = visit
  const { details: words } = ACCOUNT_WORDS[wording.language]
  const option = (language: 'fr' | 'en') =>
    html`<option value="${language}"${member.language === language && html` selected`}>${wording.languages[language]}</option>`
  return html`<section class="invite"><h2>${words.title}</h2>
    <form method="post" action="/desk/account/details">
      ${csrfField(visit)}
      <p><label for="name">${words.name}</label> <input id="name" name="name" autocomplete="name" required maxlength="200" value="${form.name ?? member.name}"></p>
      <p><label for="address">${wording.signIn.email}</label> <input id="address" value="${member.email}" readonly></p>
      <p><label for="language">${words.language}</label> <select id="language" name="language">${option('fr')}${option('en')}</select></p>
      <button class="primary">${words.save}</button>
    </form></section>`
}

function password(visit: MemberVisit): Html {
  const { password: words } = ACCOUNT_WORDS[visit.wording.language]
  return html`<section class="invite"><h2>${words.title}</h2>
    <form method="post" action="/desk/account/password">
      ${csrfField(visit)}
      <input class="hidden" name="username" autocomplete="username" value="${visit.member.email}" tabindex="-1" aria-hidden="true" readonly>
      <p><label for="present">${words.present}</label> <input id="present" name="present" type="password" autocomplete="current-password" required></p>
      <p><label for="wanted">${words.wanted}</label> <input id="wanted" name="wanted" type="password" autocomplete="new-password" required minlength="${SHORTEST_PASSWORD}" aria-describedby="wanted-hint"></p>
      <p class="faint" id="wanted-hint">${words.hint(SHORTEST_PASSWORD)} ${words.lead}</p>
      <button class="primary">${words.save}</button>
    </form></section>`
}

function secondFactor(visit: MemberVisit, since: Date | undefined, codesLeft: number): Html {
  const { core, wording, member } = visit
  const { secondFactor: words } = ACCOUNT_WORDS[wording.language]
  const needed = needsSecondFactor(core, member)
  if (!since) {
    return html`<section class="invite"><h2>${words.title} <span class="tag tag-warn">${words.off}</span></h2>
      <p class="faint">${words.lead}</p>
      <p><a href="/desk/account/second-factor">${words.setUp}</a></p></section>`
  }
  return html`<section class="invite"><h2>${words.title} <span class="tag tag-done">${words.on(dayOf(visit, since))}</span></h2>
    <p class="faint">${words.lead} ${needed && words.required}</p>
    <p>${words.codesLeft(codesLeft)}</p>
    <details><summary>${words.renew}</summary>${proofForm(visit, 'recovery-codes', words.renew)}</details>
    ${!needed && html`<details><summary>${words.switchOff}</summary>${proofForm(visit, 'second-factor/off', words.switchOff)}</details>`}
  </section>`
}

function proofForm(visit: MemberVisit, word: 'recovery-codes' | 'second-factor/off', submit: string): Html {
  const { secondFactor: words } = ACCOUNT_WORDS[visit.wording.language]
  const id = word.replace('/', '-')
  return html`<form method="post" action="/desk/account/${word}">
    ${csrfField(visit)}
    ${
      visit.member.hasPassword &&
      html`<p><label for="${id}-password">${words.proofPassword}</label> <input id="${id}-password" name="password" type="password" autocomplete="current-password" required></p>`
    }
    <p><label for="${id}-code">${words.proofCode}</label> <input id="${id}-code" name="code" autocomplete="one-time-code" spellcheck="false" maxlength="20" required></p>
    <button>${submit}</button></form>`
}

function sessionLine(visit: MemberVisit, session: OpenSession): Html {
  const { wording, now, sessionId } = visit
  const { language } = wording
  const { sessions: words, methods } = ACCOUNT_WORDS[language]
  const browser = browserName(language, session.browser)
  return html`<div class="person">
      <p><strong>${browser}</strong> ${session.id === sessionId && html`<span class="tag tag-done">${words.here}</span>`}</p>
      <p class="faint">${words.opened(dayOf(visit, session.createdAt), methods[session.method])} ${session.origin !== null && words.from(session.origin)}</p>
      <p class="faint">${words.lastUsed} ${timeAgo(language, session.lastUsedAt, now)}</p>
    </div>
    ${
      session.id !== sessionId &&
      html`<form method="post" action="/desk/account/sessions/${session.id}/end">${csrfField(visit)}<button aria-label="${words.endOf(browser)}">${words.end}</button></form>`
    }`
}

function dayOf({ wording, now }: MemberVisit, at: Date): string {
  return dayAndTime(wording.language, at, now)
}

/** A member's actions on their own access. */
export const ACCOUNT_ACTIONS: readonly MemberRoute[] = [
  action('details', (visit) => saveDetails(visit), { 'invalid-input': (words) => words.refused.name }),
  action('password', (visit) => savePassword(visit), {
    'not-allowed': (words) => words.refused.password,
    'invalid-input': (words) => words.refused.tooShort(SHORTEST_PASSWORD),
  }),
  action('second-factor/off', (visit) => switchOff(visit), {
    'not-allowed': (words) => words.refused.proof,
    'invalid-input': (words) => words.refused.needed,
  }),
  action('recovery-codes', (visit) => renew(visit), { 'not-allowed': (words) => words.refused.proof }),
  action('sessions/others', (visit) => endOthers(visit), {}),
  action('sessions/:session/end', (visit) => endOne(visit), {
    'already-done': (words) => words.refused.ended,
  }),
]

/** Returns the requester in core's shape for actions on their own access. */
function ownSession({ member, sessionId, from }: MemberVisit): Self {
  return { member, sessionId, from }
}

type Refusals = Partial<Record<ProblemCode, (words: AccountWords) => string>>

function action(
  word: string,
  handle: (visit: MemberVisit) => Promise<RouteResponse>,
  refusals: Refusals,
): MemberRoute {
  const reasons: Refusals = { 'too-many-requests': (words) => words.refused.locked, ...refusals }
  return {
    method: 'POST',
    url: `/desk/account/${word}`,
    allow: EVERY_ROLE,
    handle: async (visit) => {
      try {
        return await handle(visit)
      } catch (error) {
        const why = error instanceof Problem ? reasons[error.code] : undefined
        if (!why) throw error
        return accountSettingsPage(visit, why(ACCOUNT_WORDS[visit.wording.language]))
      }
    },
  }
}

async function saveDetails({ core, form, member }: MemberVisit): Promise<RouteResponse> {
  const language = form.language === 'en' ? 'en' : 'fr'
  await changeDetails(core, { memberId: member.id, name: form.name ?? '', language })
  return done('details')
}

async function savePassword(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form } = visit
  await changePassword(core, ownSession(visit), { present: form.present ?? '', wanted: form.wanted ?? '' })
  return done('password')
}

async function switchOff(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form } = visit
  await switchOffSecondFactor(core, ownSession(visit), {
    password: form.password ?? '',
    code: form.code ?? '',
  })
  return done('second-factor-off')
}

async function renew(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form } = visit
  const credentials = { password: form.password ?? '', code: form.code ?? '' }
  return codesPage(visit, await renewRecoveryCodes(core, ownSession(visit), credentials))
}

async function endOthers({ core, member, sessionId, from }: MemberVisit): Promise<RouteResponse> {
  await revokeSessionsOf(core, member.id, { keep: sessionId })
  await recordSignIn(core.db, core, { memberId: member.id, kind: 'sessions-ended', from })
  return done('others-ended')
}

async function endOne({ core, member, params, from }: MemberVisit): Promise<RouteResponse> {
  await endSession(core, { memberId: member.id, sessionId: params.session ?? '', from })
  return done('session-ended')
}

function done(what: AccountDone): RouteResponse {
  return redirect(`/desk/account?done=${what}`)
}
