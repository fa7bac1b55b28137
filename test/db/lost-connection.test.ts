import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../servers/database.ts'
import { poll } from '../servers/poll.ts'

describe('A connection to PostgreSQL that is lost between two statements of a transaction', () => {
  const database = useTestDatabase('PostgreSQL')

  it('fails that transaction and nothing else: the program goes on', async () => {
    const { db } = database
    const lost = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      const pid = rows[0]?.pid ?? 0
      await sql`select pg_terminate_backend(${pid})`.execute(db)
      await poll('the connection to end', async () => {
        const left = await sql`select 1 from pg_stat_activity where pid = ${pid}`.execute(db)
        return left.rows.length === 0
      })
      await sql`select 1`.execute(trx)
    })
    // Which of these comes first is the network's doing: the server's last words, the closed socket, or its reset.
    await expect(lost).rejects.toThrow(/terminat|closed|not queryable|ECONNRESET|EPIPE/)
    expect((await sql`select 1`.execute(db)).rows).toHaveLength(1)
  })
})
