import { expect, it } from 'vitest'
import { logCall } from '../../../core/correspondence/call.ts'
import { conclude } from '../../../core/correspondence/conclusion.ts'
import { DAY, HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { TicketId } from '../../../core/kernel/id.ts'
import { listCallBacks } from '../../../core/promise/call-back.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { setAside } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { callOfGeorges } from '../../world/caller.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { TUESDAY } from '../../world/world.ts'

const FINDINGS = 'Le transporteur a perdu votre colis à Lyon. Le vendeur vous en envoie un autre.'

describeOnEachDatabase('The conclusions', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, begin, member, written, send, mails, promise, ticket, events } = world
  const after = (milliseconds: number) => new Date(TUESDAY.getTime() + milliseconds)
  const claire = () => member('Claire Petit', { teams: ['resolution'] })
  const conclusions = (ticketId: TicketId) =>
    database.db.selectFrom('conclusions').selectAll().where('ticket_id', '=', ticketId).execute()

  it('are told with what was found, what follows, and by when', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await claire()
    clock.advance(40 * HOUR)
    await conclude(core, { ticketId, memberId, findings: FINDINGS })
    const mail = (await mails(ticketId)).at(-1)
    expect(mail?.kind).toBe('conclusion')
    expect(mail?.text).toContain('perdu votre colis à Lyon')
    expect(mail?.text).toContain('d’ici au dimanche 29 novembre à 9 h 05')
    expect(await conclusions(ticketId)).toMatchObject([
      { member_id: memberId, round: 1, at: after(40 * HOUR) },
    ])
    expect(await events(ticketId)).toContain('concluded')
  })

  it('name no date that has passed: they say that we are late', async () => {
    begin()
    const { ticketId } = await written()
    clock.advance(6 * DAY)
    await conclude(core, { ticketId, memberId: await claire(), findings: FINDINGS })
    const text = (await mails(ticketId)).at(-1)?.text
    expect(text).toContain('Nous sommes en retard et vous prions de nous en excuser')
    expect(text).not.toContain('29 novembre')
  })

  it('count as given when the mail has left, within 48 hours of the first contact', async () => {
    begin()
    const { ticketId } = await written()
    clock.advance(47 * HOUR)
    await conclude(core, { ticketId, memberId: await claire(), findings: FINDINGS })
    expect((await promise(ticketId, 'conclude')).outcome).toBeNull()
    clock.advance(MINUTE)
    await send()
    expect(await promise(ticketId, 'conclude')).toMatchObject({
      outcome: 'kept',
      ended_at: after(47 * HOUR + MINUTE),
    })
  })

  it('come too late by a mail that was written in time and left late', async () => {
    begin()
    const { ticketId } = await written()
    clock.advance(47 * HOUR)
    await conclude(core, { ticketId, memberId: await claire(), findings: FINDINGS })
    clock.advance(2 * HOUR)
    await send()
    expect((await promise(ticketId, 'conclude')).outcome).toBe('broken')
  })

  it('leave the ticket open, and the resolution owed', async () => {
    begin()
    const { ticketId } = await written()
    await conclude(core, { ticketId, memberId: await claire(), findings: FINDINGS })
    await send()
    expect((await ticket(ticketId)).resolved_at).toBeNull()
    expect((await promise(ticketId, 'resolve')).outcome).toBeNull()
  })

  it('are told by a call to a customer without an e-mail address', async () => {
    begin()
    const { ticketId, reference } = await callOfGeorges(core)
    const memberId = await claire()
    clock.advance(30 * HOUR)
    await conclude(core, { ticketId, memberId, findings: FINDINGS })
    expect(await listCallBacks(core.db, memberId)).toMatchObject([
      { reference, why: 'conclusion', text: FINDINGS, telephones: ['+33478421563'] },
    ])
    expect((await promise(ticketId, 'conclude')).outcome).toBeNull()
    clock.advance(HOUR)
    const messageId = await logCall(core, {
      ticketId,
      memberId,
      text: 'Expliqué à M. Lefèvre.',
      reached: true,
    })
    expect(await promise(ticketId, 'conclude')).toMatchObject({ outcome: 'kept', ended_at: after(31 * HOUR) })
    expect(await conclusions(ticketId)).toMatchObject([{ message_id: messageId }])
    expect(await listCallBacks(core.db, memberId)).toEqual([])
  })

  it('are told once when their form is sent twice', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await claire()
    await Promise.all(
      [1, 2].map(() => conclude(core, { ticketId, memberId, findings: FINDINGS, token: 'form-1' })),
    )
    expect(await conclusions(ticketId)).toHaveLength(1)
    expect((await mails(ticketId)).filter(({ kind }) => kind === 'conclusion')).toHaveLength(1)
  })

  it('without findings are refused and settle nothing', async () => {
    begin()
    const { ticketId } = await written()
    const memberId = await claire()
    await expect(conclude(core, { ticketId, memberId, findings: ' \n' })).rejects.toMatchObject({
      code: 'invalid-input',
    })
    expect(await conclusions(ticketId)).toEqual([])
    expect((await mails(ticketId)).map(({ kind }) => kind)).toEqual(['acknowledgement'])
  })

  it('are not told about a ticket that is resolved or set aside', async () => {
    begin()
    const memberId = await claire()
    const resolved = await written()
    await resolve(core, { ticketId: resolved.ticketId, memberId, outcome: 'solved', text: '' })
    await expect(
      conclude(core, { ticketId: resolved.ticketId, memberId, findings: FINDINGS }),
    ).rejects.toMatchObject({ code: 'already-done' })
    const thanks = await written({ subject: 'Merci', text: 'Merci pour tout.' })
    await setAside(core, { ticketId: thanks.ticketId, memberId, why: 'thanks' })
    await expect(
      conclude(core, { ticketId: thanks.ticketId, memberId, findings: FINDINGS }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
  })
})
