import { inForce } from '../../../core/seller/sanction.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { SELLER_DESK_WORDS } from '../../wording/seller-desk-words.ts'
import type { ToolView } from './tool-form.ts'

/** Who the seller is, what they were asked and by when, and what was decided on them. */
export function sellerFacts({ wording, now }: MemberVisit, { seller: matter }: ToolView): Html | false {
  const { seller, requests, contactRequests, sanctions } = matter
  if (!seller) return false
  const words = SELLER_DESK_WORDS[wording.language]
  const when = (at: Date) => dayAndTime(wording.language, at, now)
  return html`<section><h2>${words.heading}</h2>
    <p>${seller.name} ${seller.externalId !== null && html`<span class="faint">${seller.externalId}</span>`}</p>
    <ul class="contacts">${[seller.email, seller.telephone].map((value) => value !== null && html`<li>${value}</li>`)}
    ${requests.map((request) => {
      const state = request.answeredAt ? 'answered' : request.silentAt ? 'silent' : 'asked'
      return html`<li>${words.requests[state](when(request.answeredAt ?? request.dueAt))}
        ${request.cooperated !== null && html`<span class="faint">${words.cooperated[request.cooperated ? 'yes' : 'no']}</span>`}</li>`
    })}
    ${contactRequests.map(({ decided, askedAt }) => html`<li>${words.contact[decided?.outcome ?? 'asked'](when(decided?.at ?? askedAt))}</li>`)}
    ${sanctions.map((sanction) => {
      const state = inForce(sanction)
        ? 'inForce'
        : sanction.lifted
          ? 'lifted'
          : sanction.decision
            ? 'refused'
            : 'proposed'
      return html`<li>${words.kinds[sanction.kind]} <span class="faint">${words.states[state]}</span></li>`
    })}</ul>
  </section>`
}
