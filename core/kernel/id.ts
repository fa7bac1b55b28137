import { randomFillSync } from 'node:crypto'
import type { Id } from '../../db/row-id.ts'

export type { TeamId } from '../../db/column-values.ts'
export type * from '../../db/row-id.ts'

/**
 * Returns true for text in the form of a UUID, as an id of the kind asked for: `isUuid<TicketId>(text)`. PostgreSQL
 * rejects a query for anything else.
 */
export function isUuid<Of extends Id<string>>(text: string): text is Of {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

let counter = 0
let millisecond = 0
// One call for random bytes costs more than using them, and a mail takes a dozen ids.
const pool = Buffer.alloc(256 * 16)
let used = pool.length

/**
 * Returns a new id, UUID version 7 (RFC 9562 §5.7): rows made together are close together in an index.
 * Ids are made here and not in the database, so that a whole batch is inserted without a round trip per row.
 */
export function newId<Kind extends string>(now: Date): Id<Kind> {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = pool.subarray(used, used + 16)
  used += 16
  bytes.writeUIntBE(now.getTime(), 0, 6)
  // RFC 9562 §6.2, method 1: rows made in one millisecond sort in the order they were made. A batch makes thousands, as
  // does a test's clock that stands still. The counter therefore has 26 bits, and begins at random within the first 20.
  if (now.getTime() !== millisecond) {
    millisecond = now.getTime()
    counter = bytes.readUInt32BE(12) >>> 12
  } else {
    counter = (counter + 1) & 0x3ffffff
  }
  bytes.writeUInt16BE(0x7000 | (counter >>> 14), 6)
  bytes.writeUInt16BE(0x8000 | (counter & 0x3fff), 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<Kind>
}
