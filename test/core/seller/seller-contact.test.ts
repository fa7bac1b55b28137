import { expect, it } from 'vitest'
import { viewForCustomer } from '../../../core/correspondence/customer-view.ts'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import { ownMessageId, signLink } from '../../../core/kernel/signed-link.ts'
import { createSeller, nameSeller } from '../../../core/seller/seller.ts'
import {
  refuseSellerContact,
  releaseSellerContact,
  requestSellerContact,
  sellerContactRequestsOf,
} from '../../../core/seller/seller-contact.ts'
import { sweepSilentSellers } from '../../../core/seller/seller-reminder.ts'
import { askSeller, judgeCooperation } from '../../../core/seller/seller-request.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { BERTRAND, CAMILLE, openSellerWorld } from '../../world/seller-world.ts'
import { mailFrom } from '../../world/world.ts'

describeOnEachDatabase('The seller’s details asked for when efforts fail (policy §5)', (database) => {
  const world = openSellerWorld(database)
  const { core, clock, matter, member, camille, send, mailsTo, eventsOf } = world
  const silentSeller = async () => {
    const given = await matter()
    await askSeller(core, { ticketId: given.ticketId, memberId: given.lea, text: 'Où est le colis ?' })
    await send()
    clock.advance(24 * HOUR)
    await sweepSilentSellers(core)
    return given
  }

  it('are given by customer service once the seller has not replied', async () => {
    const { ticketId, lea, reference } = await silentSeller()
    const requestId = await requestSellerContact(core, ticketId, { kind: 'customer' })
    expect(await requestSellerContact(core, ticketId, { kind: 'customer' })).toBe(requestId)
    clock.advance(HOUR)
    await releaseSellerContact(core, { ticketId, memberId: lea })
    const mail = (await mailsTo(CAMILLE)).at(-1)
    expect(mail?.kind).toBe('seller-contact')
    for (const detail of [
      'Lamy Électroménager',
      BERTRAND,
      '04 72 00 11 22',
      '12 rue des Ateliers, 69003 Lyon',
    ])
      expect(mail?.content.text).toContain(detail)
    expect(mail?.content.text).toContain('Nous continuons de suivre votre dossier')
    // It is news of the matter: once it has left, the next is owed a day later.
    await send()
    const updates = await core.db
      .selectFrom('promises')
      .select(['number', 'due_at', 'outcome'])
      .where('ticket_id', '=', ticketId)
      .where('kind', '=', 'update')
      .orderBy('number', 'desc')
      .execute()
    expect(updates[0]).toEqual({
      number: 2,
      outcome: null,
      due_at: new Date(clock.now().getTime() + 24 * HOUR),
    })
    expect(await sellerContactRequestsOf(core.db, ticketId)).toMatchObject([
      { id: requestId, askedBy: 'customer', decided: { outcome: 'released', by: lea, at: clock.now() } },
    ])
    expect(await eventsOf(ticketId)).toEqual(
      expect.arrayContaining(['seller-contact-asked', 'seller-contact-released']),
    )
    // What was given to the customer stands on their page too.
    const token = signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })
    expect(JSON.stringify((await viewForCustomer(core, token)).entries)).toContain(BERTRAND)
  })

  it('are given once the seller did not cooperate', async () => {
    const { ticketId, lea } = await matter()
    const requestId = await askSeller(core, { ticketId, memberId: lea, text: 'Où est le colis ?' })
    await send()
    clock.advance(25 * HOUR)
    await judgeCooperation(core, { requestId, memberId: lea, cooperated: false, reason: 'Nie la vente.' })
    await releaseSellerContact(core, { ticketId, memberId: lea })
    expect((await mailsTo(CAMILLE)).at(-1)?.kind).toBe('seller-contact')
  })

  it('are not given before the seller was asked, nor while or after the seller helps, unless someone says why', async () => {
    const { ticketId, lea } = await matter()
    const release = () => releaseSellerContact(core, { ticketId, memberId: lea })
    await expect(release()).rejects.toThrow(/Ask the seller first/)
    await askSeller(core, { ticketId, memberId: lea, text: 'Où est le colis ?' })
    await expect(release()).rejects.toThrow(/Ask the seller first/)
    const [asked] = await mailsTo(BERTRAND)
    const inReplyTo = ownMessageId(core.settings.secretKeys, asked?.id as never, 'agafort.example')
    await receive(core, [
      mailFrom('Bertrand Lamy', BERTRAND, { text: 'Il part demain.', mail: { inReplyTo } }),
    ])
    clock.advance(30 * HOUR)
    await sweepSilentSellers(core)
    await expect(release()).rejects.toThrow(/Ask the seller first/)
    expect((await mailsTo(CAMILLE)).map(({ kind }) => kind)).toEqual(['acknowledgement'])
    await releaseSellerContact(core, {
      ticketId,
      memberId: lea,
      because: 'La garantie se règle avec le vendeur.',
    })
    expect(await sellerContactRequestsOf(core.db, ticketId)).toMatchObject([
      { askedBy: 'member', decided: { reason: 'La garantie se règle avec le vendeur.' } },
    ])
  })

  it('are refused with a reason the customer reads', async () => {
    const { ticketId, lea } = await matter()
    const refuse = (reason: string) => refuseSellerContact(core, { ticketId, memberId: lea, reason })
    await expect(refuse('Le vendeur a répondu.')).rejects.toThrow(/not asked/)
    await requestSellerContact(core, ticketId, { kind: 'member', id: lea })
    await expect(refuse(' ')).rejects.toThrow(/reason/)
    await refuse('Le vendeur nous a répondu ce matin et vous rembourse.')
    const mail = (await mailsTo(CAMILLE)).at(-1)
    expect(mail?.content.text).toContain('Le vendeur nous a répondu ce matin')
    expect(mail?.content.text).not.toContain(BERTRAND)
    expect(await eventsOf(ticketId)).toContain('seller-contact-refused')
    await requestSellerContact(core, ticketId, { kind: 'customer' })
    expect(await sellerContactRequestsOf(core.db, ticketId)).toHaveLength(2)
  })

  it('are not given when none are on record', async () => {
    const { ticketId, lea, seller } = await silentSeller()
    await world.rewriteSeller(seller.id, { email: null, telephone: null, postal_address: null })
    await expect(releaseSellerContact(core, { ticketId, memberId: lea })).rejects.toThrow(
      /No details of Lamy/,
    )
    expect(await sellerContactRequestsOf(core.db, ticketId)).toEqual([])
  })

  it('are not given of a seller nobody named', async () => {
    const lea = await member('Léa Martin')
    const { ticketId } = await camille()
    await expect(releaseSellerContact(core, { ticketId, memberId: lea })).rejects.toThrow(/names no seller/)
  })

  it('are those of the seller who was asked, when another is named since', async () => {
    const { ticketId, lea } = await silentSeller()
    const other = await createSeller(core, {
      externalId: 'V-9',
      name: 'Duval',
      email: 'duval@duval.example',
      telephone: null,
      postalAddress: null,
      language: 'fr',
    })
    await nameSeller(core, { ticketId, memberId: lea, sellerId: other.id })
    await expect(releaseSellerContact(core, { ticketId, memberId: lea })).rejects.toThrow(/Ask the seller/)
  })
})
