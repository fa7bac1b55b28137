import type { Team } from '../../../core/member/team.ts'
import { CATEGORIES } from '../../../core/policy/category.ts'
import type { Language } from '../../../core/policy/language.ts'
import { LEVELS } from '../../../core/policy/level.ts'
import type { ReportStep, ReportStepLength } from '../../../core/report/period.ts'
import type { ReportSplit } from '../../../core/report/scope.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import type { PageWording } from '../../wording/fr.ts'
import { REPORT_WORDS } from '../../wording/report-words.ts'
import type { ReportRequest } from './report.ts'
import { formatDuration } from './report-table.ts'

/** What a group of figures is called: a team, a category, a channel or a level by its key. */
export function groupName(
  wording: PageWording,
  teams: readonly Team[],
  split: ReportSplit,
  key: string,
): string {
  const { language } = wording
  if (split === 'team') return teams.find(({ id }) => id === key)?.name[language] ?? key
  if (split === 'category') {
    const category = CATEGORIES.find((known) => known === key)
    return category ? customerWordingIn(language).categories[category].name : key
  }
  if (split === 'level') {
    const level = LEVELS.find((known) => known === key)
    return level ? REPORT_WORDS[language].levels[level] : key
  }
  const doors: Readonly<Record<string, string>> = wording.doors
  const door = doors[key] ?? key
  return capital(door)
}

/** A word as it stands at the head of a column. */
export function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase('fr') + word.slice(1)
}

/** A step's name under a chart: `24 nov.`, `nov. 26` for a month. */
export function shortStep(language: Language, step: ReportStep, length: ReportStepLength): string {
  const at = new Date(`${step.day}T12:00:00Z`)
  return (length === 'month' ? SHORT_MONTH : SHORT_DAY)[language].format(at)
}

/** A step's name in a table: `mar. 24 nov. 2026`, `24 nov. 2026` for a week, `novembre 2026` for a month. */
export function longStep(language: Language, step: ReportStep, length: ReportStepLength): string {
  const at = new Date(`${step.day}T12:00:00Z`)
  const format = { day: WEEKDAY, week: LONG_DAY, month: LONG_MONTH }[length]
  return format[language].format(at)
}

/** A day written out: `24 novembre 2026`. */
export function writtenDay(language: Language, day: string): string {
  return WRITTEN_DAY[language].format(new Date(`${day}T12:00:00Z`))
}

const SHORT_DAY = formats({ day: 'numeric', month: 'short' })
const SHORT_MONTH = formats({ month: 'short', year: '2-digit' })
const LONG_DAY = formats({ day: 'numeric', month: 'short', year: 'numeric' })
const WEEKDAY = formats({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
const LONG_MONTH = formats({ month: 'long', year: 'numeric' })
const WRITTEN_DAY = formats({ day: 'numeric', month: 'long', year: 'numeric' })

// The days are Paris's already: at noon UTC each has its own date.
function formats(options: Intl.DateTimeFormatOptions): Record<Language, Intl.DateTimeFormat> {
  const format = (locale: string) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  return { fr: format('fr-FR'), en: format('en-GB') }
}

/** The spans of time between bounds in milliseconds, before the first and after the last: `< 24 h`, `> 10 j`. */
export function spanNames(
  { words, wording: { language } }: Pick<ReportRequest, 'words' | 'wording'>,
  bounds: readonly number[],
): string[] {
  const { below, between, beyond } = words.times
  return Array.from({ length: bounds.length + 1 }, (_, index) => {
    const [from, to] = [bounds[index - 1], bounds[index]]
    if (from === undefined) return below(formatDuration(language, to ?? 0))
    return to === undefined
      ? beyond(formatDuration(language, from))
      : between(formatDuration(language, from), formatDuration(language, to))
  })
}
