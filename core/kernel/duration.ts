/** Durations in milliseconds. A day is 24 hours of elapsed time, never a calendar day of Paris. */
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
