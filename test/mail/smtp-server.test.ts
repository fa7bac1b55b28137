import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Core } from '../../core/kernel/core.ts'
import { HOUR } from '../../core/kernel/duration.ts'
import { openReplyAddress, signedPlusAddress } from '../../core/kernel/signed-link.ts'
import { mailboxOfAddress } from '../../core/ticket/team-address.ts'
import { openDatabase } from '../../db/database.ts'
import { openParsePool, type ParsePool } from '../../mail/parse/parse-pool.ts'
import { openMailReceiver } from '../../mail/receive-mail.ts'
import { type RunningSmtpServer, type SmtpServerOptions, startSmtpServer } from '../../mail/smtp-server.ts'
import { describeOnDatabase, useTestDatabase } from '../servers/database.ts'
import { LOOPBACK } from '../servers/port.ts'
import { connectSmtp, type SmtpClient } from '../servers/smtp-client.ts'
import { openWorld, TUESDAY } from '../world/world.ts'

const MAIL = [
  'From: Marie Dubois <marie.dubois@courriel.example>',
  'To: contact@agafort.example',
  'Subject: Colis jamais reçu',
  'Message-ID: <colis.1@courriel.example>',
  'Date: Tue, 24 Nov 2026 09:00:00 +0100',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  'Bonjour, mon colis n’est jamais arrivé.',
].join('\r\n')

let parsePool: ParsePool
beforeAll(() => {
  parsePool = openParsePool({ workers: 1 })
})
afterAll(() => parsePool.close())

/** Servers and clients that end with the test. */
function useServers() {
  let servers: RunningSmtpServer[] = []
  let clients: SmtpClient[] = []
  afterEach(async () => {
    for (const client of clients) client.close()
    for (const server of servers) await server.stop()
    servers = []
    clients = []
  })
  return async (core: Core, given: Partial<SmtpServerOptions> = {}) => {
    const takeIn = openMailReceiver({ core, parsePool, authservIds: [], spamHeaders: [] })
    const usual = { protocol: 'smtp', host: LOOPBACK, port: 0, maxSize: 1_000_000, stopSeconds: 5 } as const
    const accepts = (recipient: string) => mailboxOfAddress(core.settings, recipient)
    const server = await startSmtpServer({ ...usual, core, takeIn, accepts, ...given })
    servers.push(server)
    const call = async () => {
      const client = await connectSmtp(server.port)
      clients.push(client)
      await client.say(server.protocol === 'lmtp' ? 'LHLO mx.agafort.example' : 'EHLO mx.agafort.example')
      return client
    }
    return { server, call }
  }
}

async function announce(
  client: SmtpClient,
  recipients: readonly string[],
  sender = 'marie.dubois@courriel.example',
) {
  await client.say(`MAIL FROM:<${sender}> BODY=8BITMIME`)
  const replies: string[] = []
  for (const recipient of recipients) replies.push(await client.say(`RCPT TO:<${recipient}>`))
  return replies
}

async function deliver(client: SmtpClient, recipients: readonly string[], mail: string | Uint8Array = MAIL) {
  await announce(client, recipients)
  await client.say('DATA')
  return client.give(mail)
}

describeOnDatabase('The SMTP server', (database) => {
  const { core, clock } = openWorld(database)
  const open = useServers()
  const messages = () => core.db.selectFrom('messages').selectAll().execute()

  it('says it has a mail once it is stored, and first contact is its receipt', async () => {
    clock.set(new Date(TUESDAY.getTime() + HOUR))
    const { call } = await open(core)
    expect(await deliver(await call(), ['contact@agafort.example'])).toEqual([expect.stringMatching(/^250 /)])
    const [message, ...others] = await messages()
    expect(others).toEqual([])
    expect(message).toMatchObject({
      subject: 'Colis jamais reçu',
      author_address: 'marie.dubois@courriel.example',
    })
    expect(message?.received_at).toEqual(clock.now())
    const ticket = await core.db.selectFrom('tickets').selectAll().executeTakeFirstOrThrow()
    expect(ticket.first_contact_at).toEqual(clock.now())
  })

  it('receives a mail delivered twice once', async () => {
    const { call } = await open(core)
    const client = await call()
    await deliver(client, ['contact@agafort.example'])
    expect(await deliver(client, ['contact@agafort.example'])).toEqual([expect.stringMatching(/^250 /)])
    expect(await messages()).toHaveLength(1)
  })

  it('makes one message in the strictest lane of a mail to several of our addresses', async () => {
    const { call } = await open(core)
    await deliver(await call(), [
      'contact@agafort.example',
      'securite@agafort.example',
      'CONTACT@agafort.example',
    ])
    expect(await messages()).toHaveLength(1)
    const mailboxes = await core.db.selectFrom('message_mailboxes').select('mailbox').execute()
    expect(mailboxes.map(({ mailbox }) => mailbox).sort()).toEqual(['contact', 'fraud'])
    const tickets = await core.db.selectFrom('tickets').select('category').execute()
    expect(tickets).toEqual([{ category: 'fraud' }])
    expect(await core.db.selectFrom('outbox').select('id').execute()).toHaveLength(1)
  })

  it('refuses an address that is not ours for good, and takes the mail for the others', async () => {
    const { call } = await open(core)
    const client = await call()
    const replies = await announce(client, ['inconnu@agafort.example', 'contact@agafort.example'])
    expect(replies).toEqual([expect.stringMatching(/^550 5\.1\.1 /), expect.stringMatching(/^250 /)])
    expect(await client.say('DATA')).toMatch(/^354/)
    expect(await client.give(MAIL)).toEqual([expect.stringMatching(/^250 /)])
    expect(await messages()).toHaveLength(1)
  })

  it('replies for each recipient over LMTP', async () => {
    const { call } = await open(core, { protocol: 'lmtp' })
    const client = await call()
    const recipients = ['contact@agafort.example', 'inconnu@agafort.example', 'juridique@agafort.example']
    const replies = await announce(client, recipients)
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['250', '550', '250'])
    await client.say('DATA')
    const afterData = await client.give(MAIL, 2)
    expect(afterData.map((reply) => reply.slice(0, 3))).toEqual(['250', '250'])
    expect(await client.say('NOOP')).toMatch(/^250/)
    expect(await messages()).toHaveLength(1)
  })

  it('brings a reply to a signed plus-address to its ticket', async () => {
    const { call } = await open(core)
    const client = await call()
    await deliver(client, ['contact@agafort.example'])
    const ticket = await core.db.selectFrom('tickets').selectAll().executeTakeFirstOrThrow()
    const keys = core.settings.secretKeys
    const plus = signedPlusAddress(keys, 'contact@agafort.example', ticket.reference)
    expect(openReplyAddress(keys, plus)?.reference).toBe(ticket.reference)
    const reply = MAIL.replace('colis.1', 'colis.2').replace('To: contact@agafort.example', `To: ${plus}`)
    expect(await deliver(client, [plus.toUpperCase()], reply)).toEqual([expect.stringMatching(/^250 /)])
    expect(await messages()).toHaveLength(2)
    expect(await core.db.selectFrom('tickets').select('id').execute()).toHaveLength(1)
  })

  it('keeps a mail whatever bytes it is made of', async () => {
    const { call } = await open(core)
    const head = 'From: marie.dubois@courriel.example\r\nSubject: b\xE9b\xE9\x00\r\n\r\n'
    const odd = Buffer.from(`${head}..point\r\n\x00\xFF\xFE caf\xE9`, 'latin1')
    expect(await deliver(await call(), ['contact@agafort.example'], odd)).toEqual([
      expect.stringMatching(/^250 /),
    ])
    const [message] = await messages()
    expect(message?.text).toContain('café')
  })

  it('takes a bounce, whose sender is nobody, and does not reply to it', async () => {
    const { call } = await open(core)
    const client = await call()
    await announce(client, ['contact@agafort.example'], '')
    await client.say('DATA')
    expect(await client.give(MAIL)).toEqual([expect.stringMatching(/^250 /)])
    expect(await messages()).toHaveLength(1)
    expect(await core.db.selectFrom('outbox').select('id').execute()).toEqual([])
  })

  it('forgets a mail whose sender went away in the middle of it', async () => {
    const { call } = await open(core)
    const leaving = await call()
    await announce(leaving, ['contact@agafort.example'])
    await leaving.say('DATA')
    leaving.write(MAIL)
    leaving.close()
    await leaving.closed
    expect(await deliver(await call(), ['contact@agafort.example'])).toEqual([expect.stringMatching(/^250 /)])
    expect(await messages()).toHaveLength(1)
  })
})

describe('The SMTP server', () => {
  const database = useTestDatabase('PGlite')
  const { core } = openWorld(database)
  const open = useServers()

  it('refuses a mail that is too large for good, announced or not', async () => {
    const { call } = await open(core, { maxSize: 2_000 })
    const client = await call()
    expect(await client.say('MAIL FROM:<marie.dubois@courriel.example> SIZE=2001')).toMatch(/^552 /)
    const large = `${MAIL}\r\n${'Une longue plainte.\r\n'.repeat(200)}`
    expect(await deliver(client, ['contact@agafort.example'], large)).toEqual([
      expect.stringMatching(/^552 /),
    ])
    expect(await deliver(client, ['contact@agafort.example'])).toEqual([expect.stringMatching(/^250 /)])
  })

  it('puts a mail off while the database is away, over SMTP and LMTP', async () => {
    const away = await openDatabase({ kind: 'postgres', url: `postgres://${LOOPBACK}:1/away` })
    try {
      for (const protocol of ['smtp', 'lmtp'] as const) {
        const { call } = await open({ ...core, db: away.db }, { protocol })
        expect(await deliver(await call(), ['contact@agafort.example'])).toEqual([
          expect.stringMatching(/^451 4\.3\.0 /),
        ])
      }
    } finally {
      await away.close()
    }
  })

  it('does not say 250 before the commit', async () => {
    let commit = () => {}
    const committed = new Promise<void>((resolve) => {
      commit = resolve
    })
    const takeIn = openMailReceiver({ core, parsePool, authservIds: [], spamHeaders: [] })
    const asked = Promise.withResolvers<void>()
    const { call } = await open(core, {
      takeIn: {
        async takeIn(arrivals) {
          asked.resolve()
          await committed
          return takeIn.takeIn(arrivals)
        },
      },
    })
    let replied = false
    const replies = deliver(await call(), ['contact@agafort.example']).finally(() => {
      replied = true
    })
    await asked.promise
    expect(replied).toBe(false)
    commit()
    expect(await replies).toEqual([expect.stringMatching(/^250 /)])
  })

  it('finishes the mail on its way in when it is stopped, and takes no other', async () => {
    const { server: door, call } = await open(core)
    const [busy, idle] = [await call(), await call()]
    await announce(busy, ['contact@agafort.example'])
    await busy.say('DATA')
    const stopped = door.stop()
    await idle.closed
    await expect(connectSmtp(door.port)).rejects.toThrow()
    expect(await busy.give(MAIL)).toEqual([expect.stringMatching(/^250 /)])
    await busy.closed
    await stopped
  })

  it('offers no log-in', async () => {
    const { call } = await open(core)
    const client = await call()
    expect(await client.say('EHLO mx.agafort.example')).not.toMatch(/AUTH|STARTTLS/)
    expect(await client.say('AUTH PLAIN AGEAYg==')).toMatch(/^500 /)
  })
})

describe('An envelope recipient', () => {
  const { core } = openWorld({ db: undefined as never })
  const mailbox = (address: string) => mailboxOfAddress(core.settings, address)

  it.each([
    ['contact@agafort.example', 'contact'],
    ['Contact@AGAFORT.example', 'contact'],
    ['contact+agf-7k2m9qwx-abcdefghjk@agafort.example', 'contact'],
    ['securite+tout+le+reste@agafort.example', 'fraud'],
  ])('such as %s is one of ours', (address, name) => {
    expect(mailbox(address)).toBe(name)
  })

  it.each([
    'contact@autre.example',
    'contac@agafort.example',
    '+contact@agafort.example',
    'contact',
    '@',
    '',
  ])('such as %s is not one of ours', (address) => {
    expect(mailbox(address)).toBeUndefined()
  })
})
