import { describe, expect, it } from 'vitest'
import { newText, REPLY_MARKER } from '../../../core/message-text/new-text.ts'
import { fromClaire, parsed } from '../../world/mail/raw-mail.ts'

const OURS = 'Bonjour Madame,\nNous avons bien reçu votre demande.\nAgafort'
const QUOTED = OURS.split('\n')
  .map((line) => `> ${line}`)
  .join('\n')
const ANSWER = 'Bonjour,\n\nMon numéro de commande est le 4521-889.\n\nClaire Morel'

/** What is left of an answer with this below it. */
const cut = (below: string) => newText(`${ANSWER}\n\n${below}`, true)

describe('The new text of a reply (case 27)', () => {
  it.each([
    ['Gmail', `Le mer. 3 juin 2026 à 10:12, Agafort <account@agafort.example> a écrit :\n\n${QUOTED}`],
    [
      'Gmail with odd spaces',
      `Le mer. 3 juin 2026 à\u00a010:12, Agafort <account@agafort.example> a écrit\u202f:\n\n${QUOTED}`,
    ],
    [
      'Gmail wrapped at the address',
      `Le mer. 3 juin 2026 à 10:12, Service client Agafort <\naccount@agafort.example> a écrit :\n\n${QUOTED}`,
    ],
    [
      'Gmail wrapped in "a écrit"',
      `Le mer. 3 juin 2026 à 10:12, Service client <account@agafort.example> a\nécrit :\n\n${QUOTED}`,
    ],
    [
      'Gmail in English',
      `On Wed, Jun 3, 2026 at 10:12 AM Agafort <account@agafort.example> wrote:\n\n${QUOTED}`,
    ],
    ['Apple Mail', `> Le 3 juin 2026 à 10:12, Agafort <account@agafort.example> a écrit :\n> \n${QUOTED}`],
    [
      'an iPhone',
      `Envoyé de mon iPhone\n\n> Le 3 juin 2026 à 10:12, Agafort <account@agafort.example> a écrit :\n> \n> ${OURS.replaceAll('\n', '\n> ')}`,
    ],
    ['Thunderbird', `Le 03/06/2026 à 10:12, Agafort a écrit :\n${QUOTED}`],
    ['Roundcube', `Le 2026-06-03 10:12, Agafort a écrit :\n${QUOTED}`],
    [
      'Proton',
      `Envoyé avec la messagerie sécurisée Proton Mail.\n\nLe mercredi 3 juin 2026 à 10:12, Agafort <account@agafort.example> a écrit :\n\n${QUOTED}`,
    ],
    [
      'La Poste',
      `> Message du 03/06/26 10:12\n> De : "Agafort" <account@agafort.example>\n> A : "Claire Morel" <claire.morel@laposte.example>\n> Copie à : \n> Objet : Votre demande\n>\n${QUOTED}`,
    ],
    [
      'Outlook',
      `De : Service client Agafort <account@agafort.example>\nEnvoyé : mercredi 3 juin 2026 10:12\nÀ : Claire Morel <claire.morel@courriel.example>\nObjet : Votre demande\n\n${OURS}`,
    ],
    [
      'Outlook with a rule',
      `________________________________\nDe : Service client Agafort\nEnvoyé : mercredi 3 juin 2026 10:12\nÀ : Claire Morel\nObjet : Votre demande\n\n${OURS}`,
    ],
    [
      'Outlook with odd spaces',
      `De\u00a0: Service client <account@agafort.example>\nEnvoyé\u00a0: mercredi 3 juin 2026 10:12\nÀ\u00a0: Claire Morel\nObjet\u00a0: Votre demande\n\n${OURS}`,
    ],
    [
      'Outlook with starred labels',
      `*De :* Service client [mailto:account@agafort.example]\n*Envoyé :* mercredi 3 juin 2026 10:12\n*À :* Claire Morel\n*Objet :* Votre demande\n\n${OURS}`,
    ],
    [
      'Outlook in English',
      `From: Agafort <account@agafort.example>\nSent: Wednesday, June 3, 2026 10:12 AM\nTo: Claire Morel\nSubject: Your request\n\n${OURS}`,
    ],
    [
      'Outlook with a folded recipient',
      `De : Agafort <account@agafort.example>\nEnvoyé : mercredi 3 juin 2026 10:12\nÀ : Claire Morel <claire.morel@courriel.example>;\n   Paul Morel <paul@courriel.example>\nCc : Bureau\nObjet : Votre demande\n\n${OURS}`,
    ],
    ["Message d'origine", `-----Message d'origine-----\nDe : Agafort\n\n${OURS}`],
    ['Message d’origine, curly', `-----Message d’origine-----\nDe : Agafort\n\n${OURS}`],
    [
      'Samsung',
      `-------- Message d'origine --------\nDe : Agafort <account@agafort.example>\nDate : 03/06/2026 10:12 (GMT+01:00)\nÀ : claire.morel@courriel.example\nObjet : Votre demande\n\n${OURS}`,
    ],
    [
      'Orange, old',
      `> Message du 03/06/26 10:12\n> De : account@agafort.example\n> A : claire.morel@orange.example\n> Copie à : \n> Objet : Votre demande\n> \n${QUOTED}`,
    ],
    [
      'Orange, new',
      `envoyé : 3 juin 2026 à 10:12\nde : Service client Agafort <account@agafort.example>\nà : claire.morel@orange.example\nobjet : Votre demande\n\n${OURS}`,
    ],
    [
      'Zimbra and Free',
      `----- Mail original -----\nDe: "Agafort" <account@agafort.example>\nÀ: "Claire Morel" <claire.morel@free.example>\nEnvoyé: Mercredi 3 Juin 2026 10:12:00\nObjet: Votre demande\n\n${OURS}`,
    ],
    [
      'Yahoo on a telephone',
      `Envoyé à partir de Yahoo Mail pour iPhone\n\nLe mercredi, juin 3, 2026, 10:12, Agafort <account@agafort.example> a écrit : ${OURS}`,
    ],
    [
      'Outlook on a telephone',
      `Obtenez Outlook pour Android<https://aka.example/x>\n________________________________\nFrom: Agafort <account@agafort.example>\nSent: Wednesday, June 3, 2026 10:12:00 AM\nTo: Claire Morel\nSubject: Your request\n\n${OURS}`,
    ],
    [
      'SFR',
      `----Message d'origine----\nDe : account@agafort.example\nDate : 03/06/2026 - 10:12 (CEST)\nÀ : claire.morel@sfr.example\nObjet : Votre demande\n\n${OURS}`,
    ],
  ])('leaves out what %s puts below it', (_, below) => {
    expect(cut(below)).toBe(ANSWER)
  })

  it.each(Object.values(REPLY_MARKER))('leaves out what stands below our own marker "%s"', async (marker) => {
    const below = `Le 3 juin, Agafort <account@agafort.example> a écrit :\n> ${marker}\n> Bonjour`
    expect(cut(below)).toBe(ANSWER)
    expect(cut(`Bonjour\n${marker}\n${OURS}`)).toBe(`${ANSWER}\n\nBonjour`)
  })

  it('leaves out the quote of an HTML reply without a plain part', async () => {
    const html =
      '<div dir="ltr">Mon numéro est le 4521-889.</div><br><div class="gmail_quote"><div class="gmail_attr">Le mer. 3 juin 2026 à 10:12, Agafort &lt;<a href="mailto:account@agafort.example">account@agafort.example</a>&gt; a écrit :<br></div><blockquote class="gmail_quote" style="border-left:1px solid"><p>Bonjour Madame</p></blockquote></div>'
    const mail = await parsed(fromClaire('Subject: Re: x\nContent-Type: text/html; charset=utf-8', html))
    expect(mail.newText).toBe('Mon numéro est le 4521-889.')
    expect(mail.text).toContain('> Bonjour Madame')
  })

  it('leaves out the quote of an Outlook reply without a plain part', async () => {
    const html =
      '<p class=MsoNormal>Mon numéro est le 4521-889.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Claire</p><div style="border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b>De&nbsp;:</b> Agafort &lt;account@agafort.example&gt;<br><b>Envoyé&nbsp;:</b> mercredi 3 juin 2026 10:12<br><b>À&nbsp;:</b> Claire<br><b>Objet&nbsp;:</b> x</p></div><p class=MsoNormal>Bonjour Madame</p>'
    const mail = await parsed(fromClaire('Subject: RE: x\nContent-Type: text/html; charset=utf-8', html))
    expect(mail.newText).toBe('Mon numéro est le 4521-889.\n\nClaire')
  })
})

describe('Nothing is cut', () => {
  it.each([
    [
      'a seller quoted by the customer',
      "Bonjour,\nLe vendeur m'a écrit :\nNous ne remboursons pas.\nQue faire ?",
    ],
    [
      'a sentence with a date',
      'Le 3 juin, le vendeur a écrit : nous ne remboursons pas.\nPuis plus rien.\nQue faire ?',
    ],
    [
      'a sentence with a date on its own line',
      'Bonjour,\nLe 3 juin, le vendeur a écrit :\n> pas de remboursement\nQue faire ?',
    ],
    ['a list of prices', 'Bonjour,\nDe : 12 euros\nÀ : 15 euros\nObjet : une lampe\nmerci de corriger'],
    ['lines of dashes', 'Premier point\n--\nDeuxième point\n--\nTroisième point'],
    ['a journey', 'Mon colis est parti\nDe : Lyon\nÀ : Paris\nDate : mardi\net il est perdu'],
    ['a drawn line', 'Premier point\n________________\nDeuxième point'],
  ])('in a reply with %s', async (_, body) => {
    expect(newText(body, true)).toBe(body)
  })

  it('in a first message, whatever it holds', async () => {
    const body = `Voici ce que le vendeur répond :\n\nLe mer. 3 juin 2026 à 10:12, BricoPlus <sav@bricoplus.example> a écrit :\n${QUOTED}\n\nEnvoyé de mon iPhone`
    expect((await parsed(fromClaire('Subject: Litige', body))).newText).toBe(body)
    expect((await parsed(fromClaire('Subject: Re: Litige', body))).newText).toBe(
      'Voici ce que le vendeur répond :',
    )
  })

  it('when nothing would be left', async () => {
    const body = `Le mer. 3 juin 2026 à 10:12, Agafort <account@agafort.example> a écrit :\n${QUOTED}`
    expect(newText(body, true)).toBe(body)
    expect(newText('Envoyé de mon iPhone', true)).toBe('Envoyé de mon iPhone')
  })

  it('when the header of a quote stands first, for the reply is somewhere below', async () => {
    const body = `De : Agafort <account@agafort.example>\nEnvoyé : mercredi 3 juin 2026 10:12\nObjet : x\n\n${OURS}\n\nOui, le 4521-889.`
    expect(newText(body, true)).toBe(body)
  })

  it('when the replies stand in the quote, as the customer says', async () => {
    const body = `Bonjour, mes réponses ci-dessous en rouge.\n\nDe : Agafort <account@agafort.example>\nEnvoyé : mercredi 3 juin 2026 10:12\nObjet : x\n\nVotre numéro ? 4521-889`
    expect(newText(body, true)).toBe(body)
  })
})

describe('Replies', () => {
  const HEAD = 'Le mer. 3 juin 2026 à 10:12, Agafort <account@agafort.example> a écrit :'

  it('between quoted lines are kept with their questions', async () => {
    const body = `${HEAD}\n> Votre numéro de commande ?\n\n4521-889\n\n> La date ?\n\nLe 12 mai\n\n> Agafort`
    expect(newText(body, true)).toBe('> Votre numéro de commande ?\n\n4521-889\n\n> La date ?\n\nLe 12 mai')
  })

  it('below the quote are kept without it', async () => {
    expect(newText(`${HEAD}\n${QUOTED}\n\n4521-889`, true)).toBe('4521-889')
  })
})

describe('A signature', () => {
  it.each([
    'Envoyé de mon iPhone',
    'Envoyé depuis mon téléphone Orange',
    'Envoyé à partir de Outlook pour iOS',
    'Envoyé de mon appareil Galaxy',
    'Sent from my iPhone',
    'Get Outlook for Android<https://aka.example/x>',
    'Télécharger Outlook pour iOS',
    'Provenance : Courrier pour Windows',
  ])('"%s" is left out of a reply', async (tag) => {
    expect(newText(`4521-889\n\n${tag}`, true)).toBe('4521-889')
  })

  it('below "-- " is left out when it is short', async () => {
    expect(newText('4521-889\n\n-- \nClaire Morel\n12 rue des Lilas', true)).toBe('4521-889')
    const long = `4521-889\n\n-- \n${'Et puis encore ceci, qui compte.\n'.repeat(30)}`
    expect(newText(long, true)).toBe(long.trim())
  })
})

describe('Hostile text (case 28)', () => {
  it.each([
    ['"Le " sixty thousand times', 'Le '.repeat(60_000)],
    ['"Le" on thirty thousand lines', 'Le 3 juin 2026 à 10:12, a@b.example a\n'.repeat(30_000)],
    ['a hundred thousand blanks in a line', `oui${' '.repeat(100_000)}non`],
    ['a line of a megabyte', 'a'.repeat(1_000_000)],
    ['a line of a megabyte of quote marks', '>'.repeat(1_000_000)],
    ['a hundred thousand signatures', '-- \n'.repeat(100_000)],
    ['a hundred thousand header lines', 'x\nDe : a@b.example\nDate : 10:12\n'.repeat(33_000)],
  ])('of %s is split within 200 ms', async (_, body) => {
    // Its own work, whatever else the machine does meanwhile.
    const before = process.cpuUsage()
    newText(body, true)
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000)
  })
})
