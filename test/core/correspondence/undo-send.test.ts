import { expect, it } from 'vitest'
import { markSent } from '../../../core/correspondence/consequences.ts'
import { viewForCustomer } from '../../../core/correspondence/customer-view.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { findUndoableSend, undoSend } from '../../../core/correspondence/undo-send.ts'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import type { MemberId, TicketId } from '../../../core/kernel/id.ts'
import { signLink } from '../../../core/kernel/signed-link.ts'
import { createMember } from '../../../core/member/member.ts'
import { joinTeam } from '../../../core/member/team.ts'
import { claimDue } from '../../../core/outbox/delivery.ts'
import { nameInvestigators } from '../../../core/promise/investigation.ts'
import { draftsOf, saveDraft } from '../../../core/ticket/draft.ts'
import { viewTicket } from '../../../core/ticket/view.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { reopen } from '../../../core/ticket-actions/reopening.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside, takeUp } from '../../../core/ticket-actions/set-aside.ts'
import { unmerge } from '../../../core/ticket-actions/unmerge.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

const TEXT = 'Bonjour Nadia,\nvotre colis part demain.'

describeOnEachDatabase('A reply just sent', (database) => {
  const { core, clock } = openWorld(database, { withdrawableFor: 10_000 })

  async function replied() {
    const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    if (!received) throw new Error('nothing was received')
    const claimed = await claim()
    await markSent(
      core,
      claimed.map(({ id }) => ({ id, at: clock.now() })),
    )
    const karim = await createMember(core, {
      name: 'Karim Haddad',
      email: 'karim@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    const { ticketId, reference } = received
    const messageId = await replyToCustomer(core, { ticketId, memberId: karim.id, text: TEXT })
    if (!messageId) throw new Error('the answer was not written')
    return { ticketId, reference, karim, messageId }
  }

  const claim = () =>
    claimDue(core, { channel: 'mail', holder: `deliverer ${Math.random()}`, limit: 10, leaseSeconds: 60 })
  const withdraw = (ticketId: TicketId, memberId: MemberId, messageId: string) =>
    undoSend(core, { ticketId, memberId, messageId })

  it('waits ten seconds, then leaves', async () => {
    await replied()
    clock.advance(9_999)
    expect(await claim()).toEqual([])
    clock.advance(1)
    expect((await claim()).map(({ kind }) => kind)).toEqual(['answer'])
  })

  it('can be taken back by whoever wrote it: nothing leaves, the words return to the draft, the history says so', async () => {
    const { ticketId, reference, karim, messageId } = await replied()
    expect(await findUndoableSend(core, karim.id, ticketId)).toEqual({
      messageId,
      until: new Date(clock.now().getTime() + 10_000),
    })
    await withdraw(ticketId, karim.id, messageId)
    clock.advance(60_000)
    expect(await claim()).toEqual([])
    const view = await viewTicket(core, karim.id, reference)
    expect(view.messages.map(({ direction }) => direction)).toEqual(['in'])
    expect(view.events.at(-1)).toMatchObject({ kind: 'answer-withdrawn', actorName: 'Karim Haddad' })
    expect((await draftsOf(core.db, karim.id, ticketId)).answer?.text).toBe(TEXT)
    expect(await findUndoableSend(core, karim.id, ticketId)).toBeUndefined()
  })

  it('comes back before what has been typed since', async () => {
    const { ticketId, karim, messageId } = await replied()
    await saveDraft(core, { memberId: karim.id, ticketId, kind: 'answer', text: 'P.-S.' })
    await withdraw(ticketId, karim.id, messageId)
    expect((await draftsOf(core.db, karim.id, ticketId)).answer?.text).toBe(`${TEXT}\n\nP.-S.`)
  })

  it('cannot be taken back once it is due, nor twice, nor by a colleague', async () => {
    const { ticketId, karim, messageId } = await replied()
    const thomas = await createMember(core, {
      name: 'Thomas Girard',
      email: 'thomas@agafort.example',
      role: 'agent',
      language: 'fr',
    })
    await expect(withdraw(ticketId, thomas.id, messageId)).rejects.toMatchObject({ code: 'not-found' })
    clock.advance(10_000)
    await expect(withdraw(ticketId, karim.id, messageId)).rejects.toMatchObject({ code: 'already-done' })
    expect((await claim()).map(({ kind }) => kind)).toEqual(['answer'])
  })

  it('began no investigation when it is taken back', async () => {
    const { ticketId, karim, messageId: first } = await replied()
    await withdraw(ticketId, karim.id, first)
    await joinTeam(core, { memberId: karim.id, teamId: 'resolution' })
    await core.db.updateTable('tickets').set({ level: 'resolution' }).where('id', '=', ticketId).execute()
    const owed = () =>
      core.db
        .selectFrom('promises')
        .select(['kind', 'due_at'])
        .where('ticket_id', '=', ticketId)
        .where('ended_at', 'is', null)
        .orderBy('kind')
        .execute()
    const before = await owed()
    clock.advance(HOUR)
    const messageId = await replyToCustomer(core, { ticketId, memberId: karim.id, text: TEXT })
    expect((await owed()).map(({ kind }) => kind)).not.toContain('investigate')
    await withdraw(ticketId, karim.id, messageId ?? '')
    expect(await owed()).toEqual(before)
    const untold = await core.db
      .selectFrom('measures')
      .select('kind')
      .where('ticket_id', '=', ticketId)
      .where('dropped_at', 'is', null)
      .execute()
    expect(untold).toEqual([])
  })

  it('is shown to its customer only when it leaves', async () => {
    const { reference } = await replied()
    const link = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })
    const entries = async () => (await viewForCustomer(core, link)).entries.map(({ kind }) => kind)
    expect(await entries()).not.toContain('answered')
    clock.advance(10_000)
    expect(await entries()).toContain('answered')
  })

  /** Karim's answer begins the investigation of a ticket that has climbed to his team. */
  async function investigated() {
    const { ticketId, reference, karim, messageId: first } = await replied()
    await withdraw(ticketId, karim.id, first)
    await joinTeam(core, { memberId: karim.id, teamId: 'resolution' })
    await core.db.updateTable('tickets').set({ level: 'resolution' }).where('id', '=', ticketId).execute()
    clock.advance(HOUR)
    const owedBefore = await owed(ticketId)
    const messageId = await replyToCustomer(core, { ticketId, memberId: karim.id, text: TEXT })
    expect(await owed(ticketId)).not.toContain('investigate')
    return { ticketId, reference, karim, messageId: messageId ?? '', owedBefore }
  }

  async function owed(ticketId: TicketId): Promise<string[]> {
    const rows = await core.db
      .selectFrom('promises')
      .select('kind')
      .where('ticket_id', '=', ticketId)
      .where('ended_at', 'is', null)
      .orderBy('kind')
      .execute()
    return rows.map(({ kind }) => kind)
  }

  it.each([
    ['resolved', false],
    ['resolved and opened again', true],
  ])('owes nothing again for a ticket that was %s meanwhile', async (_, again) => {
    const { ticketId, karim, messageId } = await investigated()
    await resolve(core, { ticketId, memberId: karim.id, outcome: 'solved', text: 'Le colis est là.' })
    if (again) await reopen(core, { ticketId, memberId: karim.id })
    const before = await owed(ticketId)
    await withdraw(ticketId, karim.id, messageId)
    expect(await owed(ticketId)).toEqual(before)
  })

  it('owes the investigation again once a ticket that was set aside meanwhile is taken up', async () => {
    const { ticketId, karim, messageId, owedBefore } = await investigated()
    await setAside(core, { ticketId, memberId: karim.id, why: 'sent-by-mistake' })
    await withdraw(ticketId, karim.id, messageId)
    expect(await owed(ticketId)).toEqual([])
    await takeUp(core, { ticketId, memberId: karim.id })
    expect(await owed(ticketId)).toEqual(owedBefore)
  })

  it('gives the investigation back to whoever was named before', async () => {
    const { ticketId, karim, messageId } = await replied()
    await withdraw(ticketId, karim.id, messageId)
    const thomas = await createMember(core, {
      name: 'Thomas Girard',
      email: 'thomas@agafort.example',
      role: 'investigator',
      language: 'fr',
    })
    await joinTeam(core, { memberId: karim.id, teamId: 'resolution' })
    await core.db.updateTable('tickets').set({ level: 'resolution' }).where('id', '=', ticketId).execute()
    await core.db
      .transaction()
      .execute((trx) =>
        nameInvestigators(
          trx,
          [{ ticket: { id: ticketId, round: 1 }, investigator: thomas.id }],
          clock.now(),
        ),
      )
    clock.advance(HOUR)
    const second = await replyToCustomer(core, { ticketId, memberId: karim.id, text: TEXT })
    await withdraw(ticketId, karim.id, second ?? '')
    const named = await core.db
      .selectFrom('investigations')
      .select(['investigator_id', 'begun_at'])
      .where('ticket_id', '=', ticketId)
      .where('ended_at', 'is', null)
      .execute()
    expect(named).toEqual([{ investigator_id: thomas.id, begun_at: null }])
  })

  it.each(['from', 'into'] as const)(
    'can be taken back when its ticket was merged meanwhile, asked for under the one it was merged %s',
    async (under) => {
      const { ticketId, karim, messageId } = await replied()
      const again = mailFrom('Nadia Benali', 'nadia.benali@exemple.fr', { subject: 'Mon colis' })
      const [other] = await receive(core, [again])
      if (!other) throw new Error('nothing was received')
      await merge(core, { fromTicketId: ticketId, intoTicketId: other.ticketId, memberId: karim.id })
      const link = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: other.reference })
      const shown = (await viewForCustomer(core, link)).entries.map(({ kind }) => kind)
      expect(shown).not.toContain('answered')
      expect(await findUndoableSend(core, karim.id, other.ticketId)).toMatchObject({ messageId })
      await withdraw(under === 'from' ? ticketId : other.ticketId, karim.id, messageId)
      expect((await draftsOf(core.db, karim.id, other.ticketId)).answer?.text).toBe(TEXT)
      expect(await owed(ticketId)).toEqual([])
      await unmerge(core, { ticketId, memberId: karim.id })
      expect(await owed(ticketId)).toContain('resolve')
      clock.advance(60_000)
      expect((await claim()).map(({ kind }) => kind)).not.toContain('answer')
    },
  )

  it('leaves before what is written after it', async () => {
    const { ticketId, karim } = await replied()
    clock.advance(3_000)
    await resolve(core, { ticketId, memberId: karim.id, outcome: 'solved', text: 'Le colis est là.' })
    expect(await claim()).toEqual([])
    clock.advance(7_001)
    expect((await claim()).map(({ kind }) => kind)).toEqual(['answer', 'resolution'])
  })

  it('is not taken back for an id that names none', async () => {
    const { ticketId, karim } = await replied()
    await expect(withdraw(ticketId, karim.id, 'x\u0000')).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
