import { describe, expect, it } from 'vitest'
import { fixtures, fromClaire, parsed } from '../../world/mail/raw-mail.ts'

const OWN = { ownAddresses: ['account@agafort.example', 'contact@agafort.example'] }
const SENT = '<agf.0197364f2a6b7c11a9d0b8c3e4f5a601.k3v9w2m7qx@agafort.example>'

describe('Automatic mail (case 23)', () => {
  it('is tried on eight absence notices and acknowledgements, twenty bounces and six reports', async () => {
    expect(fixtures('auto-reply')).toHaveLength(8)
    expect(fixtures('bounce')).toHaveLength(20)
    expect(fixtures('report')).toHaveLength(6)
  })

  it.each(['auto-reply', 'bounce', 'report', 'list'] as const)('is recognised as %s', async (kind) => {
    const found = await Promise.all(
      fixtures(kind).map(async ({ name, raw }) => [name, (await parsed(raw, OWN)).automatic.kind]),
    )
    expect(found).toEqual(fixtures(kind).map(({ name }) => [name, kind]))
  })

  it('is recognised with the signs that told it', async () => {
    const [notice] = fixtures('auto-reply').filter(({ name }) => name === 'zimbra-absence.eml')
    expect((await parsed(notice?.raw ?? '')).automatic).toEqual({
      is: true,
      kind: 'auto-reply',
      reasons: [
        'auto-submitted: auto-replied (zimbra; vacation)',
        'subject: Absence : Re: AGF-7K2M-4QXR',
        'precedence: bulk',
      ],
    })
  })
})

describe('A person', () => {
  it('is not taken for a machine, whatever her mail looks like (case 26)', async () => {
    const found = await Promise.all(
      fixtures('person').map(async ({ name, raw }) => [name, (await parsed(raw, OWN)).automatic]),
    )
    expect(found).toEqual(
      fixtures('person').map(({ name }) => [name, { is: false, kind: null, reasons: [] }]),
    )
  })

  it.each([
    'Absence de réponse du vendeur',
    'Absence lors de la livraison du 3 juin',
    'Je suis absente le jour de la livraison',
    'Retour de mon colis refusé',
    'Message non distribué ?',
    'Undeliverable parcel',
    'Lu : vos conditions, et je proteste',
    'Auto : la pièce ne correspond pas',
    'En vacances du 3 au 10, livraison à reporter',
  ])('may write the subject "%s" and is not taken for a machine', async (subject) => {
    expect((await parsed(fromClaire(`Subject: ${subject}`, 'Bonjour'))).automatic.reasons).toEqual([])
  })

  it.each(['X-Auto-Reply: no', 'X-Autoreply: No', 'X-Automated: false', 'X-Autorespond: 0'])(
    'is not taken for a machine when her program says “%s”',
    async (field) => {
      const said = (line: string) => parsed(fromClaire(`${line}\nSubject: Mon colis`, 'Bonjour'))
      expect((await said(field)).automatic).toEqual({ is: false, kind: null, reasons: [] })
      expect((await said(field.replace(/:.*/, ': yes'))).automatic.is).toBe(true)
    },
  )

  it('counts as a machine after all when her mail comes through somebody else’s mailing list', async () => {
    const [group] = fixtures('person').filter(({ name }) => name === 'through-our-own-group.eml')
    expect((await parsed(group?.raw ?? '', { ownAddresses: ['legal@other.example'] })).automatic.kind).toBe(
      'list',
    )
  })
})

describe('A subject', () => {
  it.each([
    'Réponse automatique : Nous avons bien reçu votre demande',
    'Re: Réponse automatique',
    'Automatic reply: AGF-7K2M-4QXR',
    "Message d'absence",
    'Notification d’absence',
    'Out of Office: your request',
    'Automatische Antwort: Ihre Anfrage',
    'AUTO: Peter Wood is out of the office (returning 15/06/2026)',
    'Hors du bureau',
    'Autoreply',
  ])('such as "%s" is enough to recognise an auto-reply', async (subject) => {
    expect((await parsed(fromClaire(`Subject: ${subject}`, 'Bonjour'))).automatic.kind).toBe('auto-reply')
  })
})

it('A reason is cut between characters, never within one', async () => {
  for (const start of ['Out of office: ', 'Out of office : ']) {
    const subject = start + '\u{1f334}'.repeat(100)
    const [reason] = (await parsed(fromClaire(`Subject: ${subject}`, 'x'))).automatic.reasons
    expect(reason).toMatch(/^subject: Out of office/)
    expect(reason?.isWellFormed()).toBe(true)
  }
})

describe('A bounce (case 23)', () => {
  it.each(fixtures('bounce'))('such as $name is tied to the message we sent', async ({ raw }) => {
    expect((await parsed(raw)).bounce?.originalMessageId).toBe(SENT)
  })

  it('names the recipient and the reason, also where the server keeps to no standard', async () => {
    const found = await Promise.all(
      fixtures('bounce').map(async ({ name, raw }) => {
        const bounce = (await parsed(raw)).bounce
        return `${name} ${bounce?.recipient} ${bounce?.status}`
      }),
    )
    expect(found.sort()).toEqual([
      'amazon-ses.eml marc.petit@fermeture.example 5.4.300',
      'amazon-workmail.eml direction@atelier-lune.example 5.1.1',
      'apple-no-returned-part.eml theo.blanc@icloud-clients.example 5.2.2',
      'exchange-french.eml achats@mairie-valmont.example 5.1.10',
      'exim-copy-in-text.eml sophie.girard@domaine-ferme.example null',
      'exim-report.eml paul.durand@petit-hebergeur.example 5.7.1',
      'free-zimbra.eml famille.noel@free-clients.example 5.0.0',
      'gmail.eml nadia.benali@gmail-clients.example 5.1.1',
      'gmx.eml paulette@gmx-clients.example 5.0.0',
      'lotus-domino.eml isabelle.faure@domino.example 5.1.1',
      'mdaemon.eml sav@boutique-mdaemon.example 5.0.0',
      'netease-163.eml liwei@163-clients.example 5.0.0',
      'office365.eml compta@societe-renard.example 5.1.10',
      'orange-mailbox-full.eml bruno.leclerc@orange-clients.example 5.2.2',
      'postfix-delayed.eml j.lefevre@wanadoo-clients.example 4.4.1',
      'postfix-unknown-user.eml claire.morel@laposte-clients.example 5.1.1',
      'qmail.eml luc.bernard@vieux-serveur.example 5.1.1',
      'sendmail.eml r.martin@assurances-sud.example 5.7.1',
      'sfr-text-only.eml contact@sfr-clients.example 5.5.0',
      'yahoo.eml elodie.roux@yahoo-clients.example 5.0.0',
    ])
  })

  it('is not seen in what a person forwards or complains about', async () => {
    const bounces = await Promise.all(fixtures('person').map(async ({ raw }) => (await parsed(raw)).bounce))
    expect(bounces.every((bounce) => bounce === null)).toBe(true)
  })
})
