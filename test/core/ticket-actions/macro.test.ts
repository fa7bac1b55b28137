import { expect, it } from 'vitest'
import { receive } from '../../../core/intake/intake.ts'
import { createMember } from '../../../core/member/member.ts'
import { findTicket } from '../../../core/ticket/view.ts'
import {
  archiveMacro,
  changeMacro,
  createMacro,
  findMacro,
  listMacros,
  macroHistory,
  macrosFor,
  restoreMacro,
} from '../../../core/ticket-actions/macro.ts'
import { fillMacro } from '../../../core/ticket-actions/macro-filling.ts'
import {
  fillVariables,
  unfilledVariables,
  unknownVariables,
} from '../../../core/ticket-actions/macro-variable.ts'
import { DEMO_MACROS } from '../../../demo/demo-macros.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

const LATE = {
  name: 'Colis en retard',
  category: 'order-dispute',
  text: {
    fr: 'Bonjour {client}, votre dossier {référence} : des nouvelles avant le {prochaine échéance}. {prénom agent}, {équipe}',
    en: 'Hello {customer}, your case {reference}: news by {next deadline}. {agent first name}, {team}',
  },
} as const

it('knows a variable in either language, with or without its accents and capitals', () => {
  expect(unknownVariables('{Reference} {référence} {PRENOM AGENT} {next deadline}')).toEqual([])
  expect(unknownVariables('{client} et {numéro de carte}')).toEqual(['{numéro de carte}'])
})

it('leaves a variable without a value where it is, to be filled by hand', () => {
  const values = { customer: null, reference: 'AGF-1', agent: 'Karim', deadline: null, team: 'Livraison' }
  const text = fillVariables('Bonjour {client}, {référence}. {Client} {autre}', values)
  expect(text).toBe('Bonjour {client}, AGF-1. {Client} {autre}')
  expect(unfilledVariables(text)).toEqual(['{client}', '{Client}'])
})

describeOnEachDatabase('A macro', (database) => {
  const { core, clock } = openWorld(database)

  const member = (name: string, role: 'agent' | 'supervisor' = 'agent') =>
    createMember(core, {
      name,
      email: `${name.split(' ')[0]?.toLowerCase()}@agafort.example`,
      role,
      language: 'fr',
    })

  it('is filled in the customer’s language from the ticket it is used on', async () => {
    const macro = await findMacro(core.db, await createMacro(core, { ...LATE, memberId: null }))
    const karim = await member('Karim Haddad')
    const filled = async (language: 'fr' | 'en', name: string) => {
      const [received] = await receive(core, [
        mailFrom(name, `${language}@exemple.fr`, {
          language,
          ...(language === 'en' ? { text: 'Hello, my parcel never arrived. Could you please help me?' } : {}),
        }),
      ])
      const ticket = await findTicket(core.db, karim.id, received?.reference ?? '')
      return { text: await fillMacro(core, { macro, ticket, memberId: karim.id }), ticket }
    }
    const french = await filled('fr', 'Nadia Benali')
    expect(french.text).toMatch(
      /^Bonjour Nadia Benali, votre dossier AGF-[\w-]+ : des nouvelles avant le .+\. Karim, /,
    )
    expect(unfilledVariables(french.text)).toEqual([])
    const english = await filled('en', 'Olivia Grant')
    expect(english.text).toContain(`Hello Olivia Grant, your case ${english.ticket.reference}`)
  })

  it('is refused with a variable nobody knows, without a text in each language, or with a name already taken', async () => {
    const save = (words: Partial<typeof LATE | { name: string; text: { fr: string; en: string } }>) =>
      createMacro(core, { ...LATE, ...words, memberId: null })
    await expect(save({ text: { fr: 'Bonjour {prenom client}', en: 'Hello' } })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('{prenom client}'),
    })
    await expect(save({ text: { fr: 'Bonjour', en: ' ' } })).rejects.toMatchObject({ code: 'invalid-input' })
    await save({})
    await expect(save({ name: 'colis en RETARD' })).rejects.toMatchObject({ code: 'already-done' })
  })

  it('is offered for its own category and, when it has none, for all', async () => {
    await createMacro(core, { ...LATE, memberId: null })
    await createMacro(core, { ...LATE, name: 'Merci', category: null, memberId: null })
    const names = async (category: 'order-dispute' | 'fraud') =>
      (await macrosFor(core.db, category)).map(({ name }) => name)
    expect(await names('order-dispute')).toEqual(['Colis en retard', 'Merci'])
    expect(await names('fraud')).toEqual(['Merci'])
  })

  it('keeps who changed what and when, and is archived rather than deleted', async () => {
    const claire = await member('Claire Dubois', 'supervisor')
    const macroId = await createMacro(core, { ...LATE, memberId: claire.id })
    clock.advance(60_000)
    await changeMacro(core, { ...LATE, name: 'Colis très en retard', macroId, memberId: claire.id })
    await archiveMacro(core, { macroId, memberId: claire.id })
    expect(await macrosFor(core.db, 'order-dispute')).toEqual([])
    expect((await listMacros(core.db)).map(({ archivedAt }) => archivedAt)).toEqual([clock.now()])
    await restoreMacro(core, { macroId, memberId: claire.id })
    const history = await macroHistory(core.db, macroId)
    expect(history.map(({ kind, name, memberName }) => [kind, name, memberName])).toEqual([
      ['restored', 'Colis très en retard', 'Claire Dubois'],
      ['archived', 'Colis très en retard', 'Claire Dubois'],
      ['changed', 'Colis très en retard', 'Claire Dubois'],
      ['created', 'Colis en retard', 'Claire Dubois'],
    ])
    expect(history.at(-1)?.at).toEqual(new Date(clock.now().getTime() - 60_000))
  })

  it('comes with the demo by the dozen, in both languages', async () => {
    for (const words of DEMO_MACROS) await createMacro(core, { ...words, memberId: null })
    expect(await listMacros(core.db)).toHaveLength(12)
  })
})
