import { describe, expect, it } from 'vitest'
import { conclude } from '../../core/correspondence/conclusion.ts'
import { markSent } from '../../core/correspondence/consequences.ts'
import { askCustomer } from '../../core/correspondence/information-request.ts'
import { note } from '../../core/correspondence/note.ts'
import { replyToCustomer } from '../../core/correspondence/reply.ts'
import { receive } from '../../core/intake/intake.ts'
import type { MemberId, TicketId } from '../../core/kernel/id.ts'
import { createMember } from '../../core/member/member.ts'
import { claimDue } from '../../core/outbox/delivery.ts'
import { readHealth } from '../../core/report/health.ts'
import { readMetrics } from '../../core/report/metrics.ts'
import { SWEEPS } from '../../core/schedule.ts'
import { indexTickets } from '../../core/search/indexer.ts'
import { searchTickets } from '../../core/search/search.ts'
import { countTickets, listTickets } from '../../core/ticket/list.ts'
import type { TicketFilter } from '../../core/ticket/queue.ts'
import { QUEUES } from '../../core/ticket/queue.ts'
import { viewTicket } from '../../core/ticket/view.ts'
import { resolve } from '../../core/ticket-actions/resolution.ts'
import { setAside } from '../../core/ticket-actions/set-aside.ts'
import { wholeTableReads } from '../servers/whole-table-reads.ts'
import { makeDue } from '../world/seed/make-due.ts'
import { HoldsTickets, seedTickets } from '../world/seed/seed-tickets.ts'
import { seedVocabulary } from '../world/seed/seed-vocabulary.ts'
import { TICKETS, useYearsOfTickets } from '../world/seed/years-of-tickets.ts'
import { mailFrom, TUESDAY } from '../world/world.ts'

const FILTERS: readonly TicketFilter[] = [
  { category: 'fraud', language: 'en' },
  { door: 'call', level: 'resolution' },
  { assigneeId: 'nobody', teamId: 'account' },
]

describe('With years of tickets', () => {
  const years = useYearsOfTickets()
  const { core, heard } = years
  const found = () => wholeTableReads(years.explaining, heard(), years.tables)

  it('the seed leaves three tickets in a hundred open, and adds nothing to a filled database', async () => {
    await expect(seedTickets(years.db, { tickets: 10, now: TUESDAY })).rejects.toThrow(HoldsTickets)
    const rows = await years.db.selectFrom('tickets').select('resolved_at').execute()
    expect(rows).toHaveLength(TICKETS)
    const open = rows.filter(({ resolved_at }) => resolved_at === null).length
    expect(open / TICKETS).toBeCloseTo(0.03, 2)
  })

  it('the tables that grow are all watched', () => {
    expect(years.tables).toEqual(
      expect.arrayContaining([
        ...[
          'addresses',
          'conversation_tickets',
          'conversations',
          'customers',
          'events',
          'measures',
          'messages',
        ],
        ...['outbox', 'participants', 'promises', 'resolutions', 'satisfaction_requests', 'tickets'],
      ]),
    )
  })

  it('no sweep reads a growing table from end to end', async () => {
    await makeDue(years.db, { tickets: 100, now: TUESDAY })
    const done: Record<string, number> = {}
    for (const sweep of SWEEPS) done[sweep.name] = await sweep.run(core)
    expect(Object.values(done).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100)
    expect(await found()).toEqual([])
  })

  it('nor do the figures for monitoring, asked for every few seconds', async () => {
    const figures = await readMetrics(core)
    expect(figures.map(({ name }) => name)).toContain('agafort_promises_owed')
    expect((await readHealth(core)).details).not.toBeNull()
    expect(await found()).toEqual([])
  })

  it('receiving a mail, new or a reply to ours, and sending what is due read no growing table from end to end', async () => {
    const [received] = await receive(core, [mailFrom('Nadia Ferrand', 'nadia@exemple.fr')])
    await receive(core, [
      mailFrom('Nadia Ferrand', 'nadia@exemple.fr', { subject: `Re: [${received?.reference}]` }),
      mailFrom('Cliente 7', 'cliente.7@exemple.fr'),
    ])
    const due = await claimDue(core, { channel: 'mail', holder: 'test', limit: 100, leaseSeconds: 60 })
    await markSent(
      core,
      due.map(({ id }) => ({ id, at: TUESDAY })),
    )
    expect(due.length).toBeGreaterThan(1)
    expect(await found()).toEqual([])
  })

  it('working on a ticket reads no growing table from end to end', async () => {
    const member = await anAgent()
    const [first, second] = await twoOpenTickets()
    await note(core, { ticketId: first, memberId: member, text: 'Transporteur appelé.' })
    await askCustomer(core, { ticketId: first, memberId: member, question: 'Quelle est la couleur reçue ?' })
    await replyToCustomer(core, { ticketId: first, memberId: member, text: 'Nous regardons cela.' })
    await conclude(core, { ticketId: first, memberId: member, findings: 'Le colis est perdu.' })
    await resolve(core, { ticketId: first, memberId: member, outcome: 'solved', text: 'Remboursé.' })
    await setAside(core, { ticketId: second, memberId: member, why: 'thanks' })
    expect(await found()).toEqual([])
  })

  it('a page of any queue on the desk reads no growing table from end to end', async () => {
    for (const member of [await anAgent(), await aStranger()]) {
      for (const queue of QUEUES) {
        const { next } = await listTickets(core, member, { queue })
        await listTickets(core, member, { queue, after: next })
        for (const filter of FILTERS) await listTickets(core, member, { queue, filter })
        expect(await found()).toEqual([])
      }
      await countTickets(core, member)
      expect(await found()).toEqual([])
    }
  })

  it('a search for a common word or a rare one reads no growing table from end to end', async () => {
    const words = seedVocabulary()
    const texts = [0, 40, 2_000, 19_000].map((rank) => words[rank]?.word ?? '')
    for (const member of [await anAgent(), await aStranger()]) {
      for (const text of [
        ...texts,
        `${texts[0]} ${texts[3]}`,
        '"suivi indique"',
        'cliente.471@exemple.fr',
        'AG-100471',
      ])
        for (const after of [null, (await searchTickets(core, member, { text })).next])
          await searchTickets(core, member, { text, after })
      await searchTickets(core, member, { text: 'AGF-0000-0001' })
      expect(await found()).toEqual([])
    }
  })

  it('indexing what was written for the search reads no growing table from end to end', async () => {
    await receive(core, [
      mailFrom('Nadia Ferrand', 'nadia@exemple.fr'),
      mailFrom('Cliente 7', 'cliente.7@exemple.fr'),
    ])
    expect(await indexTickets(core)).toBeGreaterThan(1)
    expect(await found()).toEqual([])
  })

  it('opening a ticket on the desk reads no growing table from end to end', async () => {
    const member = await anAgent()
    const { reference } = await years.db.selectFrom('tickets').select('reference').executeTakeFirstOrThrow()
    heard()
    await viewTicket(core, member, reference)
    expect(await found()).toEqual([])
  })

  it('and a sweep that walks through every promise ever made, hoping for a limit, is found out', async () => {
    const sql = `select tickets.id from promises
      join tickets on tickets.id = promises.ticket_id and tickets.round = promises.round
      where promises.kind = 'investigate' and promises.due_at <= $1 and tickets.level = 'customer-service'
        and tickets.resolved_at is null and tickets.quarantined_at is null and tickets.set_aside_at is null
        and tickets.merged_into_id is null and not tickets.backlog and tickets.first_contact_at <= $1`
    const ending = 'limit 200 for update of tickets skip locked'
    const readsOf = async (order: string) => {
      const statement = { sql: `${sql} order by ${order} ${ending}`, parameters: [TUESDAY] }
      return (await wholeTableReads(years.explaining, [statement], years.tables)).map(({ table }) => table)
    }
    expect(await readsOf('promises.due_at')).toEqual(['promises', 'tickets'])
    expect(await readsOf('tickets.first_contact_at')).toEqual([])
  })

  it('a missing index is found out', async () => {
    const [received] = await receive(core, [mailFrom('Paul Aubin', 'paul@exemple.fr')])
    heard()
    await receive(core, [
      mailFrom('Paul Aubin', 'paul@exemple.fr', { subject: `Re: [${received?.reference}]` }),
    ])
    const statements = heard()
    expect(await wholeTableReads(years.explaining, statements, years.tables)).toEqual([])
    await years.explaining.query('alter table tickets drop constraint tickets_reference_key')
    const missing = await wholeTableReads(years.explaining, statements, years.tables)
    expect(missing.map(({ table, how }) => ({ table, how }))).toEqual([{ table: 'tickets', how: 'Seq Scan' }])
  })

  async function anAgent(): Promise<MemberId> {
    const row = await years.db
      .selectFrom('members')
      .select('id')
      .where('role', '=', 'supervisor')
      .orderBy('id')
      .executeTakeFirstOrThrow()
    return row.id
  }

  /** Someone of no team who may read no sensitive lane. */
  async function aStranger(): Promise<MemberId> {
    const email = 'lea@agafort.example'
    const known = await years.db
      .selectFrom('members')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirst()
    if (known) return known.id
    const { id } = await createMember(core, { name: 'Léa Martin', email, role: 'agent', language: 'fr' })
    heard()
    return id
  }

  async function twoOpenTickets(): Promise<[TicketId, TicketId]> {
    const rows = await years.db
      .selectFrom('tickets')
      .select('id')
      .where('resolved_at', 'is', null)
      .where('level', '=', 'customer-experience')
      .orderBy('id')
      .limit(2)
      .execute()
    const [first, second] = rows.map(({ id }) => id)
    if (!first || !second) throw new Error('The seed leaves open tickets.')
    return [first, second]
  }
})
