import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import type { MessageId, TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { recordMeasures } from '../promise/measure.ts'
import { resumeAfterWaiting } from '../promise/promise.ts'

/** A customer's message received while a question to them was open. */
export interface InformationAnswer {
  ticketId: TicketId
  /** The ticket's present round. */
  round: number
  messageId: MessageId
  waitingSince: Date
}

/**
 * Ends the waits of tickets whose customers wrote, whatever they wrote: a member reads it before any further
 * wait.
 * The caller holds the tickets' locks, has stored the messages and writes the event.
 */
export async function receiveInformation(
  trx: Trx,
  core: Core,
  answers: readonly InformationAnswer[],
): Promise<void> {
  if (answers.length === 0) return
  const now = core.clock.now()
  const rows = answers.map(({ ticketId, messageId }) => ({ ticketId, messageId }))
  await trx
    .updateTable('information_requests')
    .from(
      valuesTable<{ ticketId: TicketId; messageId: MessageId }>(sql`"ticketId" uuid, "messageId" uuid`, rows),
    )
    .whereRef('information_requests.ticket_id', '=', 'listed.ticketId')
    .where('ended_at', 'is', null)
    .set((eb) => ({
      ended_at: now,
      ended_how: 'answered',
      answered_by_message_id: eb.ref('listed.messageId'),
    }))
    .execute()
  await trx
    .updateTable('tickets')
    .set({ waiting_since: null })
    .where(
      'id',
      'in',
      answers.map(({ ticketId }) => ticketId),
    )
    .execute()
  await cancelReminders(
    trx,
    answers.map(({ ticketId }) => ticketId),
    now,
  )
  await recordMeasures(
    trx,
    answers.map(({ ticketId, round }) => ({ ticketId, round, kind: 'information-received', at: now })),
  )
  for (const { ticketId, waitingSince } of answers) {
    await resumeAfterWaiting(trx, core, ticketId, now.getTime() - waitingSince.getTime())
  }
}

// A reminder that has not left yet would ask for what has been answered.
async function cancelReminders(trx: Trx, ticketIds: readonly TicketId[], at: Date): Promise<void> {
  await trx
    .updateTable('outbox')
    .set({ cancelled_at: at })
    .where('ticket_id', 'in', ticketIds)
    .where('kind', '=', 'information-reminder')
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .execute()
}
