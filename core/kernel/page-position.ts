/** Where a page of a list ended: the sort key as text (an instant or `infinity`) and the row's id. */
export interface PagePosition {
  key: string
  id: string
}

const POSITION =
  /^(infinity|([1-9]\d{3}-\d\d-\d\d) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)~([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/

/** Returns a position as text for a URL; `readPosition` reads it back. */
export function writePosition({ key, id }: PagePosition): string {
  return `${key}~${id}`
}

/** Returns the position in a URL's parameter; null for none and for a garbled one, which starts over. */
export function readPosition(after: string | null): PagePosition | null {
  const [, key, day, , id] = (after === null ? null : POSITION.exec(after)) ?? []
  return key && id && (day === undefined || isDay(day)) ? { key, id } : null
}

function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}
