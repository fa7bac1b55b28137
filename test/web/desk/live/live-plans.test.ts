import { describe, expect, it } from 'vitest'
import { openSession } from '../../../../core/auth/session.ts'
import { talksOf, unreadOf } from '../../../../core/chat/handoff-desk.ts'
import { takeMembersTyping } from '../../../../core/chat/typing.ts'
import { MINUTE } from '../../../../core/kernel/duration.ts'
import { prolongPresence } from '../../../../core/member/presence.ts'
import { newsAfterEvent } from '../../../../core/ticket/live-feed.ts'
import { forgetViewings, noteViewing, viewersOf } from '../../../../core/ticket/viewers.ts'
import { missedSince, readLiveChanges } from '../../../../web/desk/live/live-changes.ts'
import { wholeTableReads } from '../../../servers/whole-table-reads.ts'
import { useYearsOfTickets } from '../../../world/seed/years-of-tickets.ts'

describe('With years of tickets', () => {
  const years = useYearsOfTickets()

  it('a look at what is new, made every second, reads no big table from end to end', async () => {
    const { core, db, explaining, heard, tables } = years
    expect(tables).toContain('events')
    const one = await db.selectFrom('members').select('id').limit(1).executeTakeFirstOrThrow()
    const other = await db.selectFrom('tickets').select('id').limit(1).executeTakeFirstOrThrow()
    const [memberId, ticketId] = [one.id, other.id]
    const now = core.clock.now()
    const { token } = await openSession(core, memberId)
    heard()
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
    expect(await wholeTableReads(explaining, heard(), tables)).toEqual([])
  })
})
