import { Problem } from '../../../core/kernel/problem.ts'
import { listTeams } from '../../../core/member/team.ts'
import { CSV_STYLE, writeCsv } from '../../../core/report/csv-export.ts'
import { type ReportPeriod, reportPeriod } from '../../../core/report/period.ts'
import { lanesLeftOut } from '../../../core/report/scope.ts'
import type { OfferedFile } from '../../../core/ticket/original.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse } from '../../http/response.ts'
import { type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { REPORT_WORDS } from '../../wording/report-words.ts'
import { deskPage } from '../desk-page.ts'
import type { Report, ReportContent, ReportRequest } from './report.ts'
import { periodForm, readReportChoices, reportNavigation, reportSection } from './report.ts'
import { BACKLOG_REPORT } from './report-backlog-page.ts'
import { CLASSIFICATION_REPORT } from './report-classification-page.ts'
import { FIRST_CONTACT_REPORT } from './report-first-contact-page.ts'
import { PROMISES_REPORT } from './report-promises-page.ts'
import { SATISFACTION_REPORT } from './report-satisfaction-page.ts'
import { csvRecords } from './report-table.ts'
import { TIMES_REPORT } from './report-times-page.ts'

const REPORTS: readonly Report[] = [
  PROMISES_REPORT,
  TIMES_REPORT,
  BACKLOG_REPORT,
  FIRST_CONTACT_REPORT,
  SATISFACTION_REPORT,
  CLASSIFICATION_REPORT,
]

/** Whether the promises are kept, for those accountable for them. Each table can be downloaded as a file. */
export const SUPERVISOR_REPORT_ROUTES: readonly MemberRoute[] = [
  {
    method: 'GET',
    url: '/desk/reports',
    allow: SUPERVISORS,
    handle: (visit) => show(visit, PROMISES_REPORT),
  },
  ...REPORTS.flatMap((report): MemberRoute[] => [
    {
      method: 'GET',
      url: `/desk/reports/${report.name}`,
      allow: SUPERVISORS,
      handle: (visit) => show(visit, report),
    },
    {
      method: 'GET',
      url: `/desk/reports/${report.name}/:table`,
      allow: SUPERVISORS,
      handle: (visit) => download(visit, report),
    },
  ]),
]

// A page holds what a person reads through, a file what a spreadsheet handles.
const LONGEST_ON_A_PAGE = 25
const LONGEST_IN_A_FILE = 10_000

async function show(visit: MemberVisit, report: Report): Promise<RouteResponse> {
  const { wording, query, now } = visit
  const words = REPORT_WORDS[wording.language]
  const period = reportPeriod(query, now)
  const found = 'fault' in period ? null : await content(visit, report, period, LONGEST_ON_A_PAGE)
  const title = `${words.reports[report.name]} · ${words.title}`
  const body = html`<div class="report">
    <div class="head"><h1>${words.title}</h1></div>
    ${reportNavigation(visit, report, period)}
    ${periodForm(visit, report, period)}
    ${'fault' in period && html`<p class="warning" role="alert">${words.faults[period.fault]}</p>`}
    ${found && filled(visit, report, period, found)}
  </div>`
  return page(await deskPage(visit, { title, place: 'reports', body }), found ? 200 : 400)
}

function filled(
  visit: MemberVisit,
  report: Report,
  period: ReturnType<typeof reportPeriod>,
  { lead, sections, links = [], leftOut }: ReportContent & { leftOut: string | null },
): Html {
  return html`<p class="lead">${lead}${leftOut !== null && html` <strong>${leftOut}</strong>`}</p>
    ${links.length > 0 && html`<p class="report-links">${links.map(({ href, words }) => html`<a href="${href}">${words}</a> `)}</p>`}
    ${sections.map((section) => reportSection(visit, report, period, section))}`
}

async function download(visit: MemberVisit, report: Report): Promise<RouteResponse> {
  const { params, query, now, wording } = visit
  const period = reportPeriod(query, now)
  const { language } = wording
  if ('fault' in period) throw new Problem('invalid-input', REPORT_WORDS[language].faults[period.fault])
  const [, name] = /^([a-z-]+)\.csv$/.exec(params.table ?? '') ?? []
  const { sections, leftOut } = await content(visit, report, period, LONGEST_IN_A_FILE)
  const table = sections.find((section) => section.table?.name === name)?.table
  if (!table)
    throw new Problem('not-found', 'There is no such table, or nothing stands in it for this period.')
  const records = csvRecords(language, table)
  // The file also states what is left out, because it is passed on without the page.
  if (leftOut !== null) records.push([], [leftOut])
  const text = writeCsv(records, CSV_STYLE[language])
  return { kind: 'file', file: fileOf(`${name}-${period.firstDay}-${period.lastDay}.csv`, text) }
}

async function content(
  { core, member, wording, query }: MemberVisit,
  report: Report,
  period: ReportPeriod,
  longest: number,
): Promise<ReportContent & { leftOut: string | null }> {
  const words = REPORT_WORDS[wording.language]
  const [teams, lanes] = await Promise.all([listTeams(core.db), lanesLeftOut(core.db, member.id)])
  const scope = { core, viewer: member.id, period }
  const request: ReportRequest = { ...readReportChoices(query), scope, wording, words, teams, longest }
  const read = await report.read(request)
  const named = lanes.map((lane) => wording.lanes[lane]).join(', ')
  return { ...read, leftOut: lanes.length === 0 ? null : words.leftOut(named) }
}

function fileOf(name: string, text: string): OfferedFile {
  const bytes = Buffer.from(text, 'utf8')
  async function* parts() {
    yield bytes
  }
  return { name, type: 'text/csv', size: bytes.length, parts: parts() }
}
