import { randomUUID } from 'node:crypto'
import {
  checkProductReport,
  type ProductReport,
  receiveProductReport,
} from '../../core/intake/product-report.ts'
import { parseReference } from '../../core/kernel/reference.ts'
import { INFRINGEMENT_GROUNDS, type ProductReportKind } from '../../core/policy/product-form.ts'
import { PRODUCT_REPORT_WORDS } from '../../core/wording/product-report.ts'
import { html } from '../http/html.ts'
import { page, type RouteResponse, redirect } from '../http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../http/route.ts'
import { MOST_FORM_FILES } from '../web-settings.ts'
import { fillWords } from '../wording/home-words.ts'
import { customerPage } from './customer-page.ts'
import { type RefusedReport, reportForm } from './product-report-form.ts'

/** The policy's two forms (§2): wrong information about a product, and an infringing product (DSA art. 16). */
export const PRODUCT_REPORT_ROUTES: readonly OpenRoute[] = [
  ...routesOf('product-information'),
  ...routesOf('product-infringement'),
  { method: 'GET', url: '/forms/received', allow: ANYONE, limit: 'publicPage', handle: received },
]

function routesOf(kind: ProductReportKind): OpenRoute[] {
  return [
    {
      method: 'GET',
      url: `/forms/${kind}`,
      allow: ANYONE,
      limit: 'publicPage',
      handle: async (visit) => showForm(visit, kind),
    },
    {
      method: 'POST',
      url: `/forms/${kind}`,
      allow: ANYONE,
      limit: 'publicPost',
      upload: true,
      handle: (visit) => takeReport(visit, kind),
    },
  ]
}

function showForm(visit: Visit, kind: ProductReportKind, refused?: RefusedReport): RouteResponse {
  const { wording } = visit
  const words = PRODUCT_REPORT_WORDS[wording.language]
  const { title, lead } = words.kinds[kind]
  const body = html`<h1>${title}</h1>
    <p class="lead">${lead}</p>
    ${reportForm({ kind, words, language: wording.language, formToken: randomUUID(), refused })}
    ${kind === 'product-infringement' && html`<footer class="small"><p>${words.law}</p></footer>`}`
  const inLanguage = (language: string) => `/forms/${kind}?lang=${language}`
  return page(customerPage({ wording, title, body, inLanguage }), refused ? 400 : 200)
}

async function takeReport(visit: Visit, kind: ProductReportKind): Promise<RouteResponse> {
  const { core, form, files, wording } = visit
  const report = reportOf(visit, kind)
  const faults = checkProductReport(report)
  const file =
    files.length > MOST_FORM_FILES ? 'too-many' : files.some(({ tooLarge }) => tooLarge) ? 'too-large' : null
  // People do not see this field; programs that fill in every field do. Nothing is lost: the form comes back as it was.
  const trapped = (form.website ?? '') !== ''
  if (faults.length > 0 || file || trapped) return showForm(visit, kind, { report, faults, file, trapped })
  const { reference } = await receiveProductReport(core, report)
  return redirect(`/forms/received?reference=${reference}&lang=${wording.language}`)
}

function reportOf({ form, files, wording }: Visit, kind: ProductReportKind): ProductReport {
  const text = (name: string) => (form[name] ?? '').replace(/\r\n?/g, '\n')
  return {
    kind,
    language: wording.language,
    listings: text('listings'),
    ground:
      kind === 'product-infringement'
        ? (INFRINGEMENT_GROUNDS.find((ground) => ground === form.ground) ?? null)
        : null,
    explanation: text('explanation'),
    name: text('name').replace(/\s+/g, ' '),
    email: text('email'),
    goodFaith: kind === 'product-infringement' && form.goodFaith === 'yes',
    files: files.map(({ name, type, content }) => ({ name, type, content, inline: false, contentId: null })),
    formToken: form.formToken?.slice(0, 64) || randomUUID(),
  }
}

// Says only what anybody may know: the number that was just given.
async function received({ core, query, wording }: Visit): Promise<RouteResponse> {
  const { sent } = PRODUCT_REPORT_WORDS[wording.language]
  const found = parseReference(query.reference ?? '')
  const body = html`<h1>${sent.title}</h1>
    ${found?.kind === 'valid' && html`<p class="lead">${sent.lead}</p><p class="reference reference-large">${found.reference}</p>`}
    <ul class="steps">${sent.next(fillWords(wording.language, core.settings.policyTimes)).map((step) => html`<li>${step}</li>`)}</ul>
    <p><a href="/?lang=${wording.language}">${wording.backHome}</a></p>`
  return page(customerPage({ wording, title: sent.title, body, inLanguage: null }))
}
