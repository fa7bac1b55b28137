import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { findArticle, readArticles } from '../../../bot/articles/articles.ts'
import { CHOICE_IDS, type ChoiceId } from '../../../bot/dialogue/choice.ts'
import { converse } from '../../../bot/dialogue/converse.ts'
import { newDialogue } from '../../../bot/dialogue/dialogue-state.ts'
import type { Inbound } from '../../../bot/dialogue/dialogue-types.ts'
import { mayGiveArticle } from '../../../bot/dialogue/needed-details.ts'
import { readCommand } from '../../../bot/dialogue/read/chat-command.ts'
import { readEmail } from '../../../bot/dialogue/read/email-address.ts'
import { readListing } from '../../../bot/dialogue/read/listing.ts'
import { readAskedOrderNumber, readOrderNumber } from '../../../bot/dialogue/read/order-number.ts'
import { readAskedName, readName } from '../../../bot/dialogue/read/person-name.ts'
import { readAskedDetail, readDetails } from '../../../bot/dialogue/read/read-details.ts'
import { readTelephone } from '../../../bot/dialogue/read/telephone-number.ts'
import { readScore } from '../../../bot/dialogue/read/yes-no.ts'
import { botWordsIn } from '../../../bot/wording/bot-wording.ts'
import { classify } from '../../../core/classify/classify.ts'
import { mintReference } from '../../../core/kernel/reference.ts'
import { CATEGORIES, SENSITIVE_LANES } from '../../../core/policy/category.ts'
import { TUESDAY } from '../../world/world.ts'

describe('What the assistant reads in a text', () => {
  it.each([
    ['écrivez-moi à Nadia.Benali@Exemple.fr.', 'nadia.benali@exemple.fr'],
    ['mail : jean-pierre+agafort@mail.exemple.co.uk, merci', 'jean-pierre+agafort@mail.exemple.co.uk'],
    ['<paul@exemple.fr>', 'paul@exemple.fr'],
    ['paul @ exemple.fr', 'paul@exemple.fr'],
    ['jean.petit arobase exemple point fr', 'jean.petit@exemple.fr'],
    ['emily (at) example.com', 'emily@example.com'],
    ['jean@exemple', null],
    ['rendez-vous @ 14h', null],
    ['le point fort de ce vendeur', null],
  ])('is the e-mail address of “%s”', (text, email) => {
    expect(readEmail(text)).toBe(email)
  })

  it.each([
    ['06.12.34.56.78', '06 12 34 56 78'],
    ['mon tél : 0612345678 merci', '06 12 34 56 78'],
    ['+33 6 12 34 56 78', '06 12 34 56 78'],
    ['0033 (0)6 12 34 56 78', '06 12 34 56 78'],
    ['+44 20 7946 0958', '+442079460958'],
    ['commande 0612', null],
    ['4587-2201', null],
  ])('is the telephone number of “%s”', (text, telephone) => {
    expect(readTelephone(text)).toBe(telephone)
  })

  it.each([
    ['ma commande n° 4587-2201', '4587-2201'],
    ['commande numéro : 99451203', '99451203'],
    ['Cmd 20117788 pas reçue', '20117788'],
    ['N° de commande : FR202600187', 'FR202600187'],
    ['order #ab-12345 is late', 'AB-12345'],
    ['my order number is 88371120', '88371120'],
    ['ma commande du 12/11/2026 à 45,90 €', null],
    ['une commande passée en 2026', null],
    ['ma commande, tél 06 12 34 56 78', null],
    ['le dossier AGF-7K2M-9QWX de ma commande', null],
    ['commande reçue il y a 21 jours', null],
  ])('is the order number of “%s”', (text, orderNumber) => {
    expect(readOrderNumber(text)).toBe(orderNumber)
  })

  it.each([
    ['4587-2201', '4587-2201'],
    ["c'est la 77120045 je crois", '77120045'],
    ['AB12345', 'AB12345'],
    ['celle de mardi', null],
    ['je ne sais plus', null],
  ])('is the order number in the answer “%s”', (text, orderNumber) => {
    expect(readAskedOrderNumber(text)).toBe(orderNumber)
  })

  it.each([
    ['voir https://www.agafort.example/p/8871?x=1.', 'https://www.agafort.example/p/8871?x=1'],
    ['(www.agafort.example/p/sac)', 'https://www.agafort.example/p/sac'],
    ['moi@www.exemple.fr', null],
    ['pas de lien', null],
  ])('is the page of “%s”', (text, listing) => {
    expect(readListing(text)).toBe(listing)
  })

  it.each([
    ["je m'appelle Nadia Benali et mon colis est perdu", 'Nadia Benali'],
    ["je m'appelle nadia benali", 'nadia benali'],
    ['Cordialement,\nJean-Pierre de la Tour', 'Jean-Pierre de la Tour'],
    ['Merci\nÉlodie Faure\nelodie@exemple.fr', 'Élodie Faure'],
    ["Hi, I'm Emily Carter", 'Emily Carter'],
    ['My name is Siân O’Brien', 'Siân O’Brien'],
    ['je suis Client depuis 2019', null],
    ['je suis très déçu', null],
    ['mon colis est perdu', null],
  ])('is the name in “%s”', (text, name) => {
    expect(readName(text)).toBe(name)
  })

  it.each([
    ['Irène Joly', 'Irène Joly'],
    ['jean dupont merci', 'jean dupont'],
    ["c'est Thomas Roy", 'Thomas Roy'],
    ['Mme Chantal Moreau', 'Chantal Moreau'],
    ['non', null],
    ['pourquoi vous voulez mon nom', null],
    ['http://mechant.example', null],
  ])('is the name in the answer “%s”', (text, name) => {
    expect(readAskedName(text)).toBe(name)
  })

  it('is all of it at once, and an answer is read as one', () => {
    expect(
      readDetails(
        'Bonjour, ma commande n° 4587-2201 est perdue. 06.12.34.56.78, nadia@exemple.fr\nCordialement,\nNadia Benali',
      ),
    ).toEqual({
      name: 'Nadia Benali',
      email: 'nadia@exemple.fr',
      telephone: '06 12 34 56 78',
      orderNumber: '4587-2201',
      listing: null,
    })
    expect(readAskedDetail('listing', 'www.agafort.example/p/1')).toBe('https://www.agafort.example/p/1')
  })

  it.each([
    ["je veux parler à quelqu'un", 'person'],
    ['parlé a quelqun svp', 'person'],
    ['HUMAIN', 'person'],
    ['can I speak to a real person?', 'person'],
    ['passez-moi un conseiller', 'person'],
    ["j'ai parlé à quelqu'un hier et toujours rien", null],
    ['impossible de joindre le vendeur', null],
    ['je voudrais les coordonnées du vendeur', 'seller-contact'],
    ['où en est mon dossier ?', 'status'],
    ['où en est ma commande ?', null],
    ['what is the status of my case', 'status'],
    ['laissez tomber', 'cancel'],
    ['je veux annuler ma commande chez ce vendeur', null],
    ['start over', 'restart'],
    ["c'est pas ça", 'wrong-category'],
    ['merci beaucoup pour votre aide', 'thanks'],
    ['bonne journée', 'goodbye'],
    ['bonjour', 'greeting'],
    ['bonjour mon colis est perdu', null],
  ])('is the wish in “%s”', (text, command) => {
    expect(readCommand(text)).toBe(command)
  })

  it('is found quickly however hostile the text is', () => {
    const hostile = [
      `commande${' '.repeat(20_000)}1`,
      'commande n° : # est le '.repeat(800),
      `${'a.'.repeat(10_000)}@b`,
      `a@${'b-'.repeat(9_000)}`,
      `+${'1-'.repeat(9_000)}`,
      `je m'appelle ${'Aa de '.repeat(3_000)}`,
      'merci,\n'.repeat(3_000),
      'parler a un '.repeat(2_000),
      `${' point a'.repeat(3_000)}arobase`,
    ]
    for (const text of hostile) {
      const before = performance.now()
      readDetails(text)
      readAskedName(text)
      readCommand(text)
      readScore(text)
      // Milliseconds in fact; what takes minutes is what this is about.
      expect(performance.now() - before).toBeLessThan(3_000)
    }
  })

  it.each([
    ['4', 4],
    ['5/5', 5],
    ['très satisfait', 5],
    ['satisfait', 4],
    ['très insatisfaite', 1],
    ['2 étoiles', 2],
    ['ok', 3],
    ['je reviendrai', null],
  ] as const)('is the mark in “%s”', (text, score) => {
    expect(readScore(text)).toBe(score)
  })
})

describe('Ready answers', () => {
  const answers = readArticles()

  it('are there in both languages, under the same names, and say what they are', () => {
    const names = (language: string) =>
      answers.filter((one) => one.language === language).map(({ name }) => name)
    expect(names('fr')).toEqual(names('en'))
    expect(names('fr').length).toBeGreaterThanOrEqual(8)
  })

  it('are never given on fraud, legal and privacy matters', () => {
    const everywhere = answers.map((one) => ({ ...one, categories: CATEGORIES, phrases: [] }))
    for (const lane of SENSITIVE_LANES) {
      expect(mayGiveArticle(lane)).toBe(false)
      expect(findArticle(everywhere, lane, 'mot de passe oublié', 'fr')).toBeNull()
    }
  })

  it('fit the text best, in its language', () => {
    expect(findArticle(answers, 'account', 'J’ai oublié mon mot de passe', 'fr')?.name).toBe(
      'forgotten-password',
    )
    expect(findArticle(answers, 'account', 'I forgot my password', 'en')?.title).toBe('Forgotten password')
    expect(findArticle(answers, 'account', 'mon compte est bloqué', 'fr')).toBeNull()
  })

  const folder = mkdtempSync(join(tmpdir(), 'answers-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('an operator got wrong are named, all of them, with what to do', () => {
    for (const language of ['fr', 'en']) mkdirSync(join(folder, language), { recursive: true })
    writeFileSync(join(folder, 'fr', 'sans-tete.md'), 'Bonjour')
    writeFileSync(join(folder, 'fr', 'fraude.md'), '---\ntitle: Fraude\ncategories: fraud\n---\nTexte')
    writeFileSync(join(folder, 'en', 'odd.md'), '---\ntitle: Odd\ncategories: parcels\n---\nText')
    expect(() => readArticles(folder)).toThrow(
      /fr\/fraude\.md: no ready answer.*fraud[\s\S]*fr\/sans-tete\.md: begin/,
    )
    expect(() => readArticles(folder)).toThrow(/en\/odd\.md: "parcels" is no category/)
  })
})

describe('The assistant', () => {
  it('answers any words within any state, and its state is JSON', () => {
    const context = {
      now: TUESDAY,
      classify: (text: string) => classify({ subject: '', text, doorCategory: 'other' }),
      readyAnswer: () => null,
      telephone: '06.38.17.61.28',
    }
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(
        'oui',
        'non',
        'annuler',
        'merci',
        '4',
        'a@exemple.fr',
        'mon colis est perdu',
        'AGF-7K2M-9QWX',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        let state = newDialogue('fr')
        for (const text of pieces) {
          const turn = converse(state, { kind: 'text', text, files: [] }, context)
          expect(JSON.parse(JSON.stringify(turn.state))).toEqual(turn.state)
          const heard = turn.outbound.length + turn.intents.length
          if (state.step.at !== 'person') expect(heard).toBeGreaterThan(0)
          state = turn.state
        }
      }),
      { numRuns: 60 },
    )
  })

  it('answers any press of any button, new or old, and any result, without falling over', () => {
    const context = {
      now: TUESDAY,
      classify: (text: string) => classify({ subject: '', text, doorCategory: 'other' }),
      readyAnswer: () => ({ name: 'a', title: 'A', text: 'B', solves: true }),
      telephone: '06.38.17.61.28',
    }
    const reference = mintReference()
    const due = { investigation: TUESDAY, conclusions: TUESDAY, resolution: TUESDAY }
    const happens = fc.oneof(
      fc.constantFrom<ChoiceId>(...CHOICE_IDS).map((id) => ({ kind: 'choice' as const, id, asked: -1 })),
      fc.constantFrom<Inbound>(
        { kind: 'text', text: 'le vendeur ne m’a jamais livré ma commande et garde mon argent', files: [] },
        { kind: 'text', text: 'je veux parler à quelqu’un', files: [] },
        { kind: 'text', text: 'ce n’est pas ça', files: [] },
        { kind: 'text', text: 'où en est mon dossier', files: [] },
        { kind: 'ticket-opened', reference, due },
        { kind: 'ticket-added', reference },
        { kind: 'ticket-resolved', reference },
        { kind: 'code-sent' },
        { kind: 'status-refused', triesLeft: 0 },
        { kind: 'handoff-queued', position: 1, waitMinutes: 1 },
        { kind: 'handoff-nobody', opensAt: null },
        { kind: 'handoff-accepted', memberFirstName: 'Camille' },
        { kind: 'handoff-transferred', memberFirstName: null },
        { kind: 'handoff-ended', by: 'member', summary: null },
        { kind: 'refused', intent: 'open-ticket', because: 'not-available' },
        { kind: 'silence', long: true },
        { kind: 'silence', long: false },
      ),
    )
    fc.assert(
      fc.property(fc.array(happens, { maxLength: 14 }), (all) => {
        let state = newDialogue('fr')
        for (const one of all) {
          const inbound = one.kind === 'choice' ? { ...one, asked: state.asked } : one
          const turn = converse(state, inbound, context)
          expect(JSON.parse(JSON.stringify(turn.state))).toEqual(turn.state)
          for (const said of turn.outbound)
            if (said.kind === 'message') expect(said.text).not.toMatch(/undefined|null/)
          state = turn.state
        }
      }),
      { numRuns: 150 },
    )
  })

  it('changes nothing it was given', () => {
    const state = newDialogue('fr')
    const before = structuredClone(state)
    converse(
      state,
      { kind: 'opened', language: 'en' },
      {
        now: TUESDAY,
        classify: (text) => classify({ subject: '', text, doorCategory: 'other' }),
        readyAnswer: () => null,
        telephone: '',
      },
    )
    expect(state).toEqual(before)
  })

  it('speaks French with its spaces and without exclamation', () => {
    const sentences = JSON.stringify(botWordsIn('fr'), (_, value) =>
      typeof value === 'function' ? String(value) : value,
    )
    expect(sentences).not.toMatch(/[^<]!(?!=)/)
    expect(botWordsIn('fr').howCanIHelp).toContain('\u00a0?')
  })
})
