import { CATEGORIES } from '../../core/category.ts'
import { PRODUCT_REPORT_KINDS } from '../../core/product-report.ts'
import { PRODUCT_REPORT_WORDS } from '../../core/wording/product-report-words.ts'
import { wordingIn as customerWordingIn } from '../../core/wording/wording.ts'
import { type Answer, page } from '../answer.ts'
import { html } from '../html.ts'
import { ANYONE, type OpenRoute, type Visit } from '../route.ts'
import { customerPage } from './customer-page.ts'

/** How to reach us and what happens then (policy §2, §3, §4). */
export const HOME_ROUTES: readonly OpenRoute[] = [
  { method: 'GET', url: '/', allow: ANYONE, limit: 'publicPage', handle: home },
]

async function home({ core, wording }: Visit): Promise<Answer> {
  const words = wording.home
  const categories = customerWordingIn(wording.language).categories
  const { mailboxes, telephone, chatUrl } = core.settings
  const doors = CATEGORIES.flatMap((category) =>
    mailboxes.filter((mailbox) => mailbox.category === category).map((mailbox) => ({ category, mailbox })),
  )
  const body = html`<h1>${words.title}</h1>
    <p class="lead">${words.lead}</p>
    ${chatUrl !== null && html`<h2>${words.byChat}</h2><p><a href="${chatUrl}">${words.openChat}</a></p>`}
    <h2>${words.byMail}</h2>
    <ul class="doors">${doors.map(
      ({ category, mailbox }) =>
        html`<li><span>${categories[category].name}</span> <a href="mailto:${mailbox.address}">${mailbox.address}</a></li>`,
    )}</ul>
    <h2>${words.byForm}</h2>
    <ul class="doors">${PRODUCT_REPORT_KINDS.map(
      (kind) =>
        html`<li><a href="/forms/${kind}?lang=${wording.language}">${PRODUCT_REPORT_WORDS[wording.language].kinds[kind].link}</a></li>`,
    )}</ul>
    <h2>${words.byTelephone}</h2>
    <p><a class="telephone" href="tel:${telephone.replace(/[^\d+]/g, '')}">${telephone}</a></p>
    <h2>${words.what}</h2>
    <ol class="steps">${words.steps.map((step) => html`<li>${step}</li>`)}</ol>
    <p class="faint">${words.team} <a href="/desk">${wording.desk}</a></p>`
  const inLanguage = (language: string) => `/?lang=${language}`
  return page(customerPage({ wording, title: words.title, body, inLanguage }))
}
