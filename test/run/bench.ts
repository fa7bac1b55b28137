import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bringPrograms } from './debian-packages.ts'

// Run by `npm run bench`: the measurements in test/bench, all or the one named. A measurement is a file there that
// exports `bench`. They assert nothing about speed; they fail on a wrong count.

/** A measurement. */
export interface Bench {
  /** One line for the list. */
  readonly what: string
  /** Its own arguments, a line each. */
  readonly usage: readonly string[]
  /** Runs it, prints its figures, and cleans up. Throws when a count is wrong. */
  run(args: readonly string[]): Promise<void>
}

const folder = join(import.meta.dirname, '../bench')
const [name, ...args] = process.argv.slice(2)
process.chdir(join(import.meta.dirname, '../..'))
const benches = await findBenches()
if (name === '--help' || name === '-h') help()
else if (name !== undefined && !benches.has(name)) {
  console.error(`There is no bench called ${name}. There are: ${[...benches.keys()].join(', ')}.`)
  process.exitCode = 2
} else {
  bringPrograms()
  for (const [one, bench] of benches) {
    if (name === undefined || name === one) await runOne(one, bench)
  }
}

async function findBenches(): Promise<Map<string, Bench>> {
  const found = new Map<string, Bench>()
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))
  for (const file of files.sort()) {
    const { bench } = (await import(pathToFileURL(join(folder, file)).href)) as { bench?: Bench }
    if (bench) found.set(file.replace(/\.ts$/, ''), bench)
  }
  return found
}

function help(): void {
  const lines = [...benches].flatMap(([one, { what, usage }]) => [
    `  ${one}  ${what}`,
    ...usage.map((line) => `      ${line}`),
  ])
  console.log(
    `Measurements.\n\n  npm run bench            all of them\n  npm run bench -- NAME    one of them, with its arguments:\n\n${lines.join('\n')}`,
  )
}

async function runOne(one: string, bench: Bench): Promise<void> {
  console.log(`\n— Bench: ${one}`)
  try {
    await bench.run(args)
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
}
