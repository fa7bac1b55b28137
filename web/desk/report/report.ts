import type { Team } from '../../../core/member/team.ts'
import type { ReportScope } from '../../../core/report/scope.ts'
import type { Html } from '../../http/html.ts'
import type { PageWording } from '../../wording/fr.ts'
import type { ReportWords } from '../../wording/report-words.ts'
import type { ReportChoices } from './report-query.ts'
import type { ReportTable } from './report-table.ts'

/** What a report is made from. */
export interface ReportRequest extends ReportChoices {
  scope: ReportScope
  wording: PageWording
  words: ReportWords
  teams: readonly Team[]
  /** How many rows a list of single tickets may have: fewer on a page than in a file. */
  longest: number
}

/** A part of a report: a chart and the table with the same figures; `folded` until asked for. */
export interface ReportSection {
  heading: string
  lead?: string | Html
  chart?: Html
  table?: ReportTable
  folded?: boolean
  /** Instead of table and chart, when there is nothing to show. */
  empty?: string
}

/** What a report says. */
export interface ReportContent {
  lead: string
  sections: readonly ReportSection[]
  /** Where more is to be found. */
  links?: readonly { href: string; words: string }[]
}

export const REPORT_NAMES = [
  'promises',
  'times',
  'backlog',
  'first-contact',
  'satisfaction',
  'classification',
] as const
export type ReportName = (typeof REPORT_NAMES)[number]

/** A report: what may be chosen beside the period, and how it is read. */
export interface Report {
  name: ReportName
  choices: readonly ('split' | 'promise')[]
  read(request: ReportRequest): Promise<ReportContent>
}
