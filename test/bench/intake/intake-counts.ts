import pg from 'pg'
import { poll } from '../../servers/poll.ts'
import type { TakenMail } from '../../servers/quick-sink.ts'

/**
 * Waits until the database has a ticket for every mail and every acknowledgement is sent. Throws when a ticket is
 * missing or duplicate, or an acknowledgement is missing, duplicate or someone else's.
 */
export async function checkIntakeCounts(
  databaseUrl: string,
  sent: ReadonlySet<string>,
  taken: () => readonly TakenMail[],
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const read = async () => {
      const { rows } = await client.query<Record<'tickets' | 'messages' | 'sent' | 'outbox', number>>(
        `select (select count(*)::int from tickets) as tickets, (select count(*)::int from messages) as messages,
          (select count(*)::int from outbox) as outbox, (select count(*)::int from outbox where sent_at is not null) as sent`,
      )
      return rows[0]
    }
    await poll('every acknowledgement to be recorded', async () => {
      const counts = await read()
      return counts !== undefined && counts.sent >= sent.size
    })
    const counts = await read()
    const expected = { tickets: sent.size, messages: sent.size, sent: sent.size, outbox: sent.size }
    for (const name of ['tickets', 'messages', 'outbox', 'sent'] as const)
      if (counts?.[name] !== expected[name])
        throw new Error(`${name}: ${counts?.[name]}, expected ${expected[name]}`)
  } finally {
    await client.end()
  }
  const answered = new Set(taken().map(({ inReplyTo }) => inReplyTo))
  const missing = [...sent].filter((messageId) => !answered.has(messageId))
  if (missing.length > 0 || taken().length !== sent.size)
    throw new Error(
      `${taken().length} acknowledgements for ${sent.size} mails, ${missing.length} unanswered.`,
    )
}
