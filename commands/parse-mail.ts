import { readFileSync } from 'node:fs'
import { systemClock } from '../core/kernel/clock.ts'
import { parseMail } from '../mail/parse/parse.ts'
import { printable } from '../mail/parse/parsed-mail.ts'

const HELP = `npm run parse-mail -- FILE [--arrived ISO-DATE]

Prints what intake makes of a raw mail, as one JSON object.
FILE is an .eml file, or - for standard input. --arrived is when the mail reached us (default: now).
Exit status: 0 for every mail, however broken; 2 when FILE cannot be read.
`

process.exitCode = await run(process.argv.slice(2))

async function run(words: string[]): Promise<number> {
  const at = words.indexOf('--arrived')
  const arrivedAt = at < 0 ? systemClock.now() : new Date(words.splice(at, 2)[1] ?? '')
  const [file, ...more] = words
  if (file === '--help' || file === '-h') return print(HELP)
  if (file === undefined || more.length > 0)
    return complain(`Name one file, or - for standard input.\n\n${HELP}`)
  if (Number.isNaN(arrivedAt.getTime()))
    return complain('--arrived needs a date such as 2026-06-03T10:12:00Z.\n')
  let raw: Buffer
  try {
    raw = readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    return complain(`Cannot read ${file}: ${(error as Error).message}. Give the path of an .eml file.\n`)
  }
  return print(`${JSON.stringify(printable(await parseMail(raw, { arrivedAt })), null, 2)}\n`)
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function complain(text: string): number {
  process.stderr.write(text)
  return 2
}
