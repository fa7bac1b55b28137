import {
  LONGEST_REPORT,
  type ProductReport,
  type ProductReportFault,
} from '../../core/intake/product-report.ts'
import type { Language } from '../../core/policy/language.ts'
import {
  INFRINGEMENT_GROUNDS,
  type ProductReportField,
  type ProductReportKind,
} from '../../core/policy/product-form.ts'
import { fileSize } from '../../core/wording/file-size.ts'
import type { ProductReportWords } from '../../core/wording/product-report.ts'
import { wordingIn as customerWordingIn } from '../../core/wording/wording.ts'
import { type Html, html } from '../http/html.ts'
import { LARGEST_FORM_FILE, MOST_FORM_FILES } from '../web-settings.ts'

/** A report that could not be taken yet: what was filled in, and why. */
export interface RefusedReport {
  report: ProductReport
  faults: readonly ProductReportFault[]
  file: 'too-many' | 'too-large' | null
  /** Something filled in the field that people do not see. */
  trapped: boolean
}

interface Form {
  kind: ProductReportKind
  words: ProductReportWords
  language: Language
  formToken: string
  refused: RefusedReport | undefined
}

/** The form: each fault stands beside its field and once more at the top, with a link to it. */
export function reportForm(form: Form): Html {
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

// The fault and the hint are read out with the field they belong to.
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
