import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Count, countLine, sum } from './count.ts'
import { bringPrograms } from './debian-packages.ts'
import { runStep, type StepResult } from './step.ts'
import { countResults } from './vitest-results.ts'

const HELP = `Lint, types, then every test on a PostgreSQL and a Dovecot of its own, and on PGlite those that may differ there.

  npm test                 all of them
  npm test -- --every-database   all of them on PGlite too
  npm test -- FILE…        the tests in these files; other arguments go to Vitest too
  npm run test:unit        those that need neither database nor server, in under a minute
`

const root = join(import.meta.dirname, '../..')
const results = join(root, 'test/output/results.json')
const FAILED: Count = { passed: 0, failed: 1 }
const CLEAN: Count = { passed: 0, failed: 0 }

const EVERY_DATABASE = '--every-database'

const minutes = new Map<string, number>()

if (process.argv.some((one) => one === '--help' || one === '-h')) {
  process.stdout.write(HELP)
  process.exit()
}
process.chdir(root)
const counts = prepare() ? [await lint(), await types(), await tests()] : [FAILED]
const total = sum(counts)
const parts = [...minutes].map(([name, took]) => `${name} ${took.toFixed(1)}`)
console.log(`\nMinutes: ${parts.join(', ')}`)
console.log(`\n${countLine(total)}`)
process.exitCode = total.failed === 0 ? 0 : 1

function prepare(): boolean {
  try {
    bringPrograms()
    return true
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return false
  }
}

async function lint(): Promise<Count> {
  const args = ['check', '--error-on-warnings', '.']
  const { status } = await timed('Lint', 'node_modules/.bin/biome', args, { hangLimit: 5 })
  if (status !== 0) console.error('Lint failed. Type: npm run format, and mend what it names.')
  return status === 0 ? CLEAN : FAILED
}

async function types(): Promise<Count> {
  const { status } = await timed('Types', 'node_modules/.bin/tsc', ['--noEmit', '-p', '.'], { hangLimit: 10 })
  if (status !== 0) console.error('The types do not fit (see above).')
  return status === 0 ? CLEAN : FAILED
}

async function tests(): Promise<Count> {
  mkdirSync(join(root, 'test/output'), { recursive: true })
  rmSync(results, { force: true })
  const reporters = [
    '--reporter=default',
    '--reporter=./test/run/slowest-files.ts',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ]
  const words = process.argv.slice(2)
  if (words.includes(EVERY_DATABASE)) process.env.EVERY_DATABASE = 'yes'
  const rest = words.filter((word) => word !== EVERY_DATABASE)
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...rest]
  const { status } = await timed('Tests', process.execPath, args, { hangLimit: 40 })
  if (!existsSync(results)) {
    console.error('Vitest ended without results (see above).')
    return FAILED
  }
  const { passed, failed, notes } = countResults(results, status)
  for (const note of notes) console.error(note)
  return { passed, failed }
}

async function timed(...step: Parameters<typeof runStep>): Promise<StepResult> {
  const result = await runStep(...step)
  minutes.set(step[0], result.seconds / 60)
  return result
}
