/** The separators of a CSV file for a spreadsheet. */
interface CsvStyle {
  separator: ';' | ','
  decimal: ',' | '.'
}

/**
 * The CSV that a spreadsheet of each language opens by a double click. A French Excel expects semicolons and
 * decimal commas,
 * an English one commas and decimal points.
 */
export const CSV_STYLE = {
  fr: { separator: ';', decimal: ',' },
  en: { separator: ',', decimal: '.' },
} as const satisfies Record<string, CsvStyle>

// Without it Excel decodes UTF-8 as Windows-1252, and every accent becomes two characters.
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * Returns a table as CSV (RFC 4180) in UTF-8 with a byte order mark and CR LF line ends; numbers are not
 * quoted.
 * Text that a spreadsheet would evaluate as a formula gets an apostrophe.
 * A customer's subject may begin with `=`, and would fetch its target when a supervisor opens the file.
 */
export function writeCsv(
  records: readonly (readonly (string | number | null)[])[],
  { separator, decimal }: CsvStyle,
): string {
  const cell = (value: string | number | null) => {
    if (value === null) return ''
    if (typeof value === 'number') return String(value).replace('.', decimal)
    return quoted(escapeFormula(value), separator)
  }
  return BYTE_ORDER_MARK + records.map((cells) => `${cells.map(cell).join(separator)}\r\n`).join('')
}

// Also behind spaces and line ends, which some spreadsheets skip; full-width signs count as their narrow
// ones.
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@|\uFF1D\uFF0B\uFF0D\uFF20])/

function escapeFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

function quoted(text: string, separator: string): string {
  return text.includes(separator) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
