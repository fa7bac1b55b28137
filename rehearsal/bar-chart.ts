import type { Tally } from './rehearsal-figures.ts'

/** Outcomes of a promise in drawing order, with the character a terminal prints. */
export const ENDINGS = [
  { key: 'kept', sign: '█', label: 'kept' },
  { key: 'broken', sign: '▓', label: 'broken' },
  { key: 'stillOwed', sign: '▒', label: 'still owed' },
  { key: 'noLongerOwed', sign: '░', label: 'no longer owed' },
] as const

const WIDTH = 40

/** Returns a bar of characters for one tally; all bars have the same width. */
export function bar(tally: Tally): string {
  const counts = ENDINGS.map(({ key }) => tally[key])
  return cellsOf(counts, WIDTH)
    .map((cells, index) => (ENDINGS[index]?.sign ?? ' ').repeat(cells))
    .join('')
}

/**
 * Divides a width among counts in whole cells.
 * A count above zero gets at least one cell: one broken promise among thousands must be visible.
 */
export function cellsOf(counts: readonly number[], width: number): number[] {
  const whole = counts.reduce((sum, count) => sum + count, 0)
  if (whole === 0) return counts.map(() => 0)
  const cells = counts.map((count) => (count === 0 ? 0 : Math.max(1, Math.floor((count / whole) * width))))
  const rest = width - cells.reduce((sum, count) => sum + count, 0)
  const largest = counts.indexOf(Math.max(...counts))
  return cells.map((count, index) => (index === largest ? count + rest : count))
}

/** Returns a lateness in readable units. */
export function lateness(minutes: number | null): string {
  if (minutes === null) return ''
  if (minutes < 90) return `${Math.round(minutes)} min`
  const hours = minutes / 60
  return hours < 72 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} d`
}

/** Returns the kept share of kept and broken promises as a percentage; a dash when there are none. */
export function keptShareText({ kept, broken }: Tally): string {
  return kept + broken === 0 ? '–' : `${((100 * kept) / (kept + broken)).toFixed(1)} %`
}
