import {
  MEASURED_BY,
  type ReportTimes,
  reportTimes,
  type TimeFigures,
  type TimeLine,
} from '../../../core/report/resolution-times.ts'
import type { Report, ReportRequest, ReportSection } from './report.ts'
import { capital, groupName, spanNames } from './report.ts'
import { type ChartLine, type ChartMark, chartFigure, drawColumns } from './report-chart.ts'
import { type Cell, formatCount, formatDuration, formatShare } from './report-table.ts'

/** How long customers waited for a resolution and a first reply, against the policy's times (§4). */
export const TIMES_REPORT: Report = {
  name: 'times',
  choices: ['split'],
  async read(request) {
    const { scope, split, words } = request
    const times = await reportTimes(scope, split)
    return {
      lead: words.times.lead,
      sections: [...resolutionTimeSections(request, times), ...replyTimeSections(request, times)],
    }
  },
}

function resolutionTimeSections(request: ReportRequest, times: ReportTimes): ReportSection[] {
  const { resolution: heading, resolutionLead: lead } = request.words.times
  return sections(request, times, times.resolution, { id: 'resolution', heading, lead })
}

function replyTimeSections(request: ReportRequest, times: ReportTimes): ReportSection[] {
  const { reply: heading, replyLead: answerLead, without } = request.words.times
  const { waiting, resolved } = times.reply.without
  const lead = waiting + resolved === 0 ? answerLead : `${answerLead} ${without(waiting, resolved)}`
  return sections(request, times, times.reply, { id: 'answer', heading, lead })
}

function sections(
  request: ReportRequest,
  { bounds }: ReportTimes,
  figures: TimeFigures,
  { id, heading, lead }: { id: string; heading: string; lead: string },
): ReportSection[] {
  const { words, wording, split, teams } = request
  const { language } = wording
  if (figures.count === 0) return [{ heading, lead, empty: words.nothingHere }]
  const names = spanNames(request, bounds)
  const columns = figures.bins.map((value, index) => ({
    name: axisName(request, bounds, index),
    parts: [
      {
        mark: markOf(request, bounds[index - 1] ?? 0),
        value,
        words: `${names[index] ?? ''} : ${formatCount(language, value)}`,
      },
    ],
  }))
  const within = withinNames(request)
  const description = within
    .map((name, index) => `${name} : ${formatShare(language, (figures.within[index] ?? 0) / figures.count)}`)
    .join(' ; ')
  return [
    {
      heading,
      lead,
      chart: chartFigure({
        id,
        title: `${words.times.chart}. ${heading}`,
        description,
        draw: drawColumns(columns, promiseLines(request, bounds)),
      }),
      folded: true,
      table: {
        name: `${id}-distribution`,
        heading: `${heading} : ${words.times.distribution}`,
        columns: [{ name: words.times.bins }, { name: words.times.tickets }],
        rows: figures.bins.map((value, index) => [names[index] ?? '', value]),
      },
    },
    {
      heading: `${heading}, ${words.promises.by(words.splits[split]).toLocaleLowerCase(language)}`,
      table: {
        name: `${id}-times`,
        heading,
        columns: [
          { name: capital(words.splits[split]) },
          { name: words.times.tickets },
          { name: words.times.median, unit: 'time' },
          { name: words.times.ninth, unit: 'time' },
          ...within.map((name) => ({ name, unit: 'share' as const })),
        ],
        rows: [
          [words.whole, ...cells(figures)],
          ...figures.groups
            .filter((line) => line.count > 0)
            .map((line): Cell[] => [groupName(wording, teams, split, line.name), ...cells(line)]),
        ],
      },
    },
  ]
}

function cells({ count, median, ninth, within }: TimeLine): Cell[] {
  return [
    count,
    { time: median },
    { time: ninth },
    ...within.map((value) => ({ share: count === 0 ? null : value / count })),
  ]
}

function withinNames({ words, wording, scope }: ReportRequest): string[] {
  const { policyTimes } = scope.core.settings
  return MEASURED_BY.map((kind) => words.times.within(formatDuration(wording.language, policyTimes[kind])))
}

function promiseLines({ words, wording, scope }: ReportRequest, bounds: readonly number[]): ChartLine[] {
  const { policyTimes } = scope.core.settings
  return MEASURED_BY.map((kind) => ({
    before: bounds.indexOf(policyTimes[kind]) + 1,
    name: `${formatDuration(wording.language, policyTimes[kind])} ${words.times.lines[kind]}`,
    short: formatDuration(wording.language, policyTimes[kind]),
  }))
}

// The end of a bin; the last has none.
function axisName(
  { wording: { language } }: ReportRequest,
  bounds: readonly number[],
  index: number,
): string {
  const to = bounds[index]
  return to === undefined
    ? `> ${formatDuration(language, bounds.at(-1) ?? 0)}`
    : `< ${formatDuration(language, to)}`
}

// The colours of the promise bars: calm, in its last part, broken.
function markOf({ scope }: ReportRequest, from: number): ChartMark {
  const { investigate, conclude, resolve } = scope.core.settings.policyTimes
  if (from < investigate) return 'age-0'
  if (from < conclude) return 'age-1'
  return from < resolve ? 'age-2' : 'age-5'
}
