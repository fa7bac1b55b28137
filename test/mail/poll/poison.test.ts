import { chmod, readdir, readFile as readText } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readFile } from '../../../core/kernel/file.ts'
import { describeOnDatabase, useTestDatabase } from '../../servers/database.ts'
import { startImapProxy } from '../../servers/imap-proxy.ts'
import { poll } from '../../servers/poll.ts'
import { LOOPBACK } from '../../servers/port.ts'
import {
  complaint,
  connected,
  FRAUD,
  freshUser,
  mailboxOn,
  useDovecot,
  useMailroom,
} from '../../world/poller-world.ts'

const MEGABYTE = 1024 * 1024

function mailWithParts(count: number): string {
  const part = (number: number) =>
    `--xyz\r\nContent-Type: text/plain; name="${number}.txt"\r\n\r\nPièce ${number}\r\n`
  const parts = Array.from({ length: count }, (_, number) => part(number)).join('')
  return complaint(1001, { subject: 'Mille pièces', body: `${parts}--xyz--` }).replace(
    'Content-Type: text/plain; charset=utf-8',
    'Content-Type: multipart/mixed; boundary=xyz',
  )
}

function mailOfSize(bytes: number): string {
  const line = `${'QWdhZm9y'.repeat(9)}\r\n`
  const content = line.repeat(Math.ceil(bytes / line.length))
  return [
    'From: Karim Benali <karim.benali@courriel.example>',
    'Subject: Photos du colis abime',
    'Message-ID: <photos@courriel.example>',
    'Content-Type: multipart/mixed; boundary=xyz',
    '',
    '--xyz',
    'Content-Type: text/plain',
    '',
    'Voici toutes mes photos.',
    '--xyz',
    'Content-Type: application/zip; name=photos.zip',
    'Content-Disposition: attachment; filename=photos.zip',
    'Content-Transfer-Encoding: base64',
    '',
    `${content}--xyz--`,
    '',
  ].join('\r\n')
}

describeOnDatabase('A poison mail (case 6)', (database) => {
  const dovecot = useDovecot()
  const room = useMailroom(database)
  const rawOf = async (sha256: string | null | undefined) =>
    sha256 ? (await readFile(database.db, sha256)).toString('latin1') : ''

  it('of 1001 parts or with a 2 MiB header is kept whole, and the mails behind it come in', async () => {
    const user = freshUser()
    const header = `X-Longueur: ${'a'.repeat(2 * MEGABYTE)}`
    const poison = [mailWithParts(1001), complaint(2, { header, subject: 'En-tête sans fin' })]
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    for (const mail of poison) await dovecot.here.deliver(user, mail)
    await dovecot.here.deliver(user, complaint(3))
    const messages = await room.awaitMessages(3)
    expect(messages.map((message) => message.subject)).toEqual([
      'Mille pièces',
      'En-tête sans fin',
      'Commande 3 jamais livrée',
    ])
    for (const [index, mail] of poison.entries()) {
      expect(await rawOf(messages[index]?.raw_sha256)).toBe(Buffer.from(mail).toString('latin1'))
    }
  })

  it('of no more than noise is a ticket all the same', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)
    await dovecot.here.deliver(user, noise)
    await dovecot.here.deliver(user, complaint(2))
    await room.awaitMessages(2)
  })

  it('larger than is parsed is kept whole, unparsed, and shown', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user, { maxSize: 3000 })])
    const large = complaint(1, { body: 'Très long. '.repeat(500) })
    await dovecot.here.deliver(user, large)
    await dovecot.here.deliver(user, complaint(2))
    const [first] = await room.awaitMessages(2)
    expect(await rawOf(first?.raw_sha256)).toBe(Buffer.from(large).toString('latin1'))
    expect(first?.subject).toBe('Commande 1 jamais livrée')
    expect(await unparsed()).toEqual(['larger than 3000 bytes'])
  })

  async function unparsed(): Promise<string[]> {
    const rows = await database.db.selectFrom('parse_failures').select('error').execute()
    return rows.map((row) => row.error)
  }
})

describe('A mail the server lists but cannot hand out (case 6)', () => {
  const dovecot = useDovecot()
  const database = useTestDatabase('PostgreSQL')
  const room = useMailroom(database)

  it('becomes a ticket that says where it lies, and the mails around it come in', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)])
    await poller.stop()
    for (const number of [1, 2, 3]) await dovecot.here.deliver(user, complaint(number))
    const damaged = await fileOf(user, 'commande-2@')
    await chmod(damaged, 0o000)
    const again = room.poll([mailboxOn(dovecot.here, user)])
    await connected(again)
    const messages = await room.messages()
    expect(messages).toHaveLength(3)
    expect(messages.map((message) => message.subject)).toEqual([
      'Commande 1 jamais livrée',
      expect.any(String),
      'Commande 3 jamais livrée',
    ])
    const [failure] = await database.db.selectFrom('parse_failures').select('error').execute()
    expect(failure?.error).toMatch(/does not hand it out; it lies in INBOX under UID \d+/)
    expect(room.logged.filter((line) => line.level === 'error')).toHaveLength(1)
  })

  async function fileOf(user: string, text: string): Promise<string> {
    const home = (await dovecot.here.doveadm('user', '-f', 'home', user)).trim()
    for (const place of ['new', 'cur']) {
      const folder = join(home, 'Maildir', place)
      for (const name of await readdir(folder)) {
        if ((await readText(join(folder, name), 'utf8')).includes(text)) return join(folder, name)
      }
    }
    throw new Error(`No mail with ${text} found.`)
  }
})

describe('A mail that the server refuses together with its neighbours', () => {
  const dovecot = useDovecot()
  const database = useTestDatabase('PostgreSQL')
  const room = useMailroom(database)
  const cleanups: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const clean of cleanups.splice(0)) await clean()
  })

  it('is fetched apart in the same session: they come at once in order, and it says where it lies after five attempts', async () => {
    const { proxy } = await pollBehind('refuse')
    const subjects = (await room.awaitMessages(5)).map(({ subject }) => subject)
    expect(subjects.map((subject) => /\d/.exec(subject)?.[0])).toEqual(['1', '2', '4', '5', undefined])
    expect(await givenUp()).toEqual(['the mail server does not hand it out; it lies in INBOX under UID 3'])
    const covering = proxy.fetched.filter((uids) => uids === '3' || uids === '1:5' || uids === '1:3')
    // To list: together, in halves, alone, alone without its size. To fetch: the same, four retries, its header.
    expect(covering).toEqual(['1:5', '1:3', '3', '3', '1:5', '1:3', ...Array.from({ length: 6 }, () => '3')])
    expect(proxy.fetched.filter((uids) => uids === '1:2' || uids === '4:5')).toHaveLength(4)
    expect(proxy.connections).toBe(1)
  })

  it('costs a session an attempt when the connection breaks off in it, and no mail before it is blamed', async () => {
    const { proxy } = await pollBehind('cut')
    const messages = await room.awaitMessages(5)
    expect(messages.map(({ subject }) => /\d/.exec(subject)?.[0])).toEqual(['1', '2', undefined, '4', '5'])
    expect(messages.map(({ text }) => text !== '')).toEqual([true, true, false, true, true])
    expect(await givenUp()).toEqual(['the mail server does not hand it out; it lies in INBOX under UID 3'])
    // Five attempts at the mail and one at its header; then all goes on in the last session.
    expect(proxy.connections).toBe(7)
  })

  async function pollBehind(fault: 'refuse' | 'cut') {
    const user = freshUser()
    const { host, imapPort } = dovecot.here
    const proxy = await startImapProxy({ host, port: imapPort }, { uid: 3, fault })
    cleanups.push(proxy.stop)
    const mailbox = mailboxOn(dovecot.here, user, { port: proxy.port, host: LOOPBACK })
    await (await room.pollConnected([mailboxOn(dovecot.here, user)])).stop()
    for (const number of [1, 2, 3, 4, 5]) await dovecot.here.deliver(user, complaint(number))
    room.poll([mailbox])
    return { proxy }
  }

  async function givenUp(): Promise<string[]> {
    const rows = await database.db.selectFrom('parse_failures').select('error').execute()
    return rows.map((row) => row.error)
  }
})

describe('A 70 MB mail (case 7)', () => {
  const dovecot = useDovecot()
  const database = useTestDatabase('PostgreSQL')
  const room = useMailroom(database)
  let highest = 0
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss)
  }, 50)
  afterEach(() => clearInterval(watch))

  it('comes in whole while another mailbox is polled, in bounded memory', async () => {
    const user = freshUser()
    const contact = mailboxOn(dovecot.here, user)
    const fraud = mailboxOn(dovecot.here, FRAUD, { name: 'fraud' })
    await room.pollConnected([contact, fraud])
    const large = mailOfSize(70 * MEGABYTE)
    const before = process.memoryUsage().rss
    highest = before
    await dovecot.here.deliver(user, large)
    let behind = 0
    let arrived = 0
    const stored = () => room.messages()
    // Mails keep arriving in the other mailbox for as long as the large one is under way.
    await poll(
      'the large mail',
      async () => {
        const messages = await stored()
        if (messages.some((message) => message.subject === 'Photos du colis abime')) return true
        arrived = messages.length
        if (arrived === behind) await dovecot.here.deliver(FRAUD, complaint(++behind))
        return false
      },
      { deadline: 90_000 },
    )
    expect(arrived).toBeGreaterThanOrEqual(1)
    const [attachment] = await database.db.selectFrom('attachments').selectAll().execute()
    expect(attachment).toMatchObject({ name: 'photos.zip' })
    expect(attachment?.size).toBeGreaterThan(50 * MEGABYTE)
    expect(highest - before).toBeLessThan(1000 * MEGABYTE)
  })
})
