import { escapeHtml } from '../core/wording/escape-html.ts'
import { cellsOf, ENDINGS, keptShareText, lateness } from './bar-chart.ts'
import type { RehearsalFigures, Tally } from './rehearsal-figures.ts'

/** Returns the figures as one self-contained HTML page: charts as SVG, and the numbers as tables. */
export function pageReport(figures: RehearsalFigures, taken: { seconds: number; database: string }): string {
  const { matters, satisfaction, staffing } = figures
  const hours = Object.entries(figures.times).map(([kind, due]) => `${kind} ${Number(due.toFixed(2))} h`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rehearsal: ${figures.tickets} matters in ${figures.days} days</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Which promises would be kept</h1>
<p class="lead">${figures.tickets} simulated matters over ${figures.days} days, with ${staffing['customer-service']} people in
customer service, ${staffing.resolution} in resolution and ${staffing['customer-experience']} in customer experience.</p>
<p class="times">Times rehearsed, from the first contact: ${escapeHtml(hours.join(' · '))}</p>
<dl>
${fact('Resolved', `${matters.resolved} of ${matters.opened}`)}
${fact('By the first team', String(matters.atFirstLevel))}
${fact('By resolution', String(matters.atResolution))}
${fact('By customer experience', String(matters.atCustomerExperience))}
${fact('Half resolved within', matters.medianHours === null ? '–' : `${matters.medianHours} h`)}
${fact('Reopened', String(matters.reopened))}
${fact('Satisfaction', satisfaction.mean === null ? '–' : `${satisfaction.mean} of 5`)}
</dl>
<p class="legend">${ENDINGS.map(({ key, label }) => `<span><i class="${key}"></i>${label}</span>`).join(' ')}</p>
${section('By promise', figures.promises)}
${section('By category', figures.categories)}
${section('By the team that had the matter last', figures.teams)}
<h2>Mails sent</h2>
<table><tbody>
${figures.mails.map(({ name, sent }) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${sent}</td></tr>`).join('\n')}
</tbody></table>
<footer>Seed ${figures.seed}; rehearsed on ${escapeHtml(taken.database)} in ${taken.seconds.toFixed(0)} s. A promise no longer owed
neither came due nor was broken.</footer>
</main>
</body>
</html>
`
}

function fact(name: string, value: string): string {
  return `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`
}

function section(title: string, tallies: readonly Tally[]): string {
  const nonEmpty = tallies.filter((tally) => ENDINGS.some(({ key }) => tally[key] > 0))
  const rows = nonEmpty.map(
    (tally) =>
      `<tr><th scope="row">${escapeHtml(tally.name)}</th><td>${keptShareText(tally)}</td>${ENDINGS.map(
        ({ key }) => `<td>${tally[key]}</td>`,
      ).join('')}<td>${lateness(tally.medianLate)}</td><td>${lateness(tally.worstLate)}</td></tr>`,
  )
  const heads = ['', 'kept of those due', ...ENDINGS.map(({ label }) => label), 'median late', 'worst']
  return `<h2>${escapeHtml(title)}</h2>
<div class="wide">${svgChart(title, nonEmpty)}</div>
<div class="wide"><table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`
}

const STYLE = `
:root { color-scheme: light; --ink: #1c2430; --quiet: #566072; --rule: #dde2ea }
body { margin: 0; font: 16px/1.5 system-ui, 'Liberation Sans', sans-serif; color: var(--ink); background: #f5f7fa }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.5rem 3rem; background: #fff; min-height: 100vh; box-sizing: border-box }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem }
.lead { margin: 0; max-width: 44rem }
.times, footer { color: var(--quiet); font-size: .875rem }
footer { margin-top: 2.5rem; border-top: 1px solid var(--rule); padding-top: .75rem }
dl { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin: 1.5rem 0 }
dt { color: var(--quiet); font-size: .8rem }
dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums }
.legend { font-size: .875rem }
.legend span { white-space: nowrap; margin-right: 1rem }
.legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .35rem; vertical-align: -1px }
.kept { background: #2f7d5b; fill: #2f7d5b }
.broken { background: #c2452f; fill: #c2452f }
.stillOwed { background: #e0b23c; fill: #e0b23c }
.noLongerOwed { background: #ccd3dd; fill: #ccd3dd }
svg { display: block; width: 100%; min-width: 36rem; height: auto; margin: .5rem 0 1rem }
svg text { font: 13px system-ui, 'Liberation Sans', sans-serif; fill: var(--ink) }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums }
th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap }
th:first-child { text-align: left; font-weight: 500; padding-left: 0 }
thead th { color: var(--quiet); font-weight: 400 }
`

const NAMES = 170
const BARS = 620
const SHARES = 80
const ROW = 28
const BAR = 16

/**
 * Returns tallies as horizontal bars, one per row, with the kept share beside each; the table below has the
 * numbers.
 */
function svgChart(title: string, tallies: readonly Tally[]): string {
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
