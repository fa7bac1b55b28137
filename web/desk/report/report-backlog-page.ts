import { type AgeLine, type Backlog, reportBacklog } from '../../../core/report/backlog.ts'
import type { Report, ReportRequest, ReportSection } from './report.ts'
import { groupName, longStep, shortStep, spanNames } from './report.ts'
import { type ChartMark, chartFigure, drawBars, drawLines } from './report-chart.ts'
import { type Cell, formatCount } from './report-table.ts'

/** What is open, how old it is, and whether it grows. */
export const BACKLOG_REPORT: Report = {
  name: 'backlog',
  choices: [],
  async read(request) {
    const backlog = await reportBacklog(request.scope)
    const { words } = request
    const sections = [flow(request, backlog)]
    if (backlog.whole.open === 0) {
      const { title, next } = words.backlog.none
      sections.unshift({ heading: words.backlog.ages, empty: `${title}. ${next}` })
    } else sections.unshift(teams(request, backlog), owners(request, backlog))
    return { lead: words.backlog.lead, sections }
  },
}

function teams(request: ReportRequest, backlog: Backlog): ReportSection {
  const { words, wording } = request
  const { language } = wording
  const names = spanNames(request, backlog.bounds)
  const lines = [
    { name: words.whole, ...backlog.whole },
    ...backlog.teams.map((line) => ({ name: groupName(wording, request.teams, 'team', line.team), ...line })),
  ]
  const bars = lines.map((line) => ({
    name: line.name,
    parts: line.ages.map((value, age) => ({
      mark: markOf(age),
      value,
      words: `${line.name}, ${names[age] ?? ''} : ${formatCount(language, value)}`,
    })),
    outcome: formatCount(language, line.open),
  }))
  return {
    heading: words.backlog.ages,
    chart: chartFigure({
      id: 'ages',
      title: words.backlog.agesChart,
      description: names
        .map((name, age) => `${name} : ${formatCount(language, backlog.whole.ages[age] ?? 0)}`)
        .join(' ; '),
      keys: names.map((name, age) => ({ mark: markOf(age), name })),
      draw: drawBars(bars, { shares: true }),
    }),
    table: {
      name: 'open-by-team',
      heading: words.backlog.ages,
      columns: ageColumns(request, words.backlog.columns.team, names),
      rows: lines.map((line) => [line.name, ...ageCells(line)]),
    },
  }
}

function owners(request: ReportRequest, backlog: Backlog): ReportSection {
  const { words } = request
  return {
    heading: words.backlog.owners,
    table: {
      name: 'open-by-owner',
      heading: words.backlog.owners,
      columns: ageColumns(request, words.backlog.columns.owner, spanNames(request, backlog.bounds)),
      rows: backlog.owners.map((line) => [line.owner?.name ?? words.backlog.nobody, ...ageCells(line)]),
    },
  }
}

function flow({ words, wording, scope }: ReportRequest, backlog: Backlog): ReportSection {
  const { period } = scope
  const { opened, reopened, resolved, difference, flow: heading, flowChart } = words.backlog
  if (backlog.flow.every((step) => step.opened + step.reopened + step.resolved === 0))
    return { heading, empty: words.nothingHere }
  const sum = (values: readonly number[]) => values.reduce((whole, value) => whole + value, 0)
  const came = backlog.flow.map((step) => step.opened + step.reopened)
  const went = backlog.flow.map((step) => step.resolved)
  return {
    heading,
    chart: chartFigure({
      id: 'flow',
      title: flowChart,
      description: `${opened} : ${sum(came)} ; ${resolved} : ${sum(went)}`,
      draw: drawLines(
        period.steps.map((step) => shortStep(wording.language, step, period.length)),
        [
          { name: opened, mark: 'second', values: came },
          { name: resolved, mark: 'good', values: went },
        ],
      ),
    }),
    folded: true,
    table: {
      name: 'opened-and-resolved',
      heading,
      columns: [
        { name: words.steps[period.length] },
        { name: opened },
        { name: reopened },
        { name: resolved },
        { name: difference },
      ],
      rows: backlog.flow.map((step, index): Cell[] => {
        const at = period.steps[index]
        return [
          at ? longStep(wording.language, at, period.length) : '',
          step.opened,
          step.reopened,
          step.resolved,
          step.opened + step.reopened - step.resolved,
        ]
      }),
    },
  }
}

const MARKS = ['age-0', 'age-1', 'age-2', 'age-3', 'age-4', 'age-5'] as const satisfies ChartMark[]

function markOf(age: number): ChartMark {
  return MARKS[age] ?? 'age-5'
}

function ageColumns({ words }: ReportRequest, first: string, names: readonly string[]) {
  const { open, oldest } = words.backlog.columns
  return [
    { name: first },
    { name: open },
    ...names.map((name) => ({ name })),
    { name: oldest, unit: 'time' as const },
  ]
}

function ageCells({ open, ages, oldest }: AgeLine): Cell[] {
  return [open, ...ages, { time: oldest }]
}
