import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXAMPLES_FOLDER } from '../../../core/classify/examples.ts'
import { CATEGORIES } from '../../../core/policy/category.ts'

interface Row {
  text: string
  category: string
  language: string
  channel: string
  writer: string
  hard?: string
}

const rows = readdirSync(EXAMPLES_FOLDER)
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(join(EXAMPLES_FOLDER, name), 'utf8').trim().split('\n'))
  .map((line) => JSON.parse(line) as Row)
const share = (holds: (row: Row) => boolean) => rows.filter(holds).length / rows.length

describe('The training messages', () => {
  it('are at least four thousand, by eight writers or more, a fifth of them hard with a word on why', () => {
    expect(rows.length).toBeGreaterThanOrEqual(4_000)
    expect(new Set(rows.map(({ writer }) => writer)).size).toBeGreaterThanOrEqual(8)
    expect(share(({ hard }) => (hard?.length ?? 0) > 4)).toBeGreaterThan(0.2)
  })

  it('are balanced over the nine categories, the two languages and the two channels', () => {
    for (const category of CATEGORIES) {
      const part = share((row) => row.category === category)
      expect(part, category).toBeGreaterThan(0.095)
      expect(part, category).toBeLessThan(0.135)
    }
    expect(share(({ language }) => language === 'fr')).toBeGreaterThan(0.55)
    expect(share(({ language }) => language === 'fr')).toBeLessThan(0.65)
    expect(share(({ channel }) => channel === 'chat')).toBeGreaterThan(0.4)
    expect(share(({ channel }) => channel === 'chat')).toBeLessThan(0.65)
  })

  it('are as long as people write in a chat or a mail', () => {
    const wrong = rows.filter(({ channel, text }) =>
      channel === 'chat' ? text.length < 5 || text.length > 200 : text.length < 100 || text.length > 1_500,
    )
    expect(wrong.map(({ text }) => text.slice(0, 60))).toEqual([])
  })

  it('are all different: no two share half their runs of three words', () => {
    const seen = new Map<string, number[]>()
    const runs = rows.map(({ text }) => threes(text))
    const alike: string[] = []
    runs.forEach((own, index) => {
      const shared = new Map<number, number>()
      for (const run of own) {
        const others = seen.get(run) ?? []
        for (const other of others) shared.set(other, (shared.get(other) ?? 0) + 1)
        others.push(index)
        seen.set(run, others)
      }
      for (const [other, count] of shared) {
        const all = new Set([...own, ...(runs[other] ?? [])]).size
        if (count / all > 0.5)
          alike.push(`${rows[index]?.text.slice(0, 50)} ~ ${rows[other]?.text.slice(0, 50)}`)
      }
    })
    expect(alike).toEqual([])
    // Against hanging only: millions of comparisons, and the machine may be busy.
  }, 600_000)
})

function threes(text: string): Set<string> {
  const words =
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/\p{L}+|\d+/gu) ?? []
  return new Set(
    Array.from({ length: Math.max(1, words.length - 2) }, (_, at) => words.slice(at, at + 3).join(' ')),
  )
}
