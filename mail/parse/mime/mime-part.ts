import { splitAtBoundary } from './boundary.ts'
import { decodeWords } from './encoded-words.ts'
import { firstField, type HeaderField, readHeaderBlock } from './header-block.ts'
import { type Parameterised, readParameters } from './parameters.ts'

/** One node of a mail's MIME tree (RFC 2045, RFC 2046). */
export interface MimePart {
  fields: HeaderField[]
  /** `text/plain` and so on, in lower case; the implied type when the header is missing or unreadable. */
  type: string
  parameters: ReadonlyMap<string, string>
  disposition: string
  /** The file name the sender gave, decoded but not cleaned. */
  fileName: string | null
  contentId: string | null
  /** Lower case: `base64`, `quoted-printable`, … */
  encoding: string
  /** The content as transferred, a view on the mail. */
  bytes: Buffer
  /** Children of a multipart; empty for a leaf. */
  parts: MimePart[]
}

interface PartTree {
  root: MimePart
  /** Whether nesting or the number of parts exceeded the limits, so that the rest was not read. */
  cut: boolean
}

const DEEPEST = 20
const MOST_PARTS = 1_000

/**
 * Returns the tree of parts under a header that was already read. Beyond 20 levels or 1,000 parts the rest stays unread
 * and `cut` is true. A broken multipart (no boundary, boundary never used) is read as plain text.
 */
export function readMimeParts(fields: HeaderField[], body: Buffer): PartTree {
  const budget = { left: MOST_PARTS, cut: false }
  return { root: readMimePart(fields, body, 'text/plain', 0, budget), cut: budget.cut }
}

/** Returns every leaf of the tree, in the order of the mail. */
export function leaves(part: MimePart): MimePart[] {
  const found: MimePart[] = []
  const open = [part]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.parts.length === 0) found.push(next)
    else open.push(...next.parts.toReversed())
  }
  return found
}

interface Budget {
  left: number
  cut: boolean
}

function readMimePart(
  fields: HeaderField[],
  bytes: Buffer,
  implied: string,
  depth: number,
  budget: Budget,
): MimePart {
  const contentType = readParameters(firstField(fields, 'content-type') ?? '')
  const disposition = readParameters(firstField(fields, 'content-disposition') ?? '')
  const part: MimePart = {
    fields,
    type: mediaType(contentType, implied),
    parameters: contentType.parameters,
    disposition: disposition.value,
    fileName: disposition.parameters.get('filename') ?? contentType.parameters.get('name') ?? null,
    contentId: contentIdOf(fields),
    encoding:
      /[a-z0-9-]+/.exec((firstField(fields, 'content-transfer-encoding') ?? '').toLowerCase())?.[0] ?? '',
    bytes,
    parts: [],
  }
  if (!part.type.startsWith('multipart/')) return part
  if (depth >= DEEPEST) {
    budget.cut = true
    return { ...part, type: 'application/octet-stream' }
  }
  const split = splitAtBoundary(bytes, contentType.parameters.get('boundary') ?? '', budget.left + 1)
  const impliedBelow = part.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
  for (const slice of split) {
    if (budget.left <= 0) {
      budget.cut = true
      break
    }
    budget.left--
    const head = readHeaderBlock(slice)
    // A part without a header of its own starts with the blank line.
    const start = startsBlank(slice) ? blankEnd(slice) : head.bodyStart
    const own = startsBlank(slice) ? [] : head.fields
    part.parts.push(readMimePart(own, slice.subarray(start), impliedBelow, depth + 1, budget))
  }
  if (part.parts.length === 0) return { ...part, type: 'text/plain' }
  return part
}

function mediaType(contentType: Parameterised, implied: string): string {
  if (/^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,150}$/.test(contentType.value)) return contentType.value
  if (contentType.value === 'text') return 'text/plain'
  if (contentType.parameters.has('boundary')) return 'multipart/mixed'
  // Unreadable types count as text (RFC 2045 §5.2), unless the part has a file name.
  return contentType.value !== '' && contentType.parameters.has('name') ? 'application/octet-stream' : implied
}

function contentIdOf(fields: HeaderField[]): string | null {
  const raw = firstField(fields, 'content-id')
  if (raw === undefined) return null
  const id = decodeWords(raw).replace(/[<>\s]/g, '')
  return id === '' ? null : id.slice(0, 300).toWellFormed()
}

function startsBlank(slice: Buffer): boolean {
  return slice[0] === 0x0a || (slice[0] === 0x0d && slice[1] === 0x0a)
}

function blankEnd(slice: Buffer): number {
  return slice[0] === 0x0a ? 1 : 2
}
