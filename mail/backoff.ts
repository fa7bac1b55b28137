/** Seconds between attempts to reach an IMAP server or the database: soon at first, then every minute. */
export const RECONNECT_DELAYS = [1, 2, 4, 8, 16, 32, 60] as const

/** Seconds between log-ins whose OAuth2 renewal the provider refuses: a person has to act, hammering does not help. */
export const REFUSED_DELAYS = [60, 120, 300] as const

/**
 * Milliseconds to wait after so many failures in a row (from 1): the delays in order, the last one for ever.
 * `random` in [0, 1) spreads it by a tenth either way, so that mailboxes that failed together do not return together;
 * 0.5 gives the delay itself.
 */
export function delayAfter(failures: number, delays: readonly number[], random: number): number {
  const seconds = delays[Math.min(Math.max(failures, 1), delays.length) - 1] ?? 0
  return Math.round(seconds * 1000 * (0.9 + 0.2 * random))
}
