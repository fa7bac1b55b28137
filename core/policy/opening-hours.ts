import { DAY, MINUTE } from '../kernel/duration.ts'

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
type Day = (typeof DAYS)[number]

/** When members are available live: hours such as `09:00-12:30`, and holidays (see config/chat-schema.ts). */
export type OpeningHours = Readonly<Record<Day, readonly string[]>> & {
  readonly timeZone: string
  /** `MM-DD` every year, `YYYY-MM-DD` once, `easter+1` counted from Easter Sunday. */
  readonly holidays: readonly string[]
}
// Longer than any run of holidays, so hours that have not opened by then never open.
const LOOK_AHEAD = 60

/** Returns true when members are available live at an instant. */
export function isOpenAt(hours: OpeningHours, at: Date): boolean {
  const { date, minute } = localTime(hours.timeZone, at)
  return rangesOn(hours, date).some(([from, to]) => minute >= from && minute < to)
}

/** Returns the next opening after `now`; null when the hours never open. Daylight saving is the time zone's. */
export function nextOpening(hours: OpeningHours, now: Date): Date | null {
  for (let ahead = 0; ahead <= LOOK_AHEAD; ahead++) {
    const { date } = localTime(hours.timeZone, new Date(now.getTime() + ahead * DAY))
    for (const [from] of rangesOn(hours, date)) {
      const opens = instantOf(hours.timeZone, date, from)
      if (opens > now) return opens
    }
  }
  return null
}

/** Returns the next opening while the hours are closed; null within the hours, or when none are configured. */
export function opensAgain(hours: OpeningHours | null, now: Date): Date | null {
  return hours && !isOpenAt(hours, now) ? nextOpening(hours, now) : null
}

/** Returns Easter Sunday of a year in the Gregorian calendar, `YYYY-MM-DD` (Meeus, Jones and Butcher's method). */
export function easterSunday(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 19 * l) / 433)
  const month = Math.floor((h + l - 7 * m + 90) / 25)
  const day = (h + l - 7 * m + 33 * month + 19) % 32
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function rangesOn(hours: OpeningHours, date: string): [number, number][] {
  if (isHoliday(hours.holidays, date)) return []
  const day = DAYS[new Date(`${date}T12:00:00Z`).getUTCDay()]
  return (day ? hours[day] : [])
    .map((range): [number, number] => [minuteOf(range.slice(0, 5)), minuteOf(range.slice(6))])
    .sort(([a], [b]) => a - b)
}

function isHoliday(holidays: readonly string[], date: string): boolean {
  const easter = new Date(`${easterSunday(Number(date.slice(0, 4)))}T12:00:00Z`).getTime()
  return holidays.some((holiday) => {
    if (!holiday.startsWith('easter')) return holiday === date || holiday === date.slice(5)
    const after = Number(holiday.slice('easter'.length) || 0)
    return new Date(easter + after * DAY).toISOString().slice(0, 10) === date
  })
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}

function localTime(timeZone: string, at: Date): { date: string; minute: number } {
  // Swedish writes dates as ISO does.
  const [date = '', clock = ''] = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(at)
    .split(' ')
  return { date, minute: minuteOf(clock) }
}

// The offset may change in between, so the guess is corrected by the time the zone then shows.
function instantOf(timeZone: string, date: string, minute: number): Date {
  const wanted = new Date(`${date}T00:00:00Z`).getTime() + minute * MINUTE
  let instant = wanted
  for (let round = 0; round < 2; round++) {
    const local = localTime(timeZone, new Date(instant))
    const localAt = new Date(`${local.date}T00:00:00Z`).getTime() + local.minute * MINUTE
    instant += wanted - localAt
  }
  return new Date(instant)
}
