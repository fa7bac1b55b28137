import { scaleBand, scaleLinear, scalePoint } from 'd3-scale'
import { line } from 'd3-shape'
import { type Html, html } from '../../http/html.ts'

/** The meaning of a chart's part; report.css has its colour, in light and dark. */
export type ChartMark = 'good' | 'bad' | 'plain' | 'second' | `age-${0 | 1 | 2 | 3 | 4 | 5}`

/** The size of a drawing: as wide as a desk's column, or as a phone. */
interface Canvas {
  width: number
  narrow: boolean
}

interface Chart {
  /** Unique on the page. */
  id: string
  /** The chart's subject and its findings in words: screen readers read them instead of the drawing. */
  title: string
  description: string
  /** The legend, when the marks are not labelled themselves. */
  keys?: readonly { mark: ChartMark; name: string }[]
  draw(canvas: Canvas): { height: number; drawing: Html }
}

const WIDE: Canvas = { width: 960, narrow: false }
const NARROW: Canvas = { width: 344, narrow: true }

/**
 * Returns a chart as SVG, drawn twice so that its text fits a wide screen and a phone; the style sheet shows one. The
 * page has a table with the same figures beside it.
 */
export function chartFigure(chart: Chart): Html {
  const keys = chart.keys ?? []
  return html`<figure class="chart">
    ${keys.length > 0 && html`<ul class="chart-keys">${keys.map(({ mark, name }) => html`<li><svg class="chart-key" viewBox="0 0 12 12" aria-hidden="true"><rect class="mark-${mark}" width="12" height="12" rx="2"/></svg>${name}</li>`)}</ul>`}
    ${drawn(chart, WIDE, 'wide')}${drawn(chart, NARROW, 'narrow')}
  </figure>`
}

/** Rounds to two decimals, as short as SVG coordinates need to be. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}

function drawn(chart: Chart, canvas: Canvas, name: 'wide' | 'narrow'): Html {
  const { height, drawing } = chart.draw(canvas)
  const id = `chart-${chart.id}-${name}`
  return html`<svg class="chart-${name}" viewBox="0 0 ${canvas.width} ${height}" role="img" aria-labelledby="${id} ${id}-more">
<title id="${id}">${chart.title}</title><desc id="${id}-more">${chart.description}</desc>
${drawing}</svg>`
}

/** A horizontal bar: its name, its parts in sequence, and their total in words. */
export interface Bar {
  name: string
  parts: readonly { mark: ChartMark; value: number; words: string }[]
  outcome: string
}

const BAR_WIDE = { names: 232, outcome: 160, row: 32, bar: 16 }
const BAR_NARROW = { row: 52, bar: 14 }

/**
 * Returns bars below one another. With `shares`, all are equally long and their parts are shares; otherwise their
 * length is their count. On a phone the words stand above the bar.
 */
export function drawBars(bars: readonly Bar[], { shares }: { shares: boolean }) {
  const most = Math.max(1, ...bars.map(({ parts }) => sum(parts)))
  return ({ width, narrow }: Canvas): { height: number; drawing: Html } => {
    const row = narrow ? BAR_NARROW.row : BAR_WIDE.row
    const left = narrow ? 0 : BAR_WIDE.names
    const room = narrow ? width : width - BAR_WIDE.names - BAR_WIDE.outcome
    const drawing = bars.map((bar, index) => {
      const whole = sum(bar.parts)
      const length = scaleLinear([0, shares ? Math.max(1, whole) : most], [0, room])
      const top = index * row + (narrow ? 26 : (row - BAR_WIDE.bar) / 2)
      const words = index * row + (narrow ? 18 : row / 2 + 4.5)
      const end = narrow ? width : left + (shares ? room : length(whole)) + 10
      return html`<text class="chart-name" x="0" y="${words}">${cut(bar.name, narrow)}</text>
${segments(bar, length, left, top, narrow ? BAR_NARROW.bar : BAR_WIDE.bar)}
<text class="chart-outcome" x="${round(end)}" y="${words}"${narrow && html` text-anchor="end"`}>${bar.outcome}</text>`
    })
    return { height: bars.length * row, drawing: html`${drawing}` }
  }
}

function segments(
  bar: Bar,
  length: (value: number) => number,
  left: number,
  top: number,
  height: number,
): Html[] {
  let before = 0
  return bar.parts.flatMap(({ mark, value, words }) => {
    if (value === 0) return []
    const x = left + length(before)
    before += value
    // One broken promise among thousands must be visible.
    const width = Math.max(2, length(value))
    return [
      html`<rect class="mark-${mark}" x="${round(Math.min(x, left + length(before) - width))}" y="${top}" width="${round(width)}" height="${height}"><title>${words}</title></rect>`,
    ]
  })
}

// SVG does not wrap text: a longer name would overlap the bar.
function cut(name: string, narrow: boolean): string {
  const most = narrow ? 24 : 34
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`
}

function sum(parts: readonly { value: number }[]): number {
  return parts.reduce((whole, { value }) => whole + value, 0)
}

/** A column over its name on the axis, its parts stacked. */
interface ChartColumn {
  name: string
  parts: readonly { mark: ChartMark; value: number; words: string }[]
}

/** A vertical line with its name, before the column at this index. */
export interface ChartLine {
  before: number
  name: string
  /** The short name that fits on a phone. */
  short: string
}

const HEIGHT = 200
const FOOT = 24
const NAME_WIDTH = 52

/** Returns columns side by side on one scale of whole numbers, with the lines named at their top. */
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
  // Seven units per letter: a name that would run off the edge is placed before its line.
  const beyond = at + 6 + 7 * name.length > width
  return html`<line class="chart-promise" x1="${round(at)}" x2="${round(at)}" y1="4" y2="${head + HEIGHT}"/>
<text class="chart-promise-name" x="${round(beyond ? at - 6 : at + 6)}" y="14"${beyond && html` text-anchor="end"`}>${name}</text>`
})}`,
    }
  }
}

/** Returns a faint horizontal line, preceded by its number. */
function gridLine(tick: number, y: number, margin: number, width: number): Html {
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

/** A line through one value for each name of the axis, named at its end. */
interface ChartSeries {
  name: string
  mark: ChartMark
  values: readonly number[]
}

/** Returns lines on one scale of whole numbers from zero. */
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

// The names of two lines that end at the same place would overlap.
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
