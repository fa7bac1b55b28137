import { sql } from 'kysely'
import type { Core } from '../kernel/core.ts'
import { type MailboxHealth, readMailboxHealth } from '../mailbox/mailbox-health.ts'

/** The program's health for monitoring: names and times, no address and no error text. */
interface Health {
  /** `degraded`: it works, but a mailbox or the outbox is behind. */
  status: 'ok' | 'degraded' | 'down'
  database: 'ok' | 'away'
  mailboxes: { name: string; lastSuccessAt: Date | null; failingSince: Date | null }[]
  /** How long the oldest due mail has been waiting. */
  outboxOldestSeconds: number | null
}

// The policy promises an immediate acknowledgement; `acknowledge` allows a quarter of an hour (promise.ts).
const OUTBOX_BEHIND_SECONDS = 15 * 60

/** Returns the health from the database; a database that does not respond is `down`, not an error. */
export async function readHealth(core: Core): Promise<Health> {
  try {
    const oldest = await oldestDueSeconds(core)
    const mailboxes = (await readMailboxHealth(core.db)).map(reportedMailbox)
    const behind =
      oldest > OUTBOX_BEHIND_SECONDS || mailboxes.some((mailbox) => mailbox.failingSince !== null)
    return { status: behind ? 'degraded' : 'ok', database: 'ok', mailboxes, outboxOldestSeconds: oldest }
  } catch (error) {
    core.log.error('the database does not answer', { error })
    return { status: 'down', database: 'away', mailboxes: [], outboxOldestSeconds: null }
  }
}

async function oldestDueSeconds(core: Core): Promise<number> {
  const now = core.clock.now()
  const row = await core.db
    .selectFrom('outbox')
    .select(sql<Date | null>`min(send_after)`.as('oldest'))
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('send_after', '<=', now)
    .executeTakeFirst()
  return row?.oldest ? Math.round((now.getTime() - row.oldest.getTime()) / 1000) : 0
}

function reportedMailbox({ mailbox, lastSuccessAt, failingSince }: MailboxHealth) {
  return { name: mailbox, lastSuccessAt, failingSince }
}
