import { describe, expect, it } from 'vitest'
import { ARRIVED, fromClaire, latin1, parsed, warningCodes } from '../../world/mail/raw-mail.ts'

describe('The date (case 13)', () => {
  const dated = async (date: string) => await parsed(fromClaire(`Subject: x\nDate: ${date}`, 'Bonjour'))

  it.each([
    ['Wed, 3 Jun 2026 10:12:00 +0200', '2026-06-03T08:12:00.000Z'],
    ['3 Jun 26 10:12 EST', '2026-06-03T15:12:00.000Z'],
    ['Wed, 03 Jun 2026 10:12:00 GMT (heure d\u2019été)', '2026-06-03T10:12:00.000Z'],
    ['Wed Jun 3 10:12:00 2026', '2026-06-03T10:12:00.000Z'],
    ['2026-06-03T10:12:00+02:00', '2026-06-03T08:12:00.000Z'],
    ['Wed, 3 Jun 2026 23:59:60 +0000', '2026-06-04T00:00:00.000Z'],
  ])('is read from %s', async (date, iso) => {
    const mail = await dated(date)
    expect(mail.date.toISOString()).toBe(iso)
    expect(mail.dateSource).toBe('header')
  })

  it.each([
    'Thu, 31 Feb 2026 10:12:00 +0200',
    'Wed, 3 Jun 2026 25:70:00 +0200',
    'Wed, 3 Jun 3609 10:12:00 +0200',
    'Thu, 11 Jun 2026 10:12:00 +0200',
    'Thu, 1 Jan 1970 00:00:00 +0000',
    'hier soir',
    'Wed, 3 Jun 2026 10:12:00 +9900',
    '',
  ])('of "%s" cannot be true: the arrival time is used, and that is reported', async (date) => {
    const mail = await dated(date)
    expect(mail.date).toEqual(ARRIVED)
    expect(mail.dateSource).toBe('arrival')
    expect(warningCodes(mail)).toContain('date-unusable')
  })

  it('is read when a Received line was stuck to it', async () => {
    const mail = await dated('Wed, 3 Jun 2026 10:12:00 +0200Received: from mx by relay; Thu, 4 Jun 2026')
    expect(mail.date.toISOString()).toBe('2026-06-03T08:12:00.000Z')
  })
})

describe('The sender (case 21)', () => {
  const from = async (value: string, more = '') =>
    await parsed(`From: ${value}\n${more}Subject: x\n\nBonjour`)

  it('keeps his true address when an encoded word stands in it', async () => {
    const mail = await from(
      '=?utf-8?Q?Service_client?= <=?utf-8?Q?account=40agafort.example?=@escroc.example>',
    )
    expect(mail.from.address).toBe('=?utf-8?q?account=40agafort.example?=@escroc.example')
    expect(warningCodes(mail)).toContain('encoded-address')
  })

  it('is shown with the true address and a warning when his name holds another', async () => {
    const mail = await from('=?utf-8?Q?account=40agafort.example?= <voleur@escroc.example>')
    expect(mail.from).toEqual({ name: 'account@agafort.example', address: 'voleur@escroc.example' })
    expect(warningCodes(mail)).toContain('name-shows-address')
  })

  it('stays the From address when Reply-To names another, and the reader is warned', async () => {
    const mail = await from('Claire <claire@courriel.example>', 'Reply-To: Autre <autre@ailleurs.example>\n')
    expect(mail.from.address).toBe('claire@courriel.example')
    expect(mail.replyTo).toEqual({ name: 'Autre', address: 'autre@ailleurs.example' })
    expect(warningCodes(mail)).toContain('reply-elsewhere')
  })

  it.each([
    ['claire@courriel.example', '', 'claire@courriel.example'],
    ['claire@courriel.example (Claire Morel)', 'Claire Morel', 'claire@courriel.example'],
    ['"Morel, Claire" <Claire@Courriel.Example>', 'Morel, Claire', 'claire@courriel.example'],
    ['"Claire \\"Clairette\\" Morel" <c@courriel.example>', 'Claire "Clairette" Morel', 'c@courriel.example'],
    ['Claire Morel claire@courriel.example', 'Claire Morel', 'claire@courriel.example'],
    ['<@relais.example,@mx.example:claire@courriel.example>', '', 'claire@courriel.example'],
    ['Zoé <zoe@éléphant.example>', 'Zoé', 'zoe@xn--lphant-9uab.example'],
    ['Zoe <zoe@XN--LPHANT-9UAB.example>', 'Zoe', 'zoe@xn--lphant-9uab.example'],
    [
      'Amis: Claire <claire@courriel.example>, Paul <paul@courriel.example>;',
      'Claire',
      'claire@courriel.example',
    ],
    [
      'claire(dite Clairette(vraiment))@courriel.example',
      'dite Clairette(vraiment)',
      'claire@courriel.example',
    ],
    ['Claire <mailto:claire@courriel.example>', 'Claire', 'claire@courriel.example'],
    ['Claire <claire @ courriel.example>', 'Claire', 'claire@courriel.example'],
    ['Claire <claire@courriel.example', 'Claire', 'claire@courriel.example'],
  ])('is read from %s', async (value, name, address) => {
    expect((await from(value)).from).toEqual({ name, address })
  })

  it('may be a bare word: it is kept as the name, with a warning', async () => {
    const mail = await from('"Amazon WorkMail"')
    expect(mail.from).toEqual({ name: 'Amazon WorkMail', address: '' })
    expect(warningCodes(mail)).toContain('no-sender')
  })

  it('is replaced by the envelope sender when From holds no address', async () => {
    const mail = await parsed('Return-Path: <claire@courriel.example>\nFrom: Claire\nSubject: x\n\nBonjour')
    expect(mail.from).toEqual({ name: 'Claire', address: 'claire@courriel.example' })
  })

  it('is the first of several, and the reader is warned', async () => {
    const mail = await from('Claire <claire@courriel.example>, Paul <paul@courriel.example>')
    expect(mail.from.address).toBe('claire@courriel.example')
    expect(warningCodes(mail)).toContain('several-senders')
  })

  it('cannot turn the reading direction of his name around', async () => {
    expect((await from('=?utf-8?Q?Claire_=E2=80=AEtrofaga?= <claire@courriel.example>')).from.name).toBe(
      'Claire trofaga',
    )
  })
})

describe('Recipients', () => {
  it('are all listed, groups opened', async () => {
    const mail = await parsed(
      fromClaire(
        'Cc: undisclosed-recipients:;\nCc: Équipe: a@agafort.example, "B, C" <b@agafort.example>;',
        'x',
      ),
    )
    expect(mail.cc).toEqual([
      { name: '', address: 'a@agafort.example' },
      { name: 'B, C', address: 'b@agafort.example' },
    ])
  })

  it('are listed up to five hundred, and the rest is said to be missing', async () => {
    const many = Array.from({ length: 50_000 }, (_, i) => `a${i}@courriel.example`).join(', ')
    const mail = await parsed(fromClaire(`Cc: ${many}`, 'Bonjour'))
    expect(mail.cc).toHaveLength(500)
    expect(mail.text).toBe('Bonjour')
    expect(warningCodes(mail)).toContain('too-many-addresses')
  })
})

describe('The thread', () => {
  const thread = async (lines: string) => await parsed(fromClaire(lines, 'x'))

  it.each([
    'References: <a@x.example> <b@x.example>\n <c@x.example>',
    'References: <a@x.example><b@x.example><c@x.example>',
    'References: <a@x.example>,<b@x.example>, <c@x.example>',
    'References: <a@x.example> (oubli) <b@x.example>\n\t<c@x.example>',
    'References: a@x.example, b@x.example c@x.example',
  ])('is read from %s', async (lines) => {
    expect((await thread(lines)).references).toEqual(['<a@x.example>', '<b@x.example>', '<c@x.example>'])
  })

  it('is read from In-Reply-To with prose around the id', async () => {
    const lines = 'In-Reply-To: Votre message du mercredi <a@x.example> "de 10h12"'
    expect((await thread(lines)).inReplyTo).toBe('<a@x.example>')
  })

  it('has the Message-ID also when it stands on a line of its own or without brackets', async () => {
    expect((await thread('Message-ID:\n <a@x.example>')).messageId).toBe('<a@x.example>')
    expect((await thread('Message-ID: a@x.example')).messageId).toBe('<a@x.example>')
    expect((await thread('Subject: sans')).messageId).toBeNull()
  })

  it('carries the ticket’s reference from the subject, else from the text', async () => {
    expect((await thread('Subject: Re: votre dossier agf 7k2m 4qxr')).ticketReference).toBe('AGF-7K2M-4QXR')
    expect((await parsed(fromClaire('Subject: suite', 'Mon dossier AGF-7K2M-4QXR.'))).ticketReference).toBe(
      'AGF-7K2M-4QXR',
    )
    expect(
      (await parsed(fromClaire('Subject: suite', 'Mon dossier AGF-7K2M-4QXT.'))).ticketReference,
    ).toBeNull()
    expect((await thread('Subject: Re: AGF-7K2M-4QXR-S')).ticketReference).toBe('AGF-7K2M-4QXR-S')
  })
})

describe('The subject', () => {
  const subject = async (value: string) =>
    (await parsed(latin1(`From: a@b.example\nSubject: ${value}\n\nx`))).subject

  it.each([
    ['=?utf-8?Q?Remboursement_demand=C3=A9?=', 'Remboursement demandé'],
    ['=?UTF-8?B?UmVtYm91cnNlbWVudCBkZW1hbmTDqQ==?=', 'Remboursement demandé'],
    ['=?utf-8?Q?Remboursement_demand=C3?=\n =?utf-8?Q?=A9?=', 'Remboursement demandé'],
    ['=?iso-8859-1?Q?Remboursement demand\u00e9?=', 'Remboursement demandé'],
    ['=?utf-8?Q?Remboursement demand\u00e9?=', 'Remboursement demandé'],
    ['Remboursement demand\u00e9', 'Remboursement demandé'],
    ['Remboursement demand\u00c3\u00a9', 'Remboursement demandé'],
    ['=?utf-7?Q?Remboursement_demand+AOk-?=', 'Remboursement demandé'],
    ['=?iso-8859-1?Q?Remboursement_demand=C3=A9?=', 'Remboursement demandé'],
    ['=?utf-8*fr?Q?Remboursement_demand=C3=A9?=', 'Remboursement demandé'],
    ['=?iso-8859-15?Q?12_=A4?= de =?windows-1252?Q?trop=92?=', '12 € de trop\u2019'],
    ['=?inconnu?Q?Remboursement_demand=E9?=', 'Remboursement demandé'],
    ['=?utf-8?Q?a?= =?utf-8?Q?b?= c =?utf-8?Q?d?=', 'ab c d'],
    ['=?utf-8?X?rien?=', '=?utf-8?X?rien?='],
    ['', ''],
  ])('written %s reads %s', async (value, shown) => {
    expect(await subject(value)).toBe(shown)
  })

  it('has no NUL and no line break (case 14)', async () => {
    expect(await subject('Colis\u0000 perdu =?utf-8?Q?=00=0D=0ABcc:_x?=')).toBe('Colis perdu Bcc: x')
  })
})

describe('A header in disorder', () => {
  it('does not hide a body that follows without a blank line', async () => {
    const mail = await parsed('From: claire@courriel.example\nSubject: Colis\nBonjour,\nmon colis est perdu.')
    expect(mail.subject).toBe('Colis')
    expect(mail.text).toBe('Bonjour,\nmon colis est perdu.')
  })

  it('may have junk between its fields, a mailbox line above and blank lines before', async () => {
    const mail = await parsed(
      '\n\nFrom claire@courriel.example Wed Jun  3 10:12:00 2026\nFrom: claire@courriel.example\n%%% rien\nSubject: Colis\n\nBonjour',
    )
    expect(mail.from.address).toBe('claire@courriel.example')
    expect(mail.subject).toBe('Colis')
    expect(mail.text).toBe('Bonjour')
  })

  it('may be missing altogether: everything is text', async () => {
    const mail = await parsed('Bonjour : mon colis est perdu.\n\nClaire Morel')
    expect(mail.text).toBe('Bonjour : mon colis est perdu.\n\nClaire Morel')
    expect(warningCodes(mail)).toEqual(['no-header', 'date-unusable', 'no-sender'])
  })

  it('may come from an old Mac, with carriage returns only', async () => {
    const mac = await parsed(Buffer.from('From: claire@courriel.example\rSubject: Colis\r\rBonjour\rmadame'))
    expect(mac.subject).toBe('Colis')
    expect(mac.text).toBe('Bonjour\nmadame')
  })

  it('may be larger than a mebibyte (case 6)', async () => {
    const mail = await parsed(fromClaire(`X-Long: ${'a'.repeat(2_000_000)}\nSubject: Colis`, 'Bonjour'))
    expect(mail.subject).toBe('Colis')
    expect(mail.text).toBe('Bonjour')
    expect(warningCodes(mail)).toContain('large-header')
  })

  it('may have two hundred thousand lines', async () => {
    const mail = await parsed(fromClaire(`${'X-A: b\n'.repeat(200_000)}X-Last: c`, 'Bonjour'))
    expect(mail.text).toBe('Bonjour')
  })
})
