/** Seconds between attempts to reach an IMAP or SMTP server: short at first, then every minute. */
export const RECONNECT_DELAYS = [1, 2, 4, 8, 16, 32, 60] as const

/**
 * Seconds between log-ins whose OAuth2 renewal the provider refuses. Frequent retries do not help: a person has to act.
 */
export const REFUSED_DELAYS = [60, 120, 300] as const

/**
 * Returns the backoff in milliseconds after `failures` failures in a row (from 1); the last delay repeats. `random` in
 * [0, 1) varies it by 10 % either way: mailboxes that failed together do not reconnect together. 0.5 returns the exact
 * delay.
 */
export function delayAfter(failures: number, delays: readonly number[], random: number): number {
  const seconds = delays[Math.min(Math.max(failures, 1), delays.length) - 1] ?? 0
  return Math.round(seconds * 1000 * (0.9 + 0.2 * random))
}
