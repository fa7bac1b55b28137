import { randomUUID } from 'node:crypto'
import {
  checkProductReport,
  LONGEST_REPORT,
  type ProductReport,
  type ProductReportFault,
  receiveProductReport,
} from '../../core/intake/product-report.ts'
import { parseReference } from '../../core/kernel/reference.ts'
import type { Language } from '../../core/policy/language.ts'
import {
  INFRINGEMENT_GROUNDS,
  type ProductReportField,
  type ProductReportKind,
} from '../../core/policy/product-form.ts'
import { fileSize } from '../../core/wording/file-size.ts'
import type { ProductReportWords } from '../../core/wording/product-report.ts'
import { PRODUCT_REPORT_WORDS } from '../../core/wording/product-report.ts'
import { wordingIn as customerWordingIn } from '../../core/wording/wording.ts'
import { type Html, html } from '../http/html.ts'
import { page, type RouteResponse, redirect } from '../http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../http/route.ts'
import { LARGEST_FORM_FILE, MOST_FORM_FILES } from '../web-settings.ts'
import { fillWords } from '../wording/home-words.ts'
import { customerPage } from './customer-page.ts'

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
  // People do not see this field; programs that fill in every field do. Nothing is lost: the form is shown again with
  // its content.
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

// Reveals only what the visitor knows: the reference just given.
async function received({ core, query, wording }: Visit): Promise<RouteResponse> {
  const { sent } = PRODUCT_REPORT_WORDS[wording.language]
  const found = parseReference(query.reference ?? '')
  const body = html`<h1>${sent.title}</h1>
    ${found?.kind === 'valid' && html`<p class="lead">${sent.lead}</p><p class="reference reference-large">${found.reference}</p>`}
    <ul class="steps">${sent.next(fillWords(wording.language, core.settings.policyTimes)).map((step) => html`<li>${step}</li>`)}</ul>
    <p><a href="/?lang=${wording.language}">${wording.backHome}</a></p>`
  return page(customerPage({ wording, title: sent.title, body, inLanguage: null }))
}

/** A report that was refused: its fields, and why. */
interface RefusedReport {
  report: ProductReport
  faults: readonly ProductReportFault[]
  file: 'too-many' | 'too-large' | null
  /** Whether the field that people do not see was filled in. */
  trapped: boolean
}

interface Form {
  kind: ProductReportKind
  words: ProductReportWords
  language: Language
  formToken: string
  refused: RefusedReport | undefined
}

/** Returns the form; each fault appears beside its field and again at the top, with a link to it. */
function reportForm(form: Form): Html {
  const { kind, words, language, formToken, refused } = form
  const infringement = kind === 'product-infringement'
  return html`${refused && problems(form, refused)}
    <section class="write"><form method="post" action="/forms/${kind}?lang=${language}" enctype="multipart/form-data" novalidate>
      <input type="hidden" name="formToken" value="${refused?.report.formToken ?? formToken}">
      <p class="trap" aria-hidden="true"><label for="website">Website</label> <input id="website" name="website" tabindex="-1" autocomplete="off"></p>
      ${infringement && grounds(form)}
      ${areaInput(form, 'listings', 2)}
      ${areaInput(form, 'explanation', 8)}
      ${files(form)}
      ${lineInput(form, 'name', 'text', 'name')}
      ${lineInput(form, 'email', 'email', 'email')}
      ${infringement && goodFaith(form)}
      <button class="primary">${words.send}</button>
    </form></section>`
}

function problems(form: Form, { faults, file, trapped }: RefusedReport): Html {
  const { words } = form
  return html`<div class="warning warning-bad" role="alert"><p>${trapped && faults.length === 0 && !file ? words.checkAndSend : words.problems}</p>
    <ul>${faults.map((fault) => html`<li><a href="#${fault.field}">${faultWords(form, fault)}</a></li>`)}
    ${file !== null && html`<li><a href="#files">${fileFault(form, file)}</a></li>`}</ul></div>`
}

function faultWords({ words }: Form, { field, why }: ProductReportFault): string {
  if (why === 'missing') return words.missing[field]
  if (why === 'incomplete' && (field === 'email' || field === 'listings')) return words.incomplete[field]
  return words.tooLong(field in LONGEST_REPORT ? LONGEST_REPORT[field as keyof typeof LONGEST_REPORT] : 0)
}

function fileFault({ language }: Form, file: 'too-many' | 'too-large'): string {
  const { answer } = customerWordingIn(language).ticketPage
  const size = fileSize(language, LARGEST_FORM_FILE)
  return file === 'too-many'
    ? answer.tooManyFiles({ count: MOST_FORM_FILES })
    : answer.filesHint({ count: MOST_FORM_FILES, size })
}

function areaInput(form: Form, field: 'listings' | 'explanation', rows: number): Html {
  const most = LONGEST_REPORT[field]
  return html`<p>${label(form, field)}
    <textarea id="${field}" name="${field}" rows="${rows}" maxlength="${most}" required${described(form, field)}>${form.refused?.report[field]}</textarea>
    ${beside(form, field)}</p>`
}

function lineInput(form: Form, field: 'name' | 'email', type: string, autocomplete: string): Html {
  return html`<p>${label(form, field)}
    <input id="${field}" name="${field}" type="${type}" autocomplete="${autocomplete}" maxlength="${LONGEST_REPORT[field]}" value="${form.refused?.report[field]}"${described(form, field)}>
    ${beside(form, field)}</p>`
}

function grounds(form: Form): Html {
  const chosen = form.refused?.report.ground
  return html`<fieldset class="choices" id="ground"${described(form, 'ground')}><legend>${form.words.labels.ground}</legend>
    ${INFRINGEMENT_GROUNDS.map(
      (ground) =>
        html`<label class="choice"><input type="radio" name="ground" value="${ground}"${ground === chosen && html` checked`}> ${form.words.grounds[ground]}</label>`,
    )}
    ${beside(form, 'ground')}</fieldset>`
}

function goodFaith(form: Form): Html {
  return html`<p><label class="choice"><input type="checkbox" id="goodFaith" name="goodFaith" value="yes"${form.refused?.report.goodFaith && html` checked`}${described(form, 'goodFaith')}> ${form.words.labels.goodFaith}</label>
    ${beside(form, 'goodFaith')}</p>`
}

function files(form: Form): Html {
  const { answer } = customerWordingIn(form.language).ticketPage
  const size = fileSize(form.language, LARGEST_FORM_FILE)
  return html`<p><label for="files">${answer.files}</label>
    <input id="files" name="files" type="file" multiple aria-describedby="files-hint">
    <span class="faint" id="files-hint">${answer.filesHint({ count: MOST_FORM_FILES, size })}</span></p>`
}

function label({ words }: Form, field: ProductReportField): Html {
  return html`<label for="${field}">${words.labels[field]}</label>`
}

// Screen readers announce the fault and the hint together with their field.
function described(form: Form, field: ProductReportField): Html {
  const fault = faultOf(form, field)
  const ids = [...(fault ? [`${field}-fault`] : []), ...(form.words.hints[field] ? [`${field}-hint`] : [])]
  return html`${ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`}${fault && html` aria-invalid="true"`}`
}

function beside(form: Form, field: ProductReportField): Html {
  const fault = faultOf(form, field)
  const hint = form.words.hints[field]
  return html`${fault && html`<span class="fault" id="${field}-fault">${faultWords(form, fault)}</span>`}
    ${hint !== undefined && html`<span class="faint" id="${field}-hint">${hint}</span>`}`
}

function faultOf(form: Form, field: ProductReportField): ProductReportFault | undefined {
  return form.refused?.faults.find((fault) => fault.field === field)
}
