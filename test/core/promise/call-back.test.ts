import { expect, it } from 'vitest'
import { logCall } from '../../../core/correspondence/call.ts'
import { viewForCustomer } from '../../../core/correspondence/customer-view.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { note } from '../../../core/correspondence/note.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { signLink } from '../../../core/kernel/signed-link.ts'
import { listCallBacks, openCallBack } from '../../../core/promise/call-back.ts'
import { describeOnDatabase } from '../../servers/database.ts'
import { callOfGeorges } from '../../world/caller.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

describeOnDatabase('A customer without an e-mail address', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, pass, mails, promise, ticket, events } = world
  const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)
  const lea = () => member('Léa Martin', { teams: ['customer-service'] })
  const messages = (ticketId: TicketId) =>
    database.db
      .selectFrom('messages')
      .select(['direction', 'door', 'text'])
      .where('ticket_id', '=', ticketId)
      .orderBy('received_at')
      .orderBy('id')
      .execute()

  it('is called with the reply: it stands on the desk with whom to call and what to say', async () => {
    begin()
    const { ticketId, reference } = await callOfGeorges(core)
    const memberId = await lea()
    clock.advance(HOUR)
    const sent = await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.' })
    expect(sent).toBeNull()
    expect(await listCallBacks(core.db, memberId)).toMatchObject([
      {
        ticketId,
        reference,
        why: 'answer',
        text: 'Le vendeur passera mercredi.',
        customerName: 'Georges Lefèvre',
        telephones: ['+33478421563'],
        language: 'fr',
        since: after(HOUR),
      },
    ])
    expect(await mails(ticketId)).toEqual([])
    expect((await promise(ticketId, 'update')).outcome).toBeNull()
    expect(await events(ticketId)).toContain('call-back-due')
  })

  it('is told by the logged call, which keeps the update as a mail would, and the next is owed 24 h later', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    const memberId = await lea()
    await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.' })
    clock.advance(2 * HOUR)
    await logCall(core, { ticketId, memberId, text: 'Dit à M. Lefèvre.', reached: true })
    expect(await promise(ticketId, 'update')).toMatchObject({ outcome: 'kept', ended_at: after(2 * HOUR) })
    expect(await promise(ticketId, 'update', { number: 2 })).toMatchObject({
      outcome: null,
      due_at: after(26 * HOUR),
    })
    expect(await listCallBacks(core.db, memberId)).toEqual([])
    expect(await messages(ticketId)).toMatchObject([
      { direction: 'in' },
      { direction: 'out', door: 'call', text: 'Dit à M. Lefèvre.' },
    ])
  })

  it('who could not be reached is still to be called, and nothing is kept', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    const memberId = await lea()
    await replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera mercredi.' })
    await logCall(core, { ticketId, memberId, text: 'Pas de réponse.', reached: false })
    expect(await listCallBacks(core.db, memberId)).toHaveLength(1)
    expect((await promise(ticketId, 'update')).outcome).toBeNull()
    expect((await messages(ticketId)).at(-1)).toMatchObject({ direction: 'note', text: 'Pas de réponse.' })
    expect(await events(ticketId)).toContain('called')
  })

  it('gets the update as a call to make before it falls due', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    const memberId = await lea()
    await pass(24 * HOUR, { step: 15 * MINUTE })
    const calls = await listCallBacks(core.db, memberId)
    expect(calls.map(({ why }) => why)).toEqual(['update'])
    expect((await mails(ticketId)).filter(({ kind }) => kind === 'update')).toEqual([])
  })

  it('is told the newest update only: an older one that was never said gives way', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    const memberId = await lea()
    for (const text of ['Rien de nouveau.', 'Le vendeur a répondu.']) {
      clock.advance(HOUR)
      await core.db.transaction().execute(async (trx) => {
        await openCallBack(trx, core, { id: ticketId, round: 1 }, { why: 'update', text })
      })
    }
    expect(await listCallBacks(core.db, memberId)).toMatchObject([{ text: 'Le vendeur a répondu.' }])
  })

  it('is asked on the telephone: the ticket does not wait', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    const memberId = await lea()
    expect(await askCustomer(core, { ticketId, memberId, question: 'Quel est le modèle ?' })).toBeNull()
    expect(await listCallBacks(core.db, memberId)).toMatchObject([{ why: 'information' }])
    expect((await ticket(ticketId)).waiting_since).toBeNull()
  })

  it('cannot be sent a file', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    const memberId = await lea()
    const attachments = [{ name: 'bon.pdf', type: 'application/pdf', content: Buffer.from('%PDF') }]
    await expect(
      replyToCustomer(core, { ticketId, memberId, text: 'Voici le bon.', attachments }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    expect(await listCallBacks(core.db, memberId)).toEqual([])
  })

  it('is called once for a form that was sent twice', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    const memberId = await lea()
    await Promise.all(
      [1, 2].map(() =>
        replyToCustomer(core, { ticketId, memberId, text: 'Le vendeur passera.', token: 'form-1' }),
      ),
    )
    expect(await listCallBacks(core.db, memberId)).toHaveLength(1)
    const logged = await Promise.all(
      [1, 2].map(() => logCall(core, { ticketId, memberId, text: 'Dit.', reached: true, token: 'form-2' })),
    )
    expect(logged[0]).toBe(logged[1])
    expect((await messages(ticketId)).filter(({ direction }) => direction === 'out')).toHaveLength(1)
  })

  it('stands on the call list of cleared members only when the lane is sensitive', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    await database.db.updateTable('tickets').set({ category: 'fraud' }).where('id', '=', ticketId).execute()
    const cleared = await member('Ines Faure', { teams: ['fraud'], lanes: ['fraud'] })
    await replyToCustomer(core, { ticketId, memberId: cleared, text: 'Votre carte est bloquée.' })
    expect(await listCallBacks(core.db, await lea())).toEqual([])
    expect(await listCallBacks(core.db, cleared)).toHaveLength(1)
  })

  it('A customer who writes mails is called only when a colleague wishes, and the call keeps the update and settles a question', async () => {
    begin()
    const { ticketId, reference } = await written()
    const memberId = await lea()
    await askCustomer(core, { ticketId, memberId, question: 'Quelle est votre adresse ?' })
    await send()
    clock.advance(HOUR)
    await logCall(core, { ticketId, memberId, text: 'Adresse confirmée par téléphone.', reached: true })
    expect((await ticket(ticketId)).waiting_since).toBeNull()
    expect((await promise(ticketId, 'update', { number: 2 })).outcome).toBe('kept')
    const token = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })
    expect(JSON.stringify(await viewForCustomer(core, token))).not.toContain('Adresse confirmée')
  })

  it('has no call logged without words, on a ticket that does not exist, or after six days without one', async () => {
    begin()
    const { ticketId } = await callOfGeorges(core)
    const memberId = await lea()
    await expect(logCall(core, { ticketId, memberId, text: ' ', reached: true })).rejects.toMatchObject({
      code: 'invalid-input',
    })
    const nowhere = memberId as unknown as TicketId
    await expect(
      logCall(core, { ticketId: nowhere, memberId, text: 'Dit.', reached: true }),
    ).rejects.toMatchObject({ code: 'not-found' })
    clock.advance(6 * DAY)
    await logCall(core, { ticketId, memberId, text: 'Dit, bien tard.', reached: true })
    expect((await promise(ticketId, 'update')).outcome).toBe('broken')
  })
})

describeOnDatabase('A note on a ticket', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, pass, promise } = world

  it('is for colleagues: its customer never reads it', async () => {
    begin()
    const { ticketId, reference } = await written()
    const memberId = await member('Léa Martin', { teams: ['customer-service'] })
    await note(core, { ticketId, memberId, text: 'Vendeur connu pour ses retards.', token: 'form-1' })
    await note(core, { ticketId, memberId, text: 'Vendeur connu pour ses retards.', token: 'form-1' })
    const token = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })
    expect(JSON.stringify(await viewForCustomer(core, token))).not.toContain('connu pour ses retards')
    const kept = await database.db
      .selectFrom('messages')
      .select('text')
      .where('direction', '=', 'note')
      .execute()
    expect(kept).toHaveLength(1)
    await expect(note(core, { ticketId, memberId, text: ' ' })).rejects.toMatchObject({
      code: 'invalid-input',
    })
  })

  it('by the investigator begins the investigation; by anybody else it does not', async () => {
    begin()
    const colleague = await member('Léa Martin', { teams: ['customer-service'] })
    const investigator = await member('Claire Petit', { teams: ['resolution'] })
    const { ticketId } = await written()
    await pass(23 * HOUR, { step: 30 * MINUTE })
    await note(core, { ticketId, memberId: colleague, text: 'Vu.' })
    expect((await promise(ticketId, 'investigate')).outcome).toBeNull()
    clock.advance(MINUTE)
    await note(core, { ticketId, memberId: investigator, text: 'Je demande la preuve de livraison.' })
    expect((await promise(ticketId, 'investigate')).outcome).toBe('kept')
  })
})
