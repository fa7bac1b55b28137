/** One record of a table: the line it begins on, counted from 1, and its cells or what is wrong with it. */
export type CsvRecord =
  | { line: number; cells: string[] }
  /** `remedy` is what to do about it. */
  | { line: number; fault: string; remedy: string }

export const SEPARATORS = [';', ',', '\t'] as const
type Separator = (typeof SEPARATORS)[number]

/** Returns the separator its first line has most of outside quotes; a comma when it has none. */
export function separatorOf(text: string): Separator {
  const first = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '')
  const counts = SEPARATORS.map((separator) => first.split(separator).length)
  const most = Math.max(...counts)
  return most === 1 ? ',' : (SEPARATORS[counts.indexOf(most)] ?? ',')
}

/**
 * Returns the records of a comma-separated table (RFC 4180). Quoted cells may contain separators, line ends and doubled
 * quotes. Lines end with CR LF, LF or CR; empty lines are left out. A misplaced quote makes its record a fault, and
 * reading continues on the next line. A quote that is never closed ends the reading. Linear in the text's length.
 */
export function readCsv(text: string, separator: Separator): CsvRecord[] {
  const records: CsvRecord[] = []
  let position = 0
  let line = 1
  while (position < text.length) {
    const { record, next, lines } = readRecord(text, position, line, separator)
    if ('fault' in record || record.cells.some((cell) => cell !== '')) records.push(record)
    position = next
    line += lines
  }
  return records
}

const LINE_END = /\r\n|\n|\r/y
const TO_LINE_END = /[^\r\n]*/y

function readRecord(text: string, start: number, line: number, separator: Separator) {
  const cells: string[] = []
  let position = start
  let lines = 0
  for (;;) {
    if (text[position] === '"') {
      const quoted = readQuoted(text, position + 1)
      if (!quoted) {
        const fault = 'a quotation mark is opened and never closed'
        const remedy = 'Close it, or double it when it is part of the text. Nothing after it could be read.'
        return { record: { line, fault, remedy }, next: text.length, lines }
      }
      cells.push(quoted.value)
      lines += countLines(text.slice(position, quoted.next))
      position = quoted.next
      const after = text[position]
      if (after !== undefined && after !== separator && after !== '\n' && after !== '\r') {
        const fault = 'text follows a closing quotation mark'
        const remedy = 'Put the whole cell in quotation marks, and double those that are part of the text.'
        const end = skip(TO_LINE_END, text, position)
        return { record: { line, fault, remedy }, next: skip(LINE_END, text, end), lines: lines + 1 }
      }
    } else {
      const end = endOfUnquoted(text, position, separator)
      cells.push(text.slice(position, end).trim())
      position = end
    }
    if (text[position] !== separator) break
    position++
  }
  return { record: { line, cells }, next: skip(LINE_END, text, position), lines: lines + 1 }
}

function readQuoted(text: string, start: number): { value: string; next: number } | undefined {
  const parts: string[] = []
  let from = start
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) return undefined
    parts.push(text.slice(from, quote))
    if (text[quote + 1] !== '"') return { value: parts.join('"').trim(), next: quote + 1 }
    from = quote + 2
  }
}

function endOfUnquoted(text: string, start: number, separator: Separator): number {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++
  return end
}

function countLines(text: string): number {
  return text.split(/\r\n|\n|\r/).length - 1
}

function skip(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position
  return position + (pattern.exec(text)?.[0].length ?? 0)
}
