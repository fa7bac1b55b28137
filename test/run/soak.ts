import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Count, countLine, countOf, sum } from './count.ts'
import { bringPrograms } from './debian-packages.ts'
import { runStep } from './step.ts'

const HELP = `Runs every program in test/soak, one after another, for about a quarter of an hour.

  npm run soak

Each ends with a line "N passed, N failed"; this one ends with their sum.
`

if (process.argv.length > 2) {
  process.stdout.write(HELP)
  process.exit()
}
const root = join(import.meta.dirname, '../..')
const folder = join(root, 'test/soak')
// All of them together should stay under 20 minutes; this limit is against hanging.
const HANG_LIMIT = 30

process.chdir(root)
bringPrograms()
const programs = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .sort()
  : []
const counts: Count[] = []
for (const program of programs) {
  const title = `Soak: ${program.replace(/\.ts$/, '')}`
  const result = await runStep(title, process.execPath, [join(folder, program)], {
    hangLimit: HANG_LIMIT,
    capture: true,
  })
  counts.push(countOf(result))
}
if (programs.length === 0) {
  console.error('There is no soak in test/soak.')
  counts.push({ passed: 0, failed: 1 })
}
const total = sum(counts)
console.log(`\n${countLine(total)}`)
process.exitCode = total.failed === 0 ? 0 : 1
