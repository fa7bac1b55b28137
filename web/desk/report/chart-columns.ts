import { scaleBand, scaleLinear } from 'd3-scale'
import { type Html, html } from '../../http/html.ts'
import { type Canvas, type ChartMark, round } from './report-chart.ts'

/** A column over its name on the axis, its parts on top of one another. */
export interface ChartColumn {
  name: string
  parts: readonly { mark: ChartMark; value: number; words: string }[]
}

/** A line drawn up between two columns, with its name: before the column of this place. */
export interface ChartLine {
  before: number
  name: string
  /** What there is room for on a phone. */
  short: string
}

const HEIGHT = 200
const FOOT = 24
const NAME_WIDTH = 52

/** Columns side by side on one scale of whole numbers, with the lines named at their top. */
export function drawColumns(columns: readonly ChartColumn[], lines: readonly ChartLine[] = []) {
  const most = Math.max(1, ...columns.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)))
  return ({ width, narrow }: Canvas): { height: number; drawing: Html } => {
    const head = lines.length > 0 ? 26 : 10
    const y = scaleLinear([0, most], [head + HEIGHT, head]).nice(4)
    const ticks = y.ticks(4).filter(Number.isInteger)
    const margin = 12 + 7 * Math.max(...ticks.map((tick) => String(tick).length))
    const x = scaleBand(
      columns.map((_, index) => index),
      [margin, width],
    ).padding(columns.length > 40 ? 0.15 : 0.25)
    const every = Math.ceil((columns.length * NAME_WIDTH) / (width - margin))
    return {
      height: head + HEIGHT + FOOT,
      drawing: html`${ticks.map((tick) => gridLine(tick, y(tick), margin, width))}
${columns.map(({ name, parts }, index) => {
  const left = x(index) ?? margin
  return html`${stack(parts, left, x.bandwidth(), y)}${
    index % every === 0 &&
    html`<text class="chart-axis" x="${round(left + x.bandwidth() / 2)}" y="${head + HEIGHT + 17}" text-anchor="middle">${name}</text>`
  }`
})}
${lines.map((line) => {
  const at = (x(line.before) ?? width) - (x.step() - x.bandwidth()) / 2
  const name = narrow ? line.short : line.name
  // Seven units a letter: what would run off the edge stands before its line.
  const beyond = at + 6 + 7 * name.length > width
  return html`<line class="chart-promise" x1="${round(at)}" x2="${round(at)}" y1="4" y2="${head + HEIGHT}"/>
<text class="chart-promise-name" x="${round(beyond ? at - 6 : at + 6)}" y="14"${beyond && html` text-anchor="end"`}>${name}</text>`
})}`,
    }
  }
}

/** A faint line across, with its number before it. */
export function gridLine(tick: number, y: number, margin: number, width: number): Html {
  return html`<line class="chart-grid" x1="${margin - 4}" x2="${width}" y1="${round(y)}" y2="${round(y)}"/>
<text class="chart-axis" x="${margin - 8}" y="${round(y + 4)}" text-anchor="end">${tick}</text>`
}

function stack(
  parts: ChartColumn['parts'],
  left: number,
  width: number,
  y: (value: number) => number,
): Html[] {
  let below = 0
  return parts.flatMap(({ mark, value, words }) => {
    if (value === 0) return []
    const bottom = y(below)
    below += value
    const height = Math.max(2, bottom - y(below))
    return [
      html`<rect class="mark-${mark}" x="${round(left)}" y="${round(bottom - height)}" width="${round(width)}" height="${round(height)}"><title>${words}</title></rect>`,
    ]
  })
}
