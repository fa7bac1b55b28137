/**
 * The instant a Date header means (RFC 5322 §3.3 and its obsolete forms), or null when it is missing, impossible,
 * before 1995 or later than the arrival. Never falls back to the present silently.
 */
export function readDate(header: string | undefined, arrivedAt: Date): Date | null {
  if (header === undefined) return null
  const date = parseDate(header.slice(0, 200))
  if (date === null || date.getTime() < OLDEST || date.getTime() > arrivedAt.getTime()) return null
  return date
}

// Older than customers' mail can be: a clock that was never set.
const OLDEST = Date.UTC(1995, 0, 1)

const RFC_5322 =
  /^(?:[^\d,]{1,20},?\s*)?(\d{1,2})[\s-]+([a-zéûôA-Z.]{3,10})[\s-]+(\d{2,4})[,\s]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*(am|pm)?\s*(?:([+-]\d{1,2}:?\d{2})|"?([A-Za-z]{1,5})"?)?/i
// The order of C's asctime: "Wed Jun 3 10:12:00 2026".
const ASCTIME =
  /^(?:[a-z]{3},?\s+)?([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}:\d{2}:\d{2})\s+(?:[a-z]{1,5}\s+)?(\d{4})(.*)$/i
const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
// RFC 5322 §4.3; any other name means nothing certain and is read as UTC.
const ZONES: Readonly<Record<string, number>> = {
  EDT: -240,
  EST: -300,
  CDT: -300,
  CST: -360,
  MDT: -360,
  MST: -420,
  PDT: -420,
  PST: -480,
  CET: 60,
  CEST: 120,
  MET: 60,
  BST: 60,
}

function parseDate(header: string): Date | null {
  const text = header.replace(/\([^()]*\)/g, ' ').trim()
  if (ISO.test(text)) {
    const time = Date.parse(text.replace(' ', 'T'))
    return Number.isNaN(time) ? null : new Date(time)
  }
  const match = RFC_5322.exec(text.replace(ASCTIME, '$2 $1 $4 $3$5'))
  if (!match) return null
  const [, day, monthName = '', yearText = '', hour, minute, second, half, offset, zone] = match
  const month = MONTHS.indexOf(monthName.slice(0, 3).toLowerCase())
  if (month < 0) return null
  const hours = (Number(hour) % (half ? 12 : 24)) + (half?.toLowerCase() === 'pm' ? 12 : 0)
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null
  const date = new Date(
    Date.UTC(fullYear(yearText), month, Number(day), hours, Number(minute), Number(second ?? 0)),
  )
  // 31 February does not roll over into March: the day is impossible.
  if (date.getUTCDate() !== Number(day) && Number(second ?? 0) < 60) return null
  const minutes = offset ? offsetMinutes(offset) : (ZONES[(zone ?? '').toUpperCase()] ?? 0)
  return minutes === null ? null : new Date(date.getTime() - minutes * 60_000)
}

// RFC 5322 §4.3: two and three digits.
function fullYear(text: string): number {
  const year = Number(text)
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year
  return text.length === 3 ? 1900 + year : year
}

function offsetMinutes(offset: string): number | null {
  const digits = offset.slice(1).replace(':', '').padStart(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  if (minutes > 16 * 60) return null
  return offset.startsWith('-') ? -minutes : minutes
}
