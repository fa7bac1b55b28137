import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import { freePort } from '../../servers/port.ts'
import { type RunningProgram, startProgram } from '../../servers/program.ts'

interface Told {
  type: string
  text?: string
  from: { role: string }
}

describe('A kill in the middle of a turn', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  let folder: string
  let program: RunningProgram | undefined
  const lockers: pg.Client[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agafort-chat-'))
  })
  afterEach(async () => {
    for (const locker of lockers.splice(0)) await locker.end()
    await program?.kill()
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Holds the rows a statement locks; the program's turn waits for them. */
  async function hold(statement: string): Promise<() => Promise<unknown>> {
    const locker = new pg.Client({ connectionString: database.url })
    lockers.push(locker)
    await locker.connect()
    await locker.query('begin')
    await locker.query(statement)
    return () => locker.query('rollback')
  }
  /** Waits until a statement of the program waits for such a lock. A transaction would see one moment again and again. */
  const stalled = (statement: string) =>
    poll(`the program to wait at “${statement}”`, async () => {
      const { rows } = await sql`select 1 from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and query like ${`%${statement}%`}`.execute(database.db)
      return rows.length > 0
    })

  it('loses no word of the customer and doubles none of ours: all of the turn is done again', async () => {
    const port = await freePort()
    const environment = {
      DATABASE_URL: database.url,
      SECRET_KEYS: 'a-key-for-one-test-that-is-long-enough-to-sign-with',
      DATA_DIR: folder,
      PORT: String(port),
      DOORS: 'none',
      DEMO: 'off',
    }
    program = startProgram(environment)
    await program.logged('ready')
    const line = `http://127.0.0.1:${port}/v3/directline`
    const request = async (path: string, token?: string, body?: object) => {
      const answer = await fetch(`${line}/${path}`, {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(token && { authorization: `Bearer ${token}` }),
        },
      })
      expect(answer.status).toBeLessThan(300)
      return answer.json() as Promise<{ token: string; conversationId: string; activities: Told[] }>
    }
    const { token } = await request('tokens/generate', undefined, {})
    const { conversationId } = await request('conversations', token, { locale: 'fr' })
    const path = `conversations/${conversationId}/activities`
    const window = async () =>
      (await request(path, token)).activities.filter(({ type }) => type === 'message')
    await poll('Ana to be greeted', async () => (await window()).length > 0)
    const greeted = (await window()).length

    // The turn waits at its beginning, then runs up to its last step: the customer's window.
    const letBegin = await hold('select from chat_conversations for update')
    const text = 'Ma commande 5567-1199 n’est jamais arrivée et le vendeur ne répond pas'
    await request(path, token, { type: 'message', text, channelData: { clientActivityID: 'a1' } })
    await stalled('chat_conversations')
    const letEnd = await hold('select from direct_line_conversations for update')
    await letBegin()
    await stalled('direct_line_conversations')
    await program.kill()
    await letEnd()

    program = startProgram(environment)
    await program.logged('ready')
    await poll('Ana to be answered', async () => (await window()).length > greeted + 1)
    const told = await window()
    expect(told.filter(({ from }) => from.role === 'user').map((one) => one.text)).toEqual([text])
    const tickets = await database.db.selectFrom('tickets').select('reference').execute()
    expect(tickets).toHaveLength(1)
    const named = told.filter((one) => one.text?.includes(tickets[0]?.reference ?? 'none'))
    expect(named).toHaveLength(1)
    const said = await database.db
      .selectFrom('chat_activities')
      .select(['author_kind', 'sent_at'])
      .where('author_kind', '=', 'bot')
      .execute()
    expect(said).toHaveLength(told.length - 1)
    expect(said.every(({ sent_at }) => sent_at !== null)).toBe(true)
  })
})
