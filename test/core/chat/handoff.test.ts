import { describe, expect, it } from 'vitest'
import { leaveHandoff, requestHandoff } from '../../../core/chat/handoff.ts'
import { readTalk, talksOf, waitingFor } from '../../../core/chat/handoff-desk.ts'
import { lockHandoff } from '../../../core/chat/handoff-lock.ts'
import { conversationsWithNotices, takeNotices } from '../../../core/chat/handoff-notice.ts'
import {
  expectedWait,
  inOrder,
  nextFor,
  placeOf,
  type WaitingHandoff,
} from '../../../core/chat/handoff-queue.ts'
import { relayFromCustomer, relayFromMember } from '../../../core/chat/handoff-relay.ts'
import {
  acceptHandoff,
  acceptNext,
  closeHandoff,
  returnToBot,
  transferHandoff,
} from '../../../core/chat/handoff-session.ts'
import {
  CUSTOMER_SILENT_AFTER,
  LONGEST_WAIT,
  MEMBER_SILENT_AFTER,
  sweepHandoffs,
} from '../../../core/chat/handoff-sweep.ts'
import { receive } from '../../../core/intake/intake.ts'
import type { Core } from '../../../core/kernel/core.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import {
  type ConversationId,
  type HandoffId,
  type MemberId,
  newId,
  type TicketId,
} from '../../../core/kernel/id.ts'
import { grantClearance } from '../../../core/member/clearance.ts'
import { createMember, deactivateMember } from '../../../core/member/member.ts'
import { becomeAvailable, becomeUnavailable, type PresentMember } from '../../../core/member/presence.ts'
import type { Category, SensitiveLane } from '../../../core/policy/category.ts'
import type { Language } from '../../../core/policy/language.ts'
import { nameInvestigators } from '../../../core/promise/investigation.ts'
import { recategorise } from '../../../core/ticket-actions/assign.ts'
import { describeOnEachDatabase, useTestDatabase } from '../../servers/database.ts'
import { openHandoffOf } from '../../world/open-handoff.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

const at = (minutes: number) => new Date(TUESDAY.getTime() + minutes * MINUTE)
const waiting = (id: string, given: Partial<WaitingHandoff> = {}): WaitingHandoff => ({
  id: id as HandoffId,
  category: 'order-dispute',
  language: 'fr',
  urgent: false,
  requestedAt: at(0),
  ...given,
})
const present = (name: string, given: Partial<PresentMember> = {}): PresentMember => ({
  memberId: name as MemberId,
  categories: [],
  languages: [],
  lanes: [],
  capacity: 2,
  talks: 0,
  ...given,
})

describe('The queue for a person', () => {
  it('serves the urgent first, then who has waited longest', () => {
    const queue = [
      waiting('Marc', { requestedAt: at(1) }),
      waiting('Nadia', { requestedAt: at(0) }),
      waiting('Hugo', { requestedAt: at(2), urgent: true }),
    ]
    expect(inOrder(queue).map(({ id }) => id)).toEqual(['Hugo', 'Nadia', 'Marc'])
  })

  it('counts only those before who wait for the same members', () => {
    const camille = present('Camille', { languages: ['fr'] })
    const tom = present('Tom', { languages: ['en'] })
    const nadia = waiting('Nadia', { requestedAt: at(1) })
    const queue = [waiting('Emily', { language: 'en' }), nadia]
    expect(placeOf(nadia, queue, [camille, tom])).toBe(1)
    expect(placeOf(nadia, queue, [present('Léa')])).toBe(2)
  })

  it('gives a member only what they may read, know and speak', () => {
    const fraud = waiting('Étienne', { category: 'fraud' })
    const english = waiting('Emily', { language: 'en', requestedAt: at(1) })
    expect(nextFor(present('Camille'), [fraud, english])).toBe(english)
    expect(nextFor(present('Léa', { lanes: ['fraud'] }), [fraud, english])).toBe(fraud)
    expect(nextFor(present('Jean', { languages: ['fr'] }), [fraud, english])).toBeUndefined()
    expect(nextFor(present('Ana', { categories: ['account'] }), [english])).toBeUndefined()
  })

  it('tells the wait from how long each place took lately, and nothing from too little', () => {
    const lately = [
      { waitedMs: 2 * MINUTE, place: 1 },
      { waitedMs: 6 * MINUTE, place: 3 },
      { waitedMs: 60 * MINUTE, place: 1 },
    ]
    expect(expectedWait(2, lately)).toBe(4)
    expect(expectedWait(1, lately.slice(1))).toBeNull()
  })
})

async function openTicket(core: Core, category: Category = 'order-dispute'): Promise<TicketId> {
  const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
  if (!received) throw new Error('nothing was received')
  await core.db.updateTable('tickets').set({ category }).where('id', '=', received.ticketId).execute()
  return received.ticketId
}

async function openConversation(core: Core): Promise<ConversationId> {
  const id = newId<'conversation'>(core.clock.now())
  await core.db
    .insertInto('conversations')
    .values({ id, kind: 'chat', audience: 'customer', created_at: core.clock.now() })
    .execute()
  return id
}

async function member(
  core: Core,
  name: string,
  given: { there?: boolean; capacity?: number; languages?: Language[]; lanes?: SensitiveLane[] } = {},
): Promise<MemberId> {
  const email = `${name.toLowerCase().replace(/\P{ASCII}|\s/gu, '')}@agafort.example`
  const { id } = await createMember(core, { name, email, role: 'agent', language: 'fr' })
  for (const lane of given.lanes ?? []) await grantClearance(core, { memberId: id, lane, grantedBy: null })
  for (const value of given.languages ?? [])
    await core.db.insertInto('skills').values({ member_id: id, kind: 'language', value }).execute()
  if (given.there !== false) {
    const until = new Date(core.clock.now().getTime() + 8 * HOUR)
    await becomeAvailable(core, { memberId: id, until, capacity: given.capacity ?? 2 })
  }
  return id
}

describeOnEachDatabase('A customer who wants a person', (database) => {
  const world = () => openWorld(database)

  async function ask(
    core: Core,
    given: {
      category?: Category
      urgent?: boolean
      language?: Language
      conversationId?: ConversationId
    } = {},
  ) {
    const conversationId = given.conversationId ?? (await openConversation(core))
    const ticketId = await openTicket(core, given.category)
    const requested = await core.db.transaction().execute((trx) =>
      requestHandoff(trx, core, {
        conversationId,
        ticketId,
        reason: 'asked',
        urgent: given.urgent ?? false,
        language: given.language ?? 'fr',
        summary: 'Colis jamais reçu',
      }),
    )
    return { conversationId, ticketId, requested }
  }

  async function askAndWait(core: Core, given: Parameters<typeof ask>[1] = {}) {
    const { requested, ...asked } = await ask(core, given)
    if (requested.kind !== 'queued') throw new Error(`expected to wait, was ${requested.kind}`)
    return { ...asked, handoffId: requested.handoffId, place: requested.place }
  }

  const say = (core: Core, conversationId: ConversationId, token: string, text: string) =>
    core.db
      .transaction()
      .execute((trx) =>
        relayFromCustomer(trx, core, { conversationId, token, text, files: [], proven: false }),
      )

  const notices = (core: Core, conversationId: ConversationId) =>
    core.db.transaction().execute((trx) => takeNotices(trx, conversationId, core.clock.now()))

  const outcomeOf = async (core: Core, id: HandoffId) =>
    (await core.db.selectFrom('handoffs').select('outcome').where('id', '=', id).executeTakeFirst())?.outcome

  it('waits in the queue, is told the place, and is taken by a member', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const first = await askAndWait(core)
    const second = await askAndWait(core)
    expect([first.place, second.place]).toEqual([1, 2])
    expect(await acceptNext(core, camille)).toBe(first.handoffId)
    expect(await notices(core, first.conversationId)).toEqual([
      { kind: 'accepted', memberId: camille, memberFirstName: 'Camille' },
    ])
    expect((await talksOf(core.db, camille)).map(({ id }) => id)).toEqual([first.handoffId])
    const events = await core.db
      .selectFrom('events')
      .select(['kind', 'actor_kind', 'actor_id'])
      .where('ticket_id', '=', first.ticketId)
      .orderBy('number')
      .execute()
    expect(events.filter(({ kind }) => kind.startsWith('handoff-'))).toEqual([
      { kind: 'handoff-requested', actor_kind: 'customer', actor_id: null },
      { kind: 'handoff-accepted', actor_kind: 'member', actor_id: camille },
    ])
  })

  it('is told once that the place is a better one', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    await askAndWait(core)
    const second = await askAndWait(core)
    await acceptNext(core, camille)
    await sweepHandoffs(core)
    await sweepHandoffs(core)
    expect(await notices(core, second.conversationId)).toEqual([
      { kind: 'queued', place: 1, waitMinutes: null },
    ])
  })

  it('asks twice and stands in the queue once', async () => {
    const { core } = world()
    await member(core, 'Camille Renaud')
    const { conversationId, handoffId } = await askAndWait(core)
    const again = await ask(core, { conversationId })
    expect(again.requested).toMatchObject({ kind: 'queued', handoffId, place: 1 })
  })

  it('in danger goes to the front of the queue they stand in', async () => {
    const { core, clock } = world()
    const camille = await member(core, 'Camille Renaud')
    await askAndWait(core)
    clock.advance(MINUTE)
    const { conversationId, handoffId, place } = await askAndWait(core)
    expect(place).toBe(2)
    const again = await ask(core, { conversationId, urgent: true })
    expect(again.requested).toMatchObject({ kind: 'queued', place: 1 })
    expect(await acceptNext(core, camille)).toBe(handoffId)
  })

  it('is told at once when nobody is there, and the request stands in the history', async () => {
    const { core } = world()
    await member(core, 'Camille Renaud', { there: false })
    const { conversationId, ticketId, requested } = await ask(core)
    expect(requested).toEqual({ kind: 'nobody' })
    expect(await openHandoffOf(core.db, conversationId)).toBeUndefined()
    const events = await core.db
      .selectFrom('events')
      .select(['kind', 'detail'])
      .where('ticket_id', '=', ticketId)
      .where('kind', '=', 'handoff-requested')
      .execute()
    expect(events).toMatchObject([{ detail: { somebody: false } }])
  })

  it('finds nobody when those who are there do not speak the language, are absent or have gone home', async () => {
    const { core, clock } = world()
    const jean = await member(core, 'Jean Petit', { languages: ['fr'] })
    expect((await ask(core, { language: 'en' })).requested.kind).toBe('nobody')
    expect((await ask(core, { language: 'fr' })).requested.kind).toBe('queued')
    await core.db
      .insertInto('absences')
      .values({
        id: newId<'absence'>(clock.now()),
        member_id: jean,
        from_at: clock.now(),
        until_at: null,
        noted_by: null,
        noted_at: clock.now(),
      })
      .execute()
    expect((await ask(core)).requested.kind).toBe('nobody')
    const lea = await member(core, 'Léa Martin')
    clock.advance(9 * HOUR)
    expect((await ask(core)).requested.kind).toBe('nobody')
    await becomeAvailable(core, { memberId: lea, until: new Date(clock.now().getTime() + HOUR) })
    expect((await ask(core)).requested.kind).toBe('queued')
    await becomeUnavailable(core.db, lea)
    expect((await ask(core)).requested.kind).toBe('nobody')
  })

  it('with a fraud ticket waits for a cleared member only, and others do not even see it', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    expect((await ask(core, { category: 'fraud' })).requested.kind).toBe('nobody')
    const lea = await member(core, 'Léa Martin', { lanes: ['fraud'] })
    const { handoffId } = await askAndWait(core, { category: 'fraud' })
    expect(await waitingFor(core.db, camille)).toEqual([])
    expect((await waitingFor(core.db, lea)).map(({ id }) => id)).toEqual([handoffId])
    await expect(acceptHandoff(core, { handoffId, memberId: camille })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    await expect(readTalk(core.db, { handoffId, memberId: camille, after: 0 })).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(await acceptNext(core, camille)).toBeUndefined()
    expect(await acceptNext(core, lea)).toBe(handoffId)
  })

  it('is held by one member only, however many take the talk at once', async () => {
    const { core } = world()
    const members = await Promise.all(
      ['Ana Lopez', 'Ben Roux', 'Chloé Noir'].map((name) => member(core, name)),
    )
    const { handoffId } = await askAndWait(core)
    const taken = await Promise.allSettled(
      members.map((memberId) => acceptHandoff(core, { handoffId, memberId })),
    )
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(taken.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { code: 'already-done' } },
      { reason: { code: 'already-done' } },
    ])
  })

  it('never is one talk too many for a member', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud', { capacity: 1 })
    const talks = await Promise.all([askAndWait(core), askAndWait(core)])
    const taken = await Promise.allSettled(
      talks.map(({ handoffId }) => acceptHandoff(core, { handoffId, memberId: camille })),
    )
    expect(taken.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('talks with the member: every line stored in order, once, both ways, files too', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const { conversationId, handoffId, ticketId } = await askAndWait(core)
    await say(core, conversationId, 'a1', 'Vous êtes là ?')
    await acceptHandoff(core, { handoffId, memberId: camille })
    const photo = { name: 'étiquette.png', type: 'image/png', content: Buffer.from('png') }
    const line = {
      handoffId,
      memberId: camille,
      token: 'f1',
      text: 'Bonjour, je suis Camille.',
      files: [photo],
    }
    await relayFromMember(core, line)
    await relayFromMember(core, line)
    await say(core, conversationId, 'a2', 'Merci')
    await say(core, conversationId, 'a2', 'Merci')
    const { lines } = await readTalk(core.db, { handoffId, memberId: camille, after: 0 })
    expect(lines.map(({ number, from, text }) => [number, from, text])).toEqual([
      [1, 'customer', 'Vous êtes là ?'],
      [2, 'member', 'Bonjour, je suis Camille.'],
      [3, 'customer', 'Merci'],
    ])
    expect(lines[1]?.files).toMatchObject([{ name: 'étiquette.png', size: 3 }])
    expect((await readTalk(core.db, { handoffId, memberId: camille, after: 2 })).lines).toHaveLength(1)
    expect((await notices(core, conversationId)).map(({ kind }) => kind)).toEqual(['accepted', 'line'])
    expect(await notices(core, conversationId)).toEqual([])
    const onTicket = await core.db
      .selectFrom('messages')
      .select('text')
      .where('ticket_id', '=', ticketId)
      .where('door', '=', 'chat')
      .execute()
    expect(onTicket).toHaveLength(3)
  })

  it('loses no line and doubles none when everybody writes at once', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const { conversationId, handoffId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => [
        say(core, conversationId, `c${i}`, `client ${i}`),
        relayFromMember(core, { handoffId, memberId: camille, token: `m${i}`, text: `membre ${i}` }),
      ]).flat(),
    )
    const { lines } = await readTalk(core.db, { handoffId, memberId: camille, after: 0 })
    expect(lines.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect(new Set(lines.map(({ text }) => text)).size).toBe(20)
    const told = (await notices(core, conversationId)).flatMap((one) =>
      one.kind === 'line' ? [one.text] : [],
    )
    expect(told).toEqual(lines.filter(({ from }) => from === 'member').map(({ text }) => text))
  })

  it('hears nobody but the member who holds the talk', async () => {
    const { core } = world()
    const [camille, jean] = await Promise.all([member(core, 'Camille Renaud'), member(core, 'Jean Petit')])
    const { handoffId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    await expect(
      relayFromMember(core, { handoffId, memberId: jean, token: 'x', text: 'Bonjour' }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(
      relayFromMember(core, { handoffId, memberId: camille, token: 'y', text: '  ' }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('is given on to another member, or back into the queue without losing the place', async () => {
    const { core, clock } = world()
    const [camille, jean] = await Promise.all([member(core, 'Camille Renaud'), member(core, 'Jean Petit')])
    const { conversationId, handoffId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    await transferHandoff(core, { handoffId, memberId: camille, to: jean, reason: 'connaît le vendeur' })
    clock.advance(MINUTE)
    await askAndWait(core)
    await transferHandoff(core, { handoffId, memberId: jean, to: null, reason: '' })
    expect(await acceptNext(core, camille)).toBe(handoffId)
    expect(await notices(core, conversationId)).toMatchObject([
      { kind: 'accepted', memberFirstName: 'Camille' },
      { kind: 'transferred', memberFirstName: 'Jean' },
      { kind: 'transferred', memberFirstName: null },
      { kind: 'accepted', memberFirstName: 'Camille' },
    ])
  })

  it('is not given on to a member who may not read the ticket', async () => {
    const { core } = world()
    const lea = await member(core, 'Léa Martin', { lanes: ['privacy'] })
    const jean = await member(core, 'Jean Petit')
    const { handoffId } = await askAndWait(core, { category: 'privacy' })
    await acceptHandoff(core, { handoffId, memberId: lea })
    await expect(
      transferHandoff(core, { handoffId, memberId: lea, to: jean, reason: '' }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('goes back to the bot with a summary', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const { conversationId, handoffId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    await expect(returnToBot(core, { handoffId, memberId: camille, summary: ' ' })).rejects.toThrow(
      /sentence/,
    )
    await returnToBot(core, { handoffId, memberId: camille, summary: 'Le vendeur réexpédie demain.' })
    expect((await notices(core, conversationId)).at(-1)).toEqual({
      kind: 'ended',
      by: 'member',
      summary: 'Le vendeur réexpédie demain.',
    })
    expect(await say(core, conversationId, 'z', 'Merci')).toBeUndefined()
    await expect(closeHandoff(core, { handoffId, memberId: camille })).rejects.toMatchObject({
      code: 'already-done',
    })
  })

  it('leaves when they like', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const { conversationId, handoffId } = await askAndWait(core)
    const leave = () => core.db.transaction().execute((trx) => leaveHandoff(trx, core, conversationId))
    expect(await leave()).toBe(true)
    expect(await leave()).toBe(false)
    expect(await outcomeOf(core, handoffId)).toBe('left')
    expect(await acceptNext(core, camille)).toBeUndefined()
  })

  it('is not left alone by a silent member: the next one takes over', async () => {
    const { core, clock } = world()
    const [camille, jean] = await Promise.all([member(core, 'Camille Renaud'), member(core, 'Jean Petit')])
    const { conversationId, handoffId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    clock.advance(MEMBER_SILENT_AFTER - 1)
    expect(await sweepHandoffs(core)).toBe(0)
    clock.advance(1)
    expect(await sweepHandoffs(core)).toBe(1)
    expect((await notices(core, conversationId)).at(-1)).toEqual({
      kind: 'transferred',
      memberFirstName: null,
    })
    clock.advance(LONGEST_WAIT - 1)
    await sweepHandoffs(core)
    expect(await acceptNext(core, jean)).toBe(handoffId)
  })

  it('who is silent for long is let go, and the ticket goes on', async () => {
    const { core, clock } = world()
    const camille = await member(core, 'Camille Renaud')
    const { conversationId, handoffId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    await relayFromMember(core, { handoffId, memberId: camille, token: 'm', text: 'Êtes-vous encore là ?' })
    clock.advance(CUSTOMER_SILENT_AFTER)
    await sweepHandoffs(core)
    expect(await outcomeOf(core, handoffId)).toBe('customer-silent')
    expect((await notices(core, conversationId)).at(-1)).toMatchObject({ kind: 'ended', by: 'timeout' })
  })

  it('does not wait for ever, nor for members who have all gone', async () => {
    const { core, clock } = world()
    const camille = await member(core, 'Camille Renaud')
    const long = await askAndWait(core)
    clock.advance(LONGEST_WAIT)
    await sweepHandoffs(core)
    expect(await outcomeOf(core, long.handoffId)).toBe('waited-too-long')
    const other = await askAndWait(core)
    await becomeUnavailable(core.db, camille)
    await sweepHandoffs(core)
    expect(await outcomeOf(core, other.handoffId)).toBe('nobody')
    expect(await notices(core, other.conversationId)).toEqual([{ kind: 'nobody' }])
  })

  it('is taken from a member who may no longer read the ticket, at once for their words', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const lea = await member(core, 'Léa Martin', { lanes: ['fraud'] })
    const { handoffId, ticketId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    await recategorise(core, { ticketId, memberId: lea, category: 'fraud' })
    await expect(
      relayFromMember(core, { handoffId, memberId: camille, token: 'x', text: 'Bonjour' }),
    ).rejects.toMatchObject({ code: 'not-allowed' })
    await sweepHandoffs(core)
    expect(await acceptNext(core, lea)).toBe(handoffId)
    await deactivateMember(core, lea)
    const nora = await member(core, 'Nora Faure', { lanes: ['fraud'] })
    await sweepHandoffs(core)
    expect(await acceptNext(core, nora)).toBe(handoffId)
  })

  it('has a window that finds what it was not told yet', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const { conversationId, handoffId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    expect(await conversationsWithNotices(core.db, 10)).toEqual([conversationId])
    await notices(core, conversationId)
    expect(await conversationsWithNotices(core.db, 10)).toEqual([])
  })

  it('is told how the ticket stands by a member’s first words, once a talk', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const { handoffId, ticketId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    const updates = () =>
      core.db
        .selectFrom('promises')
        .select(['number', 'outcome'])
        .where('ticket_id', '=', ticketId)
        .where('kind', '=', 'update')
        .orderBy('number')
        .execute()
    expect(await updates()).toEqual([{ number: 1, outcome: null }])
    await relayFromMember(core, { handoffId, memberId: camille, token: 'a', text: 'Bonjour' })
    await relayFromMember(core, { handoffId, memberId: camille, token: 'b', text: 'Je regarde.' })
    expect(await updates()).toEqual([
      { number: 1, outcome: 'kept' },
      { number: 2, outcome: null },
    ])
  })

  it('has the investigation begun by the investigator’s first words to them', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const { handoffId, ticketId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    const now = core.clock.now()
    await core.db
      .transaction()
      .execute((trx) =>
        nameInvestigators(trx, [{ ticket: { id: ticketId, round: 1 }, investigator: camille }], now),
      )
    await relayFromMember(core, { handoffId, memberId: camille, token: 'a', text: 'Bonjour' })
    const begun = await core.db
      .selectFrom('investigations')
      .select('begun_at')
      .where('ticket_id', '=', ticketId)
      .execute()
    expect(begun).toEqual([{ begun_at: now }])
  })

  it('leaves the summary of a talk given back as a note for colleagues', async () => {
    const { core } = world()
    const camille = await member(core, 'Camille Renaud')
    const { handoffId, ticketId } = await askAndWait(core)
    await acceptHandoff(core, { handoffId, memberId: camille })
    await returnToBot(core, { handoffId, memberId: camille, summary: 'Un bon de retour est promis.' })
    const notes = await core.db
      .selectFrom('messages')
      .select(['text', 'member_id'])
      .where('ticket_id', '=', ticketId)
      .where('direction', '=', 'note')
      .execute()
    expect(notes).toEqual([{ text: 'Un bon de retour est promis.', member_id: camille }])
  })
})

describe('A handoff that somebody acts on', () => {
  const database = useTestDatabase('PostgreSQL')

  it('is left to the next sweep, and the other customers do not wait for it', async () => {
    const { core, clock } = openWorld(database)
    const camille = await member(core, 'Camille Renaud')
    const waitsFor = async () => {
      const [conversationId, ticketId] = [await openConversation(core), await openTicket(core)]
      const given = {
        conversationId,
        ticketId,
        reason: 'asked',
        urgent: false,
        language: 'fr',
        summary: '',
      } as const
      const requested = await core.db.transaction().execute((trx) => requestHandoff(trx, core, given))
      if (requested.kind !== 'queued') throw new Error(`expected to wait, was ${requested.kind}`)
      return requested.handoffId
    }
    const [held, free] = [await waitsFor(), await waitsFor()]
    await becomeUnavailable(core.db, camille)
    clock.advance(LONGEST_WAIT)
    const ended = () =>
      core.db.selectFrom('handoffs').select('id').where('ended_at', 'is not', null).orderBy('id').execute()
    await core.db.transaction().execute(async (trx) => {
      await lockHandoff(trx, held)
      expect(await sweepHandoffs(core)).toBe(1)
      expect(await ended()).toEqual([{ id: free }])
    })
    await sweepHandoffs(core)
    expect(await ended()).toEqual([{ id: held }, { id: free }])
  })
})
