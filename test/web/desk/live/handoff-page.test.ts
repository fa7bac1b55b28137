import { expect, it } from 'vitest'
import { requestHandoff } from '../../../../core/chat/handoff.ts'
import { takeNotices } from '../../../../core/chat/handoff-notice.ts'
import { relayFromCustomer } from '../../../../core/chat/handoff-relay.ts'
import { receive } from '../../../../core/intake/intake.ts'
import type { Core } from '../../../../core/kernel/core.ts'
import { type ConversationId, newId } from '../../../../core/kernel/id.ts'
import type { Category } from '../../../../core/policy/category.ts'
import { describeOnEachDatabase } from '../../../servers/database.ts'
import { openWeb } from '../../../world/web-world.ts'
import { mailFrom, openWorld } from '../../../world/world.ts'

async function askForPerson(core: Core, category: Category = 'order-dispute'): Promise<ConversationId> {
  const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
  if (!received) throw new Error('nothing was received')
  const { ticketId } = received
  await core.db.updateTable('tickets').set({ category }).where('id', '=', ticketId).execute()
  const conversationId = newId<'conversation'>(core.clock.now())
  await core.db
    .insertInto('conversations')
    .values({ id: conversationId, kind: 'chat', audience: 'customer', created_at: core.clock.now() })
    .execute()
  await core.db.transaction().execute((trx) =>
    requestHandoff(trx, core, {
      conversationId,
      ticketId,
      reason: 'asked',
      urgent: false,
      language: 'fr',
      summary: 'Colis jamais reçu <b>vite</b>',
    }),
  )
  return conversationId
}

describeOnEachDatabase('A member’s live page', (database) => {
  const { core } = openWorld(database)
  const web = openWeb(core)

  it('takes a customer, talks, sees what is new, and gives the conversation back', async () => {
    const camille = await web.as(await web.member('Camille Renaud'))
    expect((await camille.get('/desk/talks')).body).toContain('Vous n’êtes pas disponible')
    await camille.post('/desk/talks/presence', { act: 'come', capacity: '2' })
    const conversationId = await askForPerson(core)
    const list = (await camille.get('/desk/talks')).body
    expect(list).toContain('Nadia Benali')
    expect(list).toContain('&lt;b&gt;vite')
    const taken = await camille.post('/desk/talks/next')
    const path = String(taken.headers.location)
    expect(path).toMatch(/^\/desk\/talks\/[0-9a-f-]{36}$/)
    await camille.upload(`${path}/lines`, { text: 'Bonjour, je suis Camille.', formToken: 'un' }, [])
    await camille.upload(`${path}/lines`, { text: 'Bonjour, je suis Camille.', formToken: 'un' }, [])
    await core.db.transaction().execute((trx) =>
      relayFromCustomer(trx, core, {
        conversationId,
        token: 'a1',
        text: '<script>',
        files: [],
        proven: false,
      }),
    )
    const talk = (await camille.get(path)).body
    expect(talk.match(/je suis Camille/g)).toHaveLength(1)
    const fresh = (await camille.get(`${path}/lines?after=1`)).json<{
      markup: string
      after: number
      over: boolean
    }>()
    expect(fresh).toMatchObject({ after: 2, over: false })
    expect(fresh.markup).toContain('&lt;script&gt;')
    const photo = { field: 'file', name: 'étiquette.png', type: 'image/png', content: 'png' }
    await camille.upload(`${path}/lines`, { text: '', formToken: 'trois' }, [photo])
    const [, file = ''] = /href="(\/desk\/attachments\/[^"]+)"/.exec((await camille.get(path)).body) ?? []
    expect((await camille.get(file)).body).toBe('png')
    expect((await camille.post(`${path}/return`, { summary: ' ' })).statusCode).toBe(400)
    await camille.post(`${path}/return`, { summary: 'Le vendeur réexpédie.' })
    expect((await camille.get(path)).body).toContain('Cet échange est terminé')
    const told = await core.db
      .transaction()
      .execute((trx) => takeNotices(trx, conversationId, core.clock.now()))
    expect(told.map(({ kind }) => kind)).toEqual(['accepted', 'line', 'line', 'ended'])
  })

  it('shows what was said to the assistant before, and the member’s other talks with what is not read in them', async () => {
    const camille = await web.as(await web.member('Camille Renaud'))
    await camille.post('/desk/talks/presence', { act: 'come', capacity: '2' })
    const first = await askForPerson(core)
    const now = core.clock.now()
    await core.db
      .insertInto('chat_conversations')
      .values({
        id: first,
        channel: 'directline',
        external_id: 'salon-1',
        reference: '{}',
        language: 'fr',
        created_at: now,
        last_inbound_at: now,
      })
      .execute()
    const said = (number: number, author_kind: 'customer' | 'bot', text: string) => ({
      conversation_id: first,
      number,
      author_kind,
      content: JSON.stringify({ kind: 'message', text }),
      at: now,
    })
    await core.db
      .insertInto('chat_activities')
      .values([said(1, 'customer', 'Où est mon <i>colis</i> ?'), said(2, 'bot', 'Je cherche.')])
      .execute()
    const path = String((await camille.post('/desk/talks/next')).headers.location)
    const page = (await camille.get(path)).body
    expect(page).toMatch(/Échange avec l’assistant\s:\s2\smessages/)
    expect(page).toContain('Où est mon &lt;i&gt;colis')
    await askForPerson(core)
    const other = String((await camille.post('/desk/talks/next')).headers.location)
    await core.db.transaction().execute((trx) =>
      relayFromCustomer(trx, core, {
        conversationId: first,
        token: 'a1',
        text: 'Vous êtes là ?',
        files: [],
        proven: false,
      }),
    )
    const unread = /<span class="count count-alarming">1 /
    expect((await camille.get(`${other}/tabs`)).body).toMatch(unread)
    expect((await camille.get('/desk/live/tray')).body).toContain('data-notices="1"')
    expect((await camille.get(`${path}/lines?after=0`)).statusCode).toBe(200)
    expect((await camille.get(`${other}/tabs`)).body).toMatch(unread)
    await camille.get(`${path}/lines?after=0&seen=1`)
    expect((await camille.get(`${other}/tabs`)).body).not.toMatch(unread)
  })

  it('ends a talk with the ticket’s outcome, and keeps what was typed when a refusal lacks its reason', async () => {
    const camille = await web.as(await web.member('Camille Renaud'))
    await camille.post('/desk/talks/presence', { act: 'come', capacity: '2' })
    await askForPerson(core)
    const path = String((await camille.post('/desk/talks/next')).headers.location)
    const refused = await camille.post(`${path}/end`, { outcome: 'refused', text: ' ' })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('<option value="refused" selected>')
    expect((await camille.get(path)).body).not.toContain('Cet échange est terminé')
    await camille.post(`${path}/end`, { outcome: 'solved', text: 'Votre colis est renvoyé.' })
    expect((await camille.get(path)).body).toContain('Cet échange est terminé')
    const { outcome } = await core.db.selectFrom('resolutions').select('outcome').executeTakeFirstOrThrow()
    expect(outcome).toBe('solved')
  })

  it('keeps what was typed when the talk has gone to another', async () => {
    const camille = await web.as(await web.member('Camille Renaud'))
    const jean = await web.member('Jean Petit')
    await camille.post('/desk/talks/presence', { act: 'come', capacity: '2' })
    await askForPerson(core)
    const path = String((await camille.post('/desk/talks/next')).headers.location)
    await camille.post(`${path}/transfer`, { to: jean.id, reason: 'connaît le vendeur' })
    const refused = await camille.upload(`${path}/lines`, { text: 'Encore un mot', formToken: 'deux' }, [])
    expect(refused.statusCode).toBe(400)
    expect((await (await web.as(jean)).get('/desk/talks')).body).toContain(path)
  })

  it('shows a fraud ticket to cleared members only', async () => {
    const lea = await web.as(await web.member('Léa Martin', 'agent', ['fraud']))
    await lea.post('/desk/talks/presence', { act: 'come', capacity: '2' })
    await askForPerson(core, 'fraud')
    const path = String((await lea.post('/desk/talks/next')).headers.location)
    const ana = await web.as(await web.member('Ana Lopez', 'administrator'))
    expect((await ana.get('/desk/talks')).body).not.toContain('Nadia')
    for (const page of [path, `${path}/lines?after=0`]) expect((await ana.get(page)).statusCode).toBe(404)
    expect((await ana.post(`${path}/acceptance`)).statusCode).toBe(404)
  })
})
