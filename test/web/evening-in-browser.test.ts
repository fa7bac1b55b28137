import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as agent from '../browser/days/agent-day.ts'
import * as customer from '../browser/days/customer-day.ts'
import * as supervisor from '../browser/days/supervisor-day.ts'
import { DARK_PHONE, type DemoWorld, startDemoWorld } from '../browser/demo-world.ts'

const HANG_LIMIT = 300_000

describe('An evening on a telephone, in the dark, on the embedded database', () => {
  let world: DemoWorld
  beforeAll(async () => {
    world = await startDemoWorld()
  })
  afterAll(() => world?.stop())

  it(
    'Hélène reports a counterfeit and follows her matter',
    async () => {
      const helene = await world.person('phone-helene', DARK_PHONE)
      await customer.help(helene)
      await customer.ticketPage(helene, await customer.infringement(helene))
      expect(helene.complaints).toEqual([])
      await helene.leave()
    },
    HANG_LIMIT,
  )

  it(
    'Thomas answers a mail and resolves a matter',
    async () => {
      const thomas = await world.person('phone-thomas', DARK_PHONE)
      const vincent = await world.person('phone-vincent', DARK_PHONE)
      await thomas.signIn('thomas@agafort.example')
      await agent.call(thomas)
      await agent.matter(thomas, vincent)
      expect([...thomas.complaints, ...vincent.complaints]).toEqual([])
      await Promise.all([thomas.leave(), vincent.leave()])
    },
    HANG_LIMIT,
  )

  it(
    'Léa looks at the reports and at what awaits her',
    async () => {
      const lea = await world.person('phone-lea', DARK_PHONE)
      await lea.signIn('lea@agafort.example')
      await lea.open('/desk')
      await lea.see('desk')
      await supervisor.reports(lea)
      await supervisor.sanction(lea)
      for (const [name, path] of Object.entries(supervisor.FURTHER_PAGES)) {
        await lea.open(path)
        await lea.see(name)
      }
      expect(lea.complaints).toEqual([])
      await lea.leave()
    },
    HANG_LIMIT,
  )
})
