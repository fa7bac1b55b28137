import { describe, expect, it } from 'vitest'
import {
  type IncomingRules,
  type MailArrival,
  toIncoming,
  unparsedIncoming,
} from '../../../mail/parse/incoming-message.ts'
import { ARRIVED, fromClaire, latin1, parsed } from '../../world/mail/raw-mail.ts'

const RULES: IncomingRules = {
  ownAddresses: ['account@agafort.example', 'security@agafort.example'],
  ownTelephones: ['06.38.17.61.28'],
  isOwnMessageId: (id) => /^<agf\.[0-9a-f]{32}\.\w+@agafort\.example>$/.test(id),
  authservIds: ['mx.agafort.example'],
  spamHeaders: [
    { name: 'X-Spam-Flag', pattern: '^\\s*yes\\b' },
    { name: 'X-Spam-Status', pattern: '^\\s*yes\\b' },
  ],
}
const ARRIVAL: MailArrival = {
  mailbox: 'account',
  doorCategory: 'account',
  receivedAt: ARRIVED,
  backlog: false,
  junk: false,
}

const incoming = async (
  text: string,
  arrival: Partial<MailArrival> = {},
  rules: Partial<IncomingRules> = {},
) => {
  const raw = Buffer.from(text.replace(/\r?\n/g, '\r\n'))
  return toIncoming(await parsed(raw), raw, { ...ARRIVAL, ...arrival }, { ...RULES, ...rules })
}

describe('The key a mail is deduplicated by', () => {
  const MAIL =
    'From: Claire Morel <claire@courriel.example>\nDate: Wed, 3 Jun 2026 10:12:00 +0200\nMessage-ID: <a@x>\nSubject: Colis\n\nMon colis est perdu.\n'
  const key = async (text: string) => (await incoming(text)).idempotencyKey

  it('is the same for a redelivery and for another of our addresses: the way here does not count (case 20)', async () => {
    const again = `Received: from a by b; Thu, 4 Jun 2026 10:12:00 +0200\nReturn-Path: <claire@courriel.example>\nDelivered-To: security@agafort.example\nX-Spam-Score: 1\nAuthentication-Results: mx; dmarc=pass\n${MAIL}`
    expect(await key(again)).toBe(await key(MAIL))
    expect(await key(MAIL)).toMatch(/^mail:[0-9a-f]{64}$/)
  })

  it('is the same when line ends and blank lines at the end changed on the way', async () => {
    const raw = latin1(MAIL)
    const unix = Buffer.from(`${raw.toString('latin1').replaceAll('\r\n', '\n')}\n\n  \n`)
    const keyOf = async (bytes: Buffer) =>
      toIncoming(await parsed(bytes), bytes, ARRIVAL, RULES).idempotencyKey
    expect(await keyOf(unix)).toBe(await keyOf(raw))
  })

  it.each([
    ['another text under a forged Message-ID', MAIL.replace('perdu', 'arrivé')],
    ['another sender', MAIL.replace('claire@courriel', 'claire@ailleurs')],
    ['another date', MAIL.replace('10:12', '10:13')],
    ['another Message-ID', MAIL.replace('<a@x>', '<b@x>')],
  ])('is another for %s', async (_, other) => {
    expect(await key(other)).not.toBe(await key(MAIL))
  })

  it('tells two mails of one second apart that have no Message-ID (case 10)', async () => {
    const bare = MAIL.replace('Message-ID: <a@x>\n', '')
    expect(await key(bare)).toBe(await key(`Received: from a by b\n${bare}`))
    expect(await key(bare)).not.toBe(await key(bare.replace('Subject: Colis', 'Subject: Compte')))
    expect(await key(bare)).not.toBe(await key(bare.replace('Mon colis', 'Mon compte')))
  })
})

describe('The verification of a sender', () => {
  const standing = async (
    results: string,
    from = 'claire@courriel.example',
    rules: Partial<IncomingRules> = {},
  ) => (await incoming(`${results}\nFrom: ${from}\nSubject: x\n\nBonjour`, {}, rules)).standing
  const results = (text: string) => `Authentication-Results: mx.agafort.example; ${text}`

  it.each([
    ['dmarc=pass header.from=courriel.example', 'proven'],
    [
      'dmarc=pass (p=reject dis=none) header.from=courriel.example; spf=fail smtp.mailfrom=x.example',
      'proven',
    ],
    ['dmarc=fail (p=none) header.from=courriel.example; dkim=pass header.d=courriel.example', 'failed'],
    ['dmarc=pass header.from=ailleurs.example', 'unproven'],
    ['dkim=pass header.d=courriel.example', 'proven'],
    ['dkim=pass header.i=@mail.courriel.example', 'proven'],
    ['dkim=fail header.d=ailleurs.example; dkim=pass header.d=courriel.example', 'proven'],
    ['dkim=pass header.d=ailleurs.example', 'unproven'],
    ['dkim=pass header.d=example', 'unproven'],
    ['spf=pass smtp.mailfrom=bounce@courriel.example', 'proven'],
    ['spf=pass smtp.mailfrom=ailleurs.example', 'unproven'],
    ['spf=fail smtp.mailfrom=claire@courriel.example', 'failed'],
    ['spf=fail smtp.mailfrom=claire@courriel.example; dkim=none', 'failed'],
    ['dkim=fail header.d=courriel.example; spf=pass smtp.mailfrom=liste.example', 'unproven'],
    ['spf=softfail smtp.mailfrom=claire@courriel.example', 'unproven'],
    ['dmarc=none; spf=neutral', 'unproven'],
    ['dmarc=temperror; dkim=pass header.d=courriel.example', 'proven'],
    ['none', 'unproven'],
  ])('with %s is %s', async (said, standingThen) => {
    expect(await standing(results(said))).toBe(standingThen)
  })

  it('is not proven by a signer whose name only ends like Claire’s: gmail.com is not below mail.com', async () => {
    expect(await standing(results('dkim=pass header.d=mail.com'), 'claire@gmail.com')).toBe('unproven')
    expect(await standing(results('dkim=pass header.d=gmail.com'), 'claire@mail.com')).toBe('unproven')
    expect(await standing(results('dkim=pass header.d=gmail.com'), 'claire@gmail.com')).toBe('proven')
  })

  it('is unproven when nothing is said, or nobody is named who may say it', async () => {
    expect(await standing('X-Nothing: 1')).toBe('unproven')
    expect(await standing(results('dmarc=pass'), undefined, { authservIds: [] })).toBe('unproven')
  })

  it('is not taken from a header somebody else wrote', async () => {
    expect(await standing('Authentication-Results: mx.escroc.example; dmarc=pass')).toBe('unproven')
    expect(await standing('Authentication-Results: mx.agafort.example.escroc.example; dmarc=pass')).toBe(
      'unproven',
    )
    expect(await standing('Authentication-Results: (mx.agafort.example) mx.escroc.example; dmarc=pass')).toBe(
      'unproven',
    )
  })

  it('is not taken from a lower header where our own stands above it', async () => {
    const forged = results('dmarc=pass header.from=courriel.example; dkim=pass header.d=courriel.example')
    expect(await standing(`${results('dmarc=fail')}\nReceived: from x\n${forged}`)).toBe('failed')
    expect(
      await standing(
        `${results('spf=fail smtp.mailfrom=courriel.example; dkim=none; dmarc=none')}\n${forged}`,
      ),
    ).toBe('failed')
  })

  it('is taken from several headers of our own, one for each check', async () => {
    const above = results('spf=pass smtp.mailfrom=liste.example')
    expect(await standing(`${above}\n${results('dkim=pass header.d=courriel.example')}`)).toBe('proven')
  })

  it('is never proven for a mail with several senders', async () => {
    const two = 'claire@courriel.example, paul@ailleurs.example'
    expect(await standing(results('dmarc=pass header.from=courriel.example'), two)).toBe('unproven')
  })

  it('is not fooled by a verdict in a comment or in quotes', async () => {
    expect(await standing(results('spf=none (dmarc=pass; dkim=pass header.d=courriel.example)'))).toBe(
      'unproven',
    )
    expect(await standing(results('spf=none reason="x; dmarc=pass"'))).toBe('unproven')
    for (const chosen of ['"@courriel.example x"', '"a\\";dmarc=pass header.from=courriel.example;"']) {
      expect(await standing(results(`dmarc=none; spf=pass smtp.mailfrom=${chosen}@escroc.example`))).toBe(
        'unproven',
      )
    }
    expect(await standing(results('dkim=pass header.i="x header.d=courriel.example"@escroc.example'))).toBe(
      'unproven',
    )
    expect(await standing(results('spf=pass smtp.mailfrom="claire"@courriel.example'))).toBe('proven')
  })
})

describe('A mail of our own (case 25)', () => {
  it('is known by its sender and by its Message-ID', async () => {
    const loop = async (text: string) => (await incoming(text)).mail?.ownLoop
    expect(await loop('From: Agafort <Account@Agafort.example>\nSubject: x\n\nx')).toBe(true)
    expect(
      await loop(
        'From: a@b.example\nMessage-ID: <agf.0197364f2a6b7c11a9d0b8c3e4f5a601.k3v9w2m7qx@agafort.example>\n\nx',
      ),
    ).toBe(true)
    expect(await loop(fromClaire('Message-ID: <agf.1@ailleurs.example>', 'x'))).toBe(false)
  })
})

describe('Spam', () => {
  it('is what the receiving server calls so, or what lay in the junk folder', async () => {
    const spam = async (header: string, arrival: Partial<MailArrival> = {}) =>
      (await incoming(fromClaire(header, 'x'), arrival)).mail?.spam
    expect(await spam('X-Spam-Flag: YES')).toBe('X-Spam-Flag: YES')
    expect(await spam('X-Spam-Status: Yes, score=9.1')).toBe('X-Spam-Status: Yes, score=9.1')
    expect(await spam('X-Spam-Status: No, score=0.1')).toBeNull()
    expect(await spam('Subject: yes')).toBeNull()
    expect(await spam('Subject: x', { junk: true })).toBe('junk folder')
  })
})

describe('Contact details written in the mail (policy §3)', () => {
  const stated = async (body: string) =>
    (await incoming(fromClaire('Content-Type: text/plain; charset=utf-8', body))).stated

  it.each([
    ['Appelez-moi au 06 12 34 56 78.', '+33612345678'],
    ['tél. 06.12.34.56.78', '+33612345678'],
    ['Tel : +33 6 12 34 56 78', '+33612345678'],
    ['+33 (0)6 12 34 56 78', '+33612345678'],
    ['0033612345678', '+33612345678'],
    ['0612345678', '+33612345678'],
    ['04-72-10-55-66', '+33472105566'],
    ['My number is +44 113 496 0999', '+441134960999'],
    ['Vous ne répondez pas au 06.38.17.61.28, le mien est le 06 12 34 56 78', '+33612345678'],
    ['Je vous ai appelé au 06 38 17 61 28', null],
    ['Commande 4521-889 du 12.05.2026 à 64,50', null],
    ['IBAN FR76 3000 6000 0112 3456 7890 189', null],
  ])('are found, or not, in “%s”', async (body, telephone) => {
    expect((await stated(body)).telephone).toBe(telephone)
  })

  it('include an address the writer offers, and no other', async () => {
    expect((await stated('Mon autre adresse est claire2@courriel.example.')).email).toBe(
      'claire2@courriel.example',
    )
    expect((await stated('Vous pouvez me joindre à : Claire2@courriel.example')).email).toBe(
      'claire2@courriel.example',
    )
    expect((await stated('Le vendeur contact@vendeur.example ne répond pas')).email).toBeNull()
    expect((await stated('J’ai écrit par e-mail à account@agafort.example')).email).toBeNull()
  })

  it('include the name the writer signs or introduces herself with', async () => {
    expect((await stated('Bonjour\n\nCordialement,\nClaire Morel')).name).toBe('Claire Morel')
    expect((await stated('Bonjour\n\nBien cordialement\n\nMme Anne de La Tour')).name).toBe('Anne de La Tour')
    expect((await stated("Je m'appelle Claire Morel et je proteste.")).name).toBe('Claire Morel')
    expect((await stated('Hello\n\nKind regards,\nPeter Wood')).name).toBe('Peter Wood')
    expect((await stated('Merci\nde votre réponse')).name).toBeNull()
  })
})

describe('A forwarded mail (case 22)', () => {
  it.each([
    [
      'TR: Colis',
      'De : Claire Morel <claire@courriel.example>\nEnvoyé : mercredi 3 juin 2026 10:12\nÀ : Camille\nObjet : Colis',
    ],
    [
      'Fwd: Colis',
      '---------- Forwarded message ---------\nDe : Claire Morel <claire@courriel.example>\nDate: mer. 3 juin 2026 à 10:12\nSubject: Colis\nTo: camille@agafort.example',
    ],
    [
      'WG: Colis',
      '-----Message d’origine-----\nDe : Claire Morel [mailto:claire@courriel.example]\nEnvoyé : mercredi 3 juin 2026 10:12\nÀ : Camille\nObjet : Colis',
    ],
  ])('with the subject "%s" proposes its first sender, and keeps the note apart', async (subject, block) => {
    const raw = `From: Camille <camille@agafort.example>\nSubject: ${subject}\nContent-Type: text/plain; charset=utf-8\n\nUne cliente fidèle, merci.\n\n${block}\n\nMon colis est perdu.`
    expect((await incoming(raw)).mail?.forwardedFrom).toEqual({
      name: 'Claire Morel',
      address: 'claire@courriel.example',
    })
    expect((await parsed(raw)).forwarded).toMatchObject({
      note: 'Une cliente fidèle, merci.',
      text: 'Mon colis est perdu.',
    })
    expect((await parsed(raw)).newText).toContain('Mon colis est perdu.')
  })

  it('is none when the subject does not say so, and names nobody when the block does not', async () => {
    const block =
      'De : Claire Morel\nEnvoyé : mercredi 3 juin 2026 10:12\nÀ : Camille\nObjet : Colis\n\nPerdu'
    expect((await incoming(fromClaire('Subject: Colis', block))).mail?.forwardedFrom).toBeNull()
    expect((await parsed(fromClaire('Subject: TR: Colis', block))).forwarded?.from).toBeNull()
  })
})

describe('A mail that cannot be parsed', () => {
  it('is a message all the same, with what its header tells and the key it will have later', async () => {
    const raw = latin1(
      'From: Claire Morel <claire@courriel.example>\nSubject: Colis\nMessage-ID: <a@x>\nX-Spam-Flag: YES\nAuto-Submitted: auto-replied\n\nBonjour',
    )
    const message = unparsedIncoming(raw, ARRIVAL, 'timeout', RULES)
    expect(message).toMatchObject({
      idempotencyKey: toIncoming(await parsed(raw), raw, ARRIVAL, RULES).idempotencyKey,
      from: { kind: 'email', value: 'claire@courriel.example', name: 'Claire Morel' },
      subject: 'Colis',
      text: '',
      raw,
      mail: { unparsed: 'timeout', spam: 'X-Spam-Flag: YES', automatic: { kind: 'auto-reply' } },
    })
    expect(message.warnings[0]).toMatch(/^unreadable: /)
  })
})
