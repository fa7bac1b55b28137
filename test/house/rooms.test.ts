import { describe, expect, it } from 'vitest'
import { ringsOf } from './import-cycles.ts'
import { wrongImport } from './rooms.ts'
import { importsOf, typeScriptFiles } from './source-file.ts'

describe('The rooms', () => {
  it('import only what lies inwards: bot, mail and web import core, core imports db, a room of core those below it', () => {
    const wrong = typeScriptFiles()
      .filter(({ path }) => path !== 'test/house/rooms.test.ts')
      .flatMap(({ path, read }) => importsOf(path, read()).flatMap((one) => wrongImport(path, one) ?? []))
    expect(wrong).toEqual([])
  })
})

describe('A wrong import', () => {
  const findingOf = (path: string, text: string) => importsOf(path, text).map((one) => wrongImport(path, one))

  it.each([
    ['mail/poll/a.ts', `import { openDatabase } from '../../db/b.ts'`],
    ['mail/poll/a.ts', `import type { Database } from '../../db/b.ts'`],
    ['web/desk/a.ts', `import { deliver } from '../../mail/send/b.ts'`],
    ['bot/agent/a.ts', `import {\n  desk,\n  list,\n} from '../../web/desk/b.ts'`],
    ['core/intake/a.ts', `export { parseMail } from '../../mail/parse/b.ts'`],
    ['core/intake/a.ts', `const { parseMail } = await import('../../mail/parse/b.ts')`],
    ['core/intake/a.ts', `import '../../config/b.ts'`],
    ['core/promise/a.ts', `import { receive } from '../intake/b.ts'`],
    ['core/kernel/a.ts', `import { type Category, isCategory } from '../policy/b.ts'`],
    ['core/promise/a.ts', `import type { Message } from '../intake/b.ts'`],
    ['core/promise/a.ts', `import { startSchedule } from '../schedule.ts'`],
    ['core/loose.ts', `import type { Core } from './kernel/b.ts'`],
    ['mail/parse/a.ts', `new Worker(new URL('../../db/b.ts', import.meta.url))\nimport '../../main.ts'`],
    ['db/a.ts', `import type { Clock } from '../core/kernel/b.ts'`],
    ['test/world/a.ts', `import { start } from '../../main.ts'`],
    ['web/desk/a.ts', `import { sql } from 'kysely'`],
    ['core/ticket/a.ts', `import nodemailer from 'nodemailer'`],
    ['extras/toy.ts', `import { receive } from '../core/intake/b.ts'`],
    ['loose.ts', `import { receive } from './core/intake/b.ts'`],
  ])('of %s is found: %s', (path, text) => {
    expect(findingOf(path, text).filter((finding) => finding !== undefined)).not.toHaveLength(0)
  })

  it.each([
    ['mail/poll/a.ts', `import { receive } from '../../core/intake/b.ts'`],
    ['core/intake/a.ts', `import { migrate } from '../../db/b.ts'`],
    ['core/intake/a.ts', `import { promise } from '../promise/b.ts'`],
    ['core/kernel/a.ts', `import type { Category } from '../policy/b.ts'`],
    ['core/kernel/a.ts', `import { type Category, type Hours } from '../policy/b.ts'`],
    ['main.ts', `import { openDatabase } from './db/b.ts'`],
    ['test/world/a.ts', `import { openDatabase } from '../../db/b.ts'`],
    ['core/ticket/a.ts', `// once: import { x } from '../../mail/parse/b.ts'`],
    ['core/ticket/a.ts', `import { sql } from 'kysely'`],
  ])('is not seen where there is none: %s, %s', (path, text) => {
    expect(findingOf(path, text).filter((finding) => finding !== undefined)).toEqual([])
  })
})

describe('A ring of files', () => {
  it('is found however long it is, and a file that only leads into it is no part of it', () => {
    const rings = ringsOf(
      new Map([
        ['main.ts', ['a.ts']],
        ['a.ts', ['b.ts']],
        ['b.ts', ['c.ts', 'leaf.ts']],
        ['c.ts', ['a.ts']],
        ['leaf.ts', []],
      ]),
    )
    expect(rings).toEqual([['a.ts', 'b.ts', 'c.ts']])
  })
})
