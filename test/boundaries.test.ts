import { describe, expect, it } from 'vitest'
import { wrongImport } from './house/rooms.ts'
import { importsOf, typeScriptFiles } from './house/source-file.ts'

describe('The rooms', () => {
  it('import only what lies inwards: bot, mail and web import core, core imports db', () => {
    const wrong = typeScriptFiles().flatMap(({ path, read }) =>
      importsOf(path, read()).flatMap((one) => wrongImport(path, one) ?? []),
    )
    expect(wrong).toEqual([])
  })
})

describe('A wrong import', () => {
  const findingOf = (path: string, text: string) => importsOf(path, text).map((one) => wrongImport(path, one))

  it.each([
    ['mail/poller.ts', `import { openDatabase } from '../db/database.ts'`],
    ['mail/poller.ts', `import type { Database } from '../db/schema.ts'`],
    ['web/desk.ts', `import { deliver } from '../mail/deliver.ts'`],
    ['bot/turn.ts', `import {\n  desk,\n  list,\n} from '../web/desk.ts'`],
    ['core/intake.ts', `export { parseMail } from '../mail/parse.ts'`],
    ['core/classify/model.ts', `import { parseMail } from '../../mail/parse.ts'`],
    ['core/intake.ts', `const { parseMail } = await import('../mail/parse.ts')`],
    ['core/intake.ts', `import '../config.ts'`],
    ['mail/parse-pool.ts', `new Worker(new URL('../core/worker.ts', import.meta.url))\nimport '../main.ts'`],
    ['db/jobs.ts', `import type { Clock } from '../core/clock.ts'`],
    ['test/world.ts', `import { start } from '../main.ts'`],
    ['web/list.ts', `import { sql } from 'kysely'`],
    ['core/ticket.ts', `import nodemailer from 'nodemailer'`],
    ['extras/toy.ts', `import { receive } from '../core/intake.ts'`],
  ])('of %s is found: %s', (path, text) => {
    expect(findingOf(path, text).filter((finding) => finding !== undefined)).toHaveLength(1)
  })

  it.each([
    ['mail/poller.ts', `import { receive } from '../core/intake.ts'`],
    ['core/intake.ts', `import { migrate } from '../db/migrate.ts'`],
    ['core/classify/model.ts', `import { isCategory } from '../category.ts'`],
    ['main.ts', `import { openDatabase } from './db/database.ts'`],
    ['test/world.ts', `import { openDatabase } from '../db/database.ts'`],
    ['core/ticket.ts', `// once: import { x } from '../mail/parse.ts'`],
    ['core/ticket.ts', `import { sql } from 'kysely'`],
  ])('is not seen where there is none: %s, %s', (path, text) => {
    expect(findingOf(path, text).filter((finding) => finding !== undefined)).toEqual([])
  })
})
