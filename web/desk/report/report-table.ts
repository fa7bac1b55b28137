import { MINUTE } from '../../../core/kernel/duration.ts'
import type { Reference } from '../../../core/kernel/reference.ts'
import type { Language } from '../../../core/policy/language.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import { REPORT_WORDS } from '../../wording/report-words.ts'
import { toParisDateTime } from '../../wording/time-format.ts'

/** A value of a table: words, a count, or a kind with a format of its own; null for none. */
export type Cell =
  | string
  | number
  | null
  /** From 0 to 1. */
  | { share: number | null }
  /** Milliseconds. */
  | { time: number | null }
  | { mean: number | null }
  | { at: Date }
  | { reference: Reference }

/** A table with its name for URLs and file names; the first cell of a row is its heading. */
export interface ReportTable {
  name: string
  heading: string
  columns: readonly { name: string; unit?: 'time' | 'share'; words?: boolean }[]
  rows: readonly (readonly Cell[])[]
}

const NONE = '–'

/** Returns the table for a page; it scrolls by itself where it is wider than the screen. */
export function reportTable(language: Language, { name, heading, columns, rows }: ReportTable): Html {
  return html`<div class="report-table" role="region" aria-label="${heading}" tabindex="0"><table class="figures" id="table-${name}">
    <thead><tr>${columns.map((column) => html`<th scope="col"${column.words && html` class="words"`}>${column.name}</th>`)}</tr></thead>
    <tbody>${rows.map(
      (cells) =>
        html`<tr>${cells.map((cell, index) =>
          index === 0
            ? html`<th scope="row">${cellMarkup(language, cell)}</th>`
            : html`<td${columns[index]?.words && html` class="words"`}>${cellMarkup(language, cell)}</td>`,
        )}</tr>`,
    )}</tbody></table></div>`
}

/** Returns the table as records of a CSV file: times in hours, shares in per cent, instants in Paris time. */
export function csvRecords(language: Language, { columns, rows }: ReportTable): (string | number | null)[][] {
  const { unit } = REPORT_WORDS[language]
  const heads = columns.map((column) => (column.unit ? `${column.name} ${unit[column.unit]}` : column.name))
  return [heads, ...rows.map((cells) => cells.map(csvCell))]
}

/** Returns a share as `96 %`; never rounded up to the whole or down to nothing. */
export function formatShare(language: Language, value: number | null): string {
  if (value === null) return NONE
  const rounded = value > 0.99 && value < 1 ? Math.floor(value * 1000) / 1000 : value
  const digits = rounded !== 0 && rounded !== 1 && (rounded > 0.99 || rounded < 0.01) ? 1 : 0
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits })
    .format(rounded)
    .replace(/\s/g, '\u00a0')
}

/** Returns a duration in its two largest units: `45 min`, `3 h 20 min`, `2 j 5 h`. */
export function formatDuration(language: Language, milliseconds: number | null): string {
  if (milliseconds === null) return NONE
  const { minute, hour, day } = REPORT_WORDS[language].time
  const minutes = Math.round(milliseconds / MINUTE)
  const hours = Math.floor(minutes / 60)
  const two = (large: number, of: string, small: number, or: string) =>
    (small === 0 ? `${large} ${of}` : `${large} ${of} ${small} ${or}`).replaceAll(' ', '\u00a0')
  if (hours === 0) return `${minutes}\u00a0${minute}`
  // The policy speaks of 48 hours; beyond that, days are easier to grasp.
  if (minutes <= 48 * 60) return two(hours, hour, minutes % 60, minute)
  return two(Math.floor(hours / 24), day, hours % 24, hour)
}

function cellMarkup(language: Language, cell: Cell): string | Html {
  if (cell === null) return NONE
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return formatCount(language, cell)
  if ('share' in cell) return formatShare(language, cell.share)
  if ('time' in cell) return formatDuration(language, cell.time)
  if ('mean' in cell) return formatMean(language, cell.mean)
  if ('at' in cell)
    return html`<time datetime="${cell.at.toISOString()}">${dayAndTime(language, cell.at)}</time>`
  return html`<a class="reference" href="/desk/tickets/${cell.reference}">${cell.reference}</a>`
}

/** Returns a whole number in the language's format: `12 480`. */
export function formatCount(language: Language, value: number): string {
  return new Intl.NumberFormat(language).format(value).replace(/\s/g, '\u00a0')
}

/** Returns an average to one decimal: `3,5`. */
export function formatMean(language: Language, value: number | null): string {
  if (value === null) return NONE
  return new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)
}

function csvCell(cell: Cell): string | number | null {
  if (cell === null || typeof cell === 'string' || typeof cell === 'number') return cell
  if ('share' in cell) return cell.share === null ? null : Math.round(cell.share * 1000) / 10
  if ('time' in cell) return cell.time === null ? null : Math.round(cell.time / 36_000) / 100
  if ('mean' in cell) return cell.mean === null ? null : Math.round(cell.mean * 100) / 100
  if ('at' in cell) return toParisDateTime(cell.at).replace('T', ' ')
  return cell.reference
}
