import { randomUUID } from 'node:crypto'
import type { CustomerEntry } from '../../core/correspondence/customer-view.ts'
import {
  type CustomerView,
  openTicketLink,
  viewForCustomer,
} from '../../core/correspondence/customer-view.ts'
import type { TicketId } from '../../core/kernel/id.ts'
import { Problem } from '../../core/kernel/problem.ts'
import type { Language } from '../../core/policy/language.ts'
import { openSatisfactionOf } from '../../core/satisfaction/satisfaction.ts'
import { sellerOfTicket } from '../../core/seller/seller.ts'
import { requestSellerContact, sellerContactRequestsOf } from '../../core/seller/seller-contact.ts'
import type { AttachmentView } from '../../core/ticket/message-view.ts'
import { openOwnAttachment } from '../../core/ticket/original.ts'
import type { AskedQuestion } from '../../core/ticket/view.ts'
import { dayAndTime } from '../../core/wording/dates.ts'
import { fileSize } from '../../core/wording/file-size.ts'
import { satisfactionWords } from '../../core/wording/satisfaction.ts'
import type { Wording as CustomerWording } from '../../core/wording/sentences.ts'
import { wordingIn as customerWordingIn } from '../../core/wording/wording.ts'
import { type Html, html } from '../http/html.ts'
import { page, type RouteResponse } from '../http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../http/route.ts'
import { CUSTOMER_PAGE_WORDS } from '../wording/customer-page-words.ts'
import { pageWordingIn } from '../wording/page-wording.ts'
import { customerPage } from './customer-page.ts'
import { customerReplyForm, type RefusedMessage, takeMessage } from './customer-reply-form.ts'

/** A customer's own page, opened by the signed link in their mails. */
export const CUSTOMER_TICKET_ROUTES: readonly OpenRoute[] = [
  {
    method: 'GET',
    url: '/t/:token',
    allow: ANYONE,
    limit: 'publicPage',
    secretUrl: true,
    handle: (visit) => withLink(visit, () => showTicket(visit)),
  },
  {
    method: 'POST',
    url: '/t/:token',
    allow: ANYONE,
    limit: 'publicPost',
    secretUrl: true,
    upload: true,
    handle: (visit) => withLink(visit, () => write(visit)),
  },
  {
    method: 'POST',
    url: '/t/:token/seller-contact',
    allow: ANYONE,
    limit: 'publicPost',
    secretUrl: true,
    handle: (visit) =>
      withLink(visit, async () => {
        await askForSeller(visit)
        const { lang } = visit.query
        const to = `/t/${visit.params.token}?done=seller-contact${lang === 'en' || lang === 'fr' ? `&lang=${lang}` : ''}`
        return { kind: 'redirect', to }
      }),
  },
  {
    method: 'GET',
    url: '/t/:token/attachments/:attachment',
    allow: ANYONE,
    limit: 'publicPage',
    secretUrl: true,
    handle: async ({ core, params }) => {
      const reference = openTicketLink(core, params.token ?? '')
      return { kind: 'file', file: await openOwnAttachment(core, reference, params.attachment ?? '') }
    },
  },
]

async function showTicket(visit: Visit, refused?: RefusedMessage): Promise<RouteResponse> {
  const view = await viewForCustomer(visit.core, visit.params.token ?? '')
  const language = languageOf(visit, view.ticket.language)
  const words = customerWordingIn(language)
  const survey = await openSatisfactionOf(visit.core, view.ticket.id)
  const token = visit.params.token ?? ''
  const { ticketPage } = words
  const title = ticketPage.title({ reference: view.ticket.reference })
  const body = html`<h1>${title}</h1>
    <p class="about">${ticketPage.about({ about: words.categories[view.ticket.category].about })}</p>
    ${visit.query.done === 'sent' && html`<p class="notice" role="status">${ticketPage.answer.sent}</p>`}
    ${now(visit, view, words)}
    ${view.question && questionOf(visit, view.question, language)}
    ${survey && invitation(survey.url, language)}
    ${customerHistory(visit, view, words, token)}
    ${view.email !== null && customerReplyForm({ view, words, token, formToken: randomUUID(), refused })}
    ${await sellerContactSection(visit, view.ticket.id, language)}
    <footer class="small"><p>${ticketPage.parisTime}</p><p>${ticketPage.personalLink}</p></footer>`
  const inLanguage = (other: Language) => `/t/${token}?lang=${other}`
  return page(
    customerPage({ wording: pageWordingIn(language), title, body, inLanguage }),
    refused ? 400 : 200,
  )
}

function questionOf(visit: Visit, question: AskedQuestion, language: Language): Html {
  const { question: words } = CUSTOMER_PAGE_WORDS[language]
  return html`<section class="now" aria-labelledby="question"><h2 id="question">${words.heading}</h2>
    <div class="message-text" dir="auto">${question.question}</div>
    <p>${words.byWhen(dayAndTime(language, question.replyBy, visit.now))} ${words.goesOn}</p>
  </section>`
}

// While the resolution waits for a rating: links to the page that the mail's links open.
function invitation(url: string, language: Language): Html {
  const { text, link } = satisfactionWords(language).invitation
  const { pathname } = new URL(url)
  return html`<p class="notice">${text} <a href="${pathname}?lang=${language}">${link}</a></p>`
}

async function write(visit: Visit): Promise<RouteResponse> {
  const view = await viewForCustomer(visit.core, visit.params.token ?? '')
  const refused = await takeMessage(visit, customerWordingIn(languageOf(visit, view.ticket.language)))
  if (refused) return showTicket(visit, refused)
  const { lang } = visit.query
  return { kind: 'redirect', to: `/t/${visit.params.token}?done=sent${lang ? `&lang=${lang}` : ''}` }
}

// Only these promises are shown to customers. The handover of policy §4 is part of the conclusion's text, and an
// acknowledgement needs no mention.
const SHOWN_PROMISES = ['update', 'investigate', 'conclude', 'resolve'] as const

/** What happens now and by when: it comes first on the page. */
function now(visit: Visit, { ticket, promises, entries }: CustomerView, words: CustomerWording): Html {
  const hasReply = entries.some((entry) => entry.kind === 'answered')
  const state = ticket.resolvedAt ? 'resolved' : hasReply || ticket.assignee ? 'in-progress' : 'received'
  const { label, explanation } = words.ticketPage.states[state]
  const sentences = SHOWN_PROMISES.flatMap((kind) =>
    promises
      .filter((promise) => promise.kind === kind && promise.outcome === null)
      .map(({ dueAt }) => {
        const sentence = words.promises[kind][dueAt < visit.now ? 'broken' : 'due']
        return sentence({ when: dayAndTime(words.language, dueAt, visit.now) })
      }),
  )
  return html`<section class="now now-${state}" aria-labelledby="now">
    <p class="state">${label}</p>
    <p>${explanation}</p>
    ${
      !ticket.resolvedAt &&
      html`<h2 id="now">${words.ticketPage.nextHeading}</h2>
    ${sentences.length === 0 ? html`<p>${words.ticketPage.nothingDue}</p>` : html`<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
    <p>${words.ticketPage.followedBy({ team: words.teams[ticket.level].the })}</p>`
    }
    ${ticket.resolvedAt && html`<h2 class="hidden" id="now">${label}</h2>`}
  </section>`
}

async function withLink(visit: Visit, then: () => Promise<RouteResponse>): Promise<RouteResponse> {
  try {
    return await then()
  } catch (error) {
    if (!(error instanceof Problem) || (error.code !== 'not-found' && error.code !== 'link-expired'))
      throw error
    const language = languageOf(visit, visit.language)
    const { linkExpired, linkInvalid } = customerWordingIn(language).ticketPage
    const texts = error.code === 'link-expired' ? linkExpired : linkInvalid
    const body = html`<h1>${texts.title}</h1><p class="lead">${texts.explanation}</p><p>${texts.whatToDo}</p>
      <p><a class="telephone" href="tel:${visit.core.settings.telephone.replace(/[^\d+]/g, '')}">${visit.core.settings.telephone}</a></p>`
    return page(
      customerPage({ wording: pageWordingIn(language), title: texts.title, body, inLanguage: null }),
      error.status,
    )
  }
}

// The page uses the language the customer wrote in, unless they choose the other one.
function languageOf({ query }: Visit, usual: Language): Language {
  return query.lang === 'fr' || query.lang === 'en' ? query.lang : usual
}

/** The history, oldest first: the customer's messages, our replies, the steps in between. */
function customerHistory(visit: Visit, view: CustomerView, words: CustomerWording, token: string): Html {
  return html`<section aria-labelledby="history"><h2 id="history">${words.ticketPage.historyHeading}</h2>
    <ol class="history">${view.entries.map((entry) => html`<li class="entry entry-${entry.kind}">${entryMarkup(visit, view, words, token, entry)}</li>`)}</ol>
  </section>`
}

function entryMarkup(
  visit: Visit,
  view: CustomerView,
  words: CustomerWording,
  token: string,
  entry: CustomerEntry,
): Html {
  const when = html`<time class="entry-when" datetime="${entry.at.toISOString()}">${dayAndTime(words.language, entry.at, visit.now)}</time>`
  const { history: texts } = words.ticketPage
  switch (entry.kind) {
    case 'wrote':
      return html`<p class="entry-who">${words.ticketPage.you}</p> ${when} ${entryText(words, entry.text, entry.wholeText)} ${entryFiles(words, token, entry.attachments)}`
    case 'answered':
      return html`<p class="entry-who">${entryAuthor(view, words, entry.by)}</p> ${when} ${entryText(words, entry.text, '')} ${entryFiles(words, token, entry.attachments)}`
    case 'recategorised':
      return html`<p>${texts.recategorised({ about: words.categories[entry.category].about })}</p> ${when}`
    default:
      return html`<p>${texts[entry.kind]}</p> ${when}`
  }
}

function entryAuthor({ ticket }: CustomerView, words: CustomerWording, name: string | null): string {
  return name === null
    ? words.ticketPage.history['message-sent']
    : words.ticketPage.us({ name, team: words.teams[ticket.level].the })
}

function entryText(words: CustomerWording, written: string, whole: string): Html {
  return html`<div class="message-text" dir="auto">${written.trim() || words.notices['no-text']}</div>
    ${whole.trim() !== '' && html`<details><summary>${words.ticketPage.showQuoted}</summary><div class="message-text" dir="auto">${whole}</div></details>`}`
}

function entryFiles(
  words: CustomerWording,
  token: string,
  attachments: readonly AttachmentView[],
): Html | false {
  const offered = attachments.filter((file) => !file.inline)
  if (offered.length === 0) return false
  return html`<ul class="files">${offered.map(
    (file) =>
      html`<li><a href="/t/${token}/attachments/${file.id}">${words.ticketPage.attachment({ fileName: file.name, size: fileSize(words.language, file.size) })}</a></li>`,
  )}</ul>`
}

/**
 * Where the customer may request the seller's details (policy §5), or the outcome of the request; nothing without a
 * seller.
 */
async function sellerContactSection(
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
  const outcome = last && words[last.decided?.outcome ?? 'asked']
  return html`<section class="write" aria-labelledby="seller"><h2 id="seller">${words.heading}</h2>
    ${query.done === 'seller-contact' && html`<p class="notice" role="status">${words.done}</p>`}
    <p>${outcome ?? words.lead(seller.name)}</p>
    ${!last && html`<form method="post" action="/t/${params.token}/seller-contact?lang=${language}"><button>${words.ask}</button></form>`}
  </section>`
}

/** Records the request; idempotent. */
async function askForSeller({ core, params }: Visit): Promise<void> {
  const { ticket } = await viewForCustomer(core, params.token ?? '')
  await requestSellerContact(core, ticket.id, { kind: 'customer' })
}
