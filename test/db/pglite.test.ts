import fs, { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../db/database.ts'
import { DamagedDatabase } from '../../db/pglite.ts'

describe('The embedded database in a folder', () => {
  let root: string
  let running: OpenDatabase
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'agafort-pglite-'))
    running = await openDatabase({ kind: 'pglite', directory: join(root, 'running') })
    await sql`create table letters (text text)`.execute(running.db)
    await sql`insert into letters values ('Colis jamais reçu')`.execute(running.db)
  }, 180_000)
  afterAll(async () => {
    await running.close()
    await rm(root, { recursive: true, force: true })
  })
  const copyAs = (name: string) => {
    cpSync(join(root, 'running'), join(root, name), { recursive: true })
    return join(root, name)
  }
  const lettersIn = async ({ db }: OpenDatabase) => (await sql`select text from letters`.execute(db)).rows

  it('has every commit on the disk before it returns', async () => {
    const sync = vi.spyOn(fs, 'fsyncSync')
    syncBuiltinESMExports()
    await sql`insert into letters values ('Facture demandée')`.execute(running.db)
    expect(sync).toHaveBeenCalled()
    sync.mockRestore()
    syncBuiltinESMExports()
    expect((await sql`show fsync`.execute(running.db)).rows).toEqual([{ fsync: 'on' }])
  })

  it('opens from a copy made while it runs, with all that was committed', async () => {
    const copy = await openDatabase({ kind: 'pglite', directory: copyAs('copy') })
    expect(await lettersIn(copy)).toEqual(await lettersIn(running))
    await copy.close()
  })

  const damages: Readonly<Record<string, (pglite: string) => Promise<void> | void>> = {
    'its control file zeroed': (pglite) =>
      writeFileSync(join(pglite, 'global/pg_control'), Buffer.alloc(8192)),
    'its log cut off': async (pglite) => {
      const names = await readdir(join(pglite, 'pg_wal'))
      for (const name of names.filter((one) => /^[\dA-F]{24}$/.test(one)))
        truncateSync(join(pglite, 'pg_wal', name), 0)
    },
    'a catalogue missing': (pglite) => rm(join(pglite, 'base/5/1259')),
    'a catalogue overwritten': (pglite) => {
      const catalogue = join(pglite, 'base/5/1259')
      writeFileSync(
        catalogue,
        readFileSync(catalogue).map((byte) => byte ^ 0xff),
      )
    },
  }
  it.each(Object.entries(damages))(
    'that has %s says that it is damaged and what to do',
    async (what, damage) => {
      const directory = copyAs(what)
      await damage(join(directory, 'pglite'))
      const opened = openDatabase({ kind: 'pglite', directory })
      await expect(opened).rejects.toThrow(DamagedDatabase)
      await expect(opened).rejects.toThrow(
        /damaged\. Keep them as they are, and put the last good copy of the folder in their place/,
      )
    },
  )
})
