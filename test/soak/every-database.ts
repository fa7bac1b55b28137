import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { countLine } from '../run/count.ts'
import { countResults } from '../run/vitest-results.ts'

// Runs on PGlite the groups of tests that `npm test` runs on PostgreSQL alone.

const root = join(import.meta.dirname, '../..')
const results = join(root, 'test/output/every-database.json')

process.chdir(root)
mkdirSync(join(root, 'test/output'), { recursive: true })
rmSync(results, { force: true })
const files = globSync('test/**/*.test.ts').filter((file) =>
  readFileSync(file, 'utf8').includes('describeOnDatabase('),
)
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
const args = ['node_modules/vitest/vitest.mjs', 'run', '-t', 'PGlite', ...reporters, ...files]
const { status } = spawnSync(process.execPath, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, EVERY_DATABASE: 'yes' },
})
const { passed, failed, notes } = countResults(results, status ?? 1, { chosen: true })
for (const note of notes) console.error(note)
console.log(countLine({ passed, failed }))
process.exitCode = failed === 0 ? 0 : 1
