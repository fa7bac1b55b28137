import { expect, it } from 'vitest'
import { receive } from '../../core/intake/intake.ts'
import type { TeamId } from '../../core/kernel/id.ts'
import { grantClearance } from '../../core/member/clearance.ts'
import { createMember } from '../../core/member/member.ts'
import { joinTeam } from '../../core/member/team.ts'
import { SENSITIVE_LANES } from '../../core/policy/category.ts'
import type { Role } from '../../core/policy/role.ts'
import { saveSellers } from '../../core/seller/seller-import.ts'
import { listTickets } from '../../core/ticket/list.ts'
import { QUEUES } from '../../core/ticket/queue.ts'
import { createMacro } from '../../core/ticket-actions/macro.ts'
import { type DemoActor, readDemoCases } from '../../demo/cases.ts'
import { openDemo } from '../../demo/demo.ts'
import { playStory } from '../../demo/story.ts'
import type { MailReceiver } from '../../mail/receive-mail.ts'
import { describeOnEachDatabase } from '../servers/database.ts'
import { mailFrom, openWorld } from '../world/world.ts'

const SELLERS = [
  ['V-1042', 'Meubles Durand', 'bonjour@meubles-durand.example'],
  ['V-2210', 'Lumen & Co', 'care@lumen-and-co.example'],
  ['V-3307', 'Atelier Colbert', 'contact@atelier-colbert.example'],
] as const

describeOnEachDatabase('The demo world', (database) => {
  it('has tickets of all ages and from every channel, in every queue, with few promises broken', async () => {
    const { core } = openWorld(database)
    const hire = async (name: DemoActor, role: Role, teams: TeamId[]) => {
      const { id } = await createMember(core, {
        name,
        email: `${name}@agafort.example`,
        role,
        language: 'fr',
      })
      for (const team of teams) await joinTeam(core, { memberId: id, teamId: team })
      if (role !== 'agent')
        for (const lane of SENSITIVE_LANES)
          await grantClearance(core, { memberId: id, lane, grantedBy: null })
      return id
    }
    const members = {
      camille: await hire('camille', 'administrator', ['customer-service']),
      lea: await hire('lea', 'supervisor', ['customer-service', 'fraud', 'privacy', 'legal', 'product']),
      thomas: await hire('thomas', 'agent', ['customer-service', 'account']),
      ines: await hire('ines', 'investigator', ['resolution']),
      marc: await hire('marc', 'agent', ['customer-experience']),
    }
    const sellers = SELLERS.map(([externalId, name, email]) => ({ externalId, name, email }))
    const more = { telephone: null, postalAddress: null, language: 'fr' } as const
    await saveSellers(
      core,
      sellers.map((seller) => ({ ...seller, ...more })),
      'api',
    )
    const matters = readDemoCases()
    await playStory(core, matters, { members, sellers })

    const tickets = await core.db.selectFrom('tickets').select(['door', 'first_contact_at']).execute()
    expect(tickets).toHaveLength(matters.length)
    expect(new Set(tickets.map(({ door }) => door))).toEqual(new Set(['mail', 'form', 'call', 'chat']))
    const shown = async (queue: (typeof QUEUES)[number]) =>
      (await listTickets(core, members.lea, { queue, size: 100 })).tickets.length
    for (const queue of QUEUES.filter((name) => name !== 'mine'))
      expect(await shown(queue), queue).toBeGreaterThan(0)
    const { broken, kept } = await core.db
      .selectFrom('promises')
      .select((eb) => [
        eb.fn.countAll<string>().filterWhere('outcome', '=', 'broken').as('broken'),
        eb.fn.countAll<string>().filterWhere('outcome', '=', 'kept').as('kept'),
      ])
      .executeTakeFirstOrThrow()
    expect(Number(broken)).toBeLessThan(Number(kept) / 10)
    const future = await core.db
      .selectFrom('events')
      .select('kind')
      .where('at', '>', core.clock.now())
      .execute()
    expect(future, 'nothing of the story lies ahead').toEqual([])
  }, 120_000)

  it('is built once; when that was cut short the next start says so, and builds nothing twice', async () => {
    const { core } = openWorld(database)
    const demo = await openDemo(core, 1)
    const receiverAt = () =>
      ({ takeIn: () => Promise.reject(new Error('told twice')) }) as unknown as MailReceiver
    // All that had come in when it was stopped.
    await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    expect(await demo.seed(receiverAt)).toBe(false)
    const lea = await core.db
      .selectFrom('members')
      .select('id')
      .where('email', '=', 'lea@agafort.example')
      .executeTakeFirstOrThrow()
    const words = { name: 'Colis', category: null, text: { fr: 'Bonjour.', en: 'Hello.' } }
    await createMacro(core, { ...words, memberId: lea.id })
    expect(await demo.seed(receiverAt)).toBe(true)
  })
})
