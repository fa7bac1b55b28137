import { expect, it } from 'vitest'
import { receive } from '../../../core/intake/intake.ts'
import type { Core } from '../../../core/kernel/core.ts'
import { newId } from '../../../core/kernel/id.ts'
import { grantClearance, withdrawClearance } from '../../../core/member/clearance.ts'
import { ROLES } from '../../../core/policy/role.ts'
import { countTickets, listTickets } from '../../../core/ticket/list.ts'
import type { MailFacts } from '../../../core/ticket/message.ts'
import { QUEUES } from '../../../core/ticket/queue.ts'
import { recategorise } from '../../../core/ticket-actions/assign.ts'
import { isOpenRoute, type Route } from '../../../web/http/route.ts'
import { routes } from '../../../web/routes.ts'
import { describeOnDatabase } from '../../servers/database.ts'
import { type Browser, openWeb } from '../../world/web-world.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

const FRAUD = {
  doorCategory: 'fraud',
  subject: 'Paiement que je n’ai pas fait',
  text: 'Quelqu’un a piraté mon compte et payé 340 € avec ma carte. Bloquez tout, ce n’est pas moi !',
} as const
const MEMBER_ROUTES = routes().filter((route) => !isOpenRoute(route))
const named = (list: readonly Route[]) =>
  list.map((route) => [`${route.method} ${route.url}`, route] as const)
const aboutOneTicket = (route: Route) => /:(reference|message|attachment|mail)\b/.test(route.url)
const list = (route: Route) =>
  route.method === 'GET' && !route.url.includes(':') && route.url !== '/desk/find'

/** Puts a matter of the fraud lane there: a mail with a file that could not be read, and an answer that did not leave. */
async function openFraudMatter(core: Core) {
  const mail: Partial<MailFacts> = {
    mailbox: 'fraud',
    unparsed: 'the parser gave up',
    forwardedFrom: { name: 'Anaïs Roux', address: 'anais.roux@exemple.fr' },
  }
  const [received] = await receive(core, [
    mailFrom('Étienne Marchal', 'etienne.marchal@exemple.fr', {
      ...FRAUD,
      html: '<p>Bloquez mon compte</p>',
      attachments: [
        {
          name: 'relevé.pdf',
          type: 'application/pdf',
          content: Buffer.from('%PDF'),
          inline: false,
          contentId: null,
        },
      ],
      mail,
    }),
  ])
  if (!received) throw new Error('nothing was received')
  const { ticketId, messageId, reference } = received
  await core.db
    .updateTable('outbox')
    .set({ failed_at: core.clock.now(), last_error: '550 no such user' })
    .where('ticket_id', '=', ticketId)
    .execute()
  const id = async (table: 'attachments' | 'outbox') =>
    (await core.db.selectFrom(table).select('id').executeTakeFirstOrThrow()).id
  const params: Record<string, string> = {
    reference,
    message: messageId,
    attachment: await id('attachments'),
    mail: await id('outbox'),
    member: newId<'member'>(core.clock.now()),
  }
  return { ticketId, reference, params }
}

const FORM = {
  text: 'Nous bloquons votre compte.',
  outcome: 'solved',
  category: 'account',
  to: 'me',
  language: 'fr',
  role: 'agent',
}

function ask(browser: Browser, route: Route, params: Record<string, string> = {}) {
  const path = route.url.replace(/:(\w+)/g, (_, name: string) => params[name] ?? 'inconnu')
  if (route.method === 'GET') return browser.get(path)
  const form = { ...FORM, message: params.message ?? '' }
  return route.upload ? browser.upload(path, form, []) : browser.post(path, form)
}

const NOTHING = {
  ...{ mine: 0, team: 0, unassigned: 0, 'at-risk': 0, breached: 0 },
  ...{ 'waiting-customer': 0, 'waiting-seller': 0, open: 0, spam: 0 },
}

describeOnDatabase('A sensitive lane', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)

  it.each(named(MEMBER_ROUTES))('%s is shut to whoever is not signed in', async (_, route) => {
    const page = await ask(web.visitor, route)
    if (route.method === 'POST') expect(page.statusCode).toBe(401)
    else expect(page.headers.location).toMatch(/^\/sign-in\?next=/)
  })

  it.each(named(MEMBER_ROUTES))('%s is shut to every role that is not listed for it', async (_, route) => {
    const { params } = await openFraudMatter(core)
    const allowed: readonly string[] = route.allow
    for (const role of ROLES) {
      const browser = await web.as(await web.member(`${role} Martin`, role, ['fraud']))
      const { statusCode } = await ask(browser, route, params)
      expect(statusCode, role).toBeLessThan(500)
      if (allowed.includes(role)) expect(statusCode, role).not.toBe(403)
      else expect(statusCode, role).toBe(403)
    }
  })

  it.each(named(MEMBER_ROUTES.filter(aboutOneTicket)))(
    '%s does not exist for agents and administrators who are not cleared for the ticket’s lane',
    async (_, route) => {
      const { params } = await openFraudMatter(core)
      for (const role of ['agent', 'administrator'] as const) {
        const without = await web.as(await web.member(`${role} Sans`, role, ['legal', 'privacy'], ['fraud']))
        const page = await ask(without, route, params)
        expect(page.statusCode, role).toBe(404)
        expect(page.body).not.toContain('Marchal')
      }
      const cleared = await web.as(await web.member('Léa Martin', 'agent', ['fraud']))
      // A form may be refused for what it lacks (400), but the ticket is there for them.
      expect([200, 303, 400]).toContain((await ask(cleared, route, params)).statusCode)
    },
  )

  it.each(named(MEMBER_ROUTES.filter(list)))(
    '%s shows no sensitive ticket to members without its clearance',
    async (_, route) => {
      const { reference } = await openFraudMatter(core)
      const without = await web.as(await web.member('Camille Renaud', 'administrator', [], ['fraud']))
      const queries = route.url === '/desk' ? QUEUES.map((queue) => `?queue=${queue}`) : ['']
      for (const query of queries) {
        const page = await without.get(`${route.url}${query}`)
        expect(page.statusCode).toBe(200)
        expect(page.body).not.toContain(reference)
        expect(page.body).not.toContain('marchal')
        expect(page.body).not.toMatch(/class="count/)
      }
    },
  )

  it('is in the lists and figures of a cleared member, and of nobody else', async () => {
    const { reference } = await openFraudMatter(core)
    const lea = await web.member('Léa Martin', 'agent', ['fraud'], ['fraud'])
    const thomas = await web.member('Thomas Girard', 'supervisor', ['legal'], ['fraud'])
    expect((await listTickets(core, lea.id, { queue: 'open' })).tickets).toMatchObject([{ reference }])
    expect(await countTickets(core, lea.id)).toEqual({ ...NOTHING, open: 1, team: 1, unassigned: 1 })
    expect((await listTickets(core, thomas.id, { queue: 'all' })).tickets).toEqual([])
    expect(await countTickets(core, thomas.id)).toEqual(NOTHING)
    expect((await (await web.as(lea)).get('/desk')).body).toContain(reference)
  })

  it('opens and closes at once when a clearance is given or taken, or the category is corrected', async () => {
    const { reference, ticketId } = await openFraudMatter(core)
    const thomas = await web.member('Thomas Girard')
    const browser = await web.as(thomas)
    const status = async () => (await browser.get(`/desk/tickets/${reference}`)).statusCode
    const clearance = { memberId: thomas.id, lane: 'fraud' } as const
    expect(await status()).toBe(404)
    await grantClearance(core, { ...clearance, grantedBy: null })
    expect(await status()).toBe(200)
    await withdrawClearance(core, clearance)
    expect(await status()).toBe(404)
    await recategorise(core, { ticketId, memberId: thomas.id, category: 'account' })
    expect(await status()).toBe(200)
  })

  it('sends an agent who moves a ticket into a lane they may not read back to the list, with the reason', async () => {
    const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia@exemple.fr')])
    const browser = await web.as(await web.member('Thomas Girard'))
    const moved = await browser.post(`/desk/tickets/${received?.reference}/category`, { category: 'legal' })
    expect(moved.headers.location).toBe('/desk?done=moved')
    expect((await browser.get('/desk?done=moved')).body).toContain(
      'Vous n’avez pas l’habilitation pour le lire',
    )
    expect((await browser.get(`/desk/tickets/${received?.reference}`)).statusCode).toBe(404)
  })

  it('is opened to a member by an administrator, never to themselves', async () => {
    const camille = await web.member('Camille Renaud', 'administrator')
    const thomas = await web.member('Thomas Girard')
    const browser = await web.as(camille)
    const self = await browser.post(`/desk/members/${camille.id}/access`, {
      role: 'administrator',
      'lane:fraud': '1',
    })
    expect(self.statusCode).toBe(400)
    expect(self.body).toContain('On ne s’habilite pas soi-même')
    const selfGrant = { memberId: camille.id, lane: 'fraud', grantedBy: camille.id } as const
    await expect(grantClearance(core, selfGrant)).rejects.toMatchObject({ code: 'not-allowed' })
    const other = await browser.post(`/desk/members/${thomas.id}/access`, {
      role: 'investigator',
      'lane:fraud': '1',
      'team:fraud': '1',
    })
    expect(other.headers.location).toBe('/desk/members?done=saved')
    const rows = await database.db
      .selectFrom('clearances')
      .select(['member_id', 'lane', 'granted_by'])
      .execute()
    expect(rows).toEqual([{ member_id: thomas.id, lane: 'fraud', granted_by: camille.id }])
    expect((await browser.get('/desk/members')).body).toContain('Enquêteur')
  })
})
