import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Dovecot, startDovecot } from '../servers/dovecot.ts'
import { poll } from '../servers/poll.ts'
import { freePort } from '../servers/port.ts'
import { type RunningProgram, startProgram } from '../servers/program.ts'
import { startProxy } from '../servers/proxy.ts'
import { type SmtpSink, startSmtpSink } from '../servers/smtp-sink.ts'

const started: RunningProgram[] = []
const start = (environment: Record<string, string>) => {
  const program = startProgram(environment)
  started.push(program)
  return program
}
const ended = (program: RunningProgram) =>
  poll('the program to end', () => !program.running(), { deadline: 180_000 })

async function ports() {
  const [web, smtp, lmtp] = await Promise.all([freePort(), freePort(), freePort()])
  return { web, smtp, environment: { PORT: String(web), SMTP_PORT: String(smtp), LMTP_PORT: String(lmtp) } }
}

afterEach(async () => {
  for (const program of started.splice(0)) if (program.running()) await program.kill()
})

describe('The program with nothing configured', () => {
  let folder: string
  let own: Awaited<ReturnType<typeof ports>>
  let running: RunningProgram | undefined
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agafort-demo-'))
    own = await ports()
  })
  afterAll(async () => {
    await running?.kill()
    await rm(folder, { recursive: true, force: true })
  })

  /** The one program of the tests, which the later ones find running. */
  async function run(): Promise<RunningProgram> {
    running ??= startProgram({ ...own.environment, DATA_DIR: join(folder, 'data') })
    await running.logged('ready')
    return running
  }

  async function stop(): Promise<void> {
    const program = running
    running = undefined
    expect(await program?.stop(), program?.output()).toBe(0)
  }

  it('acknowledges a customer’s mail on the mail page, shows the ticket on the desk, and keeps both over a restart', async () => {
    const { web, smtp } = own
    const program = await run()
    expect(program.output()).toContain(`http://localhost:${web}/desk`)
    expect(program.output()).toContain('lea@agafort.example')

    const transport = createTransport({ host: '127.0.0.1', port: smtp, ignoreTLS: true })
    await transport.sendMail({
      from: 'Céline Moreau <celine.moreau@courriel.example>',
      to: 'contact@agafort.example',
      subject: 'Colis jamais reçu depuis le 3 novembre',
      text: 'Bonjour, ma commande n’est jamais arrivée. Pouvez-vous m’aider ?',
    })
    transport.close()
    const mailPage = () => fetch(`http://127.0.0.1:${web}/demo/mail`).then((response) => response.text())
    await poll('the acknowledgement on the mail page', async () =>
      /Nous avons bien reçu.*celine\.moreau@courriel\.example/s.test(await mailPage()),
    )

    expect(await deskOf(web)).toContain('Colis jamais reçu depuis le 3 novembre')
    await stop()
    // A copy of its data, for a program that is to find everything but its port free.
    await cp(join(folder, 'data'), join(folder, 'other'), { recursive: true })
    await run()
    expect(await deskOf(web)).toContain('Colis jamais reçu depuis le 3 novembre')
  })

  it('refuses a data folder another process is using, says what to do, and starts once that one was killed', async () => {
    const one = await run()
    const other = start({ ...(await ports()).environment, DATA_DIR: join(folder, 'data') })
    await ended(other)
    expect(other.output()).toMatch(
      /in use by another copy of this program.*Stop that copy, or set DATA_DIR to another folder/,
    )
    await one.kill()
    running = undefined
    await run()
  })

  it('says which port is taken', async () => {
    await run()
    const other = start({ ...own.environment, DATA_DIR: join(folder, 'other') })
    await ended(other)
    expect(other.output()).toMatch(/EADDRINUSE.*Set PORT, SMTP_PORT or LMTP_PORT to a free one/)
    await stop()
  })
})

describe('The program with faults in its configuration', () => {
  it('does not start and lists every fault with what to set', async () => {
    const program = start({ PORT: 'many', SMTP_PORT: '70000', SECRET_KEYS: 'short', PUBLIC_URL: 'nowhere' })
    await ended(program)
    for (const setting of ['PORT', 'SMTP_PORT', 'SECRET_KEYS', 'PUBLIC_URL'])
      expect(program.output()).toContain(setting)
    expect(program.output()).not.toContain('short')
    expect(program.facts).toEqual([])
  })

  it('says so when the database does not answer', async () => {
    const { environment } = await ports()
    const away = await freePort()
    const program = start({
      ...environment,
      DATABASE_URL: `postgres://nobody:secret-word@127.0.0.1:${away}/none`,
      SECRET_KEYS: 'k'.repeat(40),
      DEMO: 'false',
    })
    await ended(program)
    expect(program.output()).toContain('the database does not answer. Start it, or correct DATABASE_URL.')
    expect(program.output()).not.toContain('secret-word')
  })
})

describe('The program in front of a database that takes the connection and says nothing', () => {
  it('gives up and says what to check', async () => {
    const proxy = await startProxy({ port: Number(new URL(inject('postgresUrl')).port) })
    await proxy.become('silent')
    const program = start({
      ...(await ports()).environment,
      DATABASE_URL: proxy.through(inject('postgresUrl')),
      SECRET_KEYS: 'k'.repeat(40),
      DEMO: 'false',
    })
    await ended(program)
    await proxy.stop()
    expect(program.output()).toMatch(
      /the database at DATABASE_URL does not say a word\. Check that the address is right/,
    )
    expect(await program.stop()).toBe(1)
  })
})

describe('The program with an IMAP mailbox, PostgreSQL and an SMTP server', () => {
  let dovecot: Dovecot
  let sink: SmtpSink
  let folder: string
  const database = `program_${process.pid}_${Math.trunc(performance.now())}`
  beforeAll(async () => {
    dovecot = await startDovecot({ users: [{ name: 'fraud', password: 'boite' }] })
    sink = await startSmtpSink({ keep: 'everything' })
    folder = await mkdtemp(join(tmpdir(), 'agafort-program-'))
    await onServer(`create database ${database}`)
  })
  afterAll(async () => {
    await dovecot.stop()
    await sink.stop()
    await rm(folder, { recursive: true, force: true })
    await onServer(`drop database if exists ${database} with (force)`)
  })

  it('takes mail from the mailbox to a ticket and an acknowledgement under the customer’s mail, and its reply to the same ticket', async () => {
    const { environment } = await ports()
    const config = join(folder, 'config.jsonc')
    await writeFile(config, JSON.stringify(configuration(dovecot, sink)))
    const program = start({
      ...environment,
      CONFIG: config,
      DATA_DIR: folder,
      DATABASE_URL: new URL(`/${database}`, inject('postgresUrl')).href,
      SECRET_KEYS: 'k'.repeat(40),
      MAILBOX_FRAUD_PASSWORD: 'boite',
    })
    await program.logged('ready')
    expect(program.output()).toContain('/invitation/')
    await poll(
      'the mailbox to be followed',
      async () => (await rows('select 1 from mailbox_cursors')).length > 0,
    )

    await dovecot.deliver('fraud', customerMail('<arnaque-1@courriel.example>', 'Débit inconnu', ''))
    const acknowledgement = await sink.waitFor((mail) => mail.to.includes('paul.lefevre@courriel.example'))
    const headers = acknowledgement.raw.toString('utf8')
    expect(headers).toMatch(/^In-Reply-To: <arnaque-1@courriel\.example>/im)
    expect(headers).toMatch(/^References:\s+<arnaque-1@courriel\.example>/im)
    expect(headers).toMatch(/^Auto-Submitted: auto-replied/im)
    expect(headers).toMatch(/^From: .*securite@agafort\.example/im)
    const ownId = /^Message-ID:\s+(<[^>]+>)/im.exec(headers)?.[1]

    await dovecot.deliver(
      'fraud',
      customerMail(
        '<arnaque-2@courriel.example>',
        'Re: Nous avons bien reçu votre message',
        `In-Reply-To: ${ownId}\r\n`,
      ),
    )
    await poll('the reply on the ticket', async () => (await rows('select 1 from messages')).length === 2)
    expect(await rows('select category, team_id from tickets')).toEqual([
      { category: 'fraud', team_id: 'fraud' },
    ])
    await poll('the promise to be kept', async () => {
      const kept = await rows(`select outcome from promises where kind = 'acknowledge'`)
      return kept.length === 1 && kept[0]?.outcome === 'kept'
    })
    expect(await program.stop(), program.output()).toBe(0)
    expect(sink.mails).toHaveLength(1)
    expect(program.output()).not.toContain('paul.lefevre')
  })

  const rows = async (statement: string) => {
    const client = new pg.Client({ connectionString: new URL(`/${database}`, inject('postgresUrl')).href })
    await client.connect()
    try {
      return (await client.query(statement)).rows as Record<string, unknown>[]
    } finally {
      await client.end()
    }
  }
})

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  await client.query(statement)
  await client.end()
}

async function deskOf(port: number): Promise<string> {
  const origin = `http://127.0.0.1:${port}`
  const form = new URLSearchParams({ email: 'lea@agafort.example', password: 'demonstration' })
  const signedIn = await fetch(`${origin}/sign-in`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { origin: `http://localhost:${port}` },
  })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  return (await fetch(`${origin}/desk?queue=all`, { headers: { cookie } })).text()
}

function customerMail(messageId: string, subject: string, headers: string): string {
  return (
    `From: =?utf-8?Q?Paul_Lef=C3=A8vre?= <paul.lefevre@courriel.example>\r\nTo: securite@agafort.example\r\n` +
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=\r\nMessage-ID: ${messageId}\r\n${headers}` +
    `Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour, un achat de 240 € que je n’ai pas fait. ${messageId}\r\n`
  )
}

function configuration(dovecot: Dovecot, sink: SmtpSink) {
  return {
    mailboxes: [
      {
        name: 'fraud',
        address: 'securite@agafort.example',
        category: 'fraud',
        host: dovecot.host,
        port: dovecot.imapPort,
        security: 'none',
        user: 'fraud',
      },
    ],
    smtpServers: [{ name: 'main', host: '127.0.0.1', port: sink.port, security: 'none' }],
  }
}
