/** Where a page of a list ended: what it is ordered by, as text (an instant or `infinity`), and the row's id. */
export interface PagePosition {
  key: string
  id: string
}

const POSITION =
  /^(infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::?\d\d)?)~([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/

/** As it stands in an address; `readPosition` reads it back. */
export function writePosition({ key, id }: PagePosition): string {
  return `${key}~${id}`
}

/** Reads a position from an address; null for none and for a garbled one, which starts over. */
export function readPosition(after: string | null): PagePosition | null {
  const found = after === null ? null : POSITION.exec(after)
  return found?.[1] && found[2] ? { key: found[1], id: found[2] } : null
}
