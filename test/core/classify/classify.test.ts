import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, it } from 'vitest'
import { classify } from '../../../core/classify/classify.ts'
import { adoptModel } from '../../../core/classify/current-model.ts'
import { isSensitive } from '../../../core/policy/category.ts'

const decide = (
  text: string,
  given: { subject?: string; doorCategory?: Parameters<typeof classify>[0]['doorCategory'] } = {},
) => classify({ subject: '', doorCategory: 'other', ...given, text })
const rulesOf = (text: string) =>
  decide(text).reasons.flatMap((reason) => ('rule' in reason ? [reason.rule] : []))

describe('The category of a message', () => {
  it.each([
    ['slt g tjr po recu mon colis sa fé 3 semaine jveu etre rembourser', 'order-dispute'],
    ['My parcel never turned up and the seller is ignoring me, I want a refund', 'order-dispute'],
    ['Je voudrais fermer définitivement mon compte', 'account-closure'],
    ['please close my account for good', 'account-closure'],
    ['Mon mot de passe est refusé, je ne peux plus me connecter', 'account'],
    ['Quelqu’un a piraté mon compte et commandé trois téléphones', 'fraud'],
    ['there is a charge of 89 euros on my card I know nothing about', 'fraud'],
    ['Effacez toutes les données que vous avez sur moi, article 17 du RGPD', 'privacy'],
    [
      'Par la présente, je vous mets en demeure de m’indemniser sous huit jours, à défaut je saisirai le tribunal',
      'legal',
    ],
    ['L’annonce dit 100 % coton mais l’étiquette dit polyester, corrigez la fiche', 'product-information'],
    ['Ce vendeur propose de faux sacs de marque, il faut retirer l’annonce', 'product-infringement'],
    ['Merci beaucoup, bonne journée à vous', 'other'],
  ])('saying “%s” is %s', (text, category) => {
    expect(decide(text).category).toBe(category)
  })

  it('leans on the team address it came to when the text says little, and not when the text is clear', () => {
    const little = 'Bonjour, pouvez-vous me rappeler à ce sujet ?'
    expect(decide(little, { doorCategory: 'privacy' }).confidence).not.toBe(decide(little).confidence)
    const clear = 'Mon colis n’est jamais arrivé et le vendeur ne répond plus, je veux être remboursé'
    expect(decide(clear, { doorCategory: 'privacy' }).category).toBe('order-dispute')
  })

  it('is decided by the new words, not by what is quoted', () => {
    const text =
      'Je veux fermer mon compte.\n\nLe 3 juin 2026 à 10:12, Agafort a écrit :\n> Votre colis est en retard, le vendeur vous remboursera.\n> Votre colis est en retard.'
    expect(decide(text).category).toBe('account-closure')
  })

  it('comes with the words that decided, and a runner-up', () => {
    const decision = decide('Je veux fermer mon compte définitivement')
    const words = decision.reasons.flatMap((reason) => ('words' in reason ? reason.words : []))
    expect(words.join(' ').toLowerCase()).toContain('fermer')
    expect(decision.runnerUp?.category).not.toBe(decision.category)
    expect(decision.confidence).toBeGreaterThan(decision.runnerUp?.confidence ?? 1)
  })

  it('is left to a person when the words say nothing known', () => {
    expect(decide('zorgluche bulbifuge krapoutnik vladimouse quatrozon').abstained).toBe(true)
  })

  it('of an empty or hostile text is decided all the same', () => {
    for (const text of ['', '   ', '😀', 'a'.repeat(1_000_000), '> '.repeat(200_000), '\u0000\ud800']) {
      expect(decide(text).confidence).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('A hard signal', () => {
  it.each([
    ['Voici ma carte : 4970 1012 3456 7893, débitez-moi', 'card-number', false],
    ['Ma carte est 4111 1111 1111 1111', 'card-number', true],
    ['Je vous mets en demeure de me livrer sous huit jours', 'formal-notice', true],
    ['On m’a piraté mon compte cette nuit', 'hacked-account', true],
    [
      'Notice under article 16 of the Digital Services Act: this listing infringes our trademark',
      'dsa-notice',
      true,
    ],
  ])('in “%s” is looked for by the rule %s and found: %s', (text, rule, named) => {
    expect(
      rulesOf(text).includes(rule) || (named && rule === 'card-number' && decide(text).category !== 'fraud'),
    ).toBe(named)
  })

  it.each([
    [
      'Ceci vaut mise en demeure de payer',
      'Payez, sinon je vous envoie une mise en demeure de payer',
      'formal-notice',
    ],
    ['This is a formal notice of claim', 'This is not yet a formal notice of claim', 'formal-notice'],
    ['On a piraté mon compte', 'Mon compte n’a pas été piraté, rassurez-vous', 'hacked-account'],
    ['My account was hacked', 'My account was never hacked', 'hacked-account'],
    [
      'Je fais une demande RGPD, article 15',
      'Je ne fais pas une demande RGPD, article 15',
      'data-protection-request',
    ],
  ])('is heard in “%s”, and not where it is threatened or denied: “%s”', (meant, denied, rule) => {
    expect(rulesOf(meant)).toContain(rule)
    expect(rulesOf(denied)).not.toContain(rule)
  })

  it('is not seen in an order number, a threat without a notice, or somebody else’s art. 16', () => {
    expect(rulesOf('Commande 1234 5678 9012 3456 jamais livrée')).not.toContain('card-number')
    expect(rulesOf('Si ça continue je prends un avocat, remboursez-moi')).not.toContain('formal-notice')
    expect(rulesOf('J’habite au 16 rue des Articles')).not.toContain('dsa-notice')
  })
})

describe('The urgency of a message', () => {
  it.each([
    ['Le chargeur a pris feu dans la chambre de mon fils', true],
    ['Un homme au téléphone se dit d’Agafort et est en train de vider mon compte, bloquez tout', true],
    ['Nous vous mettons en demeure de payer sous 48 heures avant assignation', true],
    ['Mon colis a deux jours de retard', false],
    ['La couleur est rouge feu, pas orange comme sur la photo', false],
    ['Je voudrais fermer mon compte', false],
  ])('saying “%s” is read as %s', (text, urgent) => {
    expect(decide(text).urgent).toBe(urgent)
  })
})

describe('A sensitive lane', () => {
  it('is fraud, legal or privacy, and no other', () => {
    expect(
      ['fraud', 'legal', 'privacy', 'other', 'account'].map((one) => isSensitive(one as 'fraud')),
    ).toEqual([true, true, true, false, false])
  })
})

describe('A model that is broken or returns other labels', () => {
  it('is refused, and the one in use stays', () => {
    const before = decide('Je veux fermer mon compte')
    expect(() => adoptModel(Buffer.from('no model'))).toThrow()
    expect(decide('Je veux fermer mon compte')).toEqual(before)
  })
})

describe('The commands classify and train', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agafort-classify-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const FILES = { classify: 'commands/classify-messages.ts', train: 'commands/train-model.ts' }
  const command = (name: keyof typeof FILES, args: string[], input = '') =>
    spawnSync(process.execPath, [FILES[name], ...args], {
      input,
      encoding: 'utf8',
      cwd: join(import.meta.dirname, '../../..'),
    })

  it('return a line for each message, and go on after one that cannot be read', () => {
    const { stdout, status } = command(
      'classify',
      [],
      '{"text":"fermez mon compte"}\nnot json\n{"text":"where is my parcel","mailbox":"contact"}\n',
    )
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(status).toBe(0)
    expect(lines.map((line) => line.category ?? 'error')).toEqual([
      'account-closure',
      'error',
      'order-dispute',
    ])
    expect(lines[1]).toMatchObject({ line: 2 })
    expect(Object.keys(lines[0]).sort()).toEqual([
      'abstained',
      'category',
      'confidence',
      'reasons',
      'runnerUp',
      'urgent',
    ])
  })

  it('read a hundred thousand lines in the memory of a few', async () => {
    const child = spawn(process.execPath, ['--max-old-space-size=160', 'commands/classify-messages.ts'], {
      cwd: join(import.meta.dirname, '../../..'),
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let count = 0
    createInterface({ input: child.stdout }).on('line', () => count++)
    const line = `${JSON.stringify({ text: 'Mon colis n’est jamais arrivé, que dois-je faire ?' })}\n`
    for (let i = 0; i < 100; i++) {
      if (!child.stdin.write(line.repeat(1_000)))
        await new Promise((resolve) => child.stdin.once('drain', resolve))
    }
    child.stdin.end()
    const status = await new Promise((resolve) => child.once('close', resolve))
    expect([status, count]).toEqual([0, 100_000])
  })

  it('learn any labels, and decide by the model learned', () => {
    const data = join(folder, 'data.jsonl')
    const rows = Array.from({ length: 30 }, (_, i) => [
      `le chat numéro ${i} miaule sur le toit`,
      `the dog number ${i} barks in the yard`,
    ])
    writeFileSync(
      data,
      rows
        .flatMap(([cat, dog]) => [
          JSON.stringify({ text: cat, category: 'chat' }),
          JSON.stringify({ text: dog, category: 'chien' }),
        ])
        .join('\n'),
    )
    const out = join(folder, 'animals.model')
    expect(command('train', ['--data', data, '--out', out]).status).toBe(0)
    const { stdout } = command('classify', ['--model', out], '{"text":"un chat miaule"}\n')
    expect(JSON.parse(stdout)).toMatchObject({ category: 'chat' })
  })

  it('say what is missing', () => {
    expect(command('train', ['--data', join(folder, 'none.jsonl'), '--out', 'x'])).toMatchObject({
      status: 2,
    })
    writeFileSync(join(folder, 'one.jsonl'), '{"text":"a","category":"x"}\n{"text":"b","category":"x"}\n')
    const lonely = command('train', ['--data', join(folder, 'one.jsonl'), '--out', join(folder, 'm')])
    expect(lonely.status).toBe(2)
    expect(lonely.stderr).toContain('at least two different labels')
  })
})
