import type { Core, Queryable, Trx } from './core.ts'
import { returnToDraft } from './draft.ts'
import { recordEvents } from './event.ts'
import type { MemberId, MessageId, TicketId } from './id.ts'
import { Problem } from './problem.ts'
import { restorePromises } from './promise.ts'
import { copyKey } from './telling.ts'
import { lockTicket } from './ticket-lock.ts'

/** An answer that has not left yet and may still be taken back by whoever wrote it. */
export interface Withdrawable {
  messageId: MessageId
  /** It leaves then. */
  until: Date
}

/** The member's answer on a ticket that can still be taken back, the newest, if there is one. */
export async function withdrawableAnswer(
  core: Core,
  memberId: MemberId,
  ticketId: TicketId,
): Promise<Withdrawable | undefined> {
  const row = await held(core.db, core.clock.now())
    .where('outbox.ticket_id', '=', ticketId)
    .where('messages.member_id', '=', memberId)
    .orderBy('outbox.send_after', 'desc')
    .executeTakeFirst()
  return row && { messageId: row.message_id as MessageId, until: row.send_after }
}

/** The answers on a ticket that may still be taken back: its customer does not see them yet. */
export async function heldAnswers(core: Core, ticketId: TicketId): Promise<ReadonlySet<MessageId>> {
  const rows = await held(core.db, core.clock.now()).where('outbox.ticket_id', '=', ticketId).execute()
  return new Set(rows.map((row) => row.message_id as MessageId))
}

/**
 * Takes an answer back before it leaves: nothing is sent, the message goes from the time line with an event that says so,
 * its words return to the member's draft, and the promises it ended are owed again. Its files are not kept. Refuses
 * (`already-done`) one that has left, or is about to; `not-found` for an answer that is not the member's own.
 */
export async function withdrawAnswer(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; messageId: MessageId },
): Promise<void> {
  const { ticketId, memberId, messageId } = given
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    await lockTicket(trx, ticketId)
    const text = await ownWords(trx, given)
    await cancelSending(trx, ticketId, messageId, now)
    await takeBackAct(trx, ticketId, messageId)
    await removeMessage(trx, ticketId, messageId)
    const actor = { kind: 'member', id: memberId } as const
    await recordEvents(trx, [{ ticketId, kind: 'answer-withdrawn', actor, at: now, detail: { messageId } }])
    await returnToDraft(trx, { memberId, ticketId, kind: 'answer', text }, now)
  })
}

function held(db: Queryable, now: Date) {
  return db
    .selectFrom('outbox')
    .innerJoin('messages', 'messages.id', 'outbox.message_id')
    .select(['outbox.message_id', 'outbox.send_after'])
    .where('outbox.kind', '=', 'answer')
    .where('outbox.send_after', '>', now)
    .where('outbox.sent_at', 'is', null)
    .where('outbox.cancelled_at', 'is', null)
    .where('outbox.failed_at', 'is', null)
    .where('outbox.lease_holder', 'is', null)
}

async function ownWords(
  trx: Trx,
  { ticketId, memberId, messageId }: { ticketId: TicketId; memberId: MemberId; messageId: MessageId },
): Promise<string> {
  const message = await trx
    .selectFrom('messages')
    .select('text')
    .where('id', '=', messageId)
    .where('ticket_id', '=', ticketId)
    .where('member_id', '=', memberId)
    .where('direction', '=', 'out')
    .executeTakeFirst()
  if (!message) throw new Problem('not-found', 'There is no answer of yours here that could be taken back.')
  return message.text
}

// Whoever delivers holds the row from the moment it is due, so what is cancelled here has left nowhere.
async function cancelSending(trx: Trx, ticketId: TicketId, messageId: MessageId, now: Date): Promise<void> {
  const cancelled = await trx
    .updateTable('outbox')
    .set({ cancelled_at: now, message_id: null })
    .where('ticket_id', '=', ticketId)
    .where((eb) => eb.or([eb('message_id', '=', messageId), eb('coalesce_key', '=', copyKey(messageId))]))
    .where('kind', 'in', ['answer', 'chat-copy'])
    .where('send_after', '>', now)
    .where('sent_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('lease_holder', 'is', null)
    .returning('id')
    .execute()
  const left = await trx
    .selectFrom('outbox')
    .select('id')
    .where('message_id', '=', messageId)
    .executeTakeFirst()
  if (cancelled.length === 0 || left) {
    throw new Problem('already-done', 'This answer has left already. Write another to put it right.')
  }
}

// The first act of an investigator begins the investigation (policy §4): an act taken back began nothing.
async function takeBackAct(trx: Trx, ticketId: TicketId, messageId: MessageId): Promise<void> {
  const sent = await trx
    .selectFrom('events')
    .select(['number', 'detail', 'at'])
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'message-sent')
    .orderBy('number', 'desc')
    .limit(20)
    .execute()
  const act = sent.find(({ detail }) => (detail as { messageId?: string }).messageId === messageId)
  if (!act) return
  await restorePromises(trx, ticketId, act.number)
  const begun = await trx
    .updateTable('investigations')
    .set({ begun_at: null, begun_by_event: null })
    .where('ticket_id', '=', ticketId)
    .where('begun_by_event', '=', act.number)
    .returning('id')
    .execute()
  if (begun.length === 0) return
  await trx
    .updateTable('measures')
    .set({ dropped_at: act.at })
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'investigation-begun')
    .where('at', '>=', act.at)
    .where('told_at', 'is', null)
    .where('dropped_at', 'is', null)
    .execute()
}

async function removeMessage(trx: Trx, ticketId: TicketId, messageId: MessageId): Promise<void> {
  await trx.deleteFrom('attachments').where('message_id', '=', messageId).execute()
  await trx.deleteFrom('messages').where('id', '=', messageId).execute()
  await trx
    .updateTable('tickets')
    .set((eb) => ({
      last_message_at: eb.fn.coalesce(
        eb
          .selectFrom('messages')
          .select((inner) => inner.fn.max('messages.received_at').as('newest'))
          .where('messages.ticket_id', '=', ticketId)
          .where('messages.direction', '!=', 'note'),
        'last_message_at',
      ),
    }))
    .where('id', '=', ticketId)
    .execute()
}
