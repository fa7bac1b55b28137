import type { Transaction } from 'kysely'
import { fromKysely, fromPglite, PgBoss } from 'pg-boss'
import type { OpenDatabase } from './database.ts'
import type { Database } from './schema.ts'

/** The job queues. A job only wakes its worker: what is due is in our own rows, compared with our own clock. */
export const JOB_QUEUES = ['deliver-mail'] as const
export type JobQueue = (typeof JOB_QUEUES)[number]

export interface Jobs {
  /** Enqueues a wake-up inside the caller's transaction: it exists exactly when the caller's rows do. */
  enqueue(trx: Transaction<Database>, queue: JobQueue): Promise<void>
  /** Calls `wake` after each burst of jobs; pg-boss retries a failing `wake`. */
  work(queue: JobQueue, wake: () => Promise<void>): Promise<void>
  /** Calls `run` on a cron schedule, once over all processes. */
  schedule(name: string, cron: string, run: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

// A whole burst wakes the worker once.
const BURST = 500
const STOP_TIMEOUT_MS = 5_000

/** Starts pg-boss in the same database (its own schema `pgboss`). Calls `onError` with faults in the background. */
export async function startJobs(database: OpenDatabase, onError: (error: Error) => void): Promise<Jobs> {
  const boss = new PgBoss({
    ...(database.pglite
      ? { db: fromPglite(database.pglite), backend: 'pglite' as const }
      : { connectionString: connectionString(database), max: 3 }),
    useListenNotify: database.pglite === null,
    monitorVacuum: false,
  })
  // Some of its faults are plain objects with a message.
  boss.on('error', (fault: Error | { message?: unknown }) =>
    onError(fault instanceof Error ? fault : new Error(String(fault.message ?? JSON.stringify(fault)))),
  )
  await boss.start()
  for (const queue of JOB_QUEUES) {
    await boss.createQueue(queue, {
      notify: database.pglite === null,
      retryLimit: 3,
      deleteAfterSeconds: 3600,
    })
  }
  return {
    enqueue: async (trx, queue) => {
      await boss.send(queue, null, { db: fromKysely(trx) })
    },
    work: async (queue, wake) => {
      await boss.work(queue, { batchSize: BURST, pollingIntervalSeconds: 2 }, () => wake())
    },
    schedule: async (name, cron, run) => {
      await boss.createQueue(name, { policy: 'singleton', retryLimit: 0, deleteAfterSeconds: 3600 })
      await boss.schedule(name, cron)
      await boss.work(name, { pollingIntervalSeconds: 5 }, () => run())
    },
    stop: () => boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS }),
  }
}

function connectionString(database: OpenDatabase): string {
  if (database.location.kind !== 'postgres')
    throw new Error('This database has no address; pg-boss needs the embedded one itself.')
  return database.location.url
}
