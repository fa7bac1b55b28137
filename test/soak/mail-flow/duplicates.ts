import type pg from 'pg'
import { poll } from '../../servers/poll.ts'
import type { QuickSink, TakenMail } from '../../servers/quick-sink.ts'

/** What the database knew at a moment after a kill. */
export interface Snapshot {
  /** As `TakenMail.at`. */
  readonly at: number
  /** Recipients whose acknowledgement stood in the database as sent. */
  readonly recorded: ReadonlySet<string>
}

/**
 * Takes a snapshot once nothing of a killed process moves any more: the database has ended its sessions (known by their
 * `application_name`) and its connections to its sink are closed.
 */
export async function snapshotAfterKill(
  database: pg.Client,
  applicationName: string,
  sink: QuickSink,
): Promise<Snapshot> {
  await poll('the dead process to be gone from the database and the sink', async () => {
    const { rows } = await database.query(
      'select 1 from pg_stat_activity where application_name = $1 and datname = current_database()',
      [applicationName],
    )
    return rows.length === 0 && sink.connections() === 0
  })
  const { rows } = await database.query<{ recipient: string }>(
    'select recipient from outbox where sent_at is not null',
  )
  const recorded = new Set(rows.map(({ recipient }) => recipient))
  return { at: performance.timeOrigin + performance.now(), recorded }
}

/** Those the sink had taken by the snapshot although the database did not know yet: they alone may come again. */
export function unrecorded(snapshot: Snapshot, taken: readonly TakenMail[]): string[] {
  const before = taken.filter(({ at, to }) => at <= snapshot.at && !snapshot.recorded.has(to))
  return [...new Set(before.map(({ to }) => to))]
}

/** Acknowledgements taken more than once, and those of them no kill explains. */
export interface Duplicates {
  readonly mails: readonly TakenMail[]
  readonly unexplained: readonly TakenMail[]
}

/**
 * Finds the mails taken again. One is explained when between it and the one before for the same recipient a process was
 * killed and the database, right after, did not know that the first had been taken.
 */
export function findDuplicates(taken: readonly TakenMail[], snapshots: readonly Snapshot[]): Duplicates {
  const before = new Map<string, TakenMail>()
  const mails: TakenMail[] = []
  const unexplained: TakenMail[] = []
  for (const mail of [...taken].sort((a, b) => a.at - b.at)) {
    const first = before.get(mail.to)
    before.set(mail.to, mail)
    if (!first) continue
    mails.push(mail)
    const lostBetween = ({ at, recorded }: Snapshot) =>
      first.at <= at && at <= mail.at && !recorded.has(mail.to)
    if (!snapshots.some(lostBetween)) unexplained.push(mail)
  }
  return { mails, unexplained }
}
