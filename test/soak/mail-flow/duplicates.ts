import type pg from 'pg'
import { poll } from '../../servers/poll.ts'
import type { QuickSink, TakenMail } from '../../servers/quick-sink.ts'

/** The state of the database at a moment after a kill. */
export interface Snapshot {
  /** As `TakenMail.at`. */
  readonly at: number
  /** Recipients whose acknowledgement the database had recorded as sent. */
  readonly recorded: ReadonlySet<string>
}

/**
 * Takes a snapshot once all traces of a killed process are gone. The database has then ended its sessions (identified
 * by `application_name`), and its connections to its sink are closed.
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

/**
 * Returns the acknowledgements the sink had accepted by the snapshot although the database had not recorded them: only
 * these may repeat.
 */
export function unrecorded(snapshot: Snapshot, taken: readonly TakenMail[]): string[] {
  const before = taken.filter(({ at, to }) => at <= snapshot.at && !snapshot.recorded.has(to))
  return [...new Set(before.map(({ to }) => to))]
}

/** Acknowledgements accepted more than once, and those of them that no kill explains. */
export interface Duplicates {
  readonly mails: readonly TakenMail[]
  readonly unexplained: readonly TakenMail[]
}

/**
 * Returns the duplicate mails. One is explained when a process was killed since the previous one for the same
 * recipient. Right after that kill, the database must not have recorded the previous one.
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
