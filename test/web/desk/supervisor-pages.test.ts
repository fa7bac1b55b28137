import { beforeEach, expect, it } from 'vitest'
import { markSent } from '../../../core/correspondence/consequences.ts'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import { proposeSanction } from '../../../core/seller/sanction.ts'
import { APPEAL_WITHIN } from '../../../core/seller/sanction-record.ts'
import { createSeller, nameSeller } from '../../../core/seller/seller.ts'
import { askSeller } from '../../../core/seller/seller-request.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { chooseModel, keepModel, modelInUse } from '../../../core/training/model-store.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openWeb } from '../../world/web-world.ts'
import { mailFrom, openWorld, TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('A supervisor', (database) => {
  const { core, clock } = openWorld(database)
  const web = openWeb(core)
  beforeEach(() => clock.set(TUESDAY))

  async function propose() {
    const [received] = await receive(core, [mailFrom('Nadia Benali', 'nadia.benali@exemple.fr')])
    if (!received) throw new Error('nothing was received')
    const { ticketId } = received
    const thomas = await web.member('Thomas Girard')
    const seller = await createSeller(core, {
      externalId: 'V-1042',
      name: 'Meubles Durand',
      email: 'bonjour@meubles-durand.example',
      telephone: null,
      postalAddress: null,
      language: 'fr',
    })
    await nameSeller(core, { ticketId, memberId: thomas.id, sellerId: seller.id })
    const id = await proposeSanction(core, {
      ticketId,
      memberId: thomas.id,
      kind: 'restriction',
      reasonCode: 'refused',
      reason: 'Refuse tout geste depuis trois semaines.',
    })
    const lea = await web.as(await web.member('Léa Martin', 'supervisor'))
    return { id, lea, ticketId, memberId: thomas.id, thomas: await web.as(thomas) }
  }

  it('decides on a proposed sanction with a reason the seller reads', async () => {
    const { id, lea } = await propose()
    expect((await lea.get('/desk/sanctions')).body).toContain('Refuse tout geste depuis trois semaines.')
    const refused = await lea.post(`/desk/sanctions/${id}/decision`, { yes: 'yes', reason: ' ' })
    expect(refused.statusCode).toBe(400)
    await lea.post(`/desk/sanctions/${id}/decision`, {
      yes: 'yes',
      reason: 'Aucune réponse en trois semaines.',
    })
    const kinds = await core.db.selectFrom('outbox').select(['channel', 'kind']).execute()
    expect(kinds).toContainEqual({ channel: 'mail', kind: 'seller-sanction' })
    expect((await lea.get('/desk/sanctions')).body).toContain('en vigueur')
    await lea.post(`/desk/sanctions/${id}/lifting`, { reason: 'Le vendeur a répondu à tout.' })
    expect((await lea.get('/desk/sanctions')).body).toContain('Aucune sanction à examiner')
  })

  it('records a seller’s appeal by telephone: Léa types in who called and the words, and Omar, who did not decide, replies', async () => {
    const { id, lea } = await propose()
    const contest = `/desk/sanctions/${id}/contest`
    const call = { who: 'Paul Durand, gérant', text: 'Notre réponse du 23 novembre est restée sans suite.' }
    expect((await lea.get('/desk/sanctions')).body).not.toContain(`action="${contest}"`)
    await lea.post(`/desk/sanctions/${id}/decision`, { yes: 'yes', reason: 'Aucune réponse.' })
    expect((await lea.get('/desk/sanctions')).body).toContain(`action="${contest}"`)
    const refused = await lea.post(contest, { ...call, who: ' ' })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('indiquez qui a appelé')
    expect(refused.body).toContain(call.text)
    expect((await lea.post(contest, call)).headers.location).toBe('/desk/sanctions?done=contested')
    const omar = await web.as(await web.member('Omar Benali', 'supervisor'))
    const page = (await omar.get('/desk/sanctions?done=contested')).body
    expect(page).toContain('La contestation est enregistrée')
    expect(page).toContain(`Par téléphone, ${call.who}\u00a0: ${call.text}`)
    expect(page).not.toContain(`action="${contest}"`)
    const [, appeal = ''] = /name="appeal" value="([^"]+)"/.exec(page) ?? []
    await omar.post(`/desk/sanctions/${id}/appeal`, { appeal, yes: 'yes', reason: 'Vous aviez répondu.' })
    const appeals = await core.db.selectFrom('sanction_appeals').select(['outcome', 'typed_by']).execute()
    const lifted = await core.db.selectFrom('sanctions').select('lifted_at').executeTakeFirstOrThrow()
    expect(appeals).toEqual([{ outcome: 'lifted', typed_by: expect.any(String) }])
    expect(lifted.lifted_at).toEqual(clock.now())
  })

  it('is a sanction for silence only once the seller’s time to answer is over: the page says until when', async () => {
    const { id, lea, ticketId, memberId } = await propose()
    await askSeller(core, { ticketId, memberId, text: 'Où est le colis ?', replyWithinMs: 24 * HOUR })
    const decide = (browser = lea) =>
      browser.post(`/desk/sanctions/${id}/decision`, { yes: 'yes', reason: 'Aucune réponse.' })
    expect((await decide()).body).toContain('Notre question n’est pas encore partie')
    const { id: question } = await core.db
      .selectFrom('outbox')
      .select('id')
      .where('kind', '=', 'seller-request')
      .executeTakeFirstOrThrow()
    await markSent(core, [{ id: question, at: clock.now() }])
    clock.advance(10 * MINUTE)
    const early = await decide()
    expect(early.statusCode).toBe(400)
    expect(early.body).toMatch(/peut encore répondre, jusqu’au mercredi 25\snovembre à 9\sh\s05\./)
    clock.advance(24 * HOUR)
    const omar = await web.as(await web.member('Omar Benali', 'supervisor'))
    expect((await decide(omar)).statusCode).toBe(303)
    expect((await omar.get('/desk/sanctions')).body).toContain('en vigueur')
  })

  it('records no appeal that comes after the time to appeal is over', async () => {
    const { id, lea } = await propose()
    await lea.post(`/desk/sanctions/${id}/decision`, { yes: 'yes', reason: 'Aucune réponse.' })
    clock.advance(APPEAL_WITHIN + 1)
    const omar = await web.as(await web.member('Omar Benali', 'supervisor'))
    const contest = `/desk/sanctions/${id}/contest`
    expect((await omar.get('/desk/sanctions')).body).not.toContain(`action="${contest}"`)
    const late = await omar.post(contest, { who: 'Paul Durand', text: 'Je conteste.' })
    expect(late.statusCode).toBe(400)
    expect(await core.db.selectFrom('sanction_appeals').selectAll().execute()).toEqual([])
  })

  it('alone decides on a sanction, no agent does', async () => {
    const { id, thomas } = await propose()
    expect((await thomas.get('/desk/sanctions')).statusCode).toBe(403)
    const decided = await thomas.post(`/desk/sanctions/${id}/decision`, { yes: 'yes', reason: 'Parce que.' })
    expect(decided.statusCode).toBe(403)
    const contested = await thomas.post(`/desk/sanctions/${id}/contest`, { who: 'Paul Durand', text: 'Non.' })
    expect(contested.statusCode).toBe(403)
  })

  it('sees how satisfied customers are, and those who are not wait to be followed up', async () => {
    const { lea, thomas } = await propose()
    const { id } = await core.db.selectFrom('tickets').select('id').executeTakeFirstOrThrow()
    const member = await core.db.selectFrom('members').select('id').executeTakeFirstOrThrow()
    await resolve(core, {
      ticketId: id as never,
      memberId: member.id as never,
      outcome: 'solved',
      text: 'Le vendeur vous a remboursé.',
    })
    const mail = await core.db
      .selectFrom('outbox')
      .select('content')
      .where('kind', '=', 'resolution')
      .executeTakeFirstOrThrow()
    const [link] = /\/s\/[\w-]+/.exec(JSON.stringify(mail.content)) ?? []
    clock.advance(HOUR)
    await web.visitor.post(String(link), { score: '1', comment: 'Trop long.' })
    clock.advance(HOUR)
    const page = (await lea.get('/desk/satisfaction?days=7')).body
    expect(page).toContain('1,0')
    expect((await thomas.get('/desk/satisfaction')).statusCode).toBe(403)
    const waiting = (await thomas.get('/desk/dissatisfied')).body
    expect(waiting).toContain('Trop long.')
    const [, request] = /action="\/desk\/dissatisfied\/([\w-]+)"/.exec(waiting) ?? []
    await thomas.post(`/desk/dissatisfied/${request}`)
    expect((await thomas.get('/desk/dissatisfied')).body).toContain('Aucun client insatisfait n’attend')
  })

  it('says who is there and who can take what, for the escalation to choose by', async () => {
    const { lea, thomas } = await propose()
    const { id } = await core.db
      .selectFrom('members')
      .select('id')
      .where('name', '=', 'Thomas Girard')
      .executeTakeFirstOrThrow()
    await lea.post(`/desk/staff/${id}/skills`, { 'category:fraud': '1', 'language:en': '1' })
    await lea.post(`/desk/staff/${id}/absence`, { from: '2026-11-24T09:00', until: '2026-11-27T18:00' })
    const page = (await lea.get('/desk/staff')).body
    expect(page).toMatch(/en absence jusqu’au vendredi 27\snovembre à 18\sh/)
    expect(page).toMatch(/name="category:fraud" value="1" checked/)
    const refused = await lea.post(`/desk/staff/${id}/absence`, {
      from: '2026-11-24T09:00',
      until: '2026-11-23T09:00',
    })
    expect(refused.statusCode).toBe(400)
    await lea.post(`/desk/staff/${id}/return`)
    expect((await lea.get('/desk/staff')).body).not.toContain('en absence jusqu')
    expect((await thomas.get('/desk/staff')).statusCode).toBe(403)
    expect((await lea.post('/desk/staff/inconnu/return')).statusCode).toBe(404)
  })

  it('sees which model classifies, and can go back to the one before', async () => {
    const { lea, thomas } = await propose()
    expect((await lea.get('/desk/model')).body).toContain('le modèle livré avec le programme')
    const nothing = await lea.post('/desk/model/return')
    expect(nothing.headers.location).toBe('/desk/model?done=already-done')
    await core.db.transaction().execute(async (trx) => {
      const now = clock.now()
      const modelId = await keepModel(
        trx,
        { bytes: Buffer.from('modèle'), examples: 10, corrections: 2, figures: {}, refusedBecause: null },
        now,
      )
      await chooseModel(trx, { modelId, actor: { kind: 'system' }, reason: 'learned' }, now)
    })
    expect((await lea.get('/desk/model')).body).toMatch(/2\scorrections apprises/)
    await lea.post('/desk/model/return')
    expect((await modelInUse(core.db)).modelId).toBeNull()
    expect((await thomas.get('/desk/model')).statusCode).toBe(403)
  })
})
