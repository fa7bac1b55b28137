import type { SignInEvent } from '../../../core/auth/sign-in-log.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { ACCOUNT_WORDS } from '../../wording/account-words.ts'
import { browserName } from '../../wording/browser-words.ts'
import { exactTime } from '../../wording/time-format.ts'

const ALARMING: readonly SignInEvent['kind'][] = ['failed', 'code-refused', 'locked', 'provider-refused']

/** Returns the sign-in events in one member's name, the latest first: what, how, when and from where. */
export function signInList({ wording, now }: MemberVisit, events: readonly SignInEvent[]): Html {
  const { language } = wording
  const words = ACCOUNT_WORDS[language]
  if (events.length === 0) return html`<p class="faint">${words.events.none}</p>`
  return html`<ol class="people">${events.map(
    ({ kind, method, origin, browser, actorName, at }) => html`<li class="person">
      <p>${ALARMING.includes(kind) ? html`<span class="tag tag-warn">${words.kinds[kind]}</span>` : words.kinds[kind]}
        ${method !== null && html`<span class="faint">${words.methods[method]}</span>`}
        ${actorName !== null && html`<span class="faint">${words.events.by(actorName)}</span>`}</p>
      <p class="faint">${exactTime(language, at, now)} ${browser !== null && browserName(language, browser)} ${origin !== null && words.sessions.from(origin)}</p>
    </li>`,
  )}</ol>`
}
