import { DAY, HOUR, MINUTE } from '../../core/kernel/duration.ts'
import type { Language } from '../../core/policy/language.ts'
import { dayAndTime, relativeTime } from '../../core/wording/dates.ts'
import { type Html, html } from '../http/html.ts'
import type { PageWording } from './fr.ts'

/** Returns `il y a 3 heures`, with the exact day and hour in Paris on hover. */
export function timeAgo(language: Language, at: Date, now: Date): Html {
  return html`<time datetime="${at.toISOString()}" title="${dayAndTime(language, at, now)}">${relativeTime(language, at, now)}</time>`
}

/** Returns the same for a list, where every row has one: `3 h`. */
export function timeAgoShort(wording: PageWording, at: Date, now: Date): Html {
  const { language } = wording
  return html`<time datetime="${at.toISOString()}" title="${dayAndTime(language, at, now)}">${shortDuration(wording, Math.max(0, now.getTime() - at.getTime()))}</time>`
}

/** Returns the exact day and hour in Paris. */
export function exactTime(language: Language, at: Date, now: Date): Html {
  return html`<time datetime="${at.toISOString()}">${dayAndTime(language, at, now)}</time>`
}

/** Returns a duration in one unit, short: `40 min`, `5 h`, `3 j`; rounded down, so that it never overstates. */
export function shortDuration(wording: PageWording, milliseconds: number): string {
  const { units } = wording
  if (milliseconds < MINUTE) return units.now
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)}\u00a0${units.minute}`
  if (milliseconds < 48 * HOUR) return `${Math.floor(milliseconds / HOUR)}\u00a0${units.hour}`
  return `${Math.floor(milliseconds / DAY)}\u00a0${units.day}`
}

const PARIS = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

/** Returns an instant as the value of a date field, in Paris time: `2026-11-24T09:05`. */
export function toParisDateTime(at: Date): string {
  return PARIS.format(at).replace(' ', 'T')
}

/**
 * Returns the instant of a date field in Paris time; undefined when it is no date. Of the hour that occurs twice in
 * October the first is meant. An hour that does not exist in March is the hour after.
 */
export function parseParisDateTime(typed: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(typed)) return undefined
  const asUtc = new Date(`${typed}Z`)
  if (Number.isNaN(asUtc.getTime())) return undefined
  const offsets = [asUtc.getTime() - 2 * HOUR, asUtc.getTime() - HOUR]
  const found = offsets.find((instant) => toParisDateTime(new Date(instant)) === typed.slice(0, 16))
  return new Date(found ?? asUtc.getTime() - HOUR)
}
