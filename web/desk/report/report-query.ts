import type { PromiseKind } from '../../../core/policy/policy-times.ts'
import { PROMISE_KINDS } from '../../../core/policy/policy-times.ts'
import type { ReportPeriod } from '../../../core/report/period.ts'
import { REPORT_SPLITS, type ReportSplit } from '../../../core/report/scope.ts'

/** What is chosen beside the period. */
export interface ReportChoices {
  split: ReportSplit
  /** Null for all of them. */
  promise: PromiseKind | null
}

/** Reads the choices of a page's query; what is not one of them is the first. */
export function readReportChoices(query: Readonly<Record<string, string>>): ReportChoices {
  return {
    split: REPORT_SPLITS.find((known) => known === query.split) ?? 'team',
    promise: PROMISE_KINDS.find((known) => known === query.promise) ?? null,
  }
}

/** The query that asks for the same again, with another period where one is given. */
export function reportQuery(
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
