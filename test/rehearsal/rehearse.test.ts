import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { POLICY_TIMES } from '../../core/policy/policy-times.ts'
import { cellsOf } from '../../rehearsal/bar-chart.ts'
import { policyTimesOf } from '../../rehearsal/policy-file.ts'
import type { RehearsalFigures } from '../../rehearsal/rehearsal-figures.ts'
import { type Rehearsal, rehearse } from '../../rehearsal/rehearse.ts'
import { openScratchDatabase } from '../../rehearsal/scratch-database.ts'
import { ROOT } from '../house/source-file.ts'
import { useTestDatabase } from '../servers/database.ts'

// Against hanging only: days of simulated work take a while on a busy machine.
const PATIENCE = 600_000
const SMALL: Rehearsal = { days: 3, tickets: 40, seed: 1, agents: 3, times: POLICY_TIMES }

async function rehearsed(server: string | null, changed: Partial<Rehearsal> = {}): Promise<RehearsalFigures> {
  const scratch = await openScratchDatabase(server)
  try {
    return await rehearse(scratch, { ...SMALL, ...changed })
  } finally {
    await scratch.close()
  }
}

const kindOf = (figures: RehearsalFigures, kind: string) => figures.promises.find(({ name }) => name === kind)
const brokenIn = (figures: RehearsalFigures) => figures.promises.reduce((sum, { broken }) => sum + broken, 0)

describe('A rehearsal', { timeout: PATIENCE }, () => {
  let first: RehearsalFigures
  beforeAll(async () => {
    first = await rehearsed(inject('postgresUrl'))
  }, PATIENCE)

  it('gives the same figures for the same seed, on PostgreSQL and on PGlite', async () => {
    expect(await rehearsed(null)).toEqual(first)
  })

  it('gives other figures for another seed', async () => {
    const short = { days: 1, tickets: 20 }
    const one = await rehearsed(inject('postgresUrl'), { ...short, seed: 1 })
    const other = await rehearsed(inject('postgresUrl'), { ...short, seed: 2 })
    expect(other.promises).not.toEqual(one.promises)
  })

  it('receives every case, and acknowledges nearly all', () => {
    const { matters } = first
    expect(matters.opened).toBe(40)
    expect(matters.resolved + matters.open + matters.setAside + matters.quarantined).toBe(40)
    expect(kindOf(first, 'acknowledge')?.kept).toBeGreaterThan(30)
  })

  it('lets cases be solved at the first contact, investigated, and handed on at 48 hours', () => {
    expect(first.matters.atFirstLevel).toBeGreaterThan(10)
    expect(kindOf(first, 'investigate')?.kept).toBeGreaterThan(0)
    expect(kindOf(first, 'escalate')?.kept).toBeGreaterThan(0)
    expect(first.mails.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['acknowledgement', 'answer', 'conclusion', 'resolution', 'update']),
    )
  })

  it('shows what comes of too few people', async () => {
    const busy = { days: 2, tickets: 100 }
    const many = await rehearsed(inject('postgresUrl'), { ...busy, agents: 12 })
    const few = await rehearsed(inject('postgresUrl'), { ...busy, agents: 1 })
    expect(brokenIn(few)).toBeGreaterThan(brokenIn(many))
    expect(few.matters.resolved).toBeLessThan(many.matters.resolved)
  })

  it('shows what comes of other times', async () => {
    const times = policyTimesOf({ investigate: 2, update: 2 }, 'times.json')
    const hurried = await rehearsed(inject('postgresUrl'), { days: 1, times })
    expect(hurried.times.investigate).toBe(2)
    // Within the policy's 24 h nothing of the first day is late.
    expect(kindOf(hurried, 'investigate')?.broken).toBeGreaterThan(2)
  })
})

describe('The rehearsal’s command', { timeout: PATIENCE }, () => {
  const database = useTestDatabase('PostgreSQL')
  const folder = mkdtempSync(join(tmpdir(), 'agafort-rehearsal-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const run = (...args: string[]) =>
    new Promise<{ status: number; out: string; err: string }>((done) => {
      const env = { ...process.env, DATABASE_URL: database.url, TZ: 'UTC' }
      execFile(
        process.execPath,
        [join(ROOT, 'rehearsal/rehearse-command.ts'), ...args],
        { cwd: folder, env },
        (error, out, err) =>
          done({ status: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
      )
    })
  const policy = (content: string) => {
    const path = join(folder, 'times.json')
    writeFileSync(path, content)
    return path
  }

  it('prints the figures, draws them on a page, and leaves no database behind', async () => {
    const { status, out, err } = await run(
      ...['--days', '2', '--tickets', '30', '--seed', '3', '--database', database.url, '--out', folder],
    )
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out).toMatch(/^acknowledge +█+.* \d+\.\d %/m)
    const page = readFileSync(join(folder, 'rehearsal.html'), 'utf8')
    expect(page).toContain('<svg')
    expect(page).toContain('order-dispute')
    // Though the very database that is configured was named as the server to work on.
    expect(await database.db.selectFrom('tickets').select('id').execute()).toEqual([])
    const { rows } = await sql<{ datname: string }>`
      select datname from pg_database where datname like 'agafort_rehearsal_%'`.execute(database.db)
    expect(rows).toEqual([])
  })

  it.each([
    ['{"update": 24, "inform": 2}', /"inform" is no promise of the policy\. There are: acknowledge, update/],
    ['{"escalate": 130}', /"resolve" is 120 h, before "escalate" at 130 h/],
    ['{"resolve": "soon"}', /"resolve" must be a number of hours/],
    ['{"resolve": 12', /is no JSON/],
    ['[24]', /must hold one object such as/],
  ])('refuses the times %s, saying what to write', async (content, expected) => {
    const { status, out, err } = await run('--policy', policy(content))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toMatch(expected)
  })

  it.each([
    [['--days', 'many'], /--days many: write a whole number from 1 to 366/],
    [['--policy', '/nowhere/times.json'], /\/nowhere\/times\.json cannot be read/],
    [['--database', 'postgres://postgres@127.0.0.1:1/none'], /ECONNREFUSED/],
    [['--speed', '9'], /Unknown option '--speed'/],
  ])('refuses %s, saying why', async (args, expected) => {
    const { status, err } = await run(...args)
    expect(status).toBe(2)
    expect(err).toMatch(expected)
  })

  it('says how it is used', async () => {
    const { status, out } = await run('--help')
    expect(status).toBe(0)
    expect(out).toMatch(/--policy FILE/)
  })
})

describe('A bar of the chart', () => {
  it('shows one broken promise among thousands, and is always as wide', () => {
    expect(cellsOf([4000, 1, 0, 0], 40)).toEqual([39, 1, 0, 0])
    expect(cellsOf([1, 1, 1, 0], 40).reduce((sum, cells) => sum + cells, 0)).toBe(40)
    expect(cellsOf([0, 0, 0, 0], 40)).toEqual([0, 0, 0, 0])
  })
})
