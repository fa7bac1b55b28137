import { brokenPromises } from '../../../core/report/broken-promises.ts'
import {
  keptShare,
  type PromiseFigures,
  type PromiseTally,
  promiseFigures,
} from '../../../core/report/promise-figures.ts'
import type { Report, ReportRequest, ReportSection } from './report.ts'
import { capital, groupName, longStep, shortStep } from './report.ts'
import { type Bar, chartFigure, drawBars, drawColumns } from './report-chart.ts'
import { formatShare, type ReportTable } from './report-table.ts'

/** Promises kept and broken (policy §3, §4). */
export const PROMISES_REPORT: Report = {
  name: 'promises',
  choices: ['promise', 'split'],
  async read(request) {
    const { scope, split, promise, longest, words } = request
    const [figures, broken] = await Promise.all([
      promiseFigures(scope, split),
      brokenPromises(scope, { kind: promise, size: longest }),
    ])
    return {
      lead: words.promises.lead,
      sections: [
        kinds(request, figures),
        overTime(request, figures),
        groups(request, figures),
        list(request, broken),
      ],
    }
  },
}

function kinds(request: ReportRequest, { kinds: lines }: PromiseFigures): ReportSection {
  const { words, scope } = request
  const { promises } = words
  const { columns: name } = promises
  const { policyTimes } = scope.core.settings
  if (lines.every(isNothing)) return { heading: promises.kinds, empty: words.nothingHere }
  const bars = lines.map((line) => bar(request, promises.named[line.kind], line))
  return {
    heading: promises.kinds,
    chart: keptChart(request, 'kinds', promises.kindsChart, bars),
    table: {
      name: 'promises',
      heading: promises.kinds,
      columns: [
        { name: name.promise },
        { name: name.within, unit: 'time' },
        ...tallyColumns(request),
        { name: name.median, unit: 'time' },
        { name: name.worst, unit: 'time' },
        { name: name.released },
      ],
      rows: lines.map((line) => [
        promises.named[line.kind],
        { time: policyTimes[line.kind] },
        ...tallyCells(line),
        { time: line.median },
        { time: line.worst },
        line.released,
      ]),
    },
  }
}

function overTime(request: ReportRequest, { steps }: PromiseFigures): ReportSection {
  const { words, wording, scope, promise } = request
  const { period } = scope
  const named = promise ? words.promises.named[promise] : words.promises.every
  const heading = words.promises.overTime(named)
  const tallies = steps.map((step) => (promise ? step[promise] : together(Object.values(step))))
  if (tallies.every(isNothing)) return { heading, empty: words.nothingHere }
  const columns = tallies.map((tally, index) => {
    const step = period.steps[index]
    const name = step ? shortStep(wording.language, step, period.length) : ''
    return { name, parts: bar(request, name, tally).parts }
  })
  return {
    heading,
    chart: chartFigure({
      id: 'steps',
      title: words.promises.stepsChart,
      description: bar(request, named, together(tallies)).outcome,
      keys: keys(request),
      draw: drawColumns(columns),
    }),
    folded: true,
    table: {
      name: 'promises-over-time',
      heading,
      columns: [{ name: words.steps[period.length] }, ...tallyColumns(request)],
      rows: tallies.map((tally, index) => {
        const step = period.steps[index]
        return [step ? longStep(wording.language, step, period.length) : '', ...tallyCells(tally)]
      }),
    },
  }
}

function groups(request: ReportRequest, { groups: all }: PromiseFigures): ReportSection {
  const { words, wording, teams, split, promise } = request
  const { columns: name, named } = words.promises
  const lines = all.filter(({ kind }) => promise === null || kind === promise)
  const heading = words.promises.by(words.splits[split])
  if (lines.length === 0) return { heading, empty: words.nothingHere }
  const called = (key: string) => groupName(wording, teams, split, key)
  const bars = [...new Set(lines.map((line) => line.name))]
    .map((key) => ({ key, tally: together(lines.filter((line) => line.name === key)) }))
    .sort((a, b) => b.tally.kept + b.tally.broken - a.tally.kept - a.tally.broken)
    .map(({ key, tally }) => bar(request, called(key), tally))
  return {
    heading,
    chart: keptChart(request, 'groups', words.promises.byChart(words.splits[split]), bars),
    folded: promise === null,
    table: {
      name: 'promises-by-group',
      heading,
      columns: [
        { name: capital(words.splits[split]) },
        { name: name.promise, words: true },
        ...tallyColumns(request),
        { name: name.median, unit: 'time' },
        { name: name.worst, unit: 'time' },
      ],
      rows: lines.map((line) => [
        called(line.name),
        named[line.kind],
        ...tallyCells(line),
        { time: line.median },
        { time: line.worst },
      ]),
    },
  }
}

function list(
  { words, wording, teams }: ReportRequest,
  { promises, more }: Awaited<ReturnType<typeof brokenPromises>>,
): ReportSection {
  const heading = words.promises.broken
  if (promises.length === 0) return { heading, empty: words.promises.none }
  const { columns: name, named, yes, no } = words.promises
  const table: ReportTable = {
    name: 'broken-promises',
    heading,
    columns: [
      { name: name.ticket },
      { name: name.promise, words: true },
      { name: name.subject, words: true },
      { name: capital(words.splits.team), words: true },
      { name: capital(words.splits.category), words: true },
      { name: name.due, words: true },
      { name: name.lateBy, unit: 'time' },
      { name: name.owed },
    ],
    rows: promises.map((broken) => [
      { reference: broken.reference },
      named[broken.kind],
      broken.subject,
      groupName(wording, teams, 'team', broken.team),
      groupName(wording, teams, 'category', broken.category),
      { at: broken.dueAt },
      { time: broken.lateBy },
      broken.owed ? yes : no,
    ]),
  }
  return { heading, table, ...(more ? { lead: words.promises.more(promises.length) } : {}) }
}

function keptChart(request: ReportRequest, id: string, title: string, bars: readonly Bar[]) {
  const description = bars.map(({ name, outcome }) => `${name} : ${outcome}`).join(' ; ')
  return chartFigure({ id, title, description, keys: keys(request), draw: drawBars(bars, { shares: true }) })
}

function keys({ words }: ReportRequest) {
  return [
    { mark: 'good', name: words.promises.kept },
    { mark: 'bad', name: words.promises.brokenKey },
  ] as const
}

function bar({ words, wording }: ReportRequest, name: string, tally: PromiseTally): Bar {
  const { kept, broken } = tally
  return {
    name,
    parts: [
      { mark: 'good', value: kept, words: `${name} : ${kept} ${words.promises.kept}` },
      { mark: 'bad', value: broken, words: `${name} : ${broken} ${words.promises.brokenKey}` },
    ],
    outcome: words.promises.outcome(formatShare(wording.language, keptShare(tally)), broken),
  }
}

function tallyColumns({ words }: ReportRequest): ReportTable['columns'] {
  const { kept, broken, late, share: part } = words.promises.columns
  return [{ name: kept }, { name: broken }, { name: late }, { name: part, unit: 'share' }]
}

function tallyCells(tally: PromiseTally) {
  return [tally.kept, tally.broken, tally.late, { share: keptShare(tally) }]
}

function together(tallies: readonly PromiseTally[]): PromiseTally {
  const sum = (of: keyof PromiseTally) => tallies.reduce((whole, tally) => whole + tally[of], 0)
  return { kept: sum('kept'), broken: sum('broken'), late: sum('late'), released: sum('released') }
}

function isNothing({ kept, broken, released }: PromiseTally): boolean {
  return kept + broken + released === 0
}
