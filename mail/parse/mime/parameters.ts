import { decodeBytes } from './charset.ts'
import { decodeWords } from './encoded-words.ts'

/** A header value with parameters, as in Content-Type and Content-Disposition. */
export interface Parameterised {
  /** In lower case, without comments. */
  value: string
  /** Names in lower case; values decoded (RFC 2231, and RFC 2047 words where they are not allowed). */
  parameters: ReadonlyMap<string, string>
}

/**
 * Reads `value; name=value; …` (RFC 2045 §5.1, RFC 2231) and tolerates missing semicolons, open quotes and spaces.
 * `field` holds one character per byte. Of several equal parameters the first counts.
 */
export function readParameters(field: string): Parameterised {
  const limited = field.length > 20_000 ? field.slice(0, 20_000) : field
  const head = /^[^;\s"]*/.exec(limited)?.[0] ?? ''
  const raw = new Map<string, string>()
  const assignment = /([^\s=;"(),]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;"]*))/gs
  assignment.lastIndex = head.length
  for (let match = assignment.exec(limited); match; match = assignment.exec(limited)) {
    const name = (match[1] ?? '').toLowerCase()
    let value = match[2]?.replace(/\\(.)/gs, '$1')
    if (value === undefined) {
      const unquoted = match[3] ?? ''
      // "charset=utf-8 boundary=x": a semicolon is missing, and the next parameter starts inside.
      const inside = /\s+[\w*-]+\s*=/.exec(unquoted)
      value = (inside ? unquoted.slice(0, inside.index) : unquoted).trim()
      if (inside) assignment.lastIndex = match.index + match[0].length - unquoted.length + inside.index
    }
    if (!raw.has(name)) raw.set(name, value)
  }
  return { value: head.trim().toLowerCase(), parameters: joinContinuations(raw) }
}

interface Pieces {
  charset: string | null
  bytes: string[]
}

// RFC 2231 §3 and §4: name*=utf-8''caf%C3%A9 and name*0*=…; name*1=….
function joinContinuations(raw: ReadonlyMap<string, string>): Map<string, string> {
  const joined = new Map<string, string>()
  const pieces = new Map<string, Pieces>()
  for (const [name, value] of raw) {
    const extended = /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/.exec(name)
    const base = extended?.[1]
    if (!extended || base === undefined) {
      joined.set(name, decodeWords(value))
      continue
    }
    const number = Number(extended[2] ?? 0)
    const percent = extended[2] === undefined || extended[3] === '*'
    const piece = pieces.get(base) ?? { charset: null, bytes: [] }
    pieces.set(base, piece)
    let text = value
    const labelled = number === 0 && percent ? /^([^']*)'[^']*'/.exec(value) : null
    if (labelled) {
      piece.charset = labelled[1] ?? ''
      text = value.slice(labelled[0].length)
    }
    piece.bytes[number] = percent ? unescapePercent(text) : text
  }
  for (const [name, piece] of pieces) {
    joined.set(name, decodeBytes(Buffer.from(piece.bytes.join(''), 'latin1'), piece.charset).text)
  }
  return joined
}

function unescapePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
