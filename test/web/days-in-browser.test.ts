import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import * as agent from '../browser/days/agent-day.ts'
import * as customer from '../browser/days/customer-day.ts'
import * as supervisor from '../browser/days/supervisor-day.ts'
import { DARK_PHONE, type DemoWorld, startDemoWorld, WIDE } from '../browser/demo-world.ts'

const HANG_LIMIT = 300_000

describe('A day at the started program, on PostgreSQL', () => {
  let world: DemoWorld
  beforeAll(async () => {
    world = await startDemoWorld(inject('postgresUrl'))
  })
  afterAll(() => world?.stop())

  it(
    'Hélène finds every way to reach us, fills both forms, follows her ticket and says how satisfied she is',
    async () => {
      const helene = await world.person('helene', WIDE)
      const lea = await world.person('lea-for-helene', WIDE)
      await customer.help(helene)
      await customer.wrongInformation(helene)
      const reference = await customer.infringement(helene)
      await customer.ticketPage(helene, reference)
      await lea.signIn('lea@agafort.example')
      await customer.sellerDetails(helene, lea, reference)
      await agent.rate(helene, { email: 'helene.brunet@exemple.fr', step: 'Plutôt oui', comment: 'Merci.' })
      expect([...helene.complaints, ...lea.complaints]).toEqual([])
      await Promise.all([helene.leave(), lea.leave()])
    },
    HANG_LIMIT,
  )

  it(
    'Thomas signs in with a code, talks, replies, notes a call, asks a seller, and resolves a ticket its customer rates',
    async () => {
      const [thomas, julie, vincent] = await Promise.all([
        world.person('thomas', WIDE),
        world.person('julie', WIDE),
        world.person('vincent', DARK_PHONE),
      ])
      await thomas.signIn('thomas@agafort.example')
      await agent.secondFactor(thomas)
      await agent.chat(thomas, julie)
      await agent.mail(thomas)
      await agent.call(thomas)
      await agent.matter(thomas, vincent)
      expect([...thomas.complaints, ...julie.complaints, ...vincent.complaints]).toEqual([])
      await Promise.all([thomas.leave(), julie.leave(), vincent.leave()])
    },
    HANG_LIMIT,
  )

  it(
    'Léa reads the reports, decides a sanction, changes a time of the policy, and shares out work',
    async () => {
      const lea = await world.person('lea', WIDE)
      await lea.signIn('lea@agafort.example')
      await supervisor.reports(lea)
      await supervisor.sanction(lea)
      await supervisor.lists(lea)
      for (const [name, path] of Object.entries(supervisor.FURTHER_PAGES)) {
        await lea.open(path)
        await lea.see(name)
      }
      await supervisor.policy(lea)
      expect(lea.complaints).toEqual([])
      await lea.leave()
    },
    HANG_LIMIT,
  )
})
