import { viewForCustomer } from '../../core/correspondence/customer-view.ts'
import type { TicketId } from '../../core/kernel/id.ts'
import type { Language } from '../../core/policy/language.ts'
import { sellerOfTicket } from '../../core/seller/seller.ts'
import { requestSellerContact, sellerContactRequestsOf } from '../../core/seller/seller-contact.ts'
import { type Html, html } from '../http/html.ts'
import type { Visit } from '../http/route.ts'
import { CUSTOMER_PAGE_WORDS } from '../wording/customer-page-words.ts'

/** Where the customer may ask for the seller's details (policy §5), or what became of it; nothing without a seller. */
export async function sellerContactSection(
  { core, query, params }: Visit,
  ticketId: TicketId,
  language: Language,
): Promise<Html | false> {
  const [seller, requests] = await Promise.all([
    sellerOfTicket(core.db, ticketId),
    sellerContactRequestsOf(core.db, ticketId),
  ])
  if (!seller) return false
  const { seller: words } = CUSTOMER_PAGE_WORDS[language]
  const last = requests.at(-1)
  const said = last && words[last.decided?.outcome ?? 'asked']
  return html`<section class="write" aria-labelledby="seller"><h2 id="seller">${words.heading}</h2>
    ${query.done === 'seller-contact' && html`<p class="notice" role="status">${words.done}</p>`}
    <p>${said ?? words.lead(seller.name)}</p>
    ${!last && html`<form method="post" action="/t/${params.token}/seller-contact?lang=${language}"><button>${words.ask}</button></form>`}
  </section>`
}

/** Takes the wish; a second time is the same one. */
export async function askForSeller({ core, params }: Visit): Promise<void> {
  const { ticket } = await viewForCustomer(core, params.token ?? '')
  await requestSellerContact(core, ticket.id, { kind: 'customer' })
}
