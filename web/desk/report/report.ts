import type { Team } from '../../../core/member/team.ts'
import { CATEGORIES } from '../../../core/policy/category.ts'
import type { Language } from '../../../core/policy/language.ts'
import { LEVELS } from '../../../core/policy/level.ts'
import type { PromiseKind } from '../../../core/policy/policy-times.ts'
import { PROMISE_KINDS } from '../../../core/policy/policy-times.ts'
import type { ReportPeriod, ReportStep, ReportStepLength } from '../../../core/report/period.ts'
import { REPORT_SPANS, REPORT_STEPS, type reportPeriod } from '../../../core/report/period.ts'
import type { ReportScope } from '../../../core/report/scope.ts'
import { REPORT_SPLITS, type ReportSplit } from '../../../core/report/scope.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import type { Html } from '../../http/html.ts'
import { html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import type { PageWording } from '../../wording/fr.ts'
import type { ReportWords } from '../../wording/report-words.ts'
import { REPORT_WORDS } from '../../wording/report-words.ts'
import type { ReportTable } from './report-table.ts'
import { formatDuration, reportTable } from './report-table.ts'

/** The input of a report. */
export interface ReportRequest extends ReportChoices {
  scope: ReportScope
  wording: PageWording
  words: ReportWords
  teams: readonly Team[]
  /** The most rows of a list of single tickets: fewer on a page than in a file. */
  longest: number
}

/** A part of a report: a chart and the table with the same figures; `folded` is closed at first. */
export interface ReportSection {
  heading: string
  lead?: string | Html
  chart?: Html
  table?: ReportTable
  folded?: boolean
  /** Replaces table and chart when there is nothing to show. */
  empty?: string
}

/** The content of a report. */
export interface ReportContent {
  lead: string
  sections: readonly ReportSection[]
  /** Links to more detail. */
  links?: readonly { href: string; words: string }[]
}

const REPORT_NAMES = [
  'promises',
  'times',
  'backlog',
  'first-contact',
  'satisfaction',
  'classification',
] as const
type ReportName = (typeof REPORT_NAMES)[number]

/** A report: its choices besides the period, and how it is read. */
export interface Report {
  name: ReportName
  choices: readonly ('split' | 'promise')[]
  read(request: ReportRequest): Promise<ReportContent>
}

/** The choices besides the period. */
interface ReportChoices {
  split: ReportSplit
  /** Null for all of them. */
  promise: PromiseKind | null
}

/** Returns the choices of a page's query; an unknown value falls back to the first choice. */
export function readReportChoices(query: Readonly<Record<string, string>>): ReportChoices {
  return {
    split: REPORT_SPLITS.find((known) => known === query.split) ?? 'team',
    promise: PROMISE_KINDS.find((known) => known === query.promise) ?? null,
  }
}

/** Returns the query that repeats the request, with another period where one is given. */
function reportQuery(
  period: Pick<ReportPeriod, 'span' | 'firstDay' | 'lastDay'> & { step: string },
  { split, promise }: ReportChoices,
): string {
  const query = new URLSearchParams(
    period.span ? { span: period.span } : { from: period.firstDay, to: period.lastDay },
  )
  if (period.step) query.set('step', period.step)
  if (split !== 'team') query.set('split', split)
  if (promise) query.set('promise', promise)
  return query.toString()
}

type PeriodOrFault = ReturnType<typeof reportPeriod>

/** Returns the links to the reports, each for the same period and choices. */
export function reportNavigation(visit: MemberVisit, report: Report, period: PeriodOrFault): Html {
  const words = REPORT_WORDS[visit.wording.language]
  return html`<nav class="report-names" aria-label="${words.choose}">${REPORT_NAMES.map(
    (name) =>
      html`<a href="/desk/reports/${name}?${sameQuery(visit, period)}"${name === report.name && html` aria-current="page"`}>${words.reports[name]}</a>`,
  )}</nav>`
}

/** Returns the form for the period, by a word or by two days, and the other choices. */
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

/** Returns a section with its chart, its table and a link to the table's file. */
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

/** Returns the name of a group of figures: a team, a category, a channel or a level, by its key. */
export function groupName(
  wording: PageWording,
  teams: readonly Team[],
  split: ReportSplit,
  key: string,
): string {
  const { language } = wording
  if (split === 'team') return teams.find(({ id }) => id === key)?.name[language] ?? key
  if (split === 'category') {
    const category = CATEGORIES.find((known) => known === key)
    return category ? customerWordingIn(language).categories[category].name : key
  }
  if (split === 'level') {
    const level = LEVELS.find((known) => known === key)
    return level ? REPORT_WORDS[language].levels[level] : key
  }
  const channels: Readonly<Record<string, string>> = wording.channels
  const channel = channels[key] ?? key
  return capital(channel)
}

/** Returns the word capitalised, for the head of a column. */
export function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase('fr') + word.slice(1)
}

/** Returns a step's name for a chart: `24 nov.`, `nov. 26` for a month. */
export function shortStep(language: Language, step: ReportStep, length: ReportStepLength): string {
  const at = new Date(`${step.day}T12:00:00Z`)
  return (length === 'month' ? SHORT_MONTH : SHORT_DAY)[language].format(at)
}

/** Returns a step's name for a table: `mar. 24 nov. 2026`, `24 nov. 2026` for a week, `novembre 2026` for a month. */
export function longStep(language: Language, step: ReportStep, length: ReportStepLength): string {
  const at = new Date(`${step.day}T12:00:00Z`)
  const format = { day: WEEKDAY, week: LONG_DAY, month: LONG_MONTH }[length]
  return format[language].format(at)
}

/** Returns a day written out: `24 novembre 2026`. */
function writtenDay(language: Language, day: string): string {
  return WRITTEN_DAY[language].format(new Date(`${day}T12:00:00Z`))
}

const SHORT_DAY = formats({ day: 'numeric', month: 'short' })
const SHORT_MONTH = formats({ month: 'short', year: '2-digit' })
const LONG_DAY = formats({ day: 'numeric', month: 'short', year: 'numeric' })
const WEEKDAY = formats({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
const LONG_MONTH = formats({ month: 'long', year: 'numeric' })
const WRITTEN_DAY = formats({ day: 'numeric', month: 'long', year: 'numeric' })

// The days are Paris's already: at noon UTC each has its own date.
function formats(options: Intl.DateTimeFormatOptions): Record<Language, Intl.DateTimeFormat> {
  const format = (locale: string) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  return { fr: format('fr-FR'), en: format('en-GB') }
}

/**
 * Returns the names of the ranges between bounds in milliseconds, before the first and after the last: `< 24 h`, `> 10
 * j`.
 */
export function spanNames(
  { words, wording: { language } }: Pick<ReportRequest, 'words' | 'wording'>,
  bounds: readonly number[],
): string[] {
  const { below, between, beyond } = words.times
  return Array.from({ length: bounds.length + 1 }, (_, index) => {
    const [from, to] = [bounds[index - 1], bounds[index]]
    if (from === undefined) return below(formatDuration(language, to ?? 0))
    return to === undefined
      ? beyond(formatDuration(language, from))
      : between(formatDuration(language, from), formatDuration(language, to))
  })
}
