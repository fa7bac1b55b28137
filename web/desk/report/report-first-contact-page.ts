import {
  type FirstContactFigures,
  type FirstContactTally,
  firstContactFigures,
} from '../../../core/report/first-contact-figures.ts'
import type { Report, ReportRequest, ReportSection } from './report.ts'
import { groupName, longStep, shortStep } from './report.ts'
import { chartFigure, drawBars, drawColumns } from './report-chart.ts'
import { type Cell, formatShare } from './report-table.ts'

/** How much is resolved at the first contact (policy §3), and without escalation (§4). */
export const FIRST_CONTACT_REPORT: Report = {
  name: 'first-contact',
  choices: [],
  async read(request) {
    const figures = await firstContactFigures(request.scope)
    return {
      lead: request.words.firstContact.lead,
      sections: [channelSection(request, figures), overTime(request, figures)],
    }
  },
}

function channelSection(request: ReportRequest, figures: FirstContactFigures): ReportSection {
  const { words, wording, teams } = request
  const { channels: heading, channelsChart: title, outcome } = words.firstContact
  if (figures.whole.resolved === 0) return { heading, empty: words.nothingHere }
  const lines = [
    { name: words.whole, ...figures.whole },
    ...figures.channels.map((line) => ({ name: groupName(wording, teams, 'door', line.channel), ...line })),
  ]
  const bars = lines.map((line) => ({
    name: line.name,
    parts: parts(request, line.name, line),
    outcome: outcome(
      formatShare(wording.language, firstContactShare(line)),
      line.atFirstContact,
      line.resolved,
    ),
  }))
  return {
    heading,
    chart: chartFigure({
      id: 'doors',
      title,
      description: bars.map((bar) => `${bar.name} : ${bar.outcome}`).join(' ; '),
      keys: keys(request),
      draw: drawBars(bars, { shares: true }),
    }),
    table: {
      name: 'first-contact-by-channel',
      heading,
      columns: columns(request, words.firstContact.columns.channel),
      rows: lines.map((line) => [line.name, ...cells(line)]),
    },
  }
}

function overTime(request: ReportRequest, { steps, whole }: FirstContactFigures): ReportSection {
  const { words, wording, scope } = request
  const { period } = scope
  const { overTime: heading, stepsChart: title, outcome } = words.firstContact
  if (whole.resolved === 0) return { heading, empty: words.nothingHere }
  const drawn = steps.map((tally, index) => {
    const step = period.steps[index]
    const name = step ? shortStep(wording.language, step, period.length) : ''
    return { name, parts: parts(request, name, tally) }
  })
  return {
    heading,
    chart: chartFigure({
      id: 'steps',
      title,
      description: outcome(
        formatShare(wording.language, firstContactShare(whole)),
        whole.atFirstContact,
        whole.resolved,
      ),
      keys: keys(request),
      draw: drawColumns(drawn),
    }),
    folded: true,
    table: {
      name: 'first-contact-over-time',
      heading,
      columns: columns(request, words.steps[period.length]),
      rows: steps.map((tally, index) => {
        const step = period.steps[index]
        return [step ? longStep(wording.language, step, period.length) : '', ...cells(tally)]
      }),
    },
  }
}

function keys({ words }: ReportRequest) {
  return [
    { mark: 'good', name: words.firstContact.first },
    { mark: 'plain', name: words.firstContact.others },
  ] as const
}

function parts({ words }: ReportRequest, name: string, { atFirstContact, resolved }: FirstContactTally) {
  const others = resolved - atFirstContact
  return [
    { mark: 'good', value: atFirstContact, words: `${name} : ${atFirstContact} ${words.firstContact.first}` },
    { mark: 'plain', value: others, words: `${name} : ${others} ${words.firstContact.others}` },
  ] as const
}

function columns({ words }: ReportRequest, first: string) {
  const name = words.firstContact.columns
  return [
    { name: first },
    { name: name.resolved },
    { name: name.first },
    { name: name.share, unit: 'share' as const },
    { name: name.chat },
    { name: name.noEscalation },
    { name: name.noEscalationShare, unit: 'share' as const },
    { name: name.reopened },
  ]
}

function cells(tally: FirstContactTally): Cell[] {
  const { resolved, atFirstContact, byTheChat, withoutEscalation, reopened } = tally
  const unescalated = resolved === 0 ? null : withoutEscalation / resolved
  return [
    resolved,
    atFirstContact,
    { share: firstContactShare(tally) },
    byTheChat,
    withoutEscalation,
    { share: unescalated },
    reopened,
  ]
}

function firstContactShare({ atFirstContact, resolved }: FirstContactTally): number | null {
  return resolved === 0 ? null : atFirstContact / resolved
}
