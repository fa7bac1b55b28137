import type { Tally } from './rehearsal-figures.ts'

/** The ways a promise can have ended, in the order they are drawn, with the sign a terminal shows. */
export const ENDINGS = [
  { key: 'kept', sign: '█', label: 'kept' },
  { key: 'broken', sign: '▓', label: 'broken' },
  { key: 'stillOwed', sign: '▒', label: 'still owed' },
  { key: 'noLongerOwed', sign: '░', label: 'no longer owed' },
] as const

const WIDTH = 40

/** A bar of characters for one tally, as wide for every tally. */
export function bar(tally: Tally): string {
  const parts = ENDINGS.map(({ key }) => tally[key])
  return cellsOf(parts, WIDTH)
    .map((cells, index) => (ENDINGS[index]?.sign ?? ' ').repeat(cells))
    .join('')
}

/**
 * Shares a width out among counts in whole cells. A count above zero gets a cell at least: one broken promise among
 * thousands must be seen.
 */
export function cellsOf(counts: readonly number[], width: number): number[] {
  const whole = counts.reduce((sum, count) => sum + count, 0)
  if (whole === 0) return counts.map(() => 0)
  const cells = counts.map((count) => (count === 0 ? 0 : Math.max(1, Math.floor((count / whole) * width))))
  const rest = width - cells.reduce((sum, count) => sum + count, 0)
  const largest = counts.indexOf(Math.max(...counts))
  return cells.map((count, index) => (index === largest ? count + rest : count))
}

/** How long something was late, as a person says it. */
export function lateness(minutes: number | null): string {
  if (minutes === null) return ''
  if (minutes < 90) return `${Math.round(minutes)} min`
  const hours = minutes / 60
  return hours < 72 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} d`
}

/** The share of promises that came due that were kept, as a percentage; a dash when none came due. */
export function keptShareText({ kept, broken }: Tally): string {
  return kept + broken === 0 ? '–' : `${((100 * kept) / (kept + broken)).toFixed(1)} %`
}
