import { HOUR } from '../kernel/duration.ts'
import type { Language } from '../policy/language.ts'

// The marketplace is French: every date a customer reads is Paris time, whatever the machine's time zone.
const ZONE = 'Europe/Paris'
const NBSP = '\u00a0'

type Part = 'weekday' | 'day' | 'month' | 'year' | 'hour' | 'minute'

const FORMATS: Record<Language, Intl.DateTimeFormat> = { fr: formatOf('fr-FR'), en: formatOf('en-GB') }

/**
 * Returns day and hour in Paris, to follow « le », "on" or "by". Examples: `mardi 24 novembre à 14 h 05`,
 * `Tuesday 24 November at 14:05`. The year is included when it is not that of `from`. An hour that occurs twice, in the
 * night the clocks go back, is disambiguated (`heure d’été`, `summer time`).
 */
export function dayAndTime(language: Language, at: Date, from: Date = at): string {
  const dayAndHour = `${day(language, at, from)} ${language === 'fr' ? 'à' : 'at'} ${timeOfDay(language, at)}`
  const season = repeatedHour(at)
  return season === null ? dayAndHour : `${dayAndHour} (${SEASONS[language][season]})`
}

/** Returns the day alone: `mardi 1er décembre`, `Tuesday 1 December`; with the year when it is not that of `from`. */
export function day(language: Language, at: Date, from: Date = at): string {
  const parts = partsOf(language, at)
  const number = language === 'fr' && parts.day === '1' ? '1er' : parts.day
  const year = parts.year === partsOf(language, from).year ? '' : ` ${parts.year}`
  return `${parts.weekday} ${number}${NBSP}${parts.month}${year}`
}

/** Returns the hour in Paris: `14 h 05`, `14 h`, `14:05`. */
export function timeOfDay(language: Language, at: Date): string {
  const { hour, minute } = partsOf(language, at)
  if (language === 'en') return `${hour.padStart(2, '0')}:${minute}`
  const full = `${Number(hour)}${NBSP}h`
  return minute === '00' ? full : `${full}${NBSP}${minute}`
}

/**
 * Returns the time from now to an instant, in whole minutes, hours (up to 48) or days. Examples: `dans 5 heures`,
 * `il y a 3 jours`, `in 5 hours`; `à l’instant` within a minute. Rounds towards now, so that it never claims more time
 * than there is.
 */
export function relativeTime(language: Language, at: Date, now: Date): string {
  const difference = at.getTime() - now.getTime()
  const distance = Math.abs(difference)
  if (distance < HOUR / 60) return language === 'fr' ? 'à l’instant' : 'just now'
  const [length, unit] =
    distance < HOUR
      ? ([HOUR / 60, 'minute'] as const)
      : distance < 48 * HOUR
        ? ([HOUR, 'hour'] as const)
        : ([24 * HOUR, 'day'] as const)
  const amount = Math.floor(distance / length) * Math.sign(difference)
  return new Intl.RelativeTimeFormat(language, { numeric: 'always' })
    .format(amount, unit)
    .replace(/\s/g, ' ')
    .replace(/(?<=\d) /g, NBSP)
}

const SEASONS = {
  fr: { summer: 'heure d’été', winter: 'heure d’hiver' },
  en: { summer: 'summer time', winter: 'winter time' },
} as const

function repeatedHour(at: Date): 'summer' | 'winter' | null {
  const clock = timeOfDay('en', at)
  if (clock === timeOfDay('en', new Date(at.getTime() + HOUR))) return 'summer'
  if (clock === timeOfDay('en', new Date(at.getTime() - HOUR))) return 'winter'
  return null
}

// A burst of mails shares its minutes, and each acknowledgement formats some twenty of them: hence the cache.
const MOST_CACHED_MINUTES = 1000
const cachedMinutes = new Map<string, Record<Part, string>>()

function partsOf(language: Language, at: Date): Record<Part, string> {
  const minute = `${language} ${Math.floor(at.getTime() / (HOUR / 60))}`
  const cached = cachedMinutes.get(minute)
  if (cached) return cached
  if (cachedMinutes.size === MOST_CACHED_MINUTES) cachedMinutes.clear()
  const parts = formattedParts(language, at)
  cachedMinutes.set(minute, parts)
  return parts
}

function formattedParts(language: Language, at: Date): Record<Part, string> {
  const parts: Record<Part, string> = { weekday: '', day: '', month: '', year: '', hour: '', minute: '' }
  for (const { type, value } of FORMATS[language].formatToParts(at)) {
    if (Object.hasOwn(parts, type)) parts[type as Part] = value
  }
  return parts
}

function formatOf(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    timeZone: ZONE,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  })
}
