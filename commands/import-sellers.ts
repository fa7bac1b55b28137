import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readConfig } from '../config/config.ts'
import { describeFaults, InvalidConfig } from '../config/fault.ts'
import { systemClock } from '../core/kernel/clock.ts'
import { Problem } from '../core/kernel/problem.ts'
import { importSellers, type SellerImport } from '../core/seller/seller-import.ts'
import { openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { whyNotStarted } from '../start/why-not-started.ts'

const HELP = `npm run import-sellers -- FILE

Takes sellers in from a CSV file in UTF-8, separated by ; or , whose first line names the columns:
  id         the marketplace's number of the seller; a known one is changed, a new one added
  name       what customers know the seller by
  email, telephone, address, language (fr or en; fr when left out)
Good lines are taken in, bad ones are listed with what to do; nothing is ever removed. The database is the configured
one (DATABASE_URL, or the embedded one in DATA_DIR, with the program stopped).

  --help     this page

Exit status: 0 when every line was taken in, 1 when some were not, 2 when nothing could be read.
`

if (import.meta.main) process.exitCode = await run(process.argv.slice(2))

async function run(words: string[]): Promise<number> {
  const file = fileNamed(words)
  if (typeof file === 'number') return file
  try {
    const config = readConfig({ env: process.env, readFile: (path) => readFileSync(path, 'utf8') })
    const bytes = readFileSync(file)
    const database = await openDatabase(
      config.databaseUrl
        ? { kind: 'postgres', url: config.databaseUrl.reveal() }
        : { kind: 'pglite', directory: config.dataDir },
    )
    try {
      await migrate(database.db)
      return report(await importSellers({ db: database.db, clock: systemClock }, bytes))
    } finally {
      await database.close()
    }
  } catch (error) {
    if (error instanceof InvalidConfig) return printAndReturn(process.stderr, describeFaults(error.faults), 2)
    if (error instanceof Problem) return printAndReturn(process.stderr, `${error.message}\n`, 2)
    if (isFileError(error))
      return printAndReturn(
        process.stderr,
        `Cannot read ${file} (${error.code}). Give the path of a CSV file.\n`,
        2,
      )
    return printAndReturn(process.stderr, `${whyNotStarted(error)}\n`, 2)
  }
}

function fileNamed(words: string[]): string | number {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: { help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    })
    if (values.help) return printAndReturn(process.stdout, HELP, 0)
    const [file, ...more] = positionals
    return file !== undefined && more.length === 0
      ? file
      : printAndReturn(process.stderr, `Name one file.\n\n${HELP}`, 2)
  } catch (error) {
    return printAndReturn(process.stderr, `${error instanceof Error ? error.message : error}\n\n${HELP}`, 2)
  }
}

function report({ added, changed, unchanged, bad, ignoredColumns }: SellerImport): number {
  for (const { line, problem, remedy } of bad) process.stderr.write(`line ${line}: ${problem}. ${remedy}\n`)
  const ignored = ignoredColumns.length > 0 ? `; columns not used: ${ignoredColumns.join(', ')}` : ''
  return printAndReturn(
    process.stdout,
    `${added} added, ${changed} changed, ${unchanged} as before, ${bad.length} left out${ignored}\n`,
    bad.length > 0 ? 1 : 0,
  )
}

function isFileError(error: unknown): error is Error & { code: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['ENOENT', 'EISDIR', 'EACCES', 'EPERM'].includes(code)
}

function printAndReturn(stream: NodeJS.WriteStream, text: string, status: number): number {
  stream.write(text)
  return status
}
