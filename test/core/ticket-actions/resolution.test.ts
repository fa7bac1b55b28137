import { describe, expect, it } from 'vitest'
import { logCall } from '../../../core/correspondence/call.ts'
import { conclude } from '../../../core/correspondence/conclusion.ts'
import { CONSEQUENCES } from '../../../core/correspondence/consequences.ts'
import { retryDeadLetter } from '../../../core/correspondence/dead-letter.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { claimDue } from '../../../core/outbox/delivery.ts'
import { recordOutcomes } from '../../../core/outbox/outcome.ts'
import { RESOLUTION_OUTCOMES } from '../../../core/policy/resolution-outcome.ts'
import { listCallBacks } from '../../../core/promise/call-back.ts'
import { cancelPendingUpdates, recordMeasures } from '../../../core/promise/measure.ts'
import { lockTicket } from '../../../core/ticket/lock.ts'
import { reopen } from '../../../core/ticket-actions/reopening.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { describeOnDatabase, useTestDatabase } from '../../servers/database.ts'
import { callOfGeorges } from '../../world/caller.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

describeOnDatabase('The resolution', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, pass, mails, promise, ledger, ticket } = world
  const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)
  const lea = () => member('Léa Martin', { teams: ['customer-service'] })
  const owed = async (ticketId: TicketId) =>
    (await ledger(ticketId))
      .filter(({ outcome }) => outcome === null)
      .map(({ kind, round }) => `${kind} ${round}`)

  it('keeps its promise when it is decided within five days of the first contact', async () => {
    begin()
    const { ticketId } = await written()
    await send()
    clock.advance(5 * DAY)
    await resolve(core, { ticketId, memberId: await lea(), outcome: 'solved', text: 'Le colis est arrivé.' })
    expect(await promise(ticketId, 'resolve')).toMatchObject({ outcome: 'kept', ended_at: after(5 * DAY) })
  })

  it('breaks it a second later', async () => {
    begin()
    const { ticketId } = await written()
    clock.advance(5 * DAY + 1000)
    await resolve(core, { ticketId, memberId: await lea(), outcome: 'solved', text: 'Le colis est arrivé.' })
    expect((await promise(ticketId, 'resolve')).outcome).toBe('broken')
  })

  it('ends what else is owed, and what was late already is broken', async () => {
    begin()
    const { ticketId } = await written()
    await send()
    clock.advance(30 * HOUR)
    await resolve(core, { ticketId, memberId: await lea(), outcome: 'solved', text: 'Le colis est arrivé.' })
    expect((await promise(ticketId, 'escalate')).outcome).toBe('no-longer-owed')
    expect((await promise(ticketId, 'investigate')).outcome).toBe('broken')
    expect((await promise(ticketId, 'update')).outcome).toBe('broken')
    expect(await owed(ticketId)).toEqual(['conclude 1'])
  })

  it('settles the conclusions when its mail has left', async () => {
    begin()
    const { ticketId } = await written()
    await send()
    clock.advance(HOUR)
    await resolve(core, { ticketId, memberId: await lea(), outcome: 'solved', text: 'Le colis est arrivé.' })
    expect((await promise(ticketId, 'conclude')).outcome).toBeNull()
    clock.advance(MINUTE)
    await send()
    expect(await promise(ticketId, 'conclude')).toMatchObject({
      outcome: 'kept',
      ended_at: after(HOUR + MINUTE),
    })
    expect(await owed(ticketId)).toEqual([])
  })

  it.each([
    ['solved', 'Votre problème est résolu', 'nous considérons votre problème comme résolu'],
    ['refused', 'Notre décision sur votre demande', 'ne pas donner une suite favorable'],
    ['withdrawn', 'Votre dossier est clos', 'Vous ne souhaitez pas donner suite'],
    ['out-of-scope', 'Votre demande ne relève pas de notre compétence', 'qui ne relève pas d’Agafort'],
  ] as const)('as %s says so in words of its own', async (outcome, title, told) => {
    begin()
    const { ticketId } = await written()
    await resolve(core, { ticketId, memberId: await lea(), outcome, text: 'En voici la raison.' })
    const mail = (await mails(ticketId)).at(-1)
    expect(mail).toMatchObject({ kind: 'resolution' })
    expect(mail?.text).toContain(title)
    expect(mail?.text).toContain(told)
    expect(mail?.text).toContain('En voici la raison.')
    expect(mail?.text).toContain('votre dossier sera rouvert')
  })

  it('silences what was still to be said: measures are dropped, updates and reminders do not leave', async () => {
    begin()
    const { ticketId } = await written()
    await send()
    const at = clock.now()
    await core.db
      .transaction()
      .execute((trx) => recordMeasures(trx, [{ ticketId, round: 1, kind: 'handed-to-resolution', at }]))
    await resolve(core, { ticketId, memberId: await lea(), outcome: 'solved', text: 'Le colis est arrivé.' })
    const measures = await database.db.selectFrom('measures').selectAll().execute()
    expect(measures).toMatchObject([{ dropped_at: after(0) }])
    await world.pass(DAY, { step: HOUR })
    const kinds = (await mails(ticketId)).map(({ kind }) => kind)
    expect(kinds.slice(0, 2)).toEqual(['acknowledgement', 'resolution'])
    expect(kinds).not.toContain('update')
  })

  it('is told by one call to a customer without an e-mail address, whatever else was to be said', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    const memberId = await lea()
    await conclude(core, { ticketId, memberId, findings: 'La pompe est en panne.' })
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le vendeur la remplace vendredi.' })
    expect(await listCallBacks(core.db, memberId)).toMatchObject([
      { why: 'resolution', text: 'Le vendeur la remplace vendredi.' },
    ])
    expect((await ticket(ticketId)).resolved_at).toEqual(after(0))
    clock.advance(HOUR)
    await logCall(core, { ticketId, memberId, text: 'Annoncé à M. Lefèvre.', reached: true })
    expect(await promise(ticketId, 'conclude')).toMatchObject({ outcome: 'kept', ended_at: after(HOUR) })
    expect(await listCallBacks(core.db, memberId)).toEqual([])
  })

  it('reopened by hand begins a new round at the level the ticket had reached', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await lea()
    await database.db
      .updateTable('tickets')
      .set({ level: 'resolution', team_id: 'resolution' })
      .where('id', '=', ticketId)
      .execute()
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: '' })
    clock.advance(2 * DAY)
    await reopen(core, { ticketId, memberId })
    expect(await ticket(ticketId)).toMatchObject({
      round: 2,
      resolved_at: null,
      level: 'resolution',
      team_id: 'resolution',
      first_contact_at: after(2 * DAY),
    })
    expect((await promise(ticketId, 'resolve', { round: 2 })).due_at).toEqual(after(7 * DAY))
    expect((await promise(ticketId, 'acknowledge', { round: 2 })).outcome).toBe('no-longer-owed')
  })

  it('reopened by the customer’s reply owes nothing of the round before', async () => {
    begin()
    const { ticketId, reference } = await written()
    const memberId = await lea()
    // Its mail does not leave: the conclusions of the first round are still owed when the reply comes.
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le colis est arrivé.' })
    clock.advance(DAY)
    const received = await written({
      subject: `Re: Colis jamais reçu [${reference}]`,
      text: 'Le colis est bien arrivé mais il manque la moitié de ma commande, je voudrais la recevoir.',
    })
    expect(received.kind).toBe('reopened')
    expect((await promise(ticketId, 'conclude')).outcome).toBe('no-longer-owed')
    expect((await owed(ticketId)).every((promised) => promised.endsWith(' 2'))).toBe(true)
    expect((await promise(ticketId, 'conclude', { round: 2 })).due_at).toEqual(after(3 * DAY))
  })

  it('is refused without its reason when it is a refusal, twice, and with an outcome that does not exist', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await lea()
    const refused = resolve(core, { ticketId, memberId, outcome: 'refused', text: ' ' })
    await expect(refused).rejects.toMatchObject({ code: 'invalid-input' })
    const unknown = resolve(core, { ticketId, memberId, outcome: 'forgotten' as 'solved', text: 'x' })
    await expect(unknown).rejects.toThrow(RESOLUTION_OUTCOMES.join(', '))
    expect((await ticket(ticketId)).resolved_at).toBeNull()
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: '' })
    const again = resolve(core, { ticketId, memberId, outcome: 'solved', text: '' })
    await expect(again).rejects.toMatchObject({ code: 'already-done' })
    expect((await mails(ticketId)).filter(({ kind }) => kind === 'resolution')).toHaveLength(1)
  })

  it('calls back a question that has not left: nobody needs the reply any more', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await lea()
    await send()
    await askCustomer(core, { ticketId, memberId, question: 'Quel est le numéro du colis ?' })
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le colis est arrivé.' })
    expect((await mails(ticketId)).map(({ kind }) => kind)).toEqual(['acknowledgement', 'resolution'])
  })

  it('leaves an update that was given up where it is, also when somebody would send it again', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await lea()
    await send()
    await pass(24 * HOUR, { step: 12 * HOUR, mail: false })
    const due = await claimDue(core, { channel: 'mail', holder: 'h', limit: 9, leaseSeconds: 600 })
    const outboxId = due.find(({ kind }) => kind === 'update')?.id
    if (!outboxId) throw new Error('There is no update on its way.')
    const dead = { kind: 'dead' as const, id: outboxId, error: '550 no such user', code: '550' }
    await recordOutcomes(core, 'h', [dead], CONSEQUENCES)
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le colis est arrivé.' })
    const again = retryDeadLetter(core, { outboxId, memberId })
    await expect(again).rejects.toMatchObject({ code: 'already-done' })
  })

  it('does not keep a member from replying afterwards, but from asking', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await lea()
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: '' })
    await replyToCustomer(core, { ticketId, memberId, text: 'Bonjour Marie, voici le bon de retour.' })
    expect((await mails(ticketId)).at(-1)?.kind).toBe('answer')
    const asking = askCustomer(core, { ticketId, memberId, question: 'Tout va bien ?' })
    await expect(asking).rejects.toMatchObject({ code: 'already-done' })
  })
})

describe('The resolution, while a mail of its ticket is given up', () => {
  const database = useTestDatabase('PostgreSQL')
  const { core, begin, member, written, send, pass, mails, ticket, events } = openPolicyWorld(database)

  it('holds up nothing: the dead letter is recorded at once, and shown on the ticket afterwards', async () => {
    begin()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    const { ticketId } = await written()
    await send()
    await pass(24 * HOUR, { step: 12 * HOUR, mail: false })
    const due = await claimDue(core, { channel: 'mail', holder: 'h', limit: 9, leaseSeconds: 600 })
    const update = due.find(({ kind }) => kind === 'update')
    if (!update) throw new Error('There is no update on its way.')
    await core.db.transaction().execute(async (trx) => {
      await lockTicket(trx, ticketId)
      const dead = { kind: 'dead' as const, id: update.id, error: '550 no such user', code: '550' }
      expect(await recordOutcomes(core, 'h', [dead], CONSEQUENCES)).toEqual([update.id])
      await cancelPendingUpdates(trx, core, ticketId)
    })
    await resolve(core, { ticketId, memberId, outcome: 'solved', text: 'Le colis est arrivé.' })
    expect((await ticket(ticketId)).resolved_at).not.toBeNull()
    expect((await mails(ticketId)).map(({ kind }) => kind)).toEqual([
      'acknowledgement',
      'update',
      'resolution',
    ])
    expect(await events(ticketId)).not.toContain('delivery-failed')
    await pass(MINUTE, { step: MINUTE, mail: false })
    expect(await events(ticketId)).toContain('delivery-failed')
  })
})
