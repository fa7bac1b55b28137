/** One header field: the name in lower case, the value unfolded, one character per byte (not yet decoded). */
export interface HeaderField {
  name: string
  value: string
}

interface HeaderBlock {
  fields: HeaderField[]
  /** Where the body starts in the bytes read. */
  bodyStart: number
}

// A larger header is an attack or a broken mail. The rest is read as body, so that nothing is lost.
const LONGEST_HEADER = 8 * 1024 * 1024
// Further fields are ignored: nobody reads them, and every look-up would scan them.
const MOST_FIELDS = 10_000
const FIELD = /^([!-9;-~]{1,100})[ \t]*:/
const KNOWN =
  /^(from|to|cc|subject|date|sender|received|return-path|message-id|mime-version|content-.*|reply-to|delivered-to|in-reply-to|references|x-.*|list-.*|dkim-signature|arc-.*|authentication-results|received-spf)$/

/**
 * Reads the header fields at the start of `bytes` (RFC 5322 §2.2). It tolerates an mbox "From " line, leading blank
 * lines, junk between fields and a missing blank line before the body. Without any header, `fields` is empty and the
 * body starts at 0. Linear in the header's length; never throws.
 */
export function readHeaderBlock(bytes: Buffer): HeaderBlock {
  const text = headerText(bytes)
  const fields: HeaderField[] = []
  let position = text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0
  position = skipBlankLines(text, position)
  if (/^>?From [^\r\n:]*[\r\n]|^>?From \S+ +\w{3} \w{3} /.test(text.slice(position, position + 300)))
    position = nextLine(text, position)
  let current: { name: string; lines: string[] } | null = null
  const finish = () => {
    if (current && fields.length < MOST_FIELDS)
      fields.push({ name: current.name, value: current.lines.join('').trim() })
    current = null
  }
  while (position < text.length) {
    const next = nextLine(text, position)
    const line = stripLineEnd(text.slice(position, next))
    if (line === '') {
      position = next
      break
    }
    const name = FIELD.exec(line)?.[1]
    if ((line.startsWith(' ') || line.startsWith('\t')) && current !== null) {
      ;(current as { lines: string[] }).lines.push(line)
    } else if (name !== undefined) {
      finish()
      current = { name: name.toLowerCase(), lines: [line.slice(line.indexOf(':') + 1)] }
    } else if (!continuesBelow(text, next)) {
      break
    }
    position = next
  }
  finish()
  return fields.some((field) => KNOWN.test(field.name))
    ? { fields, bodyStart: position }
    : { fields: [], bodyStart: 0 }
}

/** Returns the first value of a field, or undefined. `name` is in lower case. */
export function firstField(fields: readonly HeaderField[], name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value
}

/** Returns every value of a field, topmost first. `name` is in lower case. */
export function everyField(fields: readonly HeaderField[], name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => field.value)
}

function headerText(bytes: Buffer): string {
  const window = bytes.subarray(0, LONGEST_HEADER)
  let first = 0
  while (window[first] === 0x0a || window[first] === 0x0d) first++
  const wide = window.indexOf('\n\r\n', first)
  const upTo = wide < 0 ? window : window.subarray(0, wide + 3)
  const narrow = upTo.indexOf('\n\n', first)
  return narrow < 0 ? upTo.toString('latin1') : upTo.toString('latin1', 0, narrow + 2)
}

function skipBlankLines(text: string, from: number): number {
  let position = from
  while (text[position] === '\n' || text[position] === '\r') position++
  return position
}

function nextLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline < 0 ? text.length : newline + 1
}

function stripLineEnd(line: string): string {
  let end = line.length
  while (end > 0 && (line[end - 1] === '\n' || line[end - 1] === '\r')) end--
  return line.slice(0, end)
}

// A line that is no field is junk when fields continue right below it. Otherwise the body began without a blank line.
function continuesBelow(text: string, next: number): boolean {
  const below = FIELD.exec(text.slice(next, next + 120))?.[1]
  return below !== undefined && KNOWN.test(below.toLowerCase())
}
