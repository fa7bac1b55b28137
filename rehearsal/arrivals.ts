import { HOUR } from '../core/kernel/duration.ts'
import { parisHour } from './paris-hour.ts'
import type { Draws } from './random-draws.ts'

// The load of each hour of the day in Paris: people write over lunch and in the evening, few at night.
const DAY = [2, 1, 1, 1, 1, 2, 4, 7, 12, 16, 18, 17, 15, 16, 17, 17, 16, 15, 15, 14, 13, 11, 8, 4]
const WEEK = [1.25, 1.1, 1, 1, 1, 0.75, 0.7]

/**
 * Returns the instants at which `count` cases arrive from `start` on, in order, by the load of days and weeks
 * in Paris.
 */
export function arrivals(
  draws: Draws,
  { start, days, count }: { start: number; days: number; count: number },
): number[] {
  const ends: number[] = []
  let weight = 0
  for (let hour = 0; hour < days * 24; hour++) {
    const there = parisHour(start + hour * HOUR)
    weight += (DAY[there.hour] ?? 0) * (WEEK[there.weekday] ?? 0)
    ends.push(weight)
  }
  const places = Array.from({ length: count }, () => draws.share() * weight).sort((a, b) => a - b)
  let hour = 0
  return places.map((place) => {
    while ((ends[hour] ?? weight) <= place && hour < ends.length - 1) hour++
    const before = ends[hour - 1] ?? 0
    const within = (place - before) / ((ends[hour] ?? weight) - before)
    return Math.round(start + (hour + within) * HOUR)
  })
}
