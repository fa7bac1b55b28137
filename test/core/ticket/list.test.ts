import { expect, it } from 'vitest'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { receive } from '../../../core/intake/intake.ts'
import type { Received } from '../../../core/intake/received.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { MemberId, TicketId } from '../../../core/kernel/id.ts'
import type { SensitiveLane } from '../../../core/policy/category.ts'
import { createSeller, nameSeller } from '../../../core/seller/seller.ts'
import { askSeller, judgeCooperation } from '../../../core/seller/seller-request.ts'
import { countTickets, listTickets } from '../../../core/ticket/list.ts'
import type { Queue } from '../../../core/ticket/queue.ts'
import { filterQuery, readTicketFilter, type TicketFilter } from '../../../core/ticket/queue.ts'
import { assign, recategorise } from '../../../core/ticket-actions/assign.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { releaseFromQuarantine } from '../../../core/ticket-actions/quarantine.ts'
import { reopen } from '../../../core/ticket-actions/reopening.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { listedOf, nextOf } from '../../world/next-promise.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { mailFrom, TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('The desk’s lists', (database) => {
  const world = openPolicyWorld(database, { stopsWhileWaiting: ['update', 'resolve'] })
  const { core, clock, begin, member, send, ledger, ticket } = world

  const agent = (name = 'Léa Martin', lanes: readonly SensitiveLane[] = []) =>
    member(name, { teams: ['customer-service'], lanes })

  async function from(name: string, given: Parameters<typeof mailFrom>[2] = {}): Promise<Received> {
    const address = `${name.split(' ')[0]?.toLowerCase()}@courriel.example`
    const [received] = await receive(core, [mailFrom(name, address, { receivedAt: clock.now(), ...given })])
    if (!received) throw new Error('Nothing was received.')
    return received
  }

  async function shown(viewer: MemberId, queue: Queue, filter: TicketFilter = {}): Promise<string[]> {
    const { tickets } = await listTickets(core, viewer, { queue, filter })
    return tickets.map(({ customer }) => customer ?? '')
  }

  it('hold a ticket as at risk in the last quarter of its next promise’s time, then as breached', async () => {
    begin()
    const lea = await agent()
    await from('Nadia')
    const queues = async () => [await shown(lea, 'at-risk'), await shown(lea, 'breached')]
    clock.advance(11 * MINUTE)
    expect(await queues()).toEqual([[], []])
    clock.advance(1 * MINUTE)
    expect(await queues()).toEqual([['Nadia'], []])
    clock.advance(4 * MINUTE)
    expect(await queues()).toEqual([[], ['Nadia']])
    // Acknowledged late: the next promise is an update at 24 hours, but one was broken.
    await send()
    expect(await queues()).toEqual([[], ['Nadia']])
    clock.set(new Date(TUESDAY.getTime() + 19 * HOUR))
    expect(await queues()).toEqual([['Nadia'], ['Nadia']])
  })

  it('count what was broken until the ticket is resolved, and not in the round that follows', async () => {
    begin()
    const lea = await agent()
    const { ticketId } = await from('Nadia')
    clock.advance(1 * HOUR)
    await send()
    expect(await shown(lea, 'breached')).toEqual(['Nadia'])
    await resolve(core, { ticketId, memberId: lea, outcome: 'solved', text: 'Remboursée.' })
    expect(await shown(lea, 'breached')).toEqual([])
    await reopen(core, { ticketId, memberId: lea })
    expect(await shown(lea, 'breached')).toEqual([])
    expect(await shown(lea, 'open')).toEqual(['Nadia'])
  })

  it('hold a ticket as waiting for the customer or the seller until they reply', async () => {
    begin()
    const lea = await agent()
    const nadia = await from('Nadia')
    const paul = await from('Paul')
    await askCustomer(core, { ticketId: nadia.ticketId, memberId: lea, question: 'Quelle taille ?' })
    const seller = await createSeller(core, {
      externalId: 'V-1042',
      name: 'Lamy Électroménager',
      email: 'sav@lamy.example',
      telephone: null,
      postalAddress: null,
      language: 'fr',
    })
    await nameSeller(core, { ticketId: paul.ticketId, memberId: lea, sellerId: seller.id })
    const asking = { ticketId: paul.ticketId, memberId: lea, text: 'Quand l’avez-vous envoyé ?' }
    const requestId = await askSeller(core, asking)
    expect(await shown(lea, 'waiting-customer')).toEqual(['Nadia'])
    expect(await shown(lea, 'waiting-seller')).toEqual(['Paul'])
    await from('Nadia', { subject: `Re: [${nadia.reference}]`, text: 'Du quarante-deux.' })
    expect(await shown(lea, 'waiting-customer')).toEqual([])
    // They said it on the telephone; the colleague who called closes the question.
    await judgeCooperation(core, {
      requestId,
      memberId: lea,
      cooperated: true,
      reason: 'A répondu par téléphone.',
    })
    expect(await shown(lea, 'waiting-seller')).toEqual([])
  })

  it('put first whom we owe something soonest, page after page, each once', async () => {
    begin()
    const lea = await agent()
    const names: string[] = []
    for (let index = 0; index < 13; index++) {
      names.push(`Cliente${index}`)
      await from(`Cliente${index}`)
      // Three at a time, so that a page ends between two that are due together.
      if (index % 3 === 2) clock.advance(7 * MINUTE)
    }
    const pages: string[][] = []
    for (let after: string | null = null; ; ) {
      const page = await listTickets(core, lea, { queue: 'open', size: 4, after })
      pages.push(page.tickets.map(({ customer }) => customer ?? ''))
      after = page.next
      if (after === null) break
    }
    expect(pages.map((page) => page.length)).toEqual([4, 4, 4, 1])
    expect([...pages.flat()].sort()).toEqual([...names].sort())
    expect(pages.flat().map((name) => Math.floor(Number(name.slice(7)) / 3))).toEqual(
      names.map((_, index) => Math.floor(index / 3)),
    )
    for (const age of [
      'nonsense',
      '2026-13-01 00:00:00+00',
      '2026-02-30 00:00:00+00',
      '0000-01-01 00:00:00+00',
    ]) {
      for (const queue of ['open', 'all'] as const) {
        const after = `${age}~00000000-0000-4000-8000-000000000000`
        expect((await listTickets(core, lea, { queue, after })).tickets).toHaveLength(13)
      }
    }
    const { tickets } = await listTickets(core, lea, { queue: 'open', size: 1 })
    expect(tickets[0]?.promise).toEqual({
      kind: 'acknowledge',
      dueAt: new Date(TUESDAY.getTime() + 15 * MINUTE),
    })
  })

  it('are narrowed by category, team, owner, language, channel and level', async () => {
    begin()
    const lea = await agent('Léa Martin', ['fraud'])
    const nadia = await from('Nadia')
    const john = await from('John', { language: 'en' })
    await from('Paul', { door: 'form', mail: {} })
    await assign(core, { ticketId: nadia.ticketId, memberId: lea, assigneeId: lea })
    await recategorise(core, { ticketId: john.ticketId, memberId: lea, category: 'fraud' })
    for (const queue of ['open', 'all'] as const) {
      const narrowed = async (filter: TicketFilter) => (await shown(lea, queue, filter)).sort()
      expect(await narrowed({})).toEqual(['John', 'Nadia', 'Paul'])
      expect(await narrowed({ category: 'fraud' })).toEqual(['John'])
      expect(await narrowed({ teamId: 'fraud' as never })).toEqual(['John'])
      expect(await narrowed({ assigneeId: lea })).toEqual(['Nadia'])
      expect(await narrowed({ assigneeId: 'nobody' })).toEqual(['John', 'Paul'])
      expect(await narrowed({ language: 'en' })).toEqual(['John'])
      expect(await narrowed({ door: 'form' })).toEqual(['Paul'])
      expect(await narrowed({ level: 'resolution' })).toEqual([])
      expect(await narrowed({ language: 'fr', assigneeId: 'nobody' })).toEqual(['Paul'])
    }
    expect(await shown(lea, 'mine')).toEqual(['Nadia'])
    expect((await shown(lea, 'unassigned')).sort()).toEqual(['John', 'Paul'])
  })

  it('read a filter from an address as it was written, and nonsense narrows nothing', () => {
    const filter: TicketFilter = {
      category: 'privacy',
      teamId: 'resolution' as never,
      assigneeId: 'nobody',
      language: 'en',
      door: 'call',
      level: 'customer-experience',
    }
    expect(readTicketFilter(filterQuery(filter))).toEqual(filter)
    const nonsense = { category: 'x', team: "'; --", assignee: 'me', language: 'de', door: '', level: '1' }
    expect(readTicketFilter(nonsense)).toEqual({})
  })

  it('find what a rare filter leaves far back in history, step by step', async () => {
    begin()
    const lea = await agent()
    const old = await from('Nadia', { language: 'en' })
    await resolve(core, { ticketId: old.ticketId, memberId: lea, outcome: 'solved', text: 'Done.' })
    clock.advance(MINUTE)
    const mails = Array.from({ length: 320 }, (_, index) =>
      mailFrom(`Cliente${index}`, `cliente.${index}@courriel.example`, {
        receivedAt: new Date(clock.now().getTime() + index),
      }),
    )
    await receive(core, mails)
    expect(await shown(lea, 'all', { language: 'en' })).toEqual(['Nadia'])
    expect(await shown(lea, 'all', { language: 'en', category: 'legal' })).toEqual([])
  })

  it('are counted up to a thousand, without what the member may not read', async () => {
    begin()
    const lea = await agent()
    const thomas = await member('Thomas Girard', { teams: ['fraud'], lanes: ['fraud'] })
    const john = await from('John')
    await from('Nadia')
    await recategorise(core, { ticketId: john.ticketId, memberId: thomas, category: 'fraud' })
    expect(await countTickets(core, lea)).toMatchObject({ open: 1, team: 1, unassigned: 1, mine: 0, spam: 0 })
    expect(await countTickets(core, thomas)).toMatchObject({ open: 2, team: 1, unassigned: 2 })
    for (const queue of ['open', 'unassigned', 'all', 'at-risk', 'breached'] as const) {
      expect(await shown(lea, queue)).not.toContain('John')
    }
  })

  it('show what is owed next after a merge, a wait, a quarantine and a message that was no complaint', async () => {
    begin()
    const lea = await agent()
    const held: TicketId[] = []
    const holds = async () => {
      for (const id of held)
        expect(listedOf(await ticket(id))).toEqual(nextOf(await ticket(id), await ledger(id)))
    }
    const first = await from('Nadia')
    clock.advance(3 * HOUR)
    const second = await from('Nadia', { subject: 'Ma commande' })
    held.push(first.ticketId, second.ticketId)
    await holds()
    await merge(core, { intoTicketId: second.ticketId, fromTicketId: first.ticketId, memberId: lea })
    await holds()
    await send()
    await holds()
    await askCustomer(core, { ticketId: second.ticketId, memberId: lea, question: 'Quelle taille ?' })
    clock.advance(4 * HOUR)
    await from('Nadia', { subject: `Re: [${second.reference}]`, text: 'Du quarante-deux.' })
    await holds()
    await setAside(core, { ticketId: second.ticketId, memberId: lea, why: 'thanks' })
    await holds()
    expect((await ticket(second.ticketId)).next_kind).toBeNull()
    await from('Nadia', { subject: `Re: [${second.reference}]`, text: 'Et mon colis ?' })
    await holds()
    expect((await ticket(second.ticketId)).next_kind).not.toBeNull()
    const spam = await from('Loterie', { mail: { spam: 'junk folder' } })
    held.push(spam.ticketId)
    expect(await shown(lea, 'spam')).toEqual(['Loterie'])
    expect(await shown(lea, 'all')).not.toContain('Loterie')
    await releaseFromQuarantine(core, { ticketId: spam.ticketId, memberId: lea })
    expect(await shown(lea, 'open')).toContain('Loterie')
    await holds()
  })

  it('hold as neither at risk nor late what stands still while a question is open', async () => {
    begin()
    const lea = await agent()
    const { ticketId } = await from('Nadia')
    await send()
    await askCustomer(core, {
      ticketId,
      memberId: lea,
      question: 'Quelle taille ?',
      replyWithinMs: 72 * HOUR,
    })
    clock.advance(23 * HOUR)
    expect(await shown(lea, 'at-risk')).toEqual([])
    expect(await shown(lea, 'breached')).toEqual([])
    expect(await shown(lea, 'open')).toEqual(['Nadia'])
    // That of the investigation does not stand still.
    clock.advance(2 * HOUR)
    expect(await shown(lea, 'breached')).toEqual(['Nadia'])
  })
})
