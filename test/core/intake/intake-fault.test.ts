import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { receive } from '../../../core/intake/intake.ts'
import type { OutboxId } from '../../../core/kernel/id.ts'
import { ownMessageId } from '../../../core/kernel/signed-link.ts'
import { type OpenDatabase, openDatabase } from '../../../db/database.ts'
import { describeOnEachDatabase, useTestDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

describeOnEachDatabase('When our own code fails at a mail', (database) => {
  const { core } = openWorld(database)

  it('that mail becomes a bare ticket with its raw mail, and all others come in whole', async () => {
    const mails = ['Un colis perdu', 'Des photos du colis', 'Un vendeur muet'].map((subject, number) =>
      mailFrom('Hélène Roux', `helene.roux${number}@courriel.example`, { subject }),
    )
    // What no reader should ever hand over: an attachment without bytes.
    mails[1]?.attachments.push({
      name: 'photo.jpg',
      type: 'image/jpeg',
      content: undefined as never,
      inline: false,
      contentId: null,
    })
    const received = await receive(core, mails)
    expect(received.map(({ kind }) => kind)).toEqual(['opened', 'opened', 'opened'])
    const rows = await database.db
      .selectFrom('messages')
      .select(['subject', 'raw_sha256', 'text'])
      .orderBy('id')
      .execute()
    expect(rows.map(({ subject }) => subject)).toEqual(mails.map(({ subject }) => subject))
    expect(rows.map(({ text }) => text !== '')).toEqual([true, false, true])
    expect(rows.every((row) => row.raw_sha256 !== null)).toBe(true)
    const failures = await database.db.selectFrom('parse_failures').select('error').execute()
    expect(failures).toEqual([{ error: expect.stringMatching(/^could not be stored as it is \(/) }])
  })
})

describe('A batch with a reply to a ticket that somebody holds', () => {
  const database = useTestDatabase('PostgreSQL')
  const opened: { here?: OpenDatabase } = {}
  const { core } = openWorld({
    get db() {
      return opened.here?.db ?? database.db
    },
  })
  beforeAll(async () => {
    opened.here = await openDatabase({
      kind: 'postgres',
      url: `${database.url}?options=-c%20lock_timeout%3D500`,
    })
  })
  afterAll(() => opened.here?.close())
  const strangers: pg.Client[] = []
  afterEach(async () => {
    for (const stranger of strangers.splice(0)) await stranger.end()
  })

  it('brings in all others, keeps nothing of the reply, and takes it on its ticket once the ticket is free', async () => {
    const [first] = await receive(core, [mailFrom('Hélène Roux', 'helene.roux@courriel.example')])
    const { id } = await database.db.selectFrom('outbox').select('id').executeTakeFirstOrThrow()
    const inReplyTo = ownMessageId(core.settings.secretKeys, id as OutboxId, 'agafort.example')
    const reply = mailFrom('Hélène Roux', 'helene.roux@courriel.example', {
      text: 'Toujours rien.',
      mail: { inReplyTo },
    })
    const others = ['Karim Benali', 'Lucie Morel'].map((name, number) =>
      mailFrom(name, `client${number}@courriel.example`),
    )
    const batch = [others[0], reply, others[1]].flatMap((mail) => mail ?? [])
    const release = await hold('select id from tickets for update')
    await expect(receive(core, batch)).rejects.toMatchObject({ code: '55P03' })
    expect((await stored()).map(({ author_address }) => author_address)).toEqual([
      'helene.roux@courriel.example',
      'client0@courriel.example',
      'client1@courriel.example',
    ])
    await release()
    const received = await receive(core, batch)
    expect(received.map(({ kind }) => kind)).toEqual(['duplicate', 'added', 'duplicate'])
    expect(received[1]?.ticketId).toBe(first?.ticketId)
    expect((await stored()).filter(({ text }) => text === '')).toEqual([])
  })

  const stored = () =>
    database.db.selectFrom('messages').select(['author_address', 'text']).orderBy('id').execute()

  /** A stranger's statement, in a transaction left open until it is released. */
  async function hold(statement: string): Promise<() => Promise<unknown>> {
    const stranger = new pg.Client({ connectionString: database.url })
    strangers.push(stranger)
    await stranger.connect()
    await stranger.query('begin')
    await stranger.query(statement)
    return () => stranger.query('commit')
  }
})
