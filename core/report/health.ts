import { sql } from 'kysely'
import type { Core } from '../kernel/core.ts'
import { sweepAges } from '../kernel/due-sweeps.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/duration.ts'
import { takeLease } from '../kernel/lease.ts'
import { readMailboxHealth } from '../mailbox/mailbox-health.ts'
import type { OutboxChannel } from '../outbox/delivery.ts'

/** What is wrong, as a closed set: each calls for something else. */
export type HealthProblem =
  | 'database-away'
  | 'database-read-only'
  | 'mailbox-failing'
  | 'mailbox-silent'
  | 'smtp-server-failing'
  | 'outbox-behind'
  | 'outcomes-unrecorded'
  | 'sweeps-late'

/** The program's health for monitoring: names and times, no address and no error text. */
export interface Health {
  /** `degraded`: it works, but something is behind. `down`: nothing can be stored. */
  status: 'ok' | 'degraded' | 'down'
  problems: HealthProblem[]
  /** Null when the database cannot be read. */
  details: HealthDetails | null
}

interface HealthDetails {
  mailboxes: { name: string; lastSuccessAt: Date | null; failingSince: Date | null }[]
  smtpServers: readonly ServerPulse[]
  /** How long the oldest due row of each channel has been waiting, in seconds. */
  outbox: { channel: OutboxChannel; oldestSeconds: number }[]
  /** How long what left waits to be recorded, with what follows from it, in seconds. */
  unrecordedSeconds: number
  /** How long ago each sweep last ended, in seconds; null for never. */
  sweeps: { name: string; secondsAgo: number | null }[]
}

/** An SMTP server as this process finds it. */
export interface ServerPulse {
  name: string
  /** Since when nothing leaves by it; null while it works. */
  failingSince: Date | null
  /** The SMTP reply or the network error. */
  code: string | null
}

/** What only this process knows of itself. */
export interface ProcessPulse {
  smtpServers: readonly ServerPulse[]
  /** Milliseconds the oldest outcome in memory waits for the database. */
  oldestUnrecorded: number
}

export const STILL: ProcessPulse = { smtpServers: [], oldestUnrecorded: 0 }

// The policy promises an immediate acknowledgement; `acknowledge` allows a quarter of an hour (promise.ts).
const OUTBOX_BEHIND = 15 * MINUTE
const MAILBOX_SILENT = 10 * MINUTE
const UNRECORDED_LATE = 30 * SECOND
// Sweeps are due every ten minutes at most, but for one each hour and one each night.
const SWEEP_LATE = 2 * MINUTE
const SELDOM: Readonly<Record<string, number>> = {
  'satisfaction reminders': 30 * MINUTE,
  'sign-in traces': 3 * HOUR,
  relearn: 2 * DAY,
}
const ANSWERS_WITHIN = 5 * SECOND

/** Returns the health; a database that does not respond within seconds, or takes no write, is `down`, not an error. */
export async function readHealth(core: Core, pulse: ProcessPulse = STILL): Promise<Health> {
  try {
    return await withTimeout(ANSWERS_WITHIN, examine(core, pulse))
  } catch (error) {
    core.log.error('the database does not answer', { error })
    const problem = isReadOnly(error) ? 'database-read-only' : 'database-away'
    return { status: 'down', problems: [problem], details: null }
  }
}

async function examine(core: Core, pulse: ProcessPulse): Promise<Health> {
  // A write, for a database that can only be read stores no mail.
  await takeLease(core.db, { name: 'health', holder: 'health', seconds: 60 })
  const details: HealthDetails = {
    mailboxes: (await readMailboxHealth(core.db)).map(({ mailbox, lastSuccessAt, failingSince }) => {
      return { name: mailbox, lastSuccessAt, failingSince }
    }),
    smtpServers: pulse.smtpServers,
    outbox: await oldestDue(core),
    unrecordedSeconds: Math.max(await oldestUnsettled(core), pulse.oldestUnrecorded / SECOND),
    sweeps: (await sweepAges(core.db)).map(({ name, ago }) => {
      return { name, secondsAgo: ago === null ? null : Math.round(ago / SECOND) }
    }),
  }
  const problems = problemsOf(details, core.clock.now())
  return { status: problems.length > 0 ? 'degraded' : 'ok', problems, details }
}

function problemsOf(details: HealthDetails, now: Date): HealthProblem[] {
  const { mailboxes, smtpServers, outbox, unrecordedSeconds, sweeps } = details
  const silentSince = now.getTime() - MAILBOX_SILENT
  const found: [HealthProblem, boolean][] = [
    ['mailbox-failing', mailboxes.some(({ failingSince }) => failingSince !== null)],
    ['mailbox-silent', mailboxes.some(({ lastSuccessAt: last }) => last && last.getTime() < silentSince)],
    ['smtp-server-failing', smtpServers.some(({ failingSince }) => failingSince !== null)],
    ['outbox-behind', outbox.some(({ oldestSeconds }) => oldestSeconds * SECOND > OUTBOX_BEHIND)],
    ['outcomes-unrecorded', unrecordedSeconds * SECOND > UNRECORDED_LATE],
    ['sweeps-late', sweeps.some(({ name, secondsAgo }) => isLate(name, secondsAgo))],
  ]
  return found.flatMap(([problem, is]) => (is ? problem : []))
}

function isLate(name: string, secondsAgo: number | null): boolean {
  return secondsAgo !== null && secondsAgo * SECOND > (SELDOM[name] ?? SWEEP_LATE)
}

async function oldestDue(core: Core): Promise<HealthDetails['outbox']> {
  const now = core.clock.now()
  const rows = await core.db
    .selectFrom('outbox')
    .select(['channel', sql<Date>`min(send_after)`.as('oldest')])
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('send_after', '<=', now)
    .groupBy('channel')
    .orderBy('channel')
    .execute()
  return rows.map(({ channel, oldest }) => ({
    channel: channel as OutboxChannel,
    oldestSeconds: Math.round((now.getTime() - oldest.getTime()) / SECOND),
  }))
}

// A row is settled again within seconds; its due time moves on each time, so the instant it left counts.
async function oldestUnsettled(core: Core): Promise<number> {
  const { oldest } = await core.db
    .selectFrom('outbox')
    .select(sql<Date | null>`min(coalesce(sent_at, failed_at))`.as('oldest'))
    .where('consequences_due_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return oldest ? Math.round((core.clock.now().getTime() - oldest.getTime()) / SECOND) : 0
}

const READ_ONLY = '25006'

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === READ_ONLY
}

async function withTimeout<Found>(milliseconds: number, work: Promise<Found>): Promise<Found> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The database did not answer in time.')), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
