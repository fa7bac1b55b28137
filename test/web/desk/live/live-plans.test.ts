import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from '../../../../core/auth/session.ts'
import { talksOf, unreadOf } from '../../../../core/chat/handoff-desk.ts'
import { takeMembersTyping } from '../../../../core/chat/typing.ts'
import type { Core } from '../../../../core/kernel/core.ts'
import { MINUTE } from '../../../../core/kernel/duration.ts'
import { prolongPresence } from '../../../../core/member/presence.ts'
import { newsAfterEvent } from '../../../../core/ticket/live-feed.ts'
import { forgetViewings, noteViewing, viewersOf } from '../../../../core/ticket/viewers.ts'
import { missedSince, readLiveChanges } from '../../../../web/desk/live/live-changes.ts'
import { useTestDatabase } from '../../../servers/database.ts'
import { type ListeningDatabase, openListeningDatabase } from '../../../servers/listening-database.ts'
import { bigTables, wholeTableReads } from '../../../servers/whole-table-reads.ts'
import { seedTickets } from '../../../world/seed/seed-tickets.ts'
import { openWorld, TUESDAY } from '../../../world/world.ts'

const TICKETS = 30_000
const BIG = 5_000

describe('With years of tickets', () => {
  const database = useTestDatabase('PostgreSQL', { keep: true })
  let listening: ListeningDatabase
  let explaining: pg.Client
  let core: Core

  beforeAll(async () => {
    await seedTickets(database.db, { tickets: TICKETS, now: TUESDAY })
    listening = openListeningDatabase(database.url)
    explaining = new pg.Client({ connectionString: database.url })
    await explaining.connect()
    // A million tickets fill so many times the pages; the planner is asked what it would do then.
    await explaining.query(`set seq_page_cost = ${1_000_000 / TICKETS}`)
    core = openWorld({ db: listening.db }).core
  })
  afterAll(async () => {
    await listening?.close()
    await explaining?.end()
  })

  it('a look at what is new, made every second, reads no big table from end to end', async () => {
    const tables = await bigTables(explaining, BIG)
    expect(tables).toContain('events')
    const one = await database.db.selectFrom('members').select('id').limit(1).executeTakeFirstOrThrow()
    const other = await database.db.selectFrom('tickets').select('id').limit(1).executeTakeFirstOrThrow()
    const [memberId, ticketId] = [one.id, other.id]
    const now = core.clock.now()
    const { token } = await openSession(core, memberId)
    listening.heard()
    const { known } = await readLiveChanges(core, null, [token])
    await noteViewing(core, { ticketId, memberId, typing: false })
    const seen = await readLiveChanges(core, known, [token])
    expect(seen.viewed).toHaveLength(1)
    await missedSince(core, new Date(now.getTime() - 5 * MINUTE), token)
    await newsAfterEvent(core.db, { ticketId, memberId, after: 1 })
    await viewersOf(core.db, ticketId, now)
    await forgetViewings(core)
    await prolongPresence(core, [memberId])
    await takeMembersTyping(core)
    await talksOf(core.db, memberId)
    await unreadOf(core.db, memberId)
    expect(await wholeTableReads(explaining, listening.heard(), tables)).toEqual([])
  })
})
