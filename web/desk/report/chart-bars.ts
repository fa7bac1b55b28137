import { scaleLinear } from 'd3-scale'
import { type Html, html } from '../../http/html.ts'
import { type Canvas, type ChartMark, round } from './report-chart.ts'

/** A bar that lies: its name before it, its parts one after another, and what they come to in words. */
export interface Bar {
  name: string
  parts: readonly { mark: ChartMark; value: number; words: string }[]
  outcome: string
}

const BAR_WIDE = { names: 232, outcome: 160, row: 32, bar: 16 }
const BAR_NARROW = { row: 52, bar: 14 }

/**
 * Bars below one another. With `shares`, each is as long as the others and its parts are shares; else their length is
 * their count. On a phone the words stand above the bar.
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
    // One broken promise among thousands must be seen.
    const width = Math.max(2, length(value))
    return [
      html`<rect class="mark-${mark}" x="${round(Math.min(x, left + length(before) - width))}" y="${top}" width="${round(width)}" height="${height}"><title>${words}</title></rect>`,
    ]
  })
}

// SVG does not wrap: a longer name would run into the bar.
function cut(name: string, narrow: boolean): string {
  const most = narrow ? 24 : 34
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`
}

function sum(parts: readonly { value: number }[]): number {
  return parts.reduce((whole, { value }) => whole + value, 0)
}
