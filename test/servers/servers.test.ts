import { existsSync } from 'node:fs'
import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import nodemailer, { type SendMailOptions, type TransportOptions } from 'nodemailer'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dovecot, startDovecot } from './dovecot.ts'
import { poll } from './poll.ts'
import { startPostgres } from './postgres.ts'
import { type SmtpSinkOptions, startSmtpSink } from './smtp-sink.ts'
import { startTokenServer, type TokenServer } from './token-server.ts'

const LITIGES = { name: 'litiges@agafort.example', password: 'p:a ss/é' }
const mail = (subject: string) =>
  `From: Anne Leroy <anne@example.fr>\r\nSubject: ${subject}\r\n\r\nBonjour\r\n`

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('The throw-away PostgreSQL', () => {
  it('keeps what was committed through a power cut, and is gone with its folder when stopped', async () => {
    const postgres = await startPostgres({ durable: true })
    const url = await postgres.createDatabase('garde')
    await postgres.run(
      'create table plaintes (texte text); insert into plaintes values ($$Colis perdu$$)',
      'garde',
    )
    const first = postgres.pid
    await postgres.halt('power-cut')
    await expect(postgres.run('select 1')).rejects.toThrow(/ECONNREFUSED/)
    await postgres.start()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    expect((await client.query('select texte from plaintes')).rows).toEqual([{ texte: 'Colis perdu' }])
    expect((await client.query('show fsync')).rows).toEqual([{ fsync: 'on' }])
    await client.end()
    await postgres.stop()
    expect([first, postgres.pid].map(isRunning)).toEqual([false, false])
    expect(existsSync(postgres.folder)).toBe(false)
  })
})

describe('The throw-away Dovecot', () => {
  let dovecot: Dovecot
  const clients: ImapFlow[] = []

  async function openClient(options: Partial<ImapFlowOptions> = {}): Promise<ImapFlow> {
    const client = new ImapFlow({
      host: dovecot.host,
      port: dovecot.imapPort,
      secure: false,
      auth: { user: LITIGES.name, pass: LITIGES.password },
      tls: { ca: dovecot.certificate.cert, servername: 'localhost' },
      logger: false,
      ...options,
    })
    client.on('error', () => {}) // some tests cut it off
    clients.push(client)
    await client.connect()
    return client
  }

  async function uidsAndSubjects(client: ImapFlow): Promise<string[]> {
    const all = await client.fetchAll('1:*', { uid: true, envelope: true })
    return all.map(({ uid, envelope }) => `${uid} ${envelope?.subject}`)
  }

  beforeAll(async () => {
    dovecot = await startDovecot({ users: [LITIGES] })
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await dovecot.stop()
    expect(isRunning(dovecot.pid)).toBe(false)
  })

  it('shows delivered mails in order, with their arrival time and flags', async () => {
    const internalDate = new Date('2026-03-02T09:15:00Z')
    await dovecot.deliver(LITIGES.name, mail('Colis perdu'), { internalDate })
    await dovecot.deliver(LITIGES.name, mail('Remboursement'), { flags: ['\\Seen', '\\Answered'] })
    await dovecot.deliver(LITIGES.name, mail('Gagnez un bon'), { folder: 'Junk' })
    const client = await openClient()
    await client.mailboxOpen('INBOX')
    expect(await uidsAndSubjects(client)).toEqual(['1 Colis perdu', '2 Remboursement'])
    const [first, second] = await client.fetchAll('1:2', { internalDate: true, flags: true })
    expect(first?.internalDate).toEqual(internalDate)
    expect(second?.flags?.has('\\Seen') && second.flags.has('\\Answered')).toBe(true)
    const folders = await client.list()
    expect(folders.find((folder) => folder.specialUse === '\\Junk')?.path).toBe('Junk')
  })

  it('keeps keywords, and moves mails', async () => {
    const client = await openClient({ port: dovecot.imapsPort, secure: true })
    await client.mailboxOpen('INBOX')
    await client.messageFlagsAdd('1', ['$Pris'], { uid: true })
    expect(await client.search({ keyword: '$Pris' }, { uid: true })).toEqual([1])
    await client.mailboxCreate('Traités')
    await client.messageMove('2', 'Traités', { uid: true })
    expect(await uidsAndSubjects(client)).toEqual(['1 Colis perdu'])
  })

  it('tells a waiting client of a new mail at once', async () => {
    const client = await openClient()
    await client.mailboxOpen('INBOX')
    let exists = 0
    client.on('exists', ({ count }) => {
      exists = count
    })
    const idle = client.idle()
    await dovecot.deliver(LITIGES.name, mail('Toujours rien'))
    await poll('the client to hear of the mail', () => exists === 2, { deadline: 10_000 })
    client.close()
    await idle
  })

  it('falls silent without closing its connections, and speaks again', async () => {
    const client = await openClient()
    dovecot.pause()
    let answered = false
    const answer = client.noop().then(() => {
      answered = true
    })
    const socketStaysOpen = poll('silence', () => answered, { deadline: 300 })
    await expect(socketStaysOpen).rejects.toThrow('silence')
    expect(client.usable).toBe(true)
    dovecot.resume()
    await answer
  })

  it('changes UIDVALIDITY and numbers its mails anew', async () => {
    const before = await openClient()
    const old = await before.mailboxOpen('INBOX')
    await dovecot.changeUidvalidity(LITIGES.name)
    await poll('the old connection to end', () => !before.usable)
    const client = await openClient()
    const box = await client.mailboxOpen('INBOX')
    expect(box.uidValidity).not.toBe(old.uidValidity)
    expect(await uidsAndSubjects(client)).toEqual(['1 Colis perdu', '2 Toujours rien'])
  })

  it('refuses a wrong password, and knows a user added later', async () => {
    const zoe = { user: 'zoe@agafort.example', pass: 'secret' }
    await expect(openClient({ auth: zoe })).rejects.toMatchObject({ authenticationFailed: true })
    await dovecot.addUser({ name: zoe.user, password: zoe.pass })
    expect((await openClient({ auth: zoe })).usable).toBe(true)
  })

  it('takes mail by LMTP', async () => {
    const options = {
      host: dovecot.host,
      port: dovecot.lmtpPort,
      lmtp: true,
      tls: { rejectUnauthorized: false },
    }
    const transport = nodemailer.createTransport(options as TransportOptions)
    await transport.sendMail({
      from: 'anne@example.fr',
      to: LITIGES.name,
      subject: 'Par LMTP',
      text: 'Bonjour',
    })
    transport.close()
    const found = await dovecot.doveadm(
      'search',
      '-u',
      LITIGES.name,
      'mailbox',
      'INBOX',
      'subject',
      'Par LMTP',
    )
    expect(found.trim()).not.toBe('')
  })

  it('comes back on the same ports with its mail after a restart', async () => {
    const before = dovecot.pid
    await dovecot.restart()
    expect(isRunning(before)).toBe(false)
    const client = await openClient()
    expect((await client.mailboxOpen('INBOX')).exists).toBe(3)
  })
})

describe('The token server', () => {
  let tokens: TokenServer
  let dovecot: Dovecot
  const logIn = async (
    auth: { accessToken: string } | { pass: string },
    options: Partial<ImapFlowOptions> = {},
  ) => {
    const client = new ImapFlow({
      host: dovecot.host,
      port: dovecot.imapPort,
      secure: false,
      doSTARTTLS: true,
      auth: { user: LITIGES.name, ...auth },
      tls: { rejectUnauthorized: false },
      logger: false,
      ...options,
    })
    client.on('error', () => {})
    await client.connect()
    client.close()
  }
  const renew = async (refreshToken: string) => {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: 'agafort',
    })
    const response = await fetch(tokens.tokenUrl, { method: 'POST', body })
    const renewed = (await response.json()) as {
      access_token?: string
      refresh_token?: string
      error?: string
    }
    return { status: response.status, ...renewed }
  }

  beforeAll(async () => {
    tokens = await startTokenServer()
    dovecot = await startDovecot({
      users: [LITIGES],
      introspectionUrl: tokens.introspectionUrl,
      requireTls: true,
    })
  })
  afterAll(async () => {
    await dovecot.stop()
    await tokens.stop()
  })

  it('gives access tokens that let into Dovecot until they expire', async () => {
    const { access_token: accessToken = '' } = await renew(tokens.grant(LITIGES.name))
    await logIn({ accessToken })
    tokens.expireAccessTokens()
    await expect(logIn({ accessToken })).rejects.toMatchObject({ authenticationFailed: true })
  })

  it('takes each refresh token once', async () => {
    const first = tokens.grant(LITIGES.name)
    const { refresh_token: second = '' } = await renew(first)
    expect(await renew(first)).toMatchObject({ status: 400, error: 'invalid_grant' })
    expect(await renew(second)).toMatchObject({ status: 200 })
    expect(tokens.requests.at(-1)).toMatchObject({ refreshToken: second, clientId: 'agafort', granted: true })
  })

  it('refuses a renewal once the consent is withdrawn', async () => {
    const token = tokens.grant(LITIGES.name)
    tokens.refuse(LITIGES.name)
    expect(await renew(token)).toMatchObject({ status: 400, error: 'invalid_grant' })
  })

  it('stands beside passwords, which Dovecot refuses without TLS when told so', async () => {
    await logIn({ pass: LITIGES.password })
    await expect(logIn({ pass: LITIGES.password }, { doSTARTTLS: false })).rejects.toThrow()
  })
})

describe('The SMTP sink', () => {
  const ANNE = 'anne@example.fr'
  async function withSink(
    options: SmtpSinkOptions,
    use: (sink: Awaited<ReturnType<typeof startSmtpSink>>) => Promise<void>,
  ) {
    const sink = await startSmtpSink(options)
    try {
      await use(sink)
    } finally {
      await sink.stop()
    }
  }
  const send = (port: number, message: SendMailOptions, options: object = {}) =>
    nodemailer
      .createTransport({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false }, ...options })
      .sendMail({ from: 'litiges@agafort.example', text: 'Bonjour', ...message })

  it('keeps envelope, header and mail', () =>
    withSink({}, async (sink) => {
      const sending = send(sink.port, {
        to: ANNE,
        subject: 'AGF-1234-5678',
        envelope: { from: 'b+1@a.example', to: ANNE },
      })
      const mail = await sink.waitFor(({ to }) => to.includes(ANNE))
      await sending
      expect(mail).toMatchObject({ from: 'b+1@a.example', to: [ANNE], confirmed: true, user: null })
      expect(mail.headers.subject).toBe('AGF-1234-5678')
      expect(mail.raw.toString()).toContain('\r\n\r\nBonjour')
    }))

  it('refuses a recipient, and a mail after its data, with the reply it is told', () =>
    withSink(
      {
        rejectRecipient: (to) => (to === ANNE ? undefined : { code: 550, text: '5.1.1 Utilisateur inconnu' }),
        rejectMail: ({ headers }) =>
          headers.subject === 'Plein' ? { code: 452, text: '4.2.2 Plein' } : undefined,
      },
      async (sink) => {
        await expect(send(sink.port, { to: 'parti@example.fr' })).rejects.toMatchObject({ responseCode: 550 })
        await expect(send(sink.port, { to: ANNE, subject: 'Plein' })).rejects.toMatchObject({
          responseCode: 452,
        })
        expect(sink.mails).toEqual([])
      },
    ))

  it('drops the connection in place of its reply, keeping the mail', () =>
    withSink({ dropAfterData: () => true }, async (sink) => {
      await expect(send(sink.port, { to: ANNE })).rejects.toThrow(/closed/)
      expect(sink.mails).toMatchObject([{ to: [ANNE], confirmed: false }])
    }))

  it('asks for a log-in when told to', () =>
    withSink(
      { authenticate: ({ user, password }) => user === 'agafort' && password === 'juste' },
      async (sink) => {
        await expect(
          send(sink.port, { to: ANNE }, { auth: { user: 'agafort', pass: 'faux' } }),
        ).rejects.toMatchObject({
          responseCode: 535,
        })
        await send(sink.port, { to: ANNE }, { auth: { user: 'agafort', pass: 'juste' } })
        expect(sink.mails).toMatchObject([{ user: 'agafort' }])
      },
    ))

  it('goes away and comes back on the same port', () =>
    withSink({ keep: 'headers' }, async (sink) => {
      await sink.halt()
      await expect(send(sink.port, { to: ANNE })).rejects.toMatchObject({ code: 'ESOCKET' })
      await sink.start()
      await send(sink.port, { to: ANNE, text: 'Long corps' })
      expect(String(sink.mails[0]?.raw)).not.toContain('Long corps')
    }))
})
