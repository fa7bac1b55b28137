import { expect, it } from 'vitest'
import { note } from '../../../core/correspondence/note.ts'
import { replyToCustomer } from '../../../core/correspondence/reply.ts'
import { receive } from '../../../core/intake/intake.ts'
import type { Received } from '../../../core/intake/received.ts'
import { DAY } from '../../../core/kernel/duration.ts'
import type { MemberId } from '../../../core/kernel/id.ts'
import { mintReference, type Reference } from '../../../core/kernel/reference.ts'
import type { SensitiveLane } from '../../../core/policy/category.ts'
import { indexTickets } from '../../../core/search/indexer.ts'
import { meantBy, searchTickets } from '../../../core/search/search.ts'
import { createSeller, nameSeller } from '../../../core/seller/seller.ts'
import { askSeller } from '../../../core/seller/seller-request.ts'
import { recategorise } from '../../../core/ticket-actions/assign.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { openPolicyWorld } from '../../world/policy-world.ts'
import { mailFrom, TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('A search on the desk', (database) => {
  const world = openPolicyWorld(database)
  const { core, clock, member, begin } = world

  const agent = (name = 'Léa Martin', lanes: readonly SensitiveLane[] = []) => {
    begin()
    return member(name, { teams: ['customer-service'], lanes })
  }

  async function written(
    name: string,
    address: string,
    given: Parameters<typeof mailFrom>[2] = {},
  ): Promise<Received> {
    const [received] = await receive(core, [mailFrom(name, address, { receivedAt: clock.now(), ...given })])
    if (!received) throw new Error('Nothing was received.')
    return received
  }

  async function found(viewer: MemberId, text: string): Promise<Reference[]> {
    await indexTickets(core)
    const { tickets } = await searchTickets(core, viewer, { text })
    return tickets.map(({ reference }) => reference)
  }

  it('folds accents and capitals: « muller » finds Müller, « ELODIE » Élodie', async () => {
    const lea = await agent()
    const muller = await written('Jürgen Müller', 'juergen@courriel.example')
    const elodie = await written('Élodie Garçon', 'elodie@courriel.example')
    expect(await found(lea, 'muller')).toEqual([muller.reference])
    expect(await found(lea, 'MÜLLER')).toEqual([muller.reference])
    expect(await found(lea, 'ELODIE garcon')).toEqual([elodie.reference])
    expect(await found(lea, 'Élodie Müller')).toEqual([])
  })

  it('finds words of one stem, in French and in English', async () => {
    const lea = await agent()
    const french = await written('Nadia Ferrand', 'nadia@courriel.example', {
      subject: 'Demande de remboursement',
      text: 'Bonjour, j’attends le remboursement de ma commande annulée.',
    })
    const english = await written('John Baker', 'john@mail.example', {
      subject: 'Late parcel',
      text: 'You promised I would be refunded for both parcels.',
      language: 'en',
    })
    expect(await found(lea, 'remboursé')).toEqual([french.reference])
    expect(await found(lea, 'annulation commande')).toEqual([french.reference])
    expect(await found(lea, 'refund parcel')).toEqual([english.reference])
  })

  it('takes the last word for the beginning of one while it is typed', async () => {
    const lea = await agent()
    const { reference } = await written('Nadia Ferrand', 'nadia@courriel.example', {
      text: 'Le transporteur dit avoir livré la cafetière.',
    })
    expect(await found(lea, 'livré caf')).toEqual([reference])
    expect(await found(lea, 'transpor')).toEqual([reference])
    // Once it is typed to its end, it is that word.
    expect(await found(lea, 'transpor ')).toEqual([])
  })

  it('keeps words between quotation marks together', async () => {
    const lea = await agent()
    const together = await written('Nadia Ferrand', 'nadia@courriel.example', {
      text: 'Il manque le mode d’emploi de la machine à coudre.',
    })
    const apart = await written('Paul Aubin', 'paul@courriel.example', {
      text: 'La machine est arrivée, mais le fil à coudre manque.',
    })
    expect(await found(lea, 'coudre machine')).toEqual(
      expect.arrayContaining([together.reference, apart.reference]),
    )
    expect(await found(lea, '"machine à coudre"')).toEqual([together.reference])
    expect(await found(lea, '« machine à coudre »')).toEqual([together.reference])
  })

  it('finds who is written to by their address, and a telephone number however it is written', async () => {
    const lea = await agent()
    const { reference } = await written('Nadia Ferrand', 'nadia.ferrand@courriel.example', {
      text: 'Appelez-moi au 06 38 17 61 28, je vous prie.',
    })
    await written('Paul Aubin', 'paul@courriel.example', { text: 'Appelez-moi au 06 38 17 61 29.' })
    for (const text of ['nadia.ferrand@courriel.example', 'Nadia.Ferrand@', 'ferrand nadia']) {
      expect(await found(lea, text)).toEqual([reference])
    }
    for (const text of ['0638176128', '06.38.17.61.28', '+33 6 38 17 61 28', '0033638176128']) {
      expect(await found(lea, text)).toEqual([reference])
    }
  })

  it('finds an order number with and without its signs', async () => {
    const lea = await agent()
    const joined = await written('Nadia Ferrand', 'nadia@courriel.example', {
      text: 'Ma commande AG-482913 n’est pas là.',
    })
    for (const text of ['AG-482913', 'ag482913', 'AG 482913', '482913', 'AG-48291']) {
      expect(await found(lea, text)).toEqual([joined.reference])
    }
    const apart = await written('Paul Aubin', 'paul@courriel.example', {
      text: 'Il s’agit de la commande AG 771204.',
    })
    expect(await found(lea, 'AG-771204')).toEqual([apart.reference])
  })

  it('finds what colleagues answered and noted, the seller by name, and what was written to them', async () => {
    const lea = await agent()
    const { reference, ticketId } = await written('Nadia Ferrand', 'nadia@courriel.example')
    await written('Paul Aubin', 'paul@courriel.example')
    const memberId = lea
    await replyToCustomer(core, { ticketId, memberId, text: 'Le transporteur ouvre une recherche.' })
    await note(core, { ticketId, memberId, text: 'Cliente très inquiète, à rappeler.' })
    const seller = await createSeller(core, {
      externalId: 'V-1042',
      name: 'Lamy Électroménager',
      email: 'sav@lamy.example',
      telephone: null,
      postalAddress: null,
      language: 'fr',
    })
    await nameSeller(core, { ticketId, memberId, sellerId: seller.id })
    await askSeller(core, { ticketId, memberId, text: 'Pouvez-vous fournir le bordereau ?' })
    for (const text of ['recherche transporteur', 'inquiet', 'lamy electromenager', 'bordereau']) {
      expect(await found(lea, text)).toEqual([reference])
    }
  })

  it('opens a reference at once, before anything was read, and suggests what a mistyped one may have meant', async () => {
    const lea = await agent()
    const { reference } = await written('Nadia Ferrand', 'nadia@courriel.example')
    const search = (text: string) => searchTickets(core, lea, { text })
    expect((await search(reference.toLowerCase())).tickets).toHaveLength(1)
    expect((await search(` ${reference.slice(4).replace('-', '')}`)).tickets).toHaveLength(1)
    for (const mistyped of mistypings(reference)) {
      const { tickets, suggestions } = await search(mistyped)
      expect([mistyped, tickets.length, suggestions]).toEqual([mistyped, 0, [reference]])
    }
    expect((await search('remboursement')).suggestions).toEqual([])
  })

  it('never shows what the member may not read, in a page or as a suggestion', async () => {
    const lea = await agent()
    const thomas = await member('Thomas Girard', { teams: ['fraud'], lanes: ['fraud'] })
    const { reference, ticketId } = await written('Nadia Ferrand', 'nadia@courriel.example', {
      text: 'Quelqu’un a piraté mon compte.',
    })
    await recategorise(core, { ticketId, memberId: thomas, category: 'fraud' })
    const [mistyped = ''] = mistypings(reference)
    for (const text of ['piraté', 'ferrand', 'nadia@courriel.example', reference, mistyped]) {
      await indexTickets(core)
      const nothing = { tickets: [], next: null, suggestions: [] }
      expect(await searchTickets(core, lea, { text })).toEqual(nothing)
    }
    expect(await found(thomas, 'piraté')).toEqual([reference])
    expect((await searchTickets(core, thomas, { text: mistyped })).suggestions).toEqual([reference])
  })

  it('shows the newest first, page after page, each ticket once, however old', async () => {
    const lea = await agent()
    const references: string[] = []
    for (let index = 0; index < 25; index++) {
      clock.set(new Date(TUESDAY.getTime() - (25 - index) * 40 * DAY))
      const one = await written(`Cliente ${index}`, `cliente.${index}@courriel.example`, {
        subject: 'Colis perdu',
        text: index % 2 === 0 ? 'Un vase bleu.' : 'Un vase vert.',
      })
      references.unshift(one.reference)
    }
    clock.set(TUESDAY)
    await indexTickets(core)
    const pages: string[][] = []
    for (let after: string | null = null; ; ) {
      const page = await searchTickets(core, lea, { text: 'vase perdu', size: 7, after })
      pages.push(page.tickets.map(({ reference }) => reference))
      after = page.next
      if (after === null) break
    }
    expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 4])
    expect(pages.flat()).toEqual(references)
    expect(await found(lea, 'vase vert')).toHaveLength(12)
  })

  it('follows a ticket into the one it is merged with, and reads again what has changed', async () => {
    const lea = await agent()
    const first = await written('Nadia Ferrand', 'nadia@courriel.example', { text: 'Ma lampe est cassée.' })
    const second = await written('Nadia Ferrand', 'nadia@courriel.example', { text: 'Je relance.' })
    expect(await found(lea, 'lampe')).toEqual([first.reference])
    await merge(core, { intoTicketId: second.ticketId, fromTicketId: first.ticketId, memberId: lea })
    expect(await found(lea, 'lampe')).toEqual([second.reference])
  })

  it('takes anything that may be typed', async () => {
    const lea = await agent()
    await written('Nadia Ferrand', 'nadia@courriel.example')
    for (const text of [
      '',
      '   ',
      "l'",
      '"',
      '« »',
      "'; drop table tickets --",
      'a & b | !c:*',
      '\\',
      '<->',
      '🙂',
      'de la',
      'x'.repeat(5_000),
    ]) {
      expect((await searchTickets(core, lea, { text })).tickets).toEqual([])
    }
    await indexTickets(core)
    const ages = ['nonsense', 'infinity', '2026-13-45 00:00:00+00', '9999-01-01 00:00:00+00']
    for (const age of ages) {
      const after = `${age}~ffffffff-ffff-4fff-bfff-ffffffffffff`
      expect((await searchTickets(core, lea, { text: 'colis', after })).tickets).toHaveLength(1)
    }
    const after = '1970-01-01 00:00:00+00~ffffffff-ffff-4fff-bfff-ffffffffffff'
    expect((await searchTickets(core, lea, { text: 'colis', after })).tickets).toEqual([])
  })
})

/** A wrong character, one missing, one too many, and two the wrong way round. */
function mistypings(reference: Reference): string[] {
  const letters = reference.slice(4).replace('-', '')
  const other = letters[2] === '7' ? '8' : '7'
  const swapped = [...letters].findIndex((letter, index) => index < 7 && letter !== letters[index + 1])
  return [
    `AGF-${letters.slice(0, 2)}${other}${letters.slice(3)}`,
    `AGF-${letters.slice(0, 3)}${letters.slice(4)}`,
    `AGF-${letters.slice(0, 5)}${other}${letters.slice(5)}`,
    `AGF-${letters.slice(0, swapped)}${letters[swapped + 1]}${letters[swapped]}${letters.slice(swapped + 2)}`,
  ]
}

it('A mistyped reference means few others, the right one among them', () => {
  for (let time = 0; time < 50; time++) {
    const reference = mintReference()
    for (const mistyped of mistypings(reference)) {
      expect(meantBy(mistyped)).toContain(reference)
      expect(meantBy(mistyped).length).toBeLessThan(60)
    }
  }
})
