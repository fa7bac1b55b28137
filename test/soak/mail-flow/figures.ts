import type pg from 'pg'
import { poll } from '../../servers/poll.ts'
import type { TakenMail } from '../../servers/quick-sink.ts'
import type { MixedMail } from '../../world/mail/mails.ts'
import type { Checks } from './checks.ts'
import { findDuplicates, type Snapshot } from './duplicates.ts'

/** The progress of a run. */
export interface Progress {
  readonly tickets: number
  readonly messages: number
  readonly acknowledgements: number
  readonly sent: number
  /** What left, and whose consequences a lock was in the way of. */
  readonly unsettled: number
}

/** Returns the counts of mail in the database. */
export async function readProgress(database: pg.Client): Promise<Progress> {
  const { rows } = await database.query<Progress>(`
    select (select count(*)::int from tickets where door = 'mail') as tickets,
      (select count(*)::int from messages where direction = 'in' and door = 'mail') as messages,
      (select count(*)::int from outbox where kind = 'acknowledgement') as acknowledgements,
      (select count(*)::int from outbox where kind = 'acknowledgement' and sent_at is not null) as sent,
      (select count(*)::int from outbox where consequences_due_at is not null) as unsettled`)
  const [progress] = rows
  if (!progress) throw new Error('Counting gave no row.')
  return progress
}

/** Waits until every mail is received, every acknowledgement recorded as sent, and what follows from it settled. */
export async function awaitEverything(database: pg.Client, mails: number): Promise<void> {
  let last: Progress | undefined
  await poll(
    `${mails} tickets and acknowledgements`,
    async () => {
      last = await readProgress(database)
      return last.messages >= mails && last.sent >= mails && last.unsettled === 0
    },
    { deadline: 90_000, every: 100 },
  ).catch((error: Error) => console.error(`${error.message} There are ${JSON.stringify(last)}.`))
}

/**
 * Checks that each mail has one ticket and one acknowledgement, and that a kill explains every duplicate
 * acknowledgement.
 */
export async function checkFigures(
  checks: Checks,
  database: pg.Client,
  sent: ReadonlyMap<string, MixedMail>,
  taken: readonly TakenMail[],
  snapshots: readonly Snapshot[],
): Promise<void> {
  const { check } = checks
  const count = sent.size
  const progress = await readProgress(database)
  check(`exactly ${count} tickets`, progress.tickets === count, progress)
  check(`exactly ${count} messages came in`, progress.messages === count, progress)
  const kept = await column(
    database,
    `select mail->>'messageId' from messages where direction = 'in' and door = 'mail'`,
  )
  const lost = [...sent.keys()].filter((messageId) => !kept.includes(messageId))
  check('no mail is lost', lost.length === 0, lost)
  check('no mail is there twice', new Set(kept).size === kept.length, kept.length - new Set(kept).size)
  const apart = await column(
    database,
    `select ticket_id::text from messages where door = 'mail' group by ticket_id having count(*) <> 1`,
  )
  check('each mail has a ticket of its own', apart.length === 0, apart)

  const everyOne = progress.acknowledgements === count && progress.sent === count
  check('one acknowledgement a ticket, each recorded as sent', everyOne, progress)
  const acknowledged = await column(
    database,
    `select t.id::text from tickets t where door = 'mail' and (1 <> (select count(*) from events e where e.ticket_id = t.id and e.kind = 'acknowledged')
      or 1 <> (select count(*) from promises p where p.ticket_id = t.id and p.kind = 'acknowledge' and p.outcome = 'kept'))`,
  )
  check('each ticket says once that it was acknowledged, in time', acknowledged.length === 0, acknowledged)
  const unanswered = [...sent.values()].filter(
    ({ messageId, from }) => !taken.some((mail) => mail.inReplyTo === messageId && mail.to === from),
  )
  check('every sender was sent the acknowledgement of their own mail', unanswered.length === 0, unanswered)
  const strangers = taken.filter((mail) => sent.get(mail.inReplyTo)?.from !== mail.to)
  check('nobody was sent anything else', strangers.length === 0, strangers)

  const { mails, unexplained } = findDuplicates(taken, snapshots)
  check('no acknowledgement came twice but for a kill before it was recorded', unexplained.length === 0, {
    unexplained,
  })
  const different = mails.filter(
    (mail) =>
      new Set(taken.filter(({ to }) => to === mail.to).map(({ messageId, date }) => `${messageId} ${date}`))
        .size > 1,
  )
  check('what came twice has the same Message-ID and Date', different.length === 0, different)
}

async function column(database: pg.Client, query: string): Promise<string[]> {
  const { rows } = await database.query<Record<string, string>>(query)
  return rows.map((row) => Object.values(row)[0] ?? '')
}
