/** How a table is written for a spreadsheet. */
interface CsvStyle {
  separator: ';' | ','
  decimal: ',' | '.'
}

/**
 * What a spreadsheet of each language opens by a double click. A French Excel takes the semicolon for the separator and
 * the comma for the decimal sign, an English one the comma and the point.
 */
export const CSV_STYLE = {
  fr: { separator: ';', decimal: ',' },
  en: { separator: ',', decimal: '.' },
} as const satisfies Record<string, CsvStyle>

// Without it Excel reads UTF-8 as Windows-1252, and every accent is two signs.
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A table as comma-separated text (RFC 4180) in UTF-8 with a byte order mark, lines ended with CR LF. Numbers are written
 * plainly. Text that a spreadsheet would take for a formula is given an apostrophe: a customer's subject may begin with
 * `=`, and what it names would be fetched when a supervisor opens the file.
 */
export function writeCsv(
  records: readonly (readonly (string | number | null)[])[],
  { separator, decimal }: CsvStyle,
): string {
  const cell = (value: string | number | null) => {
    if (value === null) return ''
    if (typeof value === 'number') return String(value).replace('.', decimal)
    return quoted(harmless(value), separator)
  }
  return BYTE_ORDER_MARK + records.map((cells) => `${cells.map(cell).join(separator)}\r\n`).join('')
}

// Also behind spaces and line ends, which some spreadsheets skip; full-width signs are taken for their narrow ones.
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@|\uFF1D\uFF0B\uFF0D\uFF20])/

function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

function quoted(text: string, separator: string): string {
  return text.includes(separator) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
