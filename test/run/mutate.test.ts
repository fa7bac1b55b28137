import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instrument, isSwitchable } from './instrument.ts'
import { findMutants } from './mutants.ts'
import { mutateFiles } from './mutated-files.ts'
import { parse } from './syntax.ts'

const OUTPUT = join(import.meta.dirname, '../output')

const PARCEL = `
const FREE_FROM = 50

export function postage(total: number): number {
  return total >= FREE_FROM ? 0 : 5
}

export function isLate(days: number): boolean {
  return days > 3
}

export function weigh(grams: number, log: { info(text: string): void }): number {
  log.info('weighed')
  while (grams < 0) grams += 1000
  return grams
}

export function unheardOf(): boolean {
  return true
}

export function isOpen(day: number): boolean {
  return day < 6
}
`

// Nothing is asked on the third day, and nothing at all of unheardOf; isOpen is called before the tests begin.
const PARCEL_TEST = `
import { beforeAll, expect, it } from 'vitest'
import { isLate, isOpen, postage, weigh } from 'PARCEL'

beforeAll(() => void isOpen(5))

it('Camille pays no postage from 50 euros on', () => {
  expect([postage(49), postage(50), postage(51)]).toEqual([5, 0, 0])
})

it('Hugo’s parcel is late on the fifth day, not on the first', () => {
  expect([isLate(1), isLate(5)]).toEqual([false, true])
})

it('Zoé’s parcel of no weight is let be, one of minus 500 grams is counted up', () => {
  const log = { info() {} }
  expect([weigh(0, log), weigh(-500, log)]).toEqual([0, 500])
})
`

function mutate(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/run/mutate.ts', ...words], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
    // The worker's own variables would make Vitest believe that it is one.
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  })
  return { status, stdout, stderr }
}

describe('The mutation score of a file', () => {
  let folder = ''
  let told = { status: -1 as number | null, stdout: '', stderr: '' }

  beforeAll(() => {
    mkdirSync(OUTPUT, { recursive: true })
    folder = mkdtempSync(join(OUTPUT, 'parcel-'))
    writeFileSync(join(folder, 'parcel.ts'), PARCEL)
    writeFileSync(join(folder, 'parcel.test.ts'), PARCEL_TEST.replace('PARCEL', './parcel.ts'))
    told = mutate('parcel.ts', '--root', folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('names a fault that no test notices, by file and line, as it was and as it became', () => {
    expect([told.status, told.stderr]).toEqual([0, ''])
    expect(told.stdout).toContain('parcel.ts:9  comparison: days > 3 → days >= 3\n')
  })

  it('says nothing of faults that a test notices: a boundary, a constant, a loop that never ends', () => {
    expect(told.stdout).not.toMatch(/parcel\.ts:(?:2|5|14)\b/)
  })

  it('says which code no test reaches', () => {
    expect(told.stdout).toContain('parcel.ts:19  boolean, not covered: true → false\n')
  })

  it('counts apart what is reached only before the tests begin, and could not be tried', () => {
    expect(told.stdout).toContain('parcel.ts:23  comparison, untried: day < 6 → day <= 6\n')
  })

  it('ends with a line for programs, and leaves the file alone', () => {
    const summary = JSON.parse(told.stdout.trim().split('\n').at(-1) ?? '')
    expect(summary).toMatchObject({
      mutants: 10,
      killed: 6,
      survived: 1,
      notCovered: 1,
      untried: 2,
      score: 75,
    })
    expect(readFileSync(join(folder, 'parcel.ts'), 'utf8')).toBe(PARCEL)
  })

  it('draws the same sample for the same seed, and another for another', () => {
    const drawn = (seed: number) =>
      mutateFiles([join(folder, 'parcel.ts')], { limit: 3, seed }).flatMap(({ mutants }) =>
        mutants.map(({ line, after }) => `${line} ${after}`),
      )
    expect(drawn(1)).toHaveLength(3)
    expect(drawn(1)).toEqual(drawn(1))
    expect([2, 3, 4].map(drawn)).not.toEqual([1, 1, 1].map(drawn))
  })

  it('cannot be had of what is not there, and says so', () => {
    const { status, stderr } = mutate('core/nowhere')
    expect([status, stderr]).toEqual([2, 'There is no TypeScript code in core/nowhere.\n'])
    expect(mutate('--limit', 'many', 'core/kernel')).toMatchObject({ status: 2 })
    expect(mutate('--help').stdout).toContain('npm run mutate -- PATH')
  })
})

describe('The faults of a piece of code', () => {
  const faults = (code: string) =>
    findMutants(code, parse(code)).map(({ before, after }) => (after === '' ? `without ${before}` : after))

  it.each([
    [
      "const late = query.where('due_at', '<=', now)",
      ["without ….where('due_at', '<=', now)", "'due_at' < now"],
    ],
    ['const last = Math.max(1, found ?? 0)', ['Math.min', '2', 'found', '0', '1']],
    ['const at = ticket?.owner', ['ticket.owner']],
    [
      'function see() { if (!mayRead(member)) return null }',
      ['without if (!mayRead(member)) return null', 'mayRead(member)'],
    ],
    ['async () => { await settle(trx) }', ['without await settle(trx)']],
    ['const both = isOpen && isOwn', ['isOpen || isOwn']],
  ])('%s can be wrong in these ways', (code, expected) => {
    expect(faults(code)).toEqual(expected)
  })

  it.each([
    ['what is logged', "log.warn('late', { late: a < b })"],
    ['what an error says', "throw new Problem('not-found', a ?? b)"],
    ['a check for a mistake of our own', "if (!row) throw new Error('There is no row.')"],
    ['words', "type Role = 'agent' | 'lead'; const role: Role = 'agent'; const text = `a` + role"],
    ['the order of locks', "db.selectFrom('tickets').orderBy('id').forUpdate().execute"],
  ])('%s is left alone', (_what, code) => {
    expect(faults(code)).toEqual([])
  })

  it('are all in one program that does what it did while none is switched on', async () => {
    const code = `
      const DAY = 24
      export const WEEK = 7 * DAY
      const names = ['Ana', 'Léa'].filter((name) => name !== 'Léa')
      const first = (list: string[]) => list?.[0] ?? 'nobody'
      ;(() => { names.push(\`\${WEEK}\`) })()
      export const result = [first(names), names.length > 1 && { WEEK }]`
    const tree = parse(code)
    const mutants = findMutants(code, tree)
      .filter((mutant) => isSwitchable(mutant, tree))
      .map((mutant, id) => ({ ...mutant, id }))
    const source = instrument(code, tree, mutants).replace('list: string[]', 'list')
    const { result } = await import(`data:text/javascript,${encodeURIComponent(source)}`)
    expect(mutants.length).toBeGreaterThan(8)
    expect(result).toEqual(['Ana', { WEEK: 168 }])
  })
})
