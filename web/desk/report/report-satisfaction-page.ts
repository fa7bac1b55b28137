import {
  type SatisfactionComment,
  type SatisfactionTally,
  satisfactionComments,
  satisfactionSteps,
} from '../../../core/report/satisfaction-by-step.ts'
import type { Report, ReportRequest, ReportSection } from './report.ts'
import { longStep, shortStep } from './report.ts'
import { chartFigure, drawColumns } from './report-chart.ts'
import { type Cell, formatCount, formatMean, formatShare } from './report-table.ts'

/** Customers' satisfaction (policy §3) over time, and their comments. */
export const SATISFACTION_REPORT: Report = {
  name: 'satisfaction',
  choices: [],
  async read(request) {
    const { scope, words, longest } = request
    const [steps, comments] = await Promise.all([
      satisfactionSteps(scope),
      satisfactionComments(scope, longest),
    ])
    return {
      lead: words.satisfaction.lead,
      links: [
        { href: '/desk/satisfaction', words: words.satisfaction.more },
        { href: '/desk/dissatisfied', words: words.satisfaction.dissatisfied },
      ],
      sections: [overTime(request, steps), commentSection(request, comments)],
    }
  },
}

function overTime(
  { words, wording, scope }: ReportRequest,
  steps: readonly SatisfactionTally[],
): ReportSection {
  const { period } = scope
  const { overTime: heading, chart: title, columns: name, satisfied, others } = words.satisfaction
  const sum = (of: 'asked' | 'rated' | 'satisfied') => steps.reduce((whole, step) => whole + step[of], 0)
  if (sum('asked') === 0) return { heading, empty: words.nothingHere }
  const points = steps.reduce((whole, { mean, rated }) => whole + (mean ?? 0) * rated, 0)
  const rated = sum('rated')
  const whole: SatisfactionTally = {
    asked: sum('asked'),
    rated,
    satisfied: sum('satisfied'),
    mean: rated === 0 ? null : points / rated,
  }
  return {
    heading,
    chart: chartFigure({
      id: 'steps',
      title,
      description: `${satisfied} : ${formatShare(wording.language, satisfiedShare(whole))}`,
      keys: [
        { mark: 'good', name: satisfied },
        { mark: 'plain', name: others },
      ],
      draw: drawColumns(
        steps.map((tally, index) => {
          const step = period.steps[index]
          const at = step ? shortStep(wording.language, step, period.length) : ''
          const rest = tally.rated - tally.satisfied
          return {
            name: at,
            parts: [
              { mark: 'good', value: tally.satisfied, words: `${at} : ${tally.satisfied} ${satisfied}` },
              { mark: 'plain', value: rest, words: `${at} : ${rest} ${others}` },
            ],
          }
        }),
      ),
    }),
    folded: true,
    lead: words.satisfaction.whole(
      formatCount(wording.language, whole.rated),
      formatCount(wording.language, whole.asked),
      formatMean(wording.language, whole.mean),
      formatShare(wording.language, satisfiedShare(whole)),
    ),
    table: {
      name: 'satisfaction-over-time',
      heading,
      columns: [
        { name: words.steps[period.length] },
        { name: name.asked },
        { name: name.rated },
        { name: name.mean },
        { name: name.satisfied },
        { name: name.share, unit: 'share' },
      ],
      rows: [
        [words.whole, ...cells(whole)],
        ...steps.flatMap((tally, index): Cell[][] => {
          const step = period.steps[index]
          if (!step || tally.asked === 0) return []
          return [[longStep(wording.language, step, period.length), ...cells(tally)]]
        }),
      ],
    },
  }
}

function commentSection({ words }: ReportRequest, comments: readonly SatisfactionComment[]): ReportSection {
  const { comments: heading, noComments, columns: name } = words.satisfaction
  if (comments.length === 0) return { heading, empty: noComments }
  return {
    heading,
    table: {
      name: 'comments',
      heading,
      columns: [
        { name: name.ticket },
        { name: name.score },
        { name: name.comment, words: true },
        { name: name.at, words: true },
      ],
      rows: comments.map(({ reference, score, comment, at }) => [{ reference }, score, comment, { at }]),
    },
  }
}

function cells(tally: SatisfactionTally): Cell[] {
  const { asked, rated, mean, satisfied } = tally
  return [asked, rated, { mean }, satisfied, { share: satisfiedShare(tally) }]
}

function satisfiedShare({ rated, satisfied }: SatisfactionTally): number | null {
  return rated === 0 ? null : satisfied / rated
}
