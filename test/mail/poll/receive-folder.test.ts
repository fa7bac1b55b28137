import { expect, it } from 'vitest'
import { DAY } from '../../../core/kernel/duration.ts'
import { describeOnDatabase, describeOnEachDatabase } from '../../servers/database.ts'
import { poll } from '../../servers/poll.ts'
import { complaint, freshUser, mailboxOn, useDovecot, useMailroom } from '../../world/poller-world.ts'

const daysAgo = (days: number) => new Date(Date.now() - days * DAY)

describeOnDatabase('A mailbox connected for the first time', (database) => {
  const dovecot = useDovecot()
  const room = useMailroom(database)
  const acknowledgements = () =>
    database.db.selectFrom('outbox').select('recipient').where('kind', '=', 'acknowledgement').execute()

  it('starts from now: what lay in it is left alone, what comes is received', async () => {
    const user = freshUser()
    for (const number of [1, 2, 3]) {
      await dovecot.here.deliver(user, complaint(number), { internalDate: daysAgo(number) })
    }
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    await dovecot.here.deliver(user, complaint(4))
    const messages = await room.awaitMessages(1)
    expect(messages.map((message) => message.subject)).toEqual(['Commande 4 jamais livrée'])
  })

  it('receives history since the day configured, which is never acknowledged', async () => {
    const user = freshUser()
    for (const days of [30, 9, 2]) {
      await dovecot.here.deliver(user, complaint(days), { internalDate: daysAgo(days) })
    }
    await room.pollConnected([mailboxOn(dovecot.here, user, { since: daysAgo(10) })])
    await dovecot.here.deliver(user, complaint(0))
    const messages = await room.awaitMessages(3)
    expect(messages.map(({ subject, backlog }) => [subject, backlog])).toEqual([
      ['Commande 9 jamais livrée', true],
      ['Commande 2 jamais livrée', true],
      ['Commande 0 jamais livrée', false],
    ])
    expect(await acknowledgements()).toEqual([{ recipient: 'marie.dubois0@courriel.example' }])
    expect(await promised()).toEqual([messages[2]?.ticket_id])
  })

  it('receives an old mail that is moved in later for what it is: new to us', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user)])
    const internalDate = new Date('2026-03-02T09:00:00Z')
    await dovecot.here.deliver(user, complaint(1), { internalDate, flags: ['\\Seen'] })
    const [message] = await room.awaitMessages(1)
    expect(message).toMatchObject({
      backlog: false,
      received_at: internalDate,
      first_contact_at: internalDate,
    })
    expect(await acknowledgements()).toHaveLength(1)
  })

  it('keeps history apart from what came later, also when it was interrupted', async () => {
    const user = freshUser()
    for (let number = 1; number <= 40; number++) {
      await dovecot.here.deliver(user, complaint(number), { internalDate: daysAgo(3) })
    }
    const mailbox = mailboxOn(dovecot.here, user, { since: daysAgo(10) })
    const poller = room.poll([mailbox], { batch: { mails: 2, bytes: 1_000_000 } })
    await room.awaitMessages(4)
    await poller.stop()
    expect((await room.messages()).length).toBeLessThan(40)
    await dovecot.here.deliver(user, complaint(41), { internalDate: daysAgo(3) })
    await room.pollConnected([mailbox])
    const messages = await room.awaitMessages(41)
    expect(messages.filter((message) => message.backlog)).toHaveLength(40)
    expect(messages.at(-1)).toMatchObject({ subject: 'Commande 41 jamais livrée', backlog: false })
  })

  async function promised(): Promise<string[]> {
    const rows = await database.db.selectFrom('promises').select('ticket_id').distinct().execute()
    return rows.map((row) => row.ticket_id)
  }
})

describeOnDatabase('A junk folder', (database) => {
  const dovecot = useDovecot()
  const room = useMailroom(database)

  it('is received into quarantine when configured', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user, { junkFolder: 'Junk', sweepEvery: 1 })])
    await dovecot.here.deliver(user, complaint(1), { folder: 'Junk' })
    const [message] = await room.awaitMessages(1)
    expect(message?.quarantined_at).not.toBeNull()
    expect(await database.db.selectFrom('outbox').selectAll().execute()).toEqual([])
  })

  it('that does not exist does not hold up the mailbox', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user, { junkFolder: 'Indésirables' })])
    await dovecot.here.deliver(user, complaint(1))
    await room.awaitMessages(1)
  })
})

describeOnEachDatabase('After the commit, a mail', (database) => {
  const dovecot = useDovecot()
  const room = useMailroom(database)
  const fetch = (user: string, folder = 'INBOX') =>
    dovecot.here.doveadm('fetch', '-u', user, 'flags', 'mailbox', folder, 'all')

  it('carries the configured keyword and stays unread', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user, { keyword: 'Repris' })])
    await dovecot.here.deliver(user, complaint(1))
    await room.awaitMessages(1)
    await poll('the keyword', async () => (await fetch(user)).includes('Repris'))
    expect(await fetch(user)).not.toContain('Seen')
  })

  it('lies in the configured folder, made when it was missing', async () => {
    const user = freshUser()
    await room.pollConnected([mailboxOn(dovecot.here, user, { after: 'move', moveTo: 'Repris' })])
    for (const number of [1, 2, 3]) await dovecot.here.deliver(user, complaint(number))
    await room.awaitMessages(3)
    await poll('the mails to be moved', async () => (await fetch(user)) === '')
    expect((await fetch(user, 'Repris')).match(/flags/g)).toHaveLength(3)
    await dovecot.here.deliver(user, complaint(4))
    await room.awaitMessages(4)
  })

  it('is left as it is with after: nothing', async () => {
    const user = freshUser()
    const poller = await room.pollConnected([mailboxOn(dovecot.here, user, { after: 'nothing' })])
    await dovecot.here.deliver(user, complaint(1))
    await room.awaitMessages(1)
    await poller.stop()
    expect(await fetch(user)).not.toContain('AgafortTaken')
  })

  it('is safe although the server refuses to move it, and so are those behind it', async () => {
    const user = freshUser()
    const moveTo = `${'x'.repeat(300)}/y`
    await room.pollConnected([mailboxOn(dovecot.here, user, { after: 'move', moveTo })])
    await dovecot.here.deliver(user, complaint(1))
    await room.awaitMessages(1)
    await dovecot.here.deliver(user, complaint(2))
    await room.awaitMessages(2)
    const complaints = () => room.logged.filter((line) => line.fact.includes('could not be marked'))
    await poll('the warning', () => complaints().length > 0)
    expect(complaints()).toHaveLength(1)
  })
})
