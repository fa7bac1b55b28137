import { type Html, html } from '../../http/html.ts'

/** What a part of a chart stands for; its colour is in report.css, in light and dark. */
export type ChartMark = 'good' | 'bad' | 'plain' | 'second' | `age-${0 | 1 | 2 | 3 | 4 | 5}`

/** Of what a drawing is made: as wide as a desk's column, or as a phone. */
export interface Canvas {
  width: number
  narrow: boolean
}

export interface Chart {
  /** Of its own on the page. */
  id: string
  /** What it shows, and what is to be seen in it, in words: read out instead of the drawing. */
  title: string
  description: string
  /** The marks' names, when they are not written at the marks. */
  keys?: readonly { mark: ChartMark; name: string }[]
  draw(canvas: Canvas): { height: number; drawing: Html }
}

const WIDE: Canvas = { width: 960, narrow: false }
const NARROW: Canvas = { width: 344, narrow: true }

/**
 * A chart as SVG, drawn twice so that its words have their size on a wide screen and on a phone; the style sheet shows one.
 * The table with the same figures stands beside it on the page.
 */
export function chartFigure(chart: Chart): Html {
  const keys = chart.keys ?? []
  return html`<figure class="chart">
    ${keys.length > 0 && html`<ul class="chart-keys">${keys.map(({ mark, name }) => html`<li><svg class="chart-key" viewBox="0 0 12 12" aria-hidden="true"><rect class="mark-${mark}" width="12" height="12" rx="2"/></svg>${name}</li>`)}</ul>`}
    ${drawn(chart, WIDE, 'wide')}${drawn(chart, NARROW, 'narrow')}
  </figure>`
}

/** A number as short as an axis wants it. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}

function drawn(chart: Chart, canvas: Canvas, name: 'wide' | 'narrow'): Html {
  const { height, drawing } = chart.draw(canvas)
  const id = `chart-${chart.id}-${name}`
  return html`<svg class="chart-${name}" viewBox="0 0 ${canvas.width} ${height}" role="img" aria-labelledby="${id} ${id}-more">
<title id="${id}">${chart.title}</title><desc id="${id}-more">${chart.description}</desc>
${drawing}</svg>`
}
