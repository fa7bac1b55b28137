import type { Core } from '../kernel/core.ts'
import { type CsvRecord, readCsv, separatorOf } from '../kernel/csv.ts'
import { newId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Language } from '../policy/language.ts'
import { checkedSeller, type SellerDetails, type SellerSource, sellerRow } from './seller.ts'

/** A rejected line: its number in the file, the problem and the remedy. */
interface BadSellerLine {
  line: number
  problem: string
  remedy: string
}

export interface SellerImport {
  added: number
  changed: number
  unchanged: number
  bad: BadSellerLine[]
  /** Columns of the file that are not used. */
  ignoredColumns: string[]
}

const COLUMNS = {
  externalId: ['id', 'external_id', 'seller_id', 'identifiant', 'numero', 'id_vendeur'],
  name: ['name', 'nom', 'raison_sociale', 'boutique', 'shop'],
  email: ['email', 'e-mail', 'mail', 'courriel', 'adresse_electronique'],
  telephone: ['telephone', 'phone', 'tel'],
  postalAddress: ['address', 'postal_address', 'adresse', 'adresse_postale'],
  language: ['language', 'langue', 'lang'],
} as const
type Column = keyof typeof COLUMNS

/**
 * Imports sellers by the marketplace's number from UTF-8 CSV (comma or semicolon) whose first line names its
 * columns.
 * New sellers are added, known ones changed. Good lines are applied and bad ones listed, so that one slip
 * does not block a thousand sellers.
 * The import is idempotent: a corrected file can be imported again.
 * Throws `invalid-input`, with nothing applied, when the file as a whole cannot be read.
 */
export async function importSellers(
  core: Pick<Core, 'db' | 'clock'>,
  file: Uint8Array,
): Promise<SellerImport> {
  const text = decoded(file)
  const [header, ...records] = readCsv(text, separatorOf(text))
  const { columns, ignored } = columnsOf(header)
  const bad: BadSellerLine[] = []
  const good = new Map<string, { line: number; details: SellerDetails }>()
  for (const record of records) {
    const read = readSeller(record, columns)
    if ('problem' in read) {
      bad.push(read)
      continue
    }
    const before = good.get(read.externalId ?? '')
    if (before) {
      const problem = `the number ${read.externalId} stands on line ${before.line} already`
      bad.push({ line: record.line, problem, remedy: 'Keep one of the two lines.' })
    } else good.set(read.externalId ?? '', { line: record.line, details: read })
  }
  const sellers = [...good.values()].map(({ details }) => details)
  return { ...(await saveSellers(core, sellers, 'csv')), bad, ignoredColumns: ignored }
}

function decoded(file: Uint8Array): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    throw new Problem(
      'invalid-input',
      'The file is not in UTF-8. Save it as “CSV UTF-8” and import it again.',
    )
  }
  if (text.trim() === '') throw new Problem('invalid-input', 'The file is empty.')
  if (text.includes('\0'))
    throw new Problem('invalid-input', 'The file is not text. Save the table as “CSV UTF-8”.')
  return text
}

function columnsOf(header: CsvRecord | undefined): { columns: (Column | null)[]; ignored: string[] } {
  if (!header || 'fault' in header)
    throw new Problem('invalid-input', `The first line cannot be read: ${header?.fault ?? 'it is empty'}.`)
  const columns = header.cells.map(columnNamed)
  const missing = (['externalId', 'name'] as const).filter((column) => !columns.includes(column))
  const twice = columns.find((column, index) => column !== null && columns.indexOf(column) < index)
  if (missing.length > 0) {
    const names = missing.map((column) => COLUMNS[column][0]).join(' and ')
    throw new Problem(
      'invalid-input',
      `The first line must name the columns, and names no column ${names}. It may name id, name, email, telephone, address and language.`,
    )
  }
  if (twice) throw new Problem('invalid-input', `Two columns are called ${COLUMNS[twice][0]}. Remove one.`)
  return { columns, ignored: header.cells.filter((cell, index) => cell !== '' && columns[index] === null) }
}

function columnNamed(cell: string): Column | null {
  const name = cell.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim().replace(/[\s]+/g, '_')
  for (const [column, names] of Object.entries(COLUMNS))
    if ((names as readonly string[]).includes(name)) return column as Column
  return null
}

function readSeller(record: CsvRecord, columns: readonly (Column | null)[]): SellerDetails | BadSellerLine {
  const { line } = record
  if ('fault' in record) return { line, problem: record.fault, remedy: record.remedy }
  if (record.cells.length !== columns.length) {
    const problem = `has ${record.cells.length} cells, the first line has ${columns.length}`
    return { line, problem, remedy: 'Put cells that hold a separator in quotation marks.' }
  }
  const cell = (column: Column) => record.cells[columns.indexOf(column)] ?? ''
  if (cell('externalId') === '')
    return { line, problem: 'has no number', remedy: 'Write the marketplace’s number of the seller.' }
  const language = (cell('language') || 'fr').toLowerCase().slice(0, 2)
  if (language !== 'fr' && language !== 'en')
    return { line, problem: `has the language ${cell('language')}`, remedy: 'Write fr or en.' }
  try {
    return checkedSeller({
      externalId: cell('externalId'),
      name: cell('name'),
      email: cell('email'),
      telephone: cell('telephone'),
      postalAddress: cell('postalAddress'),
      language: language satisfies Language,
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.message.includes('characters'))
      return { line, problem: 'holds a text that is too long', remedy: error.message }
    const noName = cell('name') === ''
    return noName
      ? { line, problem: 'has no name', remedy: 'Write the seller’s name.' }
      : { line, problem: `has the e-mail address ${cell('email')}`, remedy: 'Correct it, or leave it empty.' }
  }
}

const AT_ONCE = 500

/**
 * Adds sellers, or changes those whose number is known, all or none. The marketplace's API uses it too.
 * `sellers` are checked and hold no number twice.
 */
export async function saveSellers(
  core: Pick<Core, 'db' | 'clock'>,
  sellers: readonly SellerDetails[],
  source: Exclude<SellerSource, 'typed'>,
): Promise<{ added: number; changed: number; unchanged: number }> {
  const now = core.clock.now()
  const counts = { added: 0, changed: 0, unchanged: sellers.length }
  // Ordered by number, so that concurrent imports cannot deadlock.
  const inOrder = [...sellers].sort((a, b) => ((a.externalId ?? '') < (b.externalId ?? '') ? -1 : 1))
  await core.db.transaction().execute(async (trx) => {
    for (let from = 0; from < inOrder.length; from += AT_ONCE) {
      const rows = inOrder.slice(from, from + AT_ONCE).map((details) => ({
        id: newId<'seller'>(now),
        ...sellerRow(details),
        source,
        created_at: now,
        updated_at: now,
      }))
      const saved = await trx
        .insertInto('sellers')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .column('external_id')
            .doUpdateSet((eb) => ({
              name: eb.ref('excluded.name'),
              email: eb.ref('excluded.email'),
              telephone: eb.ref('excluded.telephone'),
              postal_address: eb.ref('excluded.postal_address'),
              language: eb.ref('excluded.language'),
              source,
              updated_at: now,
            }))
            .where((eb) =>
              eb.or(
                (['name', 'email', 'telephone', 'postal_address', 'language'] as const).map((column) =>
                  eb(`sellers.${column}`, 'is distinct from', eb.ref(`excluded.${column}`)),
                ),
              ),
            ),
        )
        .returning('id')
        .execute()
      const mine = new Set<string>(rows.map((row) => row.id))
      const added = saved.filter((row) => mine.has(row.id)).length
      counts.added += added
      counts.changed += saved.length - added
    }
  })
  counts.unchanged -= counts.added + counts.changed
  return counts
}
