import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Count, countLine, countOf, sum } from './count.ts'
import { bringPrograms } from './debian-packages.ts'
import { runStep } from './step.ts'

const HELP = `Runs the programs in test/soak, one after another, for about a quarter of an hour.

  npm run soak             all of them but "faults"
  npm run soak -- NAME…    these: crash, every-database, faults, fuzz, two-processes

Each ends with a line "N passed, N failed"; this one ends with their sum.
`
// Ten minutes by itself.
const ONLY_WHEN_NAMED = ['faults']

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'test/soak')
// All of them together should stay under 20 minutes; this limit is against hanging.
const HANG_LIMIT = 30

process.chdir(root)
const programs = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace(/\.ts$/, ''))
  .sort()
const named = process.argv.slice(2)
if (named.some((name) => !programs.includes(name))) {
  process.stdout.write(HELP)
  process.exit(named.some((name) => name === '--help' || name === '-h') ? 0 : 2)
}
bringPrograms()
const counts: Count[] = []
for (const program of programs) {
  if (named.length > 0 ? !named.includes(program) : ONLY_WHEN_NAMED.includes(program)) continue
  const result = await runStep(`Soak: ${program}`, process.execPath, [join(folder, `${program}.ts`)], {
    hangLimit: HANG_LIMIT,
    capture: true,
  })
  counts.push(countOf(result))
}
const total = sum(counts)
console.log(`\n${countLine(total)}`)
process.exitCode = total.failed === 0 ? 0 : 1
