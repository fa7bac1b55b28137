import { PROMISE_KINDS } from '../../../core/policy/policy-times.ts'
import { REPORT_SPANS, REPORT_STEPS, type reportPeriod } from '../../../core/report/period.ts'
import { REPORT_SPLITS } from '../../../core/report/scope.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { REPORT_WORDS } from '../../wording/report-words.ts'
import { REPORT_NAMES, type Report, type ReportSection } from './report.ts'
import { writtenDay } from './report-names.ts'
import { readReportChoices, reportQuery } from './report-query.ts'
import { reportTable } from './report-table.ts'

type PeriodOrFault = ReturnType<typeof reportPeriod>

/** The reports there are, each for the same period and choices. */
export function reportNavigation(visit: MemberVisit, report: Report, period: PeriodOrFault): Html {
  const words = REPORT_WORDS[visit.wording.language]
  return html`<nav class="report-names" aria-label="${words.choose}">${REPORT_NAMES.map(
    (name) =>
      html`<a href="/desk/reports/${name}?${sameQuery(visit, period)}"${name === report.name && html` aria-current="page"`}>${words.reports[name]}</a>`,
  )}</nav>`
}

/** The period, by a word or by two days, and what else may be chosen. */
export function periodForm(visit: MemberVisit, report: Report, period: PeriodOrFault): Html {
  const { wording, query } = visit
  const { period: words, promises, splits } = REPORT_WORDS[wording.language]
  const chosen = readReportChoices(query)
  const read = 'fault' in period ? null : period
  const option = (value: string, name: string, now: string | null) =>
    html`<option value="${value}"${value === now && html` selected`}>${name}</option>`
  return html`<nav class="report-spans" aria-label="${words.label}">${REPORT_SPANS.map(
    (span) =>
      html`<a href="/desk/reports/${report.name}?${reportQuery({ span, firstDay: '', lastDay: '', step: '' }, chosen)}"${read?.span === span && html` aria-current="true"`}>${words.spans[span]}</a>`,
  )}</nav>
  <form class="report-period" method="get" action="/desk/reports/${report.name}">
    <p><label for="report-from">${words.from}</label><input id="report-from" type="date" name="from" value="${read?.firstDay ?? query.from ?? ''}" required></p>
    <p><label for="report-to">${words.to}</label><input id="report-to" type="date" name="to" value="${read?.lastDay ?? query.to ?? ''}" required></p>
    <p><label for="report-step">${words.step}</label><select id="report-step" name="step">${REPORT_STEPS.map((step) => option(step, words.steps[step], read?.length ?? null))}</select></p>
    ${
      report.choices.includes('promise') &&
      html`<p><label for="report-promise">${words.promise}</label><select id="report-promise" name="promise">${option('', words.every, chosen.promise ?? '')}${PROMISE_KINDS.map((kind) => option(kind, promises.named[kind], chosen.promise))}</select></p>`
    }
    ${
      report.choices.includes('split') &&
      html`<p><label for="report-split">${words.split}</label><select id="report-split" name="split">${REPORT_SPLITS.map((split) => option(split, splits[split], chosen.split))}</select></p>`
    }
    <button>${words.show}</button>
  </form>
  ${read && html`<p class="report-said">${words.said(writtenDay(wording.language, read.firstDay), writtenDay(wording.language, read.lastDay))}</p>`}`
}

/** A section with its chart, its table and the file of it. */
export function reportSection(
  visit: MemberVisit,
  report: Report,
  period: PeriodOrFault,
  section: ReportSection,
): Html {
  const { language } = visit.wording
  const words = REPORT_WORDS[language]
  const { heading, lead, chart, table, folded, empty } = section
  const file =
    table &&
    html`<a class="report-file" href="/desk/reports/${report.name}/${table.name}.csv?${sameQuery(visit, period)}" download>${words.csv}<span class="hidden"> : ${heading}</span></a>`
  return html`<section class="report-section"><div class="report-heading"><h2>${heading}</h2>${file}</div>
    ${lead !== undefined && html`<p class="faint">${lead}</p>`}
    ${empty !== undefined && html`<p class="report-empty">${empty}</p>`}
    ${chart}
    ${table && (folded ? html`<details><summary>${words.table}<span class="hidden"> : ${heading}</span></summary>${reportTable(language, table)}</details>` : reportTable(language, table))}
  </section>`
}

function sameQuery({ query }: MemberVisit, period: PeriodOrFault): string {
  if ('fault' in period)
    return reportQuery({ span: '30-days', firstDay: '', lastDay: '', step: '' }, readReportChoices(query))
  return reportQuery(
    { ...period, step: query.step === period.length ? period.length : '' },
    readReportChoices(query),
  )
}
