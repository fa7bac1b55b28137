import { DAY, HOUR, MINUTE } from '../core/kernel/duration.ts'
import type { Level } from '../core/policy/level.ts'
import { parisHour } from './paris-hour.ts'
import type { Draws } from './random-draws.ts'

/** A time somebody works without a break. */
export interface Shift {
  from: number
  until: number
}

// Hours of the day in Paris. Past midnight counts on.
const SHIFTS: Readonly<Record<Level, readonly (readonly [from: number, until: number])[]>> = {
  'customer-service': [
    [8, 16],
    [12, 20],
  ],
  resolution: [
    [6, 14],
    [14, 22],
    [22, 30],
  ],
  'customer-experience': [
    [8, 16],
    [12, 20],
  ],
}
const FALLS_ILL = 0.02
const WORKS = 7 / 8

/** Returns the shifts of one member: five days in seven, changing weekly, some days lost to illness. */
export function drawRota(
  draws: Draws,
  { level, place, start, days }: { level: Level; place: number; start: number; days: number },
): Shift[] {
  const kinds = SHIFTS[level]
  const shifts: Shift[] = []
  let illUntil = -1
  // The night that began the day before the first counts too.
  for (let day = -1; day < days; day++) {
    if (draws.chance(FALLS_ILL)) illUntil = day + Math.floor(draws.between(1, 4))
    if (day < illUntil || (day + place * 3 + 14) % 7 >= 5) continue
    const [from, until] = kinds[(place + Math.floor((day + 7) / 7)) % kinds.length] ?? [8, 16]
    const midnight = midnightInParis(start + day * DAY)
    shifts.push({ from: midnight + from * HOUR, until: midnight + until * HOUR })
  }
  return shifts
}

/** Returns the clock time, in milliseconds, that minutes of work take: nobody works without a pause. */
export function onTheClock(minutes: number): number {
  return (minutes * MINUTE) / WORKS
}

/** Returns whether a member is at work. */
export function atWork(shifts: readonly Shift[], instant: number): boolean {
  return shifts.some(({ from, until }) => from <= instant && instant < until)
}

/** Returns the times between shifts, from `start` on. */
export function timesAway(shifts: readonly Shift[], start: number, end: number): Shift[] {
  const away: Shift[] = []
  let from = start
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    if (shift.from > from) away.push({ from, until: shift.from })
    from = Math.max(from, shift.until)
  }
  if (from < end) away.push({ from, until: end })
  return away
}

// Returns the midnight of an instant's day in Paris. Computed from noon, so that a clock change does not
// shift the day.
function midnightInParis(instant: number): number {
  const noon = instant + 12 * HOUR
  return noon - parisHour(noon).hour * HOUR
}
