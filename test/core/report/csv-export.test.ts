import { describe, expect, it } from 'vitest'
import { readCsv } from '../../../core/kernel/csv.ts'
import { CSV_STYLE, writeCsv } from '../../../core/report/csv-export.ts'

describe('A report as a file', () => {
  it('opens in a French Excel by a double click: byte order mark, semicolons, decimal commas', () => {
    expect(
      writeCsv(
        [
          ['Équipe', 'Part tenue (%)'],
          ['Comptes', 97.5],
        ],
        CSV_STYLE.fr,
      ),
    ).toBe('\uFEFFÉquipe;Part tenue (%)\r\nComptes;97,5\r\n')
  })

  it('opens in an English one: commas and decimal points', () => {
    expect(writeCsv([['Accounts', 97.5, null]], CSV_STYLE.en)).toBe('\uFEFFAccounts,97.5,\r\n')
  })

  it('lets no text of a customer run as a formula', () => {
    const subjects = [
      '=HYPERLINK("http://voleur.example";"ici")',
      '+33 6 12 34 56 78',
      '-2+3+cmd|calc',
      '@SUM(A1)',
      '\tcaché',
      '\r=1+1',
      '  =1+1',
      '＝1+1',
    ]
    for (const subject of subjects) {
      const [record] = readCsv(writeCsv([[subject, 1]], CSV_STYLE.fr).slice(1), ';')
      expect(record && 'cells' in record && record.cells[0]?.startsWith("'"), subject).toBe(true)
    }
    expect(writeCsv([['Colis = perdu', -3]], CSV_STYLE.fr)).toBe('\uFEFFColis = perdu;-3\r\n')
  })

  it('keeps separators, quotation marks and line ends of a text within its cell', () => {
    const text = 'Un vase ; « bleu »\nqui a dit "cassé"'
    expect(readCsv(writeCsv([[text, 'suite']], CSV_STYLE.fr).slice(1), ';')).toEqual([
      { line: 1, cells: [text, 'suite'] },
    ])
  })
})
