import { describe, expect, it } from 'vitest'
import { conclude } from '../../../core/correspondence/conclusion.ts'
import { note } from '../../../core/correspondence/note.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { MemberId, TicketId } from '../../../core/kernel/id.ts'
import { endAbsence, noteAbsence, setSkills } from '../../../core/member/staff.ts'
import { beginInvestigation } from '../../../core/promise/investigation.ts'
import { type Colleague, chooseAssignee, type Staff } from '../../../core/promise/investigator.ts'
import { recategorise } from '../../../core/ticket-actions/assign.ts'
import { describeOnDatabase } from '../../servers/database.ts'
import { callOfGeorges } from '../../world/caller.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'

describeOnDatabase('The investigation', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, pass, promise, ticket, events, notices } = world
  const investigatorsOf = (ticketId: TicketId) =>
    database.db
      .selectFrom('investigations')
      .select(['investigator_id', 'named_at', 'begun_at', 'ended_at'])
      .where('ticket_id', '=', ticketId)
      .orderBy('id')
      .execute()

  it('has its investigator named two hours before it is due, who is told', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId, reference } = await written()
    await pass(22 * HOUR - MINUTE, { step: HOUR })
    expect(await investigatorsOf(ticketId)).toEqual([])
    await pass(MINUTE)
    expect(await investigatorsOf(ticketId)).toMatchObject([{ investigator_id: claire, begun_at: null }])
    expect(await ticket(ticketId)).toMatchObject({ level: 'customer-service', assignee_id: null })
    expect(await notices()).toMatchObject([{ recipient: 'claire.petit@agafort.example' }])
    expect((await notices())[0]?.text).toContain(reference)
  })

  it('is not begun by naming someone, nor by the hand-over: the promise is kept by the investigator’s first act', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(23 * HOUR, { step: HOUR })
    expect((await promise(ticketId, 'investigate')).outcome).toBeNull()
    await note(core, { ticketId, memberId: claire, text: 'J’appelle le transporteur.' })
    expect(await promise(ticketId, 'investigate')).toMatchObject({ outcome: 'kept', ended_at: clock.now() })
    expect(await events(ticketId)).toContain('investigation-begun')
  })

  it('is begun by the investigator’s words to a caller, whoever makes the call', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await callOfGeorges(core)
    await pass(23 * HOUR, { step: HOUR })
    await conclude(core, { ticketId, memberId: claire, findings: 'La pompe est à changer.' })
    expect(await promise(ticketId, 'investigate')).toMatchObject({ outcome: 'kept', ended_at: clock.now() })
    expect((await promise(ticketId, 'conclude')).outcome).toBeNull()
  })

  it('passes to someone cleared when its ticket moves to a lane its investigator may not read', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(25 * HOUR, { step: HOUR })
    expect((await ticket(ticketId)).assignee_id).toBe(claire)
    const marc = await member('Marc Henry', { teams: ['resolution'], lanes: ['fraud'] })
    await recategorise(core, { ticketId, memberId: claire, category: 'fraud' })
    await pass(HOUR)
    expect((await ticket(ticketId)).assignee_id).toBe(marc)
    expect((await investigatorsOf(ticketId)).filter(({ ended_at }) => ended_at === null)).toMatchObject([
      { investigator_id: marc },
    ])
  })

  it('is not begun by an act of customer service', async () => {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(23 * HOUR, { step: HOUR })
    await replyToCustomer(core, { ticketId, memberId: lea, text: 'Je transmets à mes collègues.' })
    expect((await promise(ticketId, 'investigate')).outcome).toBeNull()
  })

  it('breaks the promise when it is begun after 24 hours', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(25 * HOUR, { step: HOUR })
    await replyToCustomer(core, { ticketId, memberId: claire, text: 'Je reprends votre dossier.' })
    expect((await promise(ticketId, 'investigate')).outcome).toBe('broken')
  })

  it('may be begun by any member of the team it has climbed to, who is the investigator then', async () => {
    begin()
    await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(25 * HOUR, { step: HOUR })
    const marc = await member('Marc Henry', { teams: ['resolution'] })
    await note(core, { ticketId, memberId: marc, text: 'Claire est en réunion, je m’en occupe.' })
    expect((await investigatorsOf(ticketId)).filter((row) => row.ended_at === null)).toMatchObject([
      { investigator_id: marc, begun_at: clock.now() },
    ])
  })

  it('begins once, however many acts follow', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(23 * HOUR, { step: HOUR })
    await note(core, { ticketId, memberId: claire, text: 'J’appelle le transporteur.' })
    await note(core, { ticketId, memberId: claire, text: 'Il rappelle demain.' })
    await replyToCustomer(core, { ticketId, memberId: claire, text: 'J’ai appelé le transporteur.' })
    expect((await events(ticketId)).filter((kind) => kind === 'investigation-begun')).toHaveLength(1)
  })

  it('is begun by saying so, once, and only by whoever investigates', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const lea = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await pass(23 * HOUR, { step: HOUR })
    await expect(beginInvestigation(core, { ticketId, memberId: lea })).rejects.toMatchObject({
      code: 'not-allowed',
    })
    await beginInvestigation(core, { ticketId, memberId: claire })
    expect((await promise(ticketId, 'investigate')).outcome).toBe('kept')
    await expect(beginInvestigation(core, { ticketId, memberId: claire })).rejects.toMatchObject({
      code: 'already-done',
    })
  })

  it('goes to another when the one named falls ill before beginning', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(23 * HOUR, { step: HOUR })
    const marc = await member('Marc Henry', { teams: ['resolution'] })
    await noteAbsence(core, { memberId: claire, until: null, notedBy: null })
    await pass(MINUTE)
    const named = await investigatorsOf(ticketId)
    expect(named.map(({ investigator_id, ended_at }) => [investigator_id, ended_at === null])).toEqual([
      [claire, false],
      [marc, true],
    ])
  })

  it('goes to the one with the fewest open problems, in the customer’s language', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    const john = await member('John Smith', { teams: ['resolution'] })
    await setSkills(core, { memberId: john, categories: [], languages: ['en'] })
    const ids: TicketId[] = []
    for (const i of [1, 2, 3])
      ids.push((await written({ text: `Bonjour, mon colis ${i}` }, `client${i}@courriel.example`)).ticketId)
    const english = await written(
      { text: 'Hello, my parcel never arrived. Can you help?', language: 'en' },
      'emma.jones@mail.example',
    )
    await pass(24 * HOUR, { step: 2 * HOUR })
    for (const id of ids) expect((await ticket(id)).assignee_id).toBe(claire)
    expect((await ticket(english.ticketId)).assignee_id).toBe(john)
  })

  it('A skill there is not is refused and changes nothing', async () => {
    begin()
    const john = await member('John Smith', { teams: ['resolution'] })
    await setSkills(core, { memberId: john, categories: ['fraud'], languages: ['en'] })
    await expect(
      setSkills(core, { memberId: john, categories: ['parcels'], languages: ['de'] }),
    ).rejects.toThrow('parcels, de')
    expect(await database.db.selectFrom('skills').selectAll().execute()).toHaveLength(2)
  })

  it('An absence that ends before it begins is refused; one that is over gives work again', async () => {
    begin()
    const claire = await member('Claire Petit', { teams: ['resolution'] })
    await expect(
      noteAbsence(core, { memberId: claire, until: new Date(clock.now().getTime() - 1), notedBy: null }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    await noteAbsence(core, { memberId: claire, until: null, notedBy: null })
    const { ticketId } = await written()
    await pass(23 * HOUR, { step: HOUR })
    expect(await investigatorsOf(ticketId)).toEqual([])
    expect(await endAbsence(core, claire)).toBe(1)
    await pass(MINUTE)
    expect(await investigatorsOf(ticketId)).toMatchObject([{ investigator_id: claire }])
    await send()
  })
})

describe('The choice of who investigates', () => {
  const colleague = (id: string, given: Partial<Colleague> = {}): [MemberId, Colleague] => [
    id as MemberId,
    {
      id: id as MemberId,
      role: 'investigator',
      teams: ['resolution'],
      clearances: [],
      skills: { categories: [], languages: [] },
      present: true,
      open: 0,
      ...given,
    },
  ]
  const choose = (category: 'order-dispute' | 'privacy', staff: Staff) =>
    chooseAssignee({ category, language: 'fr' }, ['resolution'], staff)?.id

  it('falls on the least loaded who is present, in the team, with the skill', () => {
    const staff = new Map([
      colleague('anne', { open: 4 }),
      colleague('bruno', { open: 1, present: false }),
      colleague('chloe', { open: 0, teams: ['customer-service'] }),
      colleague('denis', { open: 2, skills: { categories: ['privacy'], languages: [] } }),
      colleague('elise', { open: 3 }),
    ])
    expect(choose('order-dispute', staff)).toBe('elise')
  })

  it('never opens a sensitive lane to have somebody', () => {
    const staff = new Map([colleague('anne'), colleague('bruno', { open: 9, clearances: ['privacy'] })])
    expect(choose('privacy', staff)).toBe('bruno')
    expect(choose('privacy', new Map([colleague('anne')]))).toBeUndefined()
  })
})
