import { escapeHtml } from '../core/wording/escape-html.ts'
import { cellsOf, ENDINGS, keptShareText } from './bar-chart.ts'
import type { Tally } from './rehearsal-figures.ts'

const NAMES = 170
const BARS = 620
const SHARES = 80
const ROW = 28
const BAR = 16

/** Tallies as horizontal bars, one a row, with the share kept beside each; the table below it says the same in numbers. */
export function svgChart(title: string, tallies: readonly Tally[]): string {
  const width = NAMES + BARS + SHARES
  const rows = tallies.map((tally, index) => chartRow(tally, index * ROW)).join('\n')
  return `<svg viewBox="0 0 ${width} ${tallies.length * ROW}" role="img" aria-label="${escapeHtml(title)}">
${rows}
</svg>`
}

function chartRow(tally: Tally, top: number): string {
  const widths = cellsOf(
    ENDINGS.map(({ key }) => tally[key]),
    BARS,
  )
  let left = NAMES
  const bars = ENDINGS.map(({ key, label }, index) => {
    const width = widths[index] ?? 0
    const x = left
    left += width
    if (width === 0) return ''
    return `<rect class="${key}" x="${x}" y="${top + (ROW - BAR) / 2}" width="${width}" height="${BAR}"><title>${tally[key]} ${label}</title></rect>`
  })
  const middle = top + ROW / 2 + 4.5
  return `<text x="0" y="${middle}">${escapeHtml(tally.name)}</text>${bars.join('')}<text x="${NAMES + BARS + SHARES}" y="${middle}" text-anchor="end">${keptShareText(tally)}</text>`
}
