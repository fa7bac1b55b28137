/**
 * Returns the bodies between a multipart's boundary lines (RFC 2046 §5.1.1) as views, without preamble and epilogue. A
 * missing closing line is tolerated. When the boundary is absent or never occurs, a line that clearly works as one is
 * used: `--…` followed by a Content- field. At most `most` slices; linear in the length.
 */
export function splitAtBoundary(bytes: Buffer, boundary: string, most: number): Buffer[] {
  const given = Buffer.from(boundary.slice(0, 300).trimEnd(), 'latin1')
  const slices = given.length > 0 ? split(bytes, given, most) : []
  if (slices.length > 0) return slices
  const guessed = guessBoundary(bytes)
  return guessed ? split(bytes, guessed, most) : []
}

function split(bytes: Buffer, boundary: Buffer, most: number): Buffer[] {
  const marker = Buffer.concat([Buffer.from('--'), boundary])
  const slices: Buffer[] = []
  let start = -1
  let at = bytes.indexOf(marker)
  while (at >= 0 && slices.length < most) {
    const line = at === 0 || bytes[at - 1] === 0x0a ? endOfBoundaryLine(bytes, at + marker.length) : null
    if (line) {
      if (start >= 0) slices.push(bytes.subarray(start, beforeLineEnd(bytes, start, at)))
      start = line.closing ? -1 : line.next
    }
    at = bytes.indexOf(marker, line ? Math.max(line.next, at + 1) : at + marker.length)
  }
  if (start >= 0 && start < bytes.length && slices.length < most) slices.push(bytes.subarray(start))
  return slices
}

// The boundary must fill its line: another multipart's boundary may begin with the same letters.
function endOfBoundaryLine(bytes: Buffer, from: number): { next: number; closing: boolean } | null {
  let i = from
  const closing = bytes[i] === 0x2d && bytes[i + 1] === 0x2d
  if (closing) i += 2
  const farthest = i + 200
  while (i < farthest && (bytes[i] === 0x20 || bytes[i] === 0x09 || bytes[i] === 0x0d)) i++
  if (i >= bytes.length) return { next: bytes.length, closing }
  return bytes[i] === 0x0a ? { next: i + 1, closing } : null
}

// The line's end before a boundary line belongs to the boundary (RFC 2046 §5.1.1).
function beforeLineEnd(bytes: Buffer, start: number, at: number): number {
  let end = at
  if (end > start && bytes[end - 1] === 0x0a) end--
  if (end > start && bytes[end - 1] === 0x0d) end--
  return end
}

function guessBoundary(bytes: Buffer): Buffer | null {
  const head = bytes.toString('latin1', 0, 20_000)
  const line = /(?:^|\n)--([^\s][^\r\n]{0,200}?)[ \t]*\r?\n(?=content-[a-z-]+[ \t]*:)/i.exec(head)?.[1]
  return line === undefined ? null : Buffer.from(line, 'latin1')
}
