import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../../core/kernel/duration.ts'
import { REPLY_MARKER } from '../../../core/message-text/new-text.ts'
import { CATEGORIES } from '../../../core/policy/category.ts'
import { POLICY_TIMES } from '../../../core/policy/policy-times.ts'
import { SCORES } from '../../../core/policy/satisfaction-score.ts'
import { dueTimes } from '../../../core/promise/promise.ts'
import { type AcknowledgementFacts, acknowledgementMail } from '../../../core/wording/acknowledgement.ts'
import { type ConclusionFacts, conclusionMail } from '../../../core/wording/conclusion.ts'
import { informationReminderMail, informationRequestMail } from '../../../core/wording/information-request.ts'
import type { RenderedMail } from '../../../core/wording/mail.ts'
import { BY_DAY, BY_NIGHT, type ColourRole } from '../../../core/wording/mail.ts'
import { type ReplyFacts, replyMail } from '../../../core/wording/reply.ts'
import { type ResolutionFacts, resolutionMail } from '../../../core/wording/resolution.ts'
import { satisfactionReminderMail } from '../../../core/wording/satisfaction.ts'

const GOLDEN = join(import.meta.dirname, '../../golden')
const REFERENCE = 'AGF-7K2M-9QWX'
const TICKET_URL = 'https://aide.agafort.example/t/dGlja2V0LkFHRi03SzJNLTlRV1g.kR0c2hXyQ1vW'

/** Camille Moreau wrote on Monday 23 November 2026 at 14:05, Paris time. */
function camilles(changes: Partial<AcknowledgementFacts> = {}): AcknowledgementFacts {
  const firstContactAt = changes.firstContactAt ?? new Date('2026-11-23T13:05:00Z')
  const due = dueTimes(firstContactAt, POLICY_TIMES)
  return {
    language: 'fr',
    reference: REFERENCE,
    category: 'order-dispute',
    abstained: false,
    firstContactAt,
    writtenAt: new Date(firstContactAt.getTime() + 2000),
    deadlines: { investigation: due.investigate, conclusions: due.conclude, resolution: due.resolve },
    customerName: 'Camille Moreau',
    ticketUrl: TICKET_URL,
    chatUrl: 'https://aide.agafort.example/chat',
    helpUrl: 'https://aide.agafort.example/aide',
    telephone: '06.38.17.61.28',
    subjectOfCustomer: null,
    attachmentsReceived: 0,
    unreadable: false,
    reopened: false,
    ...changes,
  }
}

const CLAIRES_ANSWER: ReplyFacts = {
  language: 'fr',
  reference: REFERENCE,
  text: 'Bonjour Madame Moreau,\n\nLe vendeur nous confirme que votre colis est parti le 20 novembre. Le transporteur annonce une livraison mardi.\nPouvez-vous nous dire si votre adresse est toujours la même ?\n\nBien à vous,',
  memberFirstName: 'Claire',
  team: 'Service client',
  ticketUrl: TICKET_URL,
}

const SATISFACTION = {
  steps: SCORES.map((score) => ({
    score,
    url: `https://aide.agafort.example/s/cXVlc3Rpb24.kR0c2hXyQ1vW?score=${score}`,
  })),
}

const CAMILLES_RESOLUTION: ResolutionFacts = {
  language: 'fr',
  reference: REFERENCE,
  category: 'order-dispute',
  outcome: 'solved',
  customerName: 'Camille Moreau',
  resolvedAt: new Date('2026-11-24T15:20:00Z'),
  explanation: 'Votre colis vous a été remis mardi à 11 h.',
  memberFirstName: 'Claire',
  team: 'Service client',
  ticketUrl: TICKET_URL,
  satisfaction: SATISFACTION,
}

const CAMILLES_CONCLUSION: ConclusionFacts = {
  language: 'fr',
  reference: REFERENCE,
  category: 'order-dispute',
  customerName: 'Camille Moreau',
  findings: 'Le transporteur a perdu votre colis à Lyon.\nLe vendeur vous en envoie un autre cette semaine.',
  writtenAt: new Date('2026-11-25T10:00:00Z'),
  resolveBy: new Date('2026-11-28T13:05:00Z'),
  memberFirstName: 'Claire',
  team: 'Résolution des problèmes',
  ticketUrl: TICKET_URL,
}

const MAILS: Record<string, RenderedMail> = {
  'conclusion.fr': conclusionMail(CAMILLES_CONCLUSION),
  'conclusion-late.en': conclusionMail({
    ...CAMILLES_CONCLUSION,
    language: 'en',
    customerName: 'James Whitfield',
    category: 'account',
    findings: 'Your account was blocked by mistake, and is open again.',
    resolveBy: null,
    team: 'Issue resolution',
  }),
  'information-request.fr': informationRequestMail({
    language: 'fr',
    reference: REFERENCE,
    question: 'Bonjour Madame Moreau,\n\nPouvez-vous nous envoyer une photo du bon de livraison ?',
    writtenAt: new Date('2026-11-24T10:00:00Z'),
    replyBy: new Date('2026-11-26T10:00:00Z'),
    memberFirstName: 'Claire',
    team: 'Résolution des problèmes',
    ticketUrl: TICKET_URL,
  }),
  ...Object.fromEntries(
    (['fr', 'en'] as const).map((language) => [
      `information-reminder.${language}`,
      informationReminderMail({
        language,
        reference: REFERENCE,
        category: 'order-dispute',
        customerName: language === 'fr' ? 'Camille Moreau' : 'James Whitfield',
        question:
          language === 'fr'
            ? 'Pouvez-vous nous envoyer une photo du bon de livraison ?'
            : 'Could you please send us a photograph of the delivery note?',
        askedAt: new Date('2026-11-24T10:00:00Z'),
        replyBy: new Date('2026-11-26T10:00:00Z'),
        writtenAt: new Date('2026-11-25T10:00:00Z'),
        ticketUrl: TICKET_URL,
      }),
    ]),
  ),
  'acknowledgement.fr': acknowledgementMail(camilles({ attachmentsReceived: 2 })),
  'acknowledgement.en': acknowledgementMail(
    camilles({ language: 'en', customerName: 'James Whitfield', category: 'account' }),
  ),
  'acknowledgement-fraud.fr': acknowledgementMail(
    camilles({ category: 'fraud', customerName: 'Yanis Benali' }),
  ),
  'acknowledgement-privacy.en': acknowledgementMail(
    camilles({ language: 'en', category: 'privacy', customerName: null }),
  ),
  'acknowledgement-unsure.fr': acknowledgementMail(camilles({ category: 'other', abstained: true })),
  'acknowledgement-unreadable.fr': acknowledgementMail(
    camilles({ unreadable: true, attachmentsReceived: 1 }),
  ),
  'acknowledgement-reopened.fr': acknowledgementMail(camilles({ reopened: true })),
  'acknowledgement-late.fr': acknowledgementMail(camilles({ writtenAt: new Date('2026-11-26T07:00:00Z') })),
  'answer.fr': replyMail(CLAIRES_ANSWER),
  'answer.en': replyMail({
    ...CLAIRES_ANSWER,
    language: 'en',
    text: 'Dear Mr Whitfield,\n\nYour account is open again. You can sign in with your usual password.\n\nKind regards,',
    team: 'Customer service',
  }),
  'resolution.fr': resolutionMail(CAMILLES_RESOLUTION),
  'resolution.en': resolutionMail({
    ...CAMILLES_RESOLUTION,
    language: 'en',
    team: 'Customer service',
    customerName: 'James Whitfield',
    category: 'account',
    explanation: null,
  }),
  'resolution-refused.fr': resolutionMail({
    ...CAMILLES_RESOLUTION,
    outcome: 'refused',
    explanation: 'Le délai de rétractation de quatorze jours était écoulé.',
  }),
  'resolution-withdrawn.fr': resolutionMail({
    ...CAMILLES_RESOLUTION,
    outcome: 'withdrawn',
    explanation: null,
  }),
  'resolution-out-of-scope.en': resolutionMail({
    ...CAMILLES_RESOLUTION,
    language: 'en',
    team: 'Customer service',
    customerName: 'James Whitfield',
    category: 'other',
    outcome: 'out-of-scope',
    explanation: 'We only handle orders placed on our own marketplace.',
  }),
}

for (const language of ['fr', 'en'] as const) {
  MAILS[`satisfaction-reminder.${language}`] = satisfactionReminderMail({
    language,
    reference: REFERENCE,
    category: 'order-dispute',
    customerName: language === 'fr' ? 'Camille Moreau' : 'James Whitfield',
    resolvedAt: new Date('2026-11-24T15:20:00Z'),
    links: SATISFACTION,
  })
}

const flat = (text: string) => text.replace(/\s+/g, ' ')

describe('The acknowledgement (policy §3, §4)', () => {
  const mail = acknowledgementMail(camilles())

  it('begins with what it is and ends its subject with the reference', () => {
    expect(mail.subject).toBe('Nous avons bien reçu votre message [AGF-7K2M-9QWX]')
    expect(flat(mail.text)).toContain('Votre numéro de dossier : AGF-7K2M-9QWX')
  })

  it('says what happens by when, counted from the first contact', () => {
    const text = flat(mail.text)
    expect(text).toContain('À partir du mardi 24 novembre à 14 h 05')
    expect(text).toContain('Au plus tard le mercredi 25 novembre à 14 h 05')
    expect(text).toContain('D’ici au samedi 28 novembre à 14 h 05')
    expect(text).toContain('votre premier contact, le lundi 23 novembre à 14 h 05')
  })

  it('says what was understood and how to correct it', () => {
    expect(flat(mail.text)).toContain('Vous rencontrez un problème avec une commande')
    expect(flat(mail.text)).toContain('Si ce n’est pas le cas, dites-le-nous')
  })

  it('claims to have understood nothing when it has not', () => {
    for (const facts of [camilles({ abstained: true }), camilles({ unreadable: true })]) {
      const text = flat(acknowledgementMail(facts).text)
      expect(text).not.toContain('Ce que nous avons compris')
      expect(text).not.toContain('problème avec une commande')
      expect(text).not.toContain('la nature du problème')
    }
  })

  it('says what is recorded, and shows none of it', () => {
    expect(flat(mail.text)).toContain('votre nom, vos coordonnées et la nature du problème')
    expect(flat(acknowledgementMail(camilles({ customerName: null })).text)).toContain(
      'nous avons enregistré vos coordonnées et la nature du problème',
    )
  })

  it('gives every way to reach us', () => {
    for (const way of [
      'répondez à ce message',
      '06.38.17.61.28',
      'https://aide.agafort.example/chat',
      TICKET_URL,
    ]) {
      expect(mail.text).toContain(way)
    }
    expect(mail.html).toContain('href="tel:+33638176128"')
  })

  it('names no live chat while there is none', () => {
    const without = acknowledgementMail(camilles({ chatUrl: null }))
    expect(without.text).not.toMatch(/par chat|chat d’Agafort/i)
    expect(without.html).not.toMatch(/chat en direct/i)
    expect(without.text).toContain('06.38.17.61.28')
  })

  it('carries no word chosen by a stranger', () => {
    const hostile = camilles({
      customerName: 'Gagnez 500 € : https://evil.example',
      subjectOfCustomer: 'Votre compte est bloqué https://evil.example',
    })
    const { subject, text, html } = acknowledgementMail(hostile)
    expect(`${subject}${text}${html}`).not.toMatch(/evil|Gagnez|bloqué/)
    expect(text).toContain('\nBonjour,\n')
  })

  it('warns of what a fraudster would ask for, even when unsure of the category', () => {
    for (const abstained of [false, true]) {
      const text = flat(acknowledgementMail(camilles({ category: 'fraud', abstained })).text)
      expect(text).toContain('N’envoyez jamais par courriel de mot de passe')
      expect(text).toContain('Aucun membre de nos équipes ne vous les demandera')
    }
    expect(flat(acknowledgementMail(camilles({ abstained: true })).text)).not.toContain(
      'numéro de la commande',
    )
  })

  it('says so when a ticket is reopened, and counts from the new message', () => {
    const reopened = acknowledgementMail(camilles({ reopened: true }))
    expect(reopened.subject).toBe('Nous avons rouvert votre dossier [AGF-7K2M-9QWX]')
    expect(flat(reopened.text)).toContain(
      'partent de votre nouveau message, reçu le lundi 23 novembre à 14 h 05',
    )
    expect(flat(reopened.text)).not.toContain('premier contact')
  })

  it('promises no date that has passed, and apologises (after an outage)', () => {
    const late = (hours: number) => {
      const facts = camilles()
      return flat(
        acknowledgementMail({ ...facts, writtenAt: new Date(facts.firstContactAt.getTime() + hours * HOUR) })
          .text,
      )
    }
    expect(late(23)).not.toContain('retard')
    expect(late(66)).toContain('nous vous répondons avec retard')
    expect(late(66)).not.toMatch(/24 novembre|25 novembre/)
    expect(late(66)).toContain('D’ici au samedi 28 novembre')
    expect(late(130)).not.toContain('28 novembre')
    expect(late(130)).toContain('le plus tôt possible')
  })

  it('is right in the night the clocks go back', () => {
    const text = flat(
      acknowledgementMail(camilles({ firstContactAt: new Date('2026-10-24T20:00:00+02:00') })).text,
    )
    expect(text).toContain('À partir du dimanche 25 octobre à 19 h ')
    expect(text).toContain('premier contact, le samedi 24 octobre à 20 h.')
  })

  it('has a fitting text for every category in both languages', () => {
    const texts = (['fr', 'en'] as const).flatMap((language) =>
      CATEGORIES.map((category) => acknowledgementMail(camilles({ language, category })).text),
    )
    expect(new Set(texts).size).toBe(2 * CATEGORIES.length)
  })
})

describe('An agent’s reply', () => {
  it('is the agent’s own words, then their first name and team, then how to reply', () => {
    const { text } = replyMail(CLAIRES_ANSWER)
    const order = [
      'Bonjour Madame Moreau,',
      'livraison mardi.\nPouvez-vous',
      'Bien à vous,',
      'Claire\nService client',
      REFERENCE,
      TICKET_URL,
    ]
    const places = order.map((part) => text.indexOf(part))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  it('keeps every line the agent wrote', () => {
    const { html, text } = replyMail({ ...CLAIRES_ANSWER, text: 'Un\nDeux\r\n\r\nTrois\n> cité' })
    expect(text).toContain('Un\nDeux\n\nTrois\n> cité')
    expect(html).toContain('Un<br>\nDeux</p>')
  })
})

describe('The mail of a resolution (policy §3)', () => {
  it('tells that the problem is resolved, why, and what to do if it is not', () => {
    const text = flat(resolutionMail(CAMILLES_RESOLUTION).text)
    expect(text).toContain(
      'Le mardi 24 novembre à 16 h 20, nous avons clos votre dossier, car nous considérons votre problème comme résolu.',
    )
    expect(text).toContain('Votre colis vous a été remis mardi')
    expect(text).toContain('votre dossier sera rouvert')
  })
})

describe('The question how satisfied the customer is (policy §3)', () => {
  it('has five links, best first, in the mail’s HTML and in its text, and says what a number by return does', () => {
    const { text, html } = resolutionMail(CAMILLES_RESOLUTION)
    const scores = (from: string) =>
      [...from.matchAll(/\/s\/[^\s"?]+\?score=(\d)/g)].map(([, score]) => score)
    expect(scores(text)).toEqual(['5', '4', '3', '2', '1'])
    expect(scores(html)).toEqual(['5', '4', '3', '2', '1'])
    expect(flat(text)).toMatch(/5 – Tout à fait : .*1 – Pas du tout : .*un simple chiffre, de 1 à 5/)
  })

  it('is not in the mail when it is not asked by mail', () => {
    expect(resolutionMail({ ...CAMILLES_RESOLUTION, satisfaction: null }).text).not.toContain('/s/')
  })

  it('is repeated once, and the reminder says that it is the only one', () => {
    expect(flat(MAILS['satisfaction-reminder.fr']?.text ?? '')).toContain('C’est notre seul rappel')
  })
})

describe('Every mail', () => {
  for (const [name, mail] of Object.entries(MAILS)) {
    it(`${name} ends its subject with the reference and stays on one line`, () => {
      expect(mail.subject).toMatch(/^[\p{L}’ ]+ \[AGF-7K2M-9QWX\]$/u)
    })

    it(`${name} reads well as plain text`, () => {
      const lines = mail.text.split('\n')
      expect(lines.filter((line) => line.length > 78 && !/^https?:\S+$/.test(line))).toEqual([])
      expect(lines.filter((line) => /https?:/.test(line) && !/^ *https?:\S+$/.test(line))).toEqual([])
      if (!name.startsWith('satisfaction-reminder')) expect(lines).toContain(TICKET_URL)
      expect(lines.filter((line) => line === '-- ')).toEqual([])
      expect(mail.text).not.toMatch(/\n{3}|!|ticket /i)
    })

    it(`${name} begins with the line to reply above`, () => {
      const marker = REPLY_MARKER[name.endsWith('.fr') ? 'fr' : 'en']
      expect(mail.text.startsWith(`${marker}\n`)).toBe(true)
      expect(
        mail.html
          .replace(/[\s\S]*<body[^>]*>|<[^>]*>/g, '')
          .trim()
          .startsWith(marker),
      ).toBe(true)
    })

    it(`${name} loads nothing and says its language`, () => {
      expect(mail.html).toContain(`<html lang="${name.slice(-2)}"`)
      expect(mail.html).not.toMatch(/<(img|link|script|iframe|object|video|form|svg)\b|\bsrc=|url\(|@import/i)
      expect(mail.html).toContain('<meta name="color-scheme" content="light dark">')
    })

    it(`${name} says the same as HTML and as text`, () => {
      const visible = mail.html
        .replace(/[\s\S]*<body[^>]*>/, '')
        .replace(/<!--[\s\S]*?-->/g, '')
        .replace(/<[^>]*>/g, ' ')
      const words = (text: string) =>
        new Set(text.replace(/https?:\S+|&nbsp;/g, ' ').match(/[\p{L}\d.-]*[\p{L}\d]/gu))
      const asText = words(mail.text)
      expect([...words(visible)].filter((word) => !asText.has(word) && word !== 'Agafort')).toEqual([])
    })

    it(`${name} is as recorded`, () => {
      expect(golden(`${name}.txt`, `${mail.subject}\n\n${mail.text}`)).toBe(`${mail.subject}\n\n${mail.text}`)
      expect(golden(`${name}.html`, mail.html)).toBe(mail.html)
    })
  }

  it('shows whatever is put in as text, never as HTML', () => {
    const hostile = `<script>alert("1")</script><a href='x'>&amp;\u0000\u202e`
    const mails = [
      replyMail({
        ...CLAIRES_ANSWER,
        text: hostile,
        memberFirstName: hostile,
        team: hostile,
        ticketUrl: `https://x/"><script>`,
      }),
      resolutionMail({
        ...CAMILLES_RESOLUTION,
        explanation: hostile,
        customerName: hostile,
        memberFirstName: hostile,
      }),
      acknowledgementMail(
        camilles({ telephone: hostile, customerName: hostile, chatUrl: `https://x/' onclick='y"` }),
      ),
    ]
    for (const { html, text } of mails) {
      expect(html).not.toMatch(/<script|<a href='|onclick='|[\0\u202e]/)
      expect(text).not.toMatch(/[\0\u202e]/)
    }
    expect(mails[0]?.html).toContain(
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;a href=&#39;x&#39;&gt;&amp;amp;',
    )
  })

  it('links only to pages, telephones and mail addresses', () => {
    const { html } = replyMail({ ...CLAIRES_ANSWER, ticketUrl: 'javascript:alert(1)' })
    expect(html).not.toContain('href=')
  })

  it('keeps a contrast of at least 4.5 by day and by night (WCAG 2.2 AA)', () => {
    const pairs: [ColourRole, ColourRole][] = [
      ['text', 'card'],
      ['text', 'panel'],
      ['quiet', 'page'],
      ['quiet', 'panel'],
      ['accent', 'card'],
      ['on-button', 'button'],
    ]
    for (const colours of [BY_DAY, BY_NIGHT]) {
      for (const [front, back] of pairs) {
        expect(contrast(colours[front], colours[back]), `${front} on ${back}`).toBeGreaterThanOrEqual(4.5)
      }
    }
  })
})

/** The recorded mail; RECORD=1 records it anew. */
function golden(name: string, content: string): string {
  const path = join(GOLDEN, name)
  if (process.env.RECORD === '1') {
    mkdirSync(GOLDEN, { recursive: true })
    writeFileSync(path, content)
  }
  if (!existsSync(path))
    throw new Error(`${path} is missing: run the tests once with RECORD=1 and read what it wrote`)
  return readFileSync(path, 'utf8')
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
