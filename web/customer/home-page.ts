import { CATEGORIES } from '../../core/policy/category.ts'
import { opensAgain } from '../../core/policy/opening-hours.ts'
import { PRODUCT_REPORT_KINDS } from '../../core/policy/product-form.ts'
import { dayAndTime } from '../../core/wording/dates.ts'
import { PRODUCT_REPORT_WORDS } from '../../core/wording/product-report.ts'
import { wordingIn as customerWordingIn } from '../../core/wording/wording.ts'
import { type Html, html } from '../http/html.ts'
import { page, type RouteResponse } from '../http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../http/route.ts'
import { fillWords, HOME_WORDS } from '../wording/home-words.ts'
import { customerPage } from './customer-page.ts'

/** How to reach us and what happens next (policy §2 to §6). */
export const HOME_ROUTES: readonly OpenRoute[] = [
  { method: 'GET', url: '/', allow: ANYONE, limit: 'publicPage', handle: home },
]

async function home(visit: Visit): Promise<RouteResponse> {
  const { core, wording } = visit
  const words = HOME_WORDS[wording.language]
  const { next, ready, sellers } = words
  const body = html`<h1>${words.title}</h1>
    <p class="lead">${words.lead}</p>
    <div class="ways">${chat(visit)}${telephone(visit)}</div>
    ${addresses(visit)}
    ${forms(visit)}
    <section class="now" aria-labelledby="next"><h2 id="next">${next.title}</h2>
      <p>${next.lead}</p>
      <ol class="steps">${next.steps(fillWords(wording.language, core.settings.policyTimes)).map(({ when, what }) => html`<li><strong>${when}</strong> ${what}</li>`)}</ol>
      <p class="faint">${next.running}</p></section>
    <section aria-labelledby="ready"><h2 id="ready">${ready.title}</h2>
      <ul class="steps">${ready.points.map((point) => html`<li>${point}</li>`)}</ul></section>
    <section aria-labelledby="sellers"><h2 id="sellers">${sellers.title}</h2>
      <p>${sellers.direct}</p><p>${sellers.refusing}</p></section>
    <p class="faint">${words.team} <a href="/desk">${wording.desk}</a></p>`
  const inLanguage = (language: string) => `/?lang=${language}`
  return page(customerPage({ wording, title: words.title, body, inLanguage }))
}

function chat({ core, wording, now }: Visit): Html | false {
  const { byChat: words } = HOME_WORDS[wording.language]
  const { chatUrl, openingHours } = core.settings
  if (chatUrl === null) return false
  const opens = opensAgain(openingHours, now)
  return html`<section aria-labelledby="chat"><h2 id="chat">${words.title}</h2><p>${words.text}</p>
    ${opens && html`<p class="faint">${words.closed(dayAndTime(wording.language, opens, now))}</p>`}
    <p><a class="way" href="${chatUrl}">${words.open}</a></p></section>`
}

function telephone({ core, wording }: Visit): Html {
  const { byTelephone: words } = HOME_WORDS[wording.language]
  const { telephone: number } = core.settings
  return html`<section aria-labelledby="telephone"><h2 id="telephone">${words.title}</h2><p>${words.text}</p>
    <p><a class="telephone" href="tel:${number.replace(/[^\d+]/g, '')}">${number}</a></p></section>`
}

function addresses({ core, wording }: Visit): Html {
  const { byMail: words, covers } = HOME_WORDS[wording.language]
  const { categories } = customerWordingIn(wording.language)
  const teamAddresses = CATEGORIES.flatMap((category) =>
    core.settings.mailboxes
      .filter((mailbox) => mailbox.category === category)
      .map(({ address }) => ({ category, address })),
  )
  return html`<section aria-labelledby="mail"><h2 id="mail">${words.title}</h2><p>${words.text}</p>
    <ul class="doors">${teamAddresses.map(
      ({ category, address }) =>
        html`<li><p><strong>${categories[category].name}</strong> <a href="mailto:${address}">${address}</a></p>
        <p class="faint">${covers[category]}</p></li>`,
    )}</ul></section>`
}

function forms({ wording: { language } }: Visit): Html {
  const { byForm: words } = HOME_WORDS[language]
  const { kinds } = PRODUCT_REPORT_WORDS[language]
  return html`<section aria-labelledby="forms"><h2 id="forms">${words.title}</h2><p>${words.text}</p>
    <ul class="doors">${PRODUCT_REPORT_KINDS.map(
      (kind) =>
        html`<li><p><a href="/forms/${kind}?lang=${language}">${kinds[kind].link}</a></p>
        <p class="faint">${words.covers[kind]}</p></li>`,
    )}</ul></section>`
}
