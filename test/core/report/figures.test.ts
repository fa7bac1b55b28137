import { expect, it } from 'vitest'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { MemberId, TicketId } from '../../../core/kernel/id.ts'
import { sweepEscalations } from '../../../core/promise/escalate.ts'
import { reportBacklog } from '../../../core/report/backlog.ts'
import { brokenPromises } from '../../../core/report/broken-promises.ts'
import { classificationFigures } from '../../../core/report/classification-figures.ts'
import { firstContactFigures } from '../../../core/report/first-contact-figures.ts'
import { type AskedPeriod, reportPeriod } from '../../../core/report/period.ts'
import { promiseFigures } from '../../../core/report/promise-figures.ts'
import { reportTimes } from '../../../core/report/resolution-times.ts'
import { satisfactionComments, satisfactionSteps } from '../../../core/report/satisfaction-by-step.ts'
import type { ReportSplit } from '../../../core/report/scope.ts'
import { assign, recategorise } from '../../../core/ticket-actions/assign.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { confirmCorrection, proposeCorrection } from '../../world/customer-correction.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

const FRAUD = {
  subject: 'Compte piraté',
  text: 'On a piraté mon compte et passé une commande frauduleuse que je n’ai jamais faite.',
  doorCategory: 'fraud' as const,
  mail: { mailbox: 'fraud' },
}

describeOnEachDatabase('A supervisor’s figures', (database) => {
  const { core, clock, begin, member, written, send } = openPolicyWorld(database)
  const scopeOf = (viewer: MemberId, asked: AskedPeriod = { span: '7-days' }) => {
    const period = reportPeriod(asked, clock.now())
    if ('fault' in period) throw new Error(period.fault)
    return { core, viewer, period }
  }
  const at = (sinceTuesday: number) => clock.set(new Date(TUESDAY.getTime() + sinceTuesday))
  const solve = (ticketId: TicketId, memberId: MemberId) =>
    resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le vendeur vous rembourse.' })
  const promisesOf = async (viewer: MemberId, split: ReportSplit = 'team', asked?: AskedPeriod) => {
    const figures = await promiseFigures(scopeOf(viewer, asked), split)
    const of = (kind: string) => figures.kinds.find((line) => line.kind === kind)
    return { ...figures, of }
  }
  async function team() {
    begin()
    const lea = await member('Léa Martin', { teams: ['customer-service'], role: 'supervisor' })
    const thomas = await member('Thomas Girard', { teams: ['customer-service'] })
    return { lea, thomas }
  }

  it('Promises: one resolved after 3 days is kept, one after 6 days is broken by a day, one still open by 2', async () => {
    const { lea, thomas } = await team()
    const tickets = [
      await written(),
      await written({}, 'nadia@exemple.fr'),
      await written({}, 'karim@exemple.fr'),
    ]
    await send()
    at(3 * DAY)
    await solve((tickets[0] as { ticketId: TicketId }).ticketId, thomas)
    at(6 * DAY)
    await solve((tickets[1] as { ticketId: TicketId }).ticketId, thomas)
    at(7 * DAY)
    const { of } = await promisesOf(lea, 'team', { span: '30-days' })
    // Due on the fifth day: 1 kept; 2 broken, by 24 h and, until now, by 48 h: 36 h in the middle.
    expect(of('resolve')).toEqual({
      kind: 'resolve',
      kept: 1,
      broken: 2,
      late: 1,
      released: 0,
      median: 36 * HOUR,
      worst: 48 * HOUR,
    })
    expect(of('acknowledge')).toMatchObject({ kept: 3, broken: 0, median: null, worst: null })
  })

  it('Promises: each belongs to the day in Paris on which it was due, and none to a day that is yet to come', async () => {
    const { lea } = await team()
    // First contact at 23.30 in Paris on the 24th: due on the 25th and the 26th at the same hour, on the 29th the last.
    clock.set(new Date('2026-11-24T22:30:00Z'))
    await written({ receivedAt: clock.now() })
    await send()
    clock.set(new Date('2026-11-27T09:00:00Z'))
    const { steps } = await promisesOf(lea, 'team', { from: '2026-11-24', to: '2026-11-27' })
    expect(steps.map(({ acknowledge }) => acknowledge.kept)).toEqual([1, 0, 0, 0])
    expect(steps.map(({ investigate }) => investigate.broken)).toEqual([0, 1, 0, 0])
    expect(steps.map(({ conclude }) => conclude.broken)).toEqual([0, 0, 1, 0])
    expect(steps.map(({ resolve }) => resolve.kept + resolve.broken)).toEqual([0, 0, 0, 0])
  })

  it('Promises: what a resolution makes needless is neither kept nor broken', async () => {
    const { lea, thomas } = await team()
    const { ticketId } = await written()
    await send()
    at(HOUR)
    await solve(ticketId, thomas)
    await send()
    at(3 * DAY)
    const { of } = await promisesOf(lea)
    expect(of('investigate')).toMatchObject({ kept: 0, broken: 0, released: 1 })
    expect(of('conclude')).toMatchObject({ kept: 1, broken: 0, released: 0 })
  })

  it('Promises: the hand-over made by a sweep within a quarter of an hour is kept, and nobody calls it late before', async () => {
    const { lea } = await team()
    await written()
    await send()
    at(48 * HOUR + 10 * MINUTE)
    expect((await promisesOf(lea)).of('escalate')).toMatchObject({ kept: 0, broken: 0 })
    await sweepEscalations(core)
    expect((await promisesOf(lea)).of('escalate')).toMatchObject({ kept: 1, broken: 0 })
  })

  it('Promises: a ticket that was no complaint is owed nothing, and one merged into another is counted once', async () => {
    const { lea, thomas } = await team()
    const aside = await written({ subject: 'Publicité' }, 'vente@exemple.fr')
    const [first, second] = [await written(), await written({ subject: 'Encore moi' })]
    await send()
    at(HOUR)
    await setAside(core, { ticketId: aside.ticketId, memberId: thomas, why: 'not-a-complaint' })
    await merge(core, { fromTicketId: second.ticketId, intoTicketId: first.ticketId, memberId: thomas })
    at(3 * DAY)
    expect((await promisesOf(lea)).of('conclude')).toMatchObject({ kept: 0, broken: 1, late: 1 })
    expect((await reportBacklog(scopeOf(lea))).whole.open).toBe(1)
  })

  it('Promises: a clock that stands while the customer is asked breaks nothing', async () => {
    const { lea } = await team()
    const { ticketId } = await written()
    await send()
    await core.db
      .updateTable('tickets')
      .set({ waiting_since: clock.now() })
      .where('id', '=', ticketId)
      .execute()
    at(3 * DAY)
    const stops = { ...core, settings: { ...core.settings, stopsWhileWaiting: ['conclude'] as const } }
    const scope = { ...scopeOf(lea), core: stops }
    const standing = (await promiseFigures(scope, 'team')).kinds
    expect(standing.find(({ kind }) => kind === 'conclude')).toMatchObject({ broken: 0 })
    expect(standing.find(({ kind }) => kind === 'investigate')).toMatchObject({ broken: 1 })
  })

  it('Promises: they are split by team, category, channel and level, and the parts make the whole', async () => {
    const { lea } = await team()
    await written({
      doorCategory: 'account',
      subject: 'Mot de passe',
      text: 'Je ne peux plus me connecter à mon compte, mot de passe oublié.',
      mail: { mailbox: 'account' },
    })
    await written({}, 'nadia@exemple.fr')
    await send()
    at(26 * HOUR)
    for (const split of ['team', 'category', 'door', 'level'] as const) {
      const { groups, of } = await promisesOf(lea, split)
      const parts = groups.filter(({ kind }) => kind === 'investigate')
      expect(parts.map(({ name }) => name)).toHaveLength(split === 'team' || split === 'category' ? 2 : 1)
      expect(parts.reduce((sum, { broken }) => sum + broken, 0)).toBe(of('investigate')?.broken)
      expect(parts.every(({ median }) => median === 2 * HOUR)).toBe(true)
    }
  })

  it('Promises: the broken ones are listed, those still owed first, with the ticket and how late', async () => {
    const { lea, thomas } = await team()
    const solved = await written({ subject: 'Vase cassé' })
    const open = await written({ subject: 'Colis perdu' }, 'nadia@exemple.fr')
    await send()
    at(6 * DAY)
    await solve(solved.ticketId, thomas)
    at(7 * DAY)
    const { promises, more } = await brokenPromises(scopeOf(lea, { span: '30-days' }), {
      kind: 'resolve',
      size: 10,
    })
    expect(more).toBe(false)
    expect(promises).toMatchObject([
      { reference: open.reference, subject: 'Colis perdu', lateBy: 2 * DAY, owed: true },
      { reference: solved.reference, subject: 'Vase cassé', lateBy: DAY, owed: false },
    ])
    expect(
      await brokenPromises(scopeOf(lea, { span: '30-days' }), { kind: 'resolve', size: 1 }),
    ).toMatchObject({
      more: true,
      promises: [{ owed: true }],
    })
  })

  it('Confidential tickets: nobody who may not read them finds them in any figure', async () => {
    const { lea, thomas } = await team()
    const cleared = await member('Inès Fabre', { teams: ['fraud'], role: 'supervisor', lanes: ['fraud'] })
    const hacked = await written(FRAUD, 'etienne@exemple.fr')
    const moved = await written({}, 'nadia@exemple.fr')
    await send()
    at(HOUR)
    await recategorise(core, { ticketId: moved.ticketId, memberId: cleared, category: 'fraud' })
    await recategorise(core, { ticketId: moved.ticketId, memberId: cleared, category: 'other' })
    at(6 * DAY)
    const figuresOf = async (viewer: MemberId) => {
      const scope = scopeOf(viewer, { span: '30-days' })
      const { flow, whole } = await reportBacklog(scope)
      return {
        broken: (await promisesOf(viewer, 'team', { span: '30-days' })).of('conclude')?.broken,
        listed: (await brokenPromises(scope, { kind: 'conclude', size: 9 })).promises.map(
          ({ reference }) => reference,
        ),
        open: whole.open,
        opened: flow.reduce((sum, step) => sum + step.opened, 0),
        waiting: (await reportTimes(scope, 'team')).reply.without.waiting,
        classified: (await classificationFigures(scope)).whole.decided,
        corrections: (await classificationFigures(scope)).corrections.length,
      }
    }
    const reads = await figuresOf(cleared)
    expect(reads).toMatchObject({ broken: 2, open: 2, opened: 2, waiting: 2, corrections: 2 })
    expect(reads.listed).toContain(hacked.reference)
    const without = await figuresOf(lea)
    expect(without).toMatchObject({
      broken: 1,
      listed: [moved.reference],
      open: 1,
      opened: 1,
      waiting: 1,
      corrections: 0,
    })
    expect(thomas).not.toBe(lea)
  })

  it('Times: of resolutions after 2 h, 30 h and 50 h the middle is 30 h, and one in three was within 24 h', async () => {
    const { lea, thomas } = await team()
    const tickets = [
      await written(),
      await written({}, 'nadia@exemple.fr'),
      await written({}, 'karim@exemple.fr'),
    ]
    await send()
    for (const [index, hours] of [2, 30, 50].entries()) {
      at(hours * HOUR)
      await solve((tickets[index] as { ticketId: TicketId }).ticketId, thomas)
    }
    const { resolution, bounds } = await reportTimes(scopeOf(lea), 'category')
    expect(resolution).toMatchObject({ count: 3, median: 30 * HOUR, ninth: 46 * HOUR, within: [1, 2, 3] })
    const filled = resolution.bins.flatMap((count, bin) =>
      count > 0 ? [[(bounds[bin] ?? 0) / HOUR, count]] : [],
    )
    expect(filled).toEqual([
      [4, 1],
      [36, 1],
      [72, 1],
    ])
    expect(resolution.groups).toMatchObject([{ count: 3, median: 30 * HOUR }])
  })

  it('Times: a reopened ticket counts from its reopening, and its first resolution from the first contact', async () => {
    const { lea, thomas } = await team()
    const { ticketId, reference } = await written()
    await send()
    at(4 * HOUR)
    await solve(ticketId, thomas)
    at(2 * DAY)
    await written({
      subject: `Re: ${reference}`,
      text: 'Rien n’est réglé, le vase est toujours cassé.',
      receivedAt: clock.now(),
    })
    at(2 * DAY + 10 * HOUR)
    await solve(ticketId, thomas)
    // 4 h and 10 h: 7 h between them.
    expect((await reportTimes(scopeOf(lea), 'team')).resolution).toMatchObject({ count: 2, median: 7 * HOUR })
    const { whole } = await firstContactFigures(scopeOf(lea))
    expect(whole).toMatchObject({ resolved: 2, reopened: 1, withoutEscalation: 2 })
  })

  it('Times: the first reply is a person’s, not the acknowledgement; who has none is said apart', async () => {
    const { lea, thomas } = await team()
    const [answered] = [await written(), await written({}, 'nadia@exemple.fr')]
    await send()
    at(3 * HOUR)
    await replyToCustomer(core, {
      ticketId: answered.ticketId,
      memberId: thomas,
      text: 'Je contacte le vendeur.',
    })
    at(5 * HOUR)
    await replyToCustomer(core, { ticketId: answered.ticketId, memberId: thomas, text: 'Il a répondu.' })
    const { reply: first } = await reportTimes(scopeOf(lea), 'team')
    expect(first).toMatchObject({ count: 1, median: 3 * HOUR, without: { waiting: 1, resolved: 0 } })
  })

  it('What is open: tickets are counted by age against the policy’s times, by team, by owner, and as they come and go each day', async () => {
    const { lea, thomas } = await team()
    const old = await written({ receivedAt: clock.now() })
    at(3 * DAY)
    await written({ receivedAt: clock.now() }, 'nadia@exemple.fr')
    const solved = await written({ receivedAt: clock.now() }, 'karim@exemple.fr')
    await assign(core, { ticketId: old.ticketId, memberId: lea, assigneeId: thomas })
    at(3 * DAY + HOUR)
    await solve(solved.ticketId, thomas)
    at(6 * DAY)
    const { whole, bounds, owners, teams, flow } = await reportBacklog(scopeOf(lea))
    expect(bounds.map((bound) => bound / HOUR)).toEqual([24, 48, 120, 240, 720])
    // One of six days, one of three.
    expect(whole).toEqual({ open: 2, ages: [0, 0, 1, 1, 0, 0], oldest: 6 * DAY })
    expect(owners).toMatchObject([
      { owner: { name: 'Thomas Girard' }, open: 1, oldest: 6 * DAY },
      { owner: null, open: 1, oldest: 3 * DAY },
    ])
    expect(teams.reduce((sum, { open }) => sum + open, 0)).toBe(2)
    // From Tuesday the 24th to Monday the 30th.
    expect(flow.map(({ opened }) => opened)).toEqual([1, 0, 0, 2, 0, 0, 0])
    expect(flow.map(({ resolved }) => resolved)).toEqual([0, 0, 0, 1, 0, 0, 0])
  })

  it('First contact: a ticket with one letter and one reply is one; with a second letter, a climb or a refusal it is not', async () => {
    const { lea, thomas } = await team()
    const once = await written()
    const twice = await written({}, 'nadia@exemple.fr')
    const climbed = await written({}, 'karim@exemple.fr')
    const refused = await written({}, 'paul@exemple.fr')
    await send()
    at(HOUR)
    await written(
      { subject: `Re: ${twice.reference}`, text: 'Voici la photo.', receivedAt: clock.now() },
      'nadia@exemple.fr',
    )
    await solve(once.ticketId, thomas)
    await resolve(core, {
      ticketId: refused.ticketId,
      memberId: thomas,
      outcome: 'refused',
      text: 'Hors délai.',
    })
    at(25 * HOUR)
    await sweepEscalations(core)
    await solve(twice.ticketId, thomas)
    await solve(climbed.ticketId, thomas)
    const { whole, channels } = await firstContactFigures(scopeOf(lea))
    expect(whole).toEqual({ resolved: 4, atFirstContact: 1, byTheChat: 0, withoutEscalation: 2, reopened: 0 })
    expect(channels).toEqual([{ channel: 'mail', ...whole }])
  })

  it('Satisfaction: ratings are counted by the day they were asked for, with the words customers added', async () => {
    const { lea, thomas } = await team()
    const { ticketId, reference } = await written()
    await solve(ticketId, thomas)
    const { id } = await core.db.selectFrom('satisfaction_requests').select('id').executeTakeFirstOrThrow()
    at(DAY)
    await core.db
      .insertInto('satisfaction_answers')
      .values({
        request_id: id,
        score: 4,
        comment: 'Un peu long.',
        via: 'page',
        message_id: null,
        at: clock.now(),
        comment_added_at: null,
        followed_up_by: null,
        followed_up_at: null,
      })
      .execute()
    const steps = await satisfactionSteps(scopeOf(lea, { from: '2026-11-24' }))
    expect(steps).toEqual([
      { asked: 1, rated: 1, satisfied: 1, mean: 4 },
      { asked: 0, rated: 0, satisfied: 0, mean: null },
    ])
    expect(await satisfactionComments(scopeOf(lea), 5)).toMatchObject([
      { reference, score: 4, comment: 'Un peu long.' },
    ])
  })

  it('The classifier: the figures say what it decided, what it left to a person, what was corrected and what customers proposed', async () => {
    const { lea, thomas } = await team()
    const decided = await written()
    const unsure = await written({ subject: '', text: 'Merci de me rappeler.' }, 'nadia@exemple.fr')
    const [first] = await core.db
      .selectFrom('tickets')
      .select('category')
      .where('id', '=', decided.ticketId)
      .execute()
    const from = first?.category as 'order-dispute'
    await recategorise(core, {
      ticketId: decided.ticketId,
      memberId: thomas,
      category: 'product-information',
    })
    const proposal = await proposeCorrection(core, {
      ticketId: unsure.ticketId,
      from: 'other',
      to: 'account',
    })
    await proposeCorrection(core, { ticketId: unsure.ticketId, from: 'other', to: 'account-closure' })
    await confirmCorrection(core, { correctionId: proposal, memberId: thomas })
    const { whole, corrections, proposals, steps } = await classificationFigures(scopeOf(lea))
    expect(whole).toEqual({ decided: 1, abstained: 1, corrected: 2 })
    expect(steps.at(-1)).toEqual(whole)
    expect(corrections).toEqual(
      expect.arrayContaining([
        { from, to: 'product-information', count: 1 },
        { from: 'other', to: 'account', count: 1 },
      ]),
    )
    expect(proposals).toEqual({ proposed: 2, confirmed: 1, waiting: 1 })
  })

  it('A period in which nothing happened has figures of nothing, and no division by it', async () => {
    const { lea } = await team()
    const scope = scopeOf(lea, { from: '2026-01-05', to: '2026-01-06' })
    expect((await promiseFigures(scope, 'team')).groups).toEqual([])
    expect((await reportTimes(scope, 'team')).resolution).toMatchObject({
      count: 0,
      median: null,
      groups: [],
    })
    expect((await firstContactFigures(scope)).whole.resolved).toBe(0)
    expect((await reportBacklog(scope)).whole).toEqual({ open: 0, ages: [0, 0, 0, 0, 0, 0], oldest: null })
    expect((await classificationFigures(scope)).corrections).toEqual([])
    expect(await satisfactionSteps(scope)).toHaveLength(2)
  })
})
