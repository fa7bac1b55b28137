import { expect, it } from 'vitest'
import { receive } from '../../../core/intake/intake.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { newId } from '../../../core/kernel/id.ts'
import { deactivateMember } from '../../../core/member/member.ts'
import { listTickets } from '../../../core/ticket/list.ts'
import { findTicket } from '../../../core/ticket/view.ts'
import { actOnMany, MOST_AT_ONCE } from '../../../core/ticket-actions/bulk.ts'
import { setAside } from '../../../core/ticket-actions/set-aside.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openWeb } from '../../world/web-world.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

describeOnEachDatabase('Acting on several tickets at once', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)
  const lea = (lanes: Parameters<typeof web.member>[2] = []) =>
    web.member('Léa Martin', 'agent', lanes, ['customer-service'])
  const take = async (...given: Parameters<typeof mailFrom>) => {
    const [received] = await receive(core, [mailFrom(...given)])
    if (!received) throw new Error('nothing was received')
    return received
  }
  const three = () =>
    Promise.all(['Nadia', 'Karim', 'Sophie'].map((name) => take(name, `${name.toLowerCase()}@exemple.fr`)))
  const fraud = () =>
    take('Étienne Marchal', 'etienne.marchal@exemple.fr', {
      doorCategory: 'fraud',
      text: 'Quelqu’un a piraté mon compte et payé 340 € avec ma carte. Bloquez tout, ce n’est pas moi !',
    })
  const referencesOf = (tickets: readonly { reference: string }[]) =>
    tickets.map(({ reference }) => reference)

  it('assigns them all, each with its own event', async () => {
    const { id: memberId } = await lea()
    const references = referencesOf(await three())
    const act = { kind: 'assign', assigneeId: memberId } as const
    expect(await actOnMany(core, { memberId, references, act })).toEqual({ done: references, refused: [] })
    const events = await database.db
      .selectFrom('events')
      .select(['ticket_id', 'actor_id'])
      .where('kind', '=', 'assigned')
      .execute()
    expect(events).toHaveLength(3)
    expect(new Set(events.map((event) => event.actor_id))).toEqual(new Set([memberId]))
  })

  it('does what can be done, and says of each of the others why not', async () => {
    const { id: memberId } = await lea()
    const [open, resolved, aside] = await three()
    const hidden = await fraud()
    if (!open || !resolved || !aside) throw new Error('three tickets are needed')
    const act = { kind: 'resolve', outcome: 'solved', text: 'Votre colis est livré.' } as const
    await actOnMany(core, { memberId, references: [resolved.reference], act })
    await setAside(core, { ticketId: aside.ticketId, memberId, why: 'thanks' })
    const references = [...referencesOf([resolved, hidden, aside, open]), 'AGF-0000-0000', open.reference]
    expect(await actOnMany(core, { memberId, references, act })).toEqual({
      done: [open.reference],
      refused: [
        { reference: resolved.reference, why: 'already-done' },
        { reference: hidden.reference, why: 'not-found' },
        { reference: aside.reference, why: 'invalid-input' },
        { reference: 'AGF-0000-0000', why: 'not-found' },
      ],
    })
    expect(await database.db.selectFrom('resolutions').select('ticket_id').execute()).toHaveLength(2)
  })

  it('keeps a sensitive ticket from whom it is assigned to without clearance', async () => {
    const { id: memberId } = await lea(['fraud'])
    const thomas = await web.member('Thomas Girard')
    const { reference } = await fraud()
    const act = { kind: 'assign', assigneeId: thomas.id } as const
    const { done, refused } = await actOnMany(core, { memberId, references: [reference], act })
    expect(done).toEqual([])
    expect(refused).toEqual([{ reference, why: 'not-allowed' }])
    expect((await findTicket(core.db, memberId, reference)).assignee).toBeNull()
  })

  it('sets spam aside, owing nothing, and takes it up again with what was owed', async () => {
    const { id: memberId } = await lea()
    const references = referencesOf(await three())
    const owed = async () =>
      (
        await database.db
          .selectFrom('promises')
          .select('id')
          .where('ended_at', 'is', null)
          .where('kind', '!=', 'acknowledge')
          .execute()
      ).length
    const before = await owed()
    expect(before).toBeGreaterThan(0)
    await actOnMany(core, { memberId, references, act: { kind: 'quarantine' } })
    expect(await owed()).toBe(0)
    const { tickets } = await listTickets(core, memberId, { queue: 'spam' })
    expect(tickets.map(({ reference }) => reference).sort()).toEqual([...references].sort())
    const { done } = await actOnMany(core, { memberId, references, act: { kind: 'release' } })
    expect(done).toEqual(references)
    expect(await owed()).toBe(before)
  })

  it('releases from quarantine what was taken for spam on arrival', async () => {
    const { id: memberId } = await lea()
    const { reference } = await take('Loterie', 'gain@spam.example', { mail: { spam: 'X-Spam-Flag: YES' } })
    const { done } = await actOnMany(core, { memberId, references: [reference], act: { kind: 'release' } })
    expect(done).toEqual([reference])
    expect((await findTicket(core.db, memberId, reference)).quarantinedAt).toBeNull()
  })

  it('refuses as a whole what cannot be meant: nothing, too many, nobody, no words', async () => {
    const { id: memberId } = await lea()
    const references = referencesOf(await three())
    const left = await web.member('Thomas Girard')
    await deactivateMember(core, left.id)
    const wrong = { code: 'invalid-input' }
    const assign = (assigneeId: MemberId) => ({ kind: 'assign', assigneeId }) as const
    const release = { kind: 'release' } as const
    const many = Array.from({ length: MOST_AT_ONCE + 1 }, (_, i) => `AGF-0000-${String(i).padStart(4, '0')}`)
    await expect(actOnMany(core, { memberId, references: [], act: release })).rejects.toMatchObject(wrong)
    await expect(actOnMany(core, { memberId, references: many, act: release })).rejects.toMatchObject(wrong)
    await expect(actOnMany(core, { memberId, references, act: assign(left.id) })).rejects.toMatchObject(wrong)
    const nobody = newId<'member'>(core.clock.now())
    await expect(actOnMany(core, { memberId, references, act: assign(nobody) })).rejects.toMatchObject(wrong)
    const silent = { kind: 'resolve', outcome: 'solved', text: ' ' } as const
    await expect(actOnMany(core, { memberId, references, act: silent })).rejects.toMatchObject(wrong)
    expect(await database.db.selectFrom('resolutions').select('id').execute()).toEqual([])
  })
})
