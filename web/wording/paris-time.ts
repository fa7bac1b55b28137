const PARIS = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

/** An instant as a date field of a form holds it, on the clock of Paris: `2026-11-24T09:05`. */
export function toParisDateTime(at: Date): string {
  return PARIS.format(at).replace(' ', 'T')
}

/**
 * The instant a date field means on the clock of Paris; undefined when it is no date. Of the hour that comes twice in
 * October the first is meant; one that does not exist in March is the hour after.
 */
export function parseParisDateTime(typed: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(typed)) return undefined
  const asUtc = new Date(`${typed}Z`)
  if (Number.isNaN(asUtc.getTime())) return undefined
  const offsets = [asUtc.getTime() - 2 * ONE_HOUR, asUtc.getTime() - ONE_HOUR]
  const found = offsets.find((instant) => toParisDateTime(new Date(instant)) === typed.slice(0, 16))
  return new Date(found ?? asUtc.getTime() - ONE_HOUR)
}

const ONE_HOUR = 3_600_000
