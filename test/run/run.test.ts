import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { poll } from '../servers/poll.ts'
import { countLine, countOf, sum } from './count.ts'
import { installCommand, missingPackages, requiredPackages } from './debian-packages.ts'
import { slowest } from './slowest-files.ts'
import { unitFiles } from './unit-files.ts'
import { countResults } from './vitest-results.ts'

describe('A test run that is killed', () => {
  it.each([
    ['PostgreSQL', 'postgres.ts', 'startPostgres()'],
    ['Dovecot', 'dovecot.ts', 'startDovecot({ users: [] })'],
  ])('leaves no %s and no folder behind', async (_name, file, start) => {
    const code = `
      import { dirname } from 'node:path'
      const started = await import(${JSON.stringify(join(import.meta.dirname, '../servers', file))})
      const server = await started.${start}
      console.log(JSON.stringify([server.pid, server.folder ?? dirname(server.certificate.certFile)]))
      setInterval(() => {}, 1000)`
    const runner = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(runner.stdout, 'data')) as [Buffer]
    const [pid, folder] = JSON.parse(line.toString('utf8')) as [number, string]
    expect([existsSync(`/proc/${pid}`), existsSync(folder)]).toEqual([true, true])
    runner.kill('SIGKILL')
    await poll(
      'the server and its folder to be gone',
      () => !existsSync(`/proc/${pid}`) && !existsSync(folder),
    )
  })
})

describe('The count of a run', () => {
  it('is the sum of what its parts printed last', () => {
    const parts = [
      { status: 0, output: 'Crash 25 of 25\n500 tickets\n12 passed, 0 failed\n' },
      { status: 1, output: '3 passed, 2 failed\n' },
    ]
    expect(countLine(sum(parts.map(countOf)))).toBe('15 passed, 2 failed')
  })

  it.each([
    [
      'ended badly after a good count',
      { status: 1, output: '8 passed, 0 failed\n' },
      { passed: 8, failed: 1 },
    ],
    [
      'never came to its count',
      { status: 0, output: '8 passed, 0 failed\nSegmentation fault\n' },
      { passed: 0, failed: 1 },
    ],
    ['printed nothing', { status: 0, output: '' }, { passed: 0, failed: 1 }],
  ])('holds a failure for a program that %s', (_title, result, count) => {
    expect(countOf(result)).toEqual(count)
  })
})

it('A test run names the files that took longest, the slowest first', () => {
  const files = [
    { name: 'a.test.ts', milliseconds: 2_000 },
    { name: 'b.test.ts', milliseconds: 75_000 },
    { name: 'c.test.ts', milliseconds: 1_000 },
  ]
  expect(slowest(files, 2)).toEqual(['   75.0  b.test.ts', '    2.0  a.test.ts'])
})

describe('The count of Vitest’s results', () => {
  const test = (status: string) => ({ status, fullName: `Intake ${status}` })
  function count(
    files: { status: string; message?: string; tests: string[] }[],
    status: number,
    options?: { chosen: boolean },
  ) {
    const folder = mkdtempSync(join(tmpdir(), 'agafort-results-'))
    const file = join(folder, 'results.json')
    const testResults = files.map((one) => ({
      name: 'test/core/intake/intake.test.ts',
      message: '',
      ...one,
      assertionResults: one.tests.map(test),
    }))
    writeFileSync(file, JSON.stringify({ testResults }))
    try {
      return countResults(file, status, options)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  it('is passed and failed tests', () => {
    const files = [
      { status: 'passed', tests: ['passed', 'passed'] },
      { status: 'failed', tests: ['passed', 'failed'] },
    ]
    expect(count(files, 1)).toEqual({ passed: 3, failed: 1, notes: [] })
  })

  it('takes a file that failed outside its tests, and a test that did not run, for failures', () => {
    const files = [
      { status: 'failed', message: 'No such file', tests: [] },
      { status: 'passed', tests: ['passed', 'skipped', 'todo'] },
    ]
    expect(count(files, 1)).toMatchObject({ passed: 1, failed: 3 })
    expect(count(files, 1).notes).toHaveLength(3)
  })

  it('leaves out what was not chosen, and takes none at all for a failure', () => {
    const files = [{ status: 'passed', tests: ['passed', 'skipped', 'todo'] }]
    expect(count(files, 0, { chosen: true })).toMatchObject({ passed: 1, failed: 1 })
    const none = [{ status: 'passed', tests: ['skipped'] }]
    expect(count(none, 0, { chosen: true })).toMatchObject({ passed: 0, failed: 1 })
  })

  it('takes a bad end without a failed test for a failure', () => {
    expect(count([{ status: 'passed', tests: ['passed'] }], 1)).toMatchObject({ passed: 1, failed: 1 })
  })
})

describe('What the tests need from the machine', () => {
  const needed = (name: string, isThere: boolean) => ({ package: name, present: () => isThere })

  it('is named in one command to type, with a font beside the browser', () => {
    const missing = missingPackages([
      needed('postgresql', true),
      needed('dovecot-imapd', false),
      needed('chromium-headless-shell', false),
    ])
    expect(missing).toEqual(['dovecot-imapd', 'chromium-headless-shell', 'fonts-liberation'])
    expect(installCommand(missing)).toBe(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends dovecot-imapd chromium-headless-shell fonts-liberation',
    )
  })

  it('is a whole Chromium where the headless shell cannot be installed', () => {
    const shell = { ...needed('chromium-headless-shell', false), replaced: () => true }
    expect(missingPackages([shell])).toContain('chromium-headless-shell')
    expect(requiredPackages([shell, needed('openssl', false)])).toEqual(['openssl'])
  })
})

describe('A script of package.json', () => {
  it.each(['test', 'soak', 'screenshots', 'bench', 'mutate', 'seed'])(
    'such as %s says how it is used when asked with --help, and does nothing else',
    async (script) => {
      const program = spawn(process.execPath, [join(import.meta.dirname, `${script}.ts`), '--help'])
      let said = ''
      program.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8')
      })
      const [status] = await once(program, 'close')
      expect(status).toBe(0)
      expect(said).toMatch(/^ *npm (run \w+|test)/m)
    },
    60_000,
  )
})

describe('npm run test:unit', () => {
  const files = unitFiles(join(import.meta.dirname, '../..'))

  it('runs what needs nothing but itself, by what it imports', () => {
    expect(files).toContain('test/core/kernel/id.test.ts')
    expect(files).toContain('test/mail/parse/header.test.ts')
  })

  it.each([
    ['a browser', 'test/web/pages-in-browser.test.ts'],
    ['a database', 'test/core/intake/intake.test.ts'],
    ['other processes', 'test/commands/parse-mail.test.ts'],
    ['threads, through others', 'test/mail/parse/parse-pool.test.ts'],
  ])('leaves out what needs %s', (_what, file) => {
    expect(files).not.toContain(file)
  })
})
