import { DAY, HOUR } from '../kernel/duration.ts'
/** Preset periods for supervisors; each ends today. */
export const REPORT_SPANS = ['7-days', '30-days', '3-months', '12-months'] as const
export type ReportSpan = (typeof REPORT_SPANS)[number]

/** The step lengths of a period. */
export const REPORT_STEPS = ['day', 'week', 'month'] as const
export type ReportStepLength = (typeof REPORT_STEPS)[number]

/** A step of a period: from its first instant up to the first of the next, exclusive. */
export interface ReportStep {
  /** Its first day in Paris, `2026-11-24`; for a week or month the first day that lies within the period. */
  day: string
  from: Date
  to: Date
}

/**
 * Whole days in Paris, split into days, weeks from Monday, or months; the first and last step may be short.
 */
export interface ReportPeriod {
  /** Null when the days were chosen individually. */
  span: ReportSpan | null
  firstDay: string
  /** Inclusive; never after today. */
  lastDay: string
  from: Date
  to: Date
  length: ReportStepLength
  steps: readonly ReportStep[]
}

/** Why a period cannot be reported on. */
export type PeriodFault = 'not-a-day' | 'ends-before-it-begins' | 'in-the-future' | 'too-long'

/** A requested period, as in a page's query. */
export interface AskedPeriod {
  span?: string | undefined
  from?: string | undefined
  to?: string | undefined
  step?: string | undefined
}

// Three years in days: longer ones are dozens of months, and scan every row.
const LONGEST = 1_100
// As many steps as a chart can label.
const MOST_DAYS = 100
const MOST_DAYS_IN_WEEKS = 800

/**
 * Returns the requested period: two days, a span that ends today, or the last 30 days by default.
 * Days are bounded in Paris, so that days of a clock change have 23 or 25 hours. Days after today are cut
 * off.
 */
export function reportPeriod(asked: AskedPeriod, now: Date): ReportPeriod | { fault: PeriodFault } {
  const today = parisDay(now)
  const own = (asked.from ?? '') !== '' || (asked.to ?? '') !== ''
  const span = own ? null : (REPORT_SPANS.find((known) => known === asked.span) ?? '30-days')
  const firstDay = span ? firstDayOf(span, today) : (asked.from ?? '')
  const wanted = span ? today : asked.to || today
  if (!isDay(firstDay) || !isDay(wanted)) return { fault: 'not-a-day' }
  if (wanted < firstDay) return { fault: 'ends-before-it-begins' }
  if (firstDay > today) return { fault: 'in-the-future' }
  const lastDay = wanted > today ? today : wanted
  const days = daysBetween(firstDay, lastDay) + 1
  if (days > LONGEST) return { fault: 'too-long' }
  const length = stepLength(asked.step, days)
  const steps = cut(firstDay, lastDay, length)
  return { span, firstDay, lastDay, from: midnight(firstDay), to: midnight(dayAfter(lastDay)), length, steps }
}

/** Returns the day in Paris: `2026-11-24`. */
function parisDay(at: Date): string {
  return PARIS_DAY.format(at)
}

/** Returns the first instant of a day in Paris. */
function midnight(day: string): Date {
  const asUtc = Date.parse(`${day}T00:00:00Z`)
  // The clocks change at one in the morning UTC: at midnight Paris is two hours ahead, or one.
  const summer = new Date(asUtc - 2 * HOUR)
  return parisDay(summer) === day ? summer : new Date(asUtc - HOUR)
}
const PARIS_DAY = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

function isDay(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

function firstDayOf(span: ReportSpan, today: string): string {
  if (span === '7-days') return addDays(today, -6)
  if (span === '30-days') return addDays(today, -29)
  return addDays(monthsBefore(today, span === '3-months' ? 3 : 12), 1)
}

// The 31st has no like in every month: then it is the last day there is.
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return isoDay(Date.UTC(year, month - 1 - months, Math.min(date, last)))
}

function stepLength(asked: string | undefined, days: number): ReportStepLength {
  if (asked === 'month') return 'month'
  if (asked === 'week' && days <= MOST_DAYS_IN_WEEKS) return 'week'
  if (asked === 'day' && days <= MOST_DAYS) return 'day'
  if (days <= 31) return 'day'
  return days <= 190 ? 'week' : 'month'
}

function cut(firstDay: string, lastDay: string, length: ReportStepLength): ReportStep[] {
  const steps: ReportStep[] = []
  const end = dayAfter(lastDay)
  for (let day = firstDay; day < end; ) {
    const next = nextStart(day, length)
    const stop = next < end ? next : end
    steps.push({ day, from: midnight(day), to: midnight(stop) })
    day = stop
  }
  return steps
}

function nextStart(day: string, length: ReportStepLength): string {
  if (length === 'day') return dayAfter(day)
  const at = new Date(`${day}T00:00:00Z`)
  if (length === 'week') return addDays(day, 7 - ((at.getUTCDay() + 6) % 7))
  return isoDay(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))
}

function dayAfter(day: string): string {
  return addDays(day, 1)
}

function addDays(day: string, days: number): string {
  return isoDay(Date.parse(`${day}T00:00:00Z`) + days * DAY)
}

function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY)
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
