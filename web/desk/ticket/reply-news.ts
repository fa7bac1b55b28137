import type { Collision } from '../../../core/correspondence/collision.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import { timeAgo } from '../../wording/time-format.ts'

/** What came in while an answer was written, so that two people never answer one customer differently. */
export function replyNews({ wording, now }: MemberVisit, news: readonly Collision[]): Html {
  const words = TICKET_WORK_WORDS[wording.language].news
  const said = ({ kind, memberName }: Collision) => {
    if (memberName === null) return words.wrote
    return kind === 'resolved' ? words.resolved(memberName) : words.answered(memberName)
  }
  return html`<div class="warning" role="alert"><p>${words.heading}</p>
    <ul>${news.map(
      (one) =>
        html`<li>${said(one)} ${timeAgo(wording.language, one.at, now)} ${one.messageId !== null && html`<a href="#m-${one.messageId}">${words.read}</a>`}</li>`,
    )}</ul></div>`
}
