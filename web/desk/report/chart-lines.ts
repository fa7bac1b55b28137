import { scaleLinear, scalePoint } from 'd3-scale'
import { line } from 'd3-shape'
import { type Html, html } from '../../http/html.ts'
import { gridLine } from './chart-columns.ts'
import { type Canvas, type ChartMark, round } from './report-chart.ts'

/** A line through one value for each name of the axis, named where it ends. */
export interface ChartSeries {
  name: string
  mark: ChartMark
  values: readonly number[]
}

const HEIGHT = 200
const FOOT = 24
const NAME_WIDTH = 52

/** Lines on one scale of whole numbers from nought. */
export function drawLines(names: readonly string[], series: readonly ChartSeries[]) {
  const most = Math.max(1, ...series.flatMap(({ values }) => values))
  return ({ width, narrow }: Canvas): { height: number; drawing: Html } => {
    const y = scaleLinear([0, most], [10 + HEIGHT, 10]).nice(4)
    const ticks = y.ticks(4).filter(Number.isInteger)
    const margin = 12 + 7 * Math.max(...ticks.map((tick) => String(tick).length))
    const right = narrow ? 78 : 96
    const x = scalePoint(
      names.map((_, index) => index),
      [margin, width - right],
    ).padding(0.2)
    const at = (index: number) => x(index) ?? margin
    const path = line<number>(
      (_, index) => round(at(index)),
      (value) => round(y(value)),
    )
    const every = Math.ceil((names.length * NAME_WIDTH) / (width - margin - right))
    const ends = apart(series.map(({ values }) => y(values.at(-1) ?? 0)))
    return {
      height: 10 + HEIGHT + FOOT,
      drawing: html`${ticks.map((tick) => gridLine(tick, y(tick), margin, width - right))}
${names.map((name, index) => index % every === 0 && html`<text class="chart-axis" x="${round(at(index))}" y="${HEIGHT + 27}" text-anchor="middle">${name}</text>`)}
${series.map(
  (
    { name, mark, values },
    index,
  ) => html`<path class="chart-line line-${mark}" d="${path([...values]) ?? ''}"/>
${values.map((value, place) => html`<circle class="mark-${mark}" cx="${round(at(place))}" cy="${round(y(value))}" r="3"><title>${names[place] ?? ''} : ${value} ${name}</title></circle>`)}
<line class="chart-line line-${mark}" x1="${width - right + 8}" x2="${width - right + 22}" y1="${round(ends[index] ?? 0)}" y2="${round(ends[index] ?? 0)}"/>
<text class="chart-name" x="${width - right + 26}" y="${round((ends[index] ?? 0) + 4)}">${name}</text>`,
)}`,
    }
  }
}

// Two lines that end at one place would have their names written over one another.
function apart(ends: readonly number[]): number[] {
  const order = ends.map((_, index) => index).sort((a, b) => (ends[a] ?? 0) - (ends[b] ?? 0))
  const placed = [...ends]
  order.forEach((index, place) => {
    const above = order[place - 1]
    if (above === undefined) return
    placed[index] = Math.max(placed[index] ?? 0, (placed[above] ?? 0) + 16)
  })
  return placed
}
