import { expect, it } from 'vitest'
import { receive } from '../../../core/intake/intake.ts'
import { HOUR, MINUTE } from '../../../core/kernel/duration.ts'
import type { MemberId, SanctionId, TicketId } from '../../../core/kernel/id.ts'
import { sellerReference } from '../../../core/kernel/reference.ts'
import { ownMessageId } from '../../../core/kernel/signed-link.ts'
import type { SanctionKind, SanctionReason } from '../../../core/policy/sanction-kind.ts'
import { decideSanction, liftSanction, proposeSanction } from '../../../core/seller/sanction.ts'
import { appealSanction, appealsOf, decideAppeal } from '../../../core/seller/sanction-appeal.ts'
import { listSanctions } from '../../../core/seller/sanction-list.ts'
import { APPEAL_WITHIN, sanctionsOf } from '../../../core/seller/sanction-record.ts'
import { nameSeller } from '../../../core/seller/seller.ts'
import { askSeller, judgeCooperation } from '../../../core/seller/seller-request.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { BERTRAND, CAMILLE, openSellerWorld } from '../../world/seller-world.ts'
import { mailFrom } from '../../world/world.ts'

describeOnEachDatabase(
  'The sanction of a seller who does not cooperate in good faith (policy §6)',
  (database) => {
    const world = openSellerWorld(database)
    const { core, clock, mailsTo, eventsOf } = world
    const staff = async () => ({
      ...(await world.matter()),
      nadia: await world.member('Nadia Petit', 'supervisor'),
      omar: await world.member('Omar Benali', 'supervisor'),
    })
    const propose = (
      given: { ticketId: TicketId; lea: MemberId },
      kind: SanctionKind = 'restriction',
      ground: SanctionReason = 'refused',
    ) =>
      proposeSanction(core, {
        ticketId: given.ticketId,
        memberId: given.lea,
        kind,
        reasonCode: ground,
        reason: 'Trois demandes sans réponse.',
      })
    const decide = (sanctionId: SanctionId, memberId: MemberId, yes = true) =>
      decideSanction(core, {
        ...{ sanctionId, memberId, yes },
        reason: 'Vous n’avez pas répondu à nos demandes des 24 et 25 novembre.',
      })
    const restricted = async () => {
      const given = await staff()
      const sanctionId = await propose(given)
      clock.advance(HOUR)
      await decide(sanctionId, given.nadia)
      return { ...given, sanctionId }
    }
    const webhooks = async () =>
      (
        await database.db
          .selectFrom('outbox')
          .selectAll()
          .where('channel', '=', 'webhook')
          .orderBy('created_at')
          .orderBy('id')
          .execute()
      ).map(({ content }) => content)
    const replyBySeller = async (text: string) => {
      const notice = (await mailsTo(BERTRAND)).find(({ kind }) => kind === 'seller-sanction')
      const inReplyTo = ownMessageId(core.settings.secretKeys, notice?.id as never, 'agafort.example')
      const receivedAt = clock.now()
      return receive(core, [mailFrom('Bertrand Lamy', BERTRAND, { text, receivedAt, mail: { inReplyTo } })])
    }

    it('is proposed by an agent and decided by a supervisor, each with a reason', async () => {
      const given = await staff()
      const sanctionId = await propose(given)
      expect(await listSanctions(core.db, given.nadia)).toMatchObject([
        { sanction: { id: sanctionId, proposedBy: given.lea, decision: null } },
      ])
      expect(await mailsTo(BERTRAND)).toEqual([])
      expect(await webhooks()).toEqual([])
      clock.advance(HOUR)
      await decide(sanctionId, given.nadia)
      expect(await sanctionsOf(core.db, given.seller.id)).toMatchObject([
        {
          kind: 'restriction',
          reason: 'Trois demandes sans réponse.',
          decision: { yes: true, by: given.nadia, at: clock.now() },
          lifted: null,
        },
      ])
      expect(await eventsOf(given.ticketId)).toEqual(
        expect.arrayContaining(['sanction-proposed', 'sanction-decided']),
      )
    })

    it('is told to the seller in words: what, since when, why, and how to contest it by when', async () => {
      const { reference } = await restricted()
      const [mail] = await mailsTo(BERTRAND)
      expect(mail).toMatchObject({ kind: 'seller-sanction', automatic: false })
      expect(mail?.content.subject).toContain(
        `Votre compte vendeur est restreint [${sellerReference(reference)}]`,
      )
      const text = mail?.content.text.replace(/\s/g, ' ')
      expect(text).toContain('Lamy Électroménager est restreint depuis le mardi 24 novembre à 10 h 05')
      expect(text).toContain('Vous avez refusé de contribuer à résoudre la plainte d’un client.')
      expect(text).toContain('des 24 et 25 novembre')
      expect(text).toContain('ne coopère pas de bonne foi')
      expect(text).toContain('avant le mardi 8 décembre à 10 h 05')
      expect(text).not.toContain('Trois demandes sans réponse')
      expect(text).not.toContain(CAMILLE)
    })

    it('is told to the marketplace by webhook, with codes only', async () => {
      const { sanctionId } = await restricted()
      expect(await webhooks()).toEqual([
        {
          event: 'sanction-decided',
          sanctionId,
          sellerExternalId: 'V-1042',
          kind: 'restriction',
          reason: 'refused',
          at: '2026-11-24T09:05:00.000Z',
        },
      ])
    })

    it('is never decided by one person alone, nor by an agent', async () => {
      const given = await staff()
      const own = await propose({ ...given, lea: given.nadia })
      await expect(decide(own, given.nadia)).rejects.toThrow(/another supervisor/)
      await expect(decide(own, given.lea)).rejects.toThrow(/Only a supervisor/)
      await decide(own, given.omar)
      await expect(decide(own, given.omar)).rejects.toThrow(/decided on already/)
      await expect(
        liftSanction(core, { sanctionId: own, memberId: given.lea, reason: 'Réglé.' }),
      ).rejects.toThrow(/Only a supervisor/)
    })

    it('does not happen when the supervisor says no: nobody is told and it may be proposed again', async () => {
      const given = await staff()
      await decide(await propose(given), given.nadia, false)
      expect(await mailsTo(BERTRAND)).toEqual([])
      expect(await webhooks()).toEqual([])
      await expect(propose(given)).resolves.toBeTruthy()
      await expect(propose(given)).rejects.toThrow(/proposed already/)
    })

    it('needs a reason, a seller who is named, and the number the marketplace knows', async () => {
      const given = await staff()
      const { ticketId, lea: memberId, seller } = given
      const sanction = { ticketId, memberId, kind: 'warning', reasonCode: 'refused' } as const
      await expect(proposeSanction(core, { ...sanction, reason: ' ' })).rejects.toThrow(/why/)
      await world.rewriteSeller(seller.id, { external_id: null })
      await expect(proposeSanction(core, { ...sanction, reason: 'Refuse.' })).rejects.toThrow(/number/)
    })

    it('goes one step after the other: who is terminated is not restricted, who is restricted is not restricted again', async () => {
      const given = await restricted()
      await expect(propose(given, 'restriction')).rejects.toThrow(/restricted already/)
      await expect(propose(given, 'warning')).rejects.toThrow(/restricted already/)
      const termination = await propose(given, 'termination')
      clock.advance(HOUR)
      await decide(termination, given.omar)
      for (const kind of ['warning', 'restriction', 'termination'] as const)
        await expect(propose(given, kind)).rejects.toThrow(/terminated already/)
      const [, restriction] = await sanctionsOf(core.db, given.seller.id)
      expect(restriction?.lifted?.reason).toContain('termination')
      clock.advance(HOUR)
      await liftSanction(core, {
        sanctionId: termination,
        memberId: given.nadia,
        reason: 'Erreur de notre part.',
      })
      await expect(propose(given, 'restriction')).resolves.toBeTruthy()
    })

    it('holds until it is lifted with a reason, which the seller and the marketplace are told', async () => {
      const { sanctionId, omar, ticketId } = await restricted()
      clock.advance(48 * HOUR)
      const lift = (reason: string) => liftSanction(core, { sanctionId, memberId: omar, reason })
      await expect(lift('')).rejects.toThrow(/why/)
      await lift('Vous avez remboursé le client.')
      await expect(lift('Encore.')).rejects.toThrow(/not in force/)
      const mail = (await mailsTo(BERTRAND)).at(-1)
      expect(mail?.content.subject).toContain('La restriction de votre compte vendeur est levée')
      expect(mail?.content.text).toContain('Vous avez remboursé le client.')
      expect((await webhooks()).at(-1)).toMatchObject({ event: 'sanction-lifted', sanctionId })
      expect(await eventsOf(ticketId)).toContain('sanction-lifted')
    })

    it('is contested by replying to the mail; someone else reviews it and replies', async () => {
      const { sanctionId, nadia, omar, ticketId } = await restricted()
      clock.advance(HOUR)
      const [received] = await replyBySeller('Nous avions répondu par téléphone le 23.')
      expect(received).toMatchObject({ kind: 'added', ticketId })
      const [appeal] = await appealsOf(core.db, sanctionId)
      expect(appeal).toMatchObject({ text: 'Nous avions répondu par téléphone le 23.', typedBy: null })
      if (!appeal) throw new Error('there is no appeal')
      await replyBySeller('Et voici le relevé d’appels.')
      expect(await appealsOf(core.db, sanctionId)).toHaveLength(1)
      const reply = (memberId: MemberId) =>
        decideAppeal(core, {
          appealId: appeal.id,
          memberId,
          outcome: 'upheld',
          text: 'Nous n’avons trouvé aucun appel.',
        })
      await expect(reply(nadia)).rejects.toThrow(/someone else/)
      await reply(omar)
      await expect(reply(omar)).rejects.toThrow(/answered already/)
      const mail = (await mailsTo(BERTRAND)).at(-1)
      expect(mail?.content.text).toContain('Nous n’avons trouvé aucun appel.')
      expect(mail?.content.text.replace(/\s+/g, ' ')).toContain('vous avez contesté la restriction')
      expect(await webhooks()).toHaveLength(1)
      expect(await eventsOf(ticketId)).toEqual(
        expect.arrayContaining(['sanction-appealed', 'sanction-appeal-answered']),
      )
    })

    it('ends when the appeal succeeds', async () => {
      const { sanctionId, omar, lea, seller } = await restricted()
      const appealId = await appealSanction(core, { sanctionId, memberId: lea, text: 'Appel du gérant.' })
      await expect(appealSanction(core, { sanctionId, memberId: lea, text: 'Encore.' })).rejects.toThrow(
        /appealed against this sanction already/,
      )
      await decideAppeal(core, { appealId, memberId: omar, outcome: 'lifted', text: 'Vous avez raison.' })
      expect((await sanctionsOf(core.db, seller.id))[0]?.lifted).toMatchObject({ by: omar })
      expect((await webhooks()).at(-1)).toMatchObject({ event: 'sanction-lifted' })
    })

    it('is not contested by a reply that comes too late, which is kept as a message', async () => {
      const { sanctionId, lea, ticketId } = await restricted()
      clock.advance(APPEAL_WITHIN + 1)
      const [received] = await replyBySeller('Je conteste.')
      expect(received).toMatchObject({ kind: 'added', ticketId })
      expect(await appealsOf(core.db, sanctionId)).toEqual([])
      await expect(appealSanction(core, { sanctionId, memberId: lea, text: 'Tard.' })).rejects.toThrow(/over/)
    })

    it('never for silence or refusal while the seller may still answer, as proposed or as decided', async () => {
      const given = await staff()
      const { ticketId, lea, nadia } = given
      const silence = () => propose(given, 'termination', 'no-answer')
      await expect(silence()).rejects.toThrow(/Ask first/)
      const asked = () => askSeller(core, { ticketId, memberId: lea, text: 'Où est le colis ?' })
      await asked()
      await expect(silence()).rejects.toMatchObject({ code: 'too-early', until: null })
      await world.send()
      clock.advance(10 * MINUTE)
      const until = new Date(clock.now().getTime() + 24 * HOUR - 10 * MINUTE)
      for (const ground of ['no-answer', 'refused'] as const)
        await expect(propose(given, 'termination', ground)).rejects.toMatchObject({
          code: 'too-early',
          until,
        })
      expect(await sanctionsOf(core.db, given.seller.id)).toEqual([])
      clock.set(until)
      const sanctionId = await silence()
      await asked()
      await expect(decide(sanctionId, nadia)).rejects.toMatchObject({ code: 'too-early' })
      expect(await mailsTo(BERTRAND)).not.toContainEqual(expect.objectContaining({ kind: 'seller-sanction' }))
      await world.send()
      clock.advance(24 * HOUR)
      await decide(sanctionId, nadia)
      expect((await webhooks()).at(-1)).toMatchObject({ kind: 'termination', reason: 'no-answer' })
    })

    it('nor for silence once the seller answered in time or was found to cooperate', async () => {
      const given = await staff()
      const { ticketId, lea: memberId } = given
      const requestId = await askSeller(core, { ticketId, memberId, text: 'Où est le colis ?' })
      await world.send()
      await judgeCooperation(core, {
        requestId,
        memberId,
        cooperated: true,
        reason: 'A répondu de vive voix.',
      })
      clock.advance(25 * HOUR)
      await expect(propose(given, 'warning', 'no-answer')).rejects.toThrow(/Ask first/)
      await askSeller(core, { ticketId, memberId, text: 'Et le suivi ?' })
      await world.send()
      clock.advance(HOUR)
      await receive(core, [
        mailFrom('Bertrand Lamy', BERTRAND, {
          subject: `Re: [${sellerReference(given.reference)}]`,
          text: 'Le voici.',
          receivedAt: clock.now(),
        }),
      ])
      clock.advance(25 * HOUR)
      await expect(propose(given, 'warning', 'no-answer')).rejects.toThrow(/Ask first/)
    })

    it('one at a time: a second proposal is refused with the ticket of the first, if the member may read it', async () => {
      const given = await staff()
      await propose(given)
      const other = await world.camille({ subject: 'Autre commande' })
      await nameSeller(core, { ticketId: other.ticketId, memberId: given.lea, sellerId: given.seller.id })
      const again = () => propose({ ...given, ticketId: other.ticketId }, 'warning')
      const { reference } = given
      await expect(again()).rejects.toMatchObject({ code: 'already-done', state: 'proposed', reference })
      await database.db
        .updateTable('tickets')
        .set({ category: 'fraud' })
        .where('id', '=', given.ticketId)
        .execute()
      await expect(again()).rejects.toMatchObject({ state: 'proposed', reference: null })
    })

    it('is possible even when the seller has no address to write to', async () => {
      const given = await staff()
      const { seller } = given
      await world.rewriteSeller(seller.id, { email: null })
      await decide(await propose(given, 'termination'), given.nadia)
      expect(await webhooks()).toHaveLength(1)
    })
  },
)
