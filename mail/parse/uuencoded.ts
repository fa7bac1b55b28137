/** A file that stands uuencoded in a text. */
export interface Uuencoded {
  name: string
  /** From its "begin" line to its "end" line. */
  block: string
}

/** Takes uuencoded files ("begin 644 name … end") out of a text; old mail programs still send them so. Linear. */
export function splitUuencoded(text: string): { text: string; files: Uuencoded[] } {
  if (!/^begin [0-7]{3,4} \S/m.test(text)) return { text, files: [] }
  const kept: string[] = []
  const files: Uuencoded[] = []
  let open: { name: string; lines: string[] } | null = null
  for (const line of text.split('\n')) {
    const begin: RegExpExecArray | null = open ? null : /^begin [0-7]{3,4} (\S.{0,200})$/.exec(line)
    if (begin) {
      open = { name: begin[1] ?? '', lines: [line] }
    } else if (!open) {
      kept.push(line)
    } else if (line.trimEnd() === 'end') {
      files.push({ name: open.name, block: [...open.lines, line].join('\n') })
      open = null
    } else if (isEncoded(line)) {
      open.lines.push(line)
    } else {
      // Only words that looked like a beginning.
      kept.push(...open.lines, line)
      open = null
    }
  }
  if (open) kept.push(...open.lines)
  return { text: kept.join('\n'), files }
}

// The first character counts the bytes; four characters carry three of them. Trailing blanks may be lost.
function isEncoded(line: string): boolean {
  const bytes = (line.charCodeAt(0) - 32) & 63
  return (
    line.length >= 1 &&
    line.length <= 66 &&
    /^[ -`]*\r?$/.test(line) &&
    line.length - 1 <= Math.ceil(bytes / 3) * 4 + 1
  )
}
