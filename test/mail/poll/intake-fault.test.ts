import { describe, expect, it } from 'vitest'
import { receive } from '../../../core/intake/intake.ts'
import { silentLog } from '../../../core/kernel/log.ts'
import type { IncomingMessage } from '../../../core/ticket/message.ts'
import { receiveWithFallback } from '../../../mail/receive-mail.ts'
import { useTestDatabase } from '../../servers/database.ts'
import { mailFrom, openWorld } from '../../world/world.ts'

describe('When intake itself fails at a mail', () => {
  const database = useTestDatabase('PostgreSQL')
  const { core } = openWorld(database)
  const mails = ['Un colis perdu', 'Une faute de notre programme', 'Un vendeur muet'].map((subject, number) =>
    mailFrom('Hélène Roux', `helene.roux${number}@courriel.example`, { subject }),
  )
  // Intake with a fault of ours: it cannot take this mail in as long as it has any text.
  const faulty = async (messages: readonly IncomingMessage[]) => {
    if (messages.some(({ subject, text }) => subject.includes('faute') && text !== '')) {
      throw new TypeError('undefined is not an object')
    }
    return receive(core, messages)
  }
  const stored = () =>
    database.db.selectFrom('messages').select(['subject', 'raw_sha256', 'text']).orderBy('id').execute()

  it('that mail becomes a bare ticket with its raw mail, and all others come in whole', async () => {
    const intake = { receive: faulty, databaseAnswers: async () => true, log: silentLog }
    const received = await receiveWithFallback(intake, mails)
    expect(received.map(({ kind }) => kind)).toEqual(['opened', 'opened', 'opened'])
    const rows = await stored()
    expect(rows.map((row) => row.subject)).toEqual(mails.map((mail) => mail.subject))
    expect(rows.map((row) => row.text !== '')).toEqual([true, false, true])
    expect(rows.every((row) => row.raw_sha256 !== null)).toBe(true)
    const failures = await database.db.selectFrom('parse_failures').select('error').execute()
    expect(failures).toEqual([{ error: 'intake' }])
  })

  it('nothing is stored while the database is away: it is tried again as it is', async () => {
    const intake = { receive: faulty, databaseAnswers: async () => false, log: silentLog }
    await expect(receiveWithFallback(intake, mails)).rejects.toThrow('undefined is not an object')
    expect(await stored()).toEqual([])
  })
})
