import { describe, expect, it } from 'vitest'
import { Secret } from '../../../core/kernel/secret.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import {
  CONTACT,
  complaint,
  FRAUD,
  freshUser,
  mailboxOn,
  useDovecot,
  useMailroom,
} from '../../world/poller-world.ts'

describe('Reaching a mail server', () => {
  const database = useTestDatabase('PostgreSQL')
  const room = useMailroom(database)
  const dovecot = useDovecot()
  const careful = useDovecot({ requireTls: true })

  it('works over TLS from the first byte', async () => {
    const { imapsPort: port, certificate } = dovecot.here
    const tls = { security: 'tls', port, certificateAuthority: certificate.cert } as const
    await room.pollConnected([mailboxOn(dovecot.here, CONTACT, tls)])
    await dovecot.here.deliver(CONTACT, complaint(1))
    await room.awaitMessages(1)
  })

  it('works over STARTTLS, with a server that takes no password before it', async () => {
    const starttls = {
      security: 'starttls',
      host: careful.here.host,
      certificateAuthority: careful.here.certificate.cert,
    } as const
    await room.pollConnected([mailboxOn(careful.here, CONTACT, starttls)])
    await careful.here.deliver(CONTACT, complaint(1))
    await room.awaitMessages(1)
  })

  it('sends no password to a server whose certificate nobody vouches for', async () => {
    const before = await dovecot.here.log()
    const poller = room.poll([
      mailboxOn(dovecot.here, CONTACT, { security: 'tls', port: dovecot.here.imapsPort }),
    ])
    const failing = await poll('the refusal', () => poller.health().find((one) => one.state === 'failing'))
    expect(failing.lastError).toMatch(/certificate/)
    expect((await dovecot.here.log()).slice(before.length)).not.toContain('Logged in')
  })

  it('is refused without encryption, except on this machine', async () => {
    const poller = room.poll([mailboxOn(dovecot.here, CONTACT, { host: 'imap.agafort.example' })])
    const failing = await poll('the refusal', () => poller.health().find((one) => one.state === 'failing'))
    expect(failing.lastError).toMatch(/without encryption. Set its security to tls or starttls/)
  })

  it('is given up at once when the program stops, also when the server never answers', async () => {
    dovecot.here.pause()
    try {
      const poller = room.poll([mailboxOn(dovecot.here, CONTACT)], { silenceLimit: 600_000 })
      await poll('the attempt', () => poller.health()[0]?.state === 'connecting')
      const from = performance.now()
      await poller.stop()
      expect(performance.now() - from).toBeLessThan(10_000)
    } finally {
      dovecot.here.resume()
    }
  })

  it('says why a log-in failed, and works as soon as the password does', async () => {
    const user = freshUser()
    const later = `later.${user}`
    const poller = room.poll([
      mailboxOn(dovecot.here, later, { auth: { type: 'password', password: new Secret('nouveau') } }),
    ])
    const failing = await poll('the refusal', () => poller.health().find((one) => one.state === 'failing'))
    expect(failing.lastError).toMatch(/[Aa]uthentication failed/)
    await dovecot.here.addUser({ name: later, password: 'nouveau' })
    await poll('the mailbox to be connected', () => poller.health()[0]?.state === 'connected')
    expect(poller.health()[0]).toMatchObject({ failingSince: null, lastError: null })
  })
})

describe('Several mailboxes on several servers', () => {
  const database = useTestDatabase('PostgreSQL')
  const room = useMailroom(database)
  const paris = useDovecot()
  const lille = useDovecot()

  it('are polled side by side, each with its own category; one that is down holds up no other', async () => {
    const contact = mailboxOn(paris.here, CONTACT)
    const fraud = mailboxOn(lille.here, FRAUD, { name: 'fraud' })
    const poller = await room.pollConnected([contact, fraud])
    await paris.here.deliver(CONTACT, complaint(1))
    await lille.here.deliver(
      FRAUD,
      complaint(2, { subject: 'Compte piraté', body: 'Quelqu’un a piraté mon compte.' }),
    )
    await room.awaitMessages(2)
    expect(await categories()).toEqual({
      'Commande 1 jamais livrée': 'order-dispute',
      'Compte piraté': 'fraud',
    })

    await paris.here.halt()
    await poll('the outage to be noticed', () => poller.health()[0]?.state === 'failing')
    await lille.here.deliver(FRAUD, complaint(3))
    await room.awaitMessages(3)
    expect(poller.health()[1]?.state).toBe('connected')
    await paris.here.start()
    await poll('the server to be back', () => poller.health()[0]?.state === 'connected')
  })

  async function categories(): Promise<Record<string, string>> {
    const rows = await database.db.selectFrom('tickets').select(['subject', 'category']).execute()
    return Object.fromEntries(rows.map((row) => [row.subject, row.category]))
  }
})
