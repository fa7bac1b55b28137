import type { AskedSatisfaction } from '../../../core/satisfaction/satisfaction.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { SATISFACTION_DESK_WORDS } from '../../wording/satisfaction-desk-words.ts'

/** What the customer was asked about the resolution (policy §3), and what they said; nothing before it was asked. */
export function satisfactionFacts(
  { wording, now }: MemberVisit,
  asked: readonly AskedSatisfaction[],
): Html | false {
  if (asked.length === 0) return false
  const words = SATISFACTION_DESK_WORDS[wording.language]
  const when = (at: Date) => dayAndTime(wording.language, at, now)
  return html`<section><h2>${words.title}</h2><ul class="contacts">${asked.map(({ askedAt, answer }) =>
    answer === null
      ? html`<li>${words.asked(when(askedAt))}</li>`
      : html`<li><strong>${words.unhappy.score(answer.score)}</strong> <span class="faint">${when(answer.at)}</span>
        ${answer.comment !== null && html`<div class="message-text" dir="auto">${answer.comment}</div>`}</li>`,
  )}</ul></section>`
}
