/** Text as a quoted-printable body (RFC 2045 §6.7): UTF-8, lines of at most 76 characters ended by CRLF. */
export function quotedPrintable(text: string): string {
  // One character per byte from here on, so that each stands for one escape.
  const bytes = Buffer.from(text, 'utf8').toString('latin1')
  const lines = bytes.split(/\r\n|\r|\n/)
  return lines.map(encodeLine).join('\r\n')
}

const LONGEST_LINE = 76
// All but printable ASCII, blanks and tabs; those two only within a line, where no server trims them; `=` itself.
const ESCAPED = /[^\t -<>-~]|[\t ]$/g
const ESCAPES = Array.from(
  { length: 256 },
  (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
)

function encodeLine(line: string): string {
  const encoded = line.replace(ESCAPED, (byte) => ESCAPES[byte.charCodeAt(0)] ?? '')
  if (encoded.length <= LONGEST_LINE) return encoded
  const pieces: string[] = []
  let start = 0
  while (encoded.length - start > LONGEST_LINE) {
    const end = beforeEscape(encoded, start + LONGEST_LINE - 1)
    pieces.push(encoded.slice(start, end))
    start = end
  }
  pieces.push(encoded.slice(start))
  return pieces.join('=\r\n')
}

// An escape is never broken in two.
function beforeEscape(encoded: string, end: number): number {
  if (encoded[end - 1] === '=') return end - 1
  return encoded[end - 2] === '=' ? end - 2 : end
}
