import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEachDatabase } from './database.ts'

describeOnEachDatabase('A test database', (database) => {
  const teams = async () => (await database.db.selectFrom('teams').select('id').execute()).length

  for (const turn of ['first', 'second']) {
    it(`is as the migrations left it for the ${turn} test`, async () => {
      expect(await teams()).toBe(8)
      expect(await database.db.selectFrom('customers').select('id').execute()).toEqual([])
      await database.db.deleteFrom('teams').where('id', '=', 'legal').execute()
      await sql`insert into customers (id, name, language, created_at)
        values (gen_random_uuid(), 'Anne Leroy', 'fr', now())`.execute(database.db)
    })
  }

  it('is a real PostgreSQL where it says so', async () => {
    const { rows } = await sql<{ version: string }>`select version()`.execute(database.db)
    const isPglite = /emscripten|wasm/i.test(rows[0]?.version ?? '')
    expect(isPglite).toBe(database.kind === 'PGlite')
  })

  it('checks foreign keys again after it was emptied', async () => {
    const orphan = sql`insert into stated_contacts (customer_id, kind, value, stated_at)
      values (gen_random_uuid(), 'email', 'anne@example.fr', now())`
    await expect(orphan.execute(database.db)).rejects.toThrow(/foreign key/)
  })
})
