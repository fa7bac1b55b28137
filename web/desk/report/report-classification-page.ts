import { CATEGORIES } from '../../../core/policy/category.ts'
import {
  type ClassificationFigures,
  type ClassificationTally,
  classificationFigures,
} from '../../../core/report/classification-figures.ts'
import type { Report, ReportRequest, ReportSection } from './report.ts'
import { groupName, longStep, shortStep } from './report.ts'
import { chartFigure, drawColumns } from './report-chart.ts'
import { type Cell, formatCount, formatShare } from './report-table.ts'

/** How often the classifier's decision needed no correction. */
export const CLASSIFICATION_REPORT: Report = {
  name: 'classification',
  choices: [],
  async read(request) {
    const figures = await classificationFigures(request.scope)
    const { words } = request
    return {
      lead: words.classification.lead,
      links: [{ href: '/desk/model', words: words.classification.modelLink }],
      sections: [overTime(request, figures), matrix(request, figures), proposals(request, figures)],
    }
  },
}

function overTime(
  { words, wording, scope }: ReportRequest,
  { steps, whole }: ClassificationFigures,
): ReportSection {
  const { period } = scope
  const { overTime: heading, chart: title, columns: name, decided, abstained } = words.classification
  if (whole.decided + whole.abstained + whole.corrected === 0) return { heading, empty: words.nothingHere }
  return {
    heading,
    chart: chartFigure({
      id: 'steps',
      title,
      description: `${decided} : ${formatShare(wording.language, decidedShare(whole))}`,
      keys: [
        { mark: 'good', name: decided },
        { mark: 'plain', name: abstained },
      ],
      draw: drawColumns(
        steps.map((tally, index) => {
          const step = period.steps[index]
          const at = step ? shortStep(wording.language, step, period.length) : ''
          return {
            name: at,
            parts: [
              { mark: 'good', value: tally.decided, words: `${at} : ${tally.decided} ${decided}` },
              { mark: 'plain', value: tally.abstained, words: `${at} : ${tally.abstained} ${abstained}` },
            ],
          }
        }),
      ),
    }),
    folded: true,
    lead: words.classification.whole(
      formatShare(wording.language, decidedShare(whole)),
      formatCount(wording.language, whole.decided + whole.abstained),
      formatCount(wording.language, whole.corrected),
    ),
    table: {
      name: 'classification-over-time',
      heading,
      columns: [
        { name: words.steps[period.length] },
        { name: name.decided },
        { name: name.abstained },
        { name: name.share, unit: 'share' },
        { name: name.corrected },
      ],
      rows: [
        [words.whole, ...cells(whole)],
        ...steps.flatMap((tally, index): Cell[][] => {
          const step = period.steps[index]
          if (!step || tally.decided + tally.abstained + tally.corrected === 0) return []
          return [[longStep(wording.language, step, period.length), ...cells(tally)]]
        }),
      ],
    },
  }
}

function matrix(
  { words, wording, teams }: ReportRequest,
  { corrections }: ClassificationFigures,
): ReportSection {
  const { matrix: heading, noCorrections, from: first, to: towards } = words.classification
  if (corrections.length === 0) return { heading, empty: noCorrections }
  const called = (category: string) => groupName(wording, teams, 'category', category)
  const from = CATEGORIES.filter((category) => corrections.some((pair) => pair.from === category))
  const to = CATEGORIES.filter((category) => corrections.some((pair) => pair.to === category))
  return {
    heading,
    table: {
      name: 'corrections',
      heading,
      columns: [{ name: first }, ...to.map((category) => ({ name: towards(called(category)) }))],
      rows: from.map((row) => [
        called(row),
        ...to.map(
          (column) => corrections.find((pair) => pair.from === row && pair.to === column)?.count ?? null,
        ),
      ]),
    },
  }
}

function proposals({ words }: ReportRequest, figures: ClassificationFigures): ReportSection {
  const { proposals: heading, proposed, confirmed, waiting } = words.classification
  return {
    heading,
    table: {
      name: 'proposals',
      heading,
      columns: [{ name: proposed }, { name: confirmed }, { name: waiting }],
      rows: [[figures.proposals.proposed, figures.proposals.confirmed, figures.proposals.waiting]],
    },
  }
}

function cells(tally: ClassificationTally): Cell[] {
  return [tally.decided, tally.abstained, { share: decidedShare(tally) }, tally.corrected]
}

function decidedShare({ decided, abstained }: ClassificationTally): number | null {
  return decided + abstained === 0 ? null : decided / (decided + abstained)
}
