import { expect, it } from 'vitest'
import { DAY, HOUR } from '../../../core/kernel/duration.ts'
import { describeOnDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import {
  complaint,
  connected,
  freshUser,
  mailboxOn,
  useDovecot,
  useMailroom,
} from '../../world/poller-world.ts'

describeOnDatabase('The poller', (database) => {
  const dovecot = useDovecot()
  const room = useMailroom(database)
  const subjects = async () => (await room.messages()).map((message) => message.subject)
  const uidsAndFlags = (user: string, folder = 'INBOX') =>
    dovecot.here.doveadm('-f', 'tab', 'fetch', '-u', user, 'uid flags', 'mailbox', folder)

  it('receives a mail as soon as the server announces it', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    await dovecot.here.deliver(user, complaint(1))
    const [message] = await room.awaitMessages(1)
    expect(message).toMatchObject({
      subject: 'Commande 1 jamais livrée',
      text: expect.stringContaining("ma commande n° 1 n'est pas arrivée"),
      backlog: false,
    })
    expect(message?.raw_sha256).not.toBeNull()
  })

  it('finds by its regular sweep what the server did not announce', async () => {
    const user = freshUser()
    const junkFolder = 'Junk'
    await room.pollConnected([mailboxOn(dovecot.here, user, { junkFolder, sweepEvery: 1 })])
    // The server announces the folder that is selected, never another.
    await dovecot.here.deliver(user, complaint(1), { folder: junkFolder })
    await room.awaitMessages(1)
  })

  it('receives a mail that was already read in Outlook (case 4)', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    await dovecot.here.deliver(user, complaint(1), { flags: ['\\Seen', '\\Answered'] })
    await room.awaitMessages(1)
  })

  it('receives all mail of five days in which the server was down, in order (case 5)', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)])
    await dovecot.here.halt()
    const start = Date.now() - 5 * DAY
    const days = [0, 1, 2, 3, 4].map((day) => new Date(start + day * DAY))
    for (const [day, internalDate] of days.entries()) {
      await dovecot.here.deliver(user, complaint(2 * day), { internalDate, flags: ['\\Seen'] })
      const later = new Date(internalDate.getTime() + HOUR)
      await dovecot.here.deliver(user, complaint(2 * day + 1), { internalDate: later })
    }
    await poll('the outage to be noticed', () => poller.health()[0]?.state === 'failing')
    await dovecot.here.start()
    const messages = await room.awaitMessages(10)
    expect(messages.map((message) => message.subject)).toEqual(
      Array.from({ length: 10 }, (_, number) => `Commande ${number} jamais livrée`),
    )
    const seconds = (date: Date) => Math.floor(date.getTime() / 1000)
    expect(seconds(messages[0]?.first_contact_at ?? new Date(0))).toBe(seconds(new Date(start)))
    expect(messages.some((message) => message.backlog)).toBe(false)
  })

  it('neither doubles nor loses a mail when the server renumbers the folder (case 3)', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)])
    for (const number of [1, 2, 3]) await dovecot.here.deliver(user, complaint(number))
    await room.awaitMessages(3)
    await dovecot.here.changeUidvalidity(user)
    await dovecot.here.deliver(user, complaint(4))
    await room.awaitMessages(4)
    await connected(poller)
    expect(room.logged.map((line) => line.fact)).toContain(
      'the server has renumbered a folder; it is gone through again',
    )
    expect((await subjects()).sort()).toEqual([1, 2, 3, 4].map((n) => `Commande ${n} jamais livrée`))
  })

  it('finds a renumbered folder also after having been away', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)])
    for (const number of [1, 2, 3, 4, 5]) await dovecot.here.deliver(user, complaint(number))
    await room.awaitMessages(5)
    await poller.stop()
    await dovecot.here.changeUidvalidity(user)
    for (const number of [6, 7]) await dovecot.here.deliver(user, complaint(number))
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    expect(await room.messages()).toHaveLength(7)
  })

  it('receives a mail once when it crashed between the commit and the cursor (case 1)', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user)])
    for (const number of [1, 2, 3]) await dovecot.here.deliver(user, complaint(number))
    await room.awaitMessages(3)
    await poller.stop()
    // As after a crash: the mails are committed, the cursor and the marks are not.
    await database.db.updateTable('mailbox_cursors').set({ last_uid: 0 }).execute()
    await dovecot.here.doveadm('flags', 'remove', '-u', user, 'AgafortTaken', 'mailbox', 'INBOX', 'all')
    await dovecot.here.deliver(user, complaint(4))
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    expect(await subjects()).toEqual([1, 2, 3, 4].map((n) => `Commande ${n} jamais livrée`))
    expect((await uidsAndFlags(user)).match(/AgafortTaken/g)).toHaveLength(4)
  })

  it('receives a mail once although two workers fetch it at the same moment (case 2)', async () => {
    const user = freshUser()
    for (let number = 1; number <= 30; number++) await dovecot.here.deliver(user, complaint(number))
    const since = new Date(Date.now() - DAY)
    // Under two names, so that no lease keeps the second one away: only the unique key does.
    const both = ['contact', 'account'].map((name) => mailboxOn(dovecot.here, user, { name, since }))
    const pollers = both.map((mailbox) => room.poll([mailbox], { batch: { mails: 5, bytes: 1_000_000 } }))
    await Promise.all(pollers.map(connected))
    expect(await room.messages()).toHaveLength(30)
    const places = await database.db.selectFrom('message_mailboxes').select('mailbox').execute()
    expect(places.filter(({ mailbox }) => mailbox === 'account')).toHaveLength(30)
    expect(places).toHaveLength(60)
  })

  it('receives mails without a Message-ID once each, however often they are delivered (case 10)', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    const nameless = (number: number) => complaint(number).replace(/Message-ID: .*\r\n/, '')
    const trace = (hop: number) =>
      `Received: from mx${hop}.courriel.example by mx.agafort.example; ${hop}\r\n`
    const internalDate = new Date('2026-11-20T10:00:00Z')
    // Two different mails of one second, one of them delivered once more by another way.
    for (const mail of [trace(1) + nameless(1), trace(1) + nameless(2), trace(2) + nameless(1)]) {
      await dovecot.here.deliver(user, mail, { internalDate })
    }
    await dovecot.here.deliver(user, complaint(3))
    const messages = await room.awaitMessages(3)
    await poll('the last one', async () => (await subjects()).includes('Commande 3 jamais livrée'))
    expect(messages.map((message) => message.subject)).toEqual(
      [1, 2, 3].map((number) => `Commande ${number} jamais livrée`),
    )
  })

  it('finishes the batch it holds when it is stopped, and goes on from there', async () => {
    const user = freshUser()
    for (let number = 1; number <= 120; number++) await dovecot.here.deliver(user, complaint(number))
    const mailbox = mailboxOn(dovecot.here, user, { since: new Date(Date.now() - DAY) })
    const poller = room.poll([mailbox], { batch: { mails: 5, bytes: 1_000_000 } })
    await room.awaitMessages(10)
    await poller.stop()
    const stopped = await room.messages()
    const cursor = await database.db
      .selectFrom('mailbox_cursors')
      .select('last_uid')
      .where('folder', '=', 'INBOX')
      .executeTakeFirst()
    expect(cursor?.last_uid).toBe(stopped.length)
    expect(await database.db.selectFrom('leases').selectAll().execute()).toEqual([])
    await room.pollConnected([mailbox])
    expect(await room.messages()).toHaveLength(120)
    expect(await subjects()).toEqual(
      Array.from({ length: 120 }, (_, number) => `Commande ${number + 1} jamais livrée`),
    )
  })
})
