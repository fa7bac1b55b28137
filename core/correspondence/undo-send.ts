import type { Core, Trx } from '../kernel/core.ts'
import { isUuid, type MemberId, type MessageId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { returnToDraft } from '../ticket/draft.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { recountLastMessages } from '../ticket/list-columns.ts'
import { lockTicket } from '../ticket/lock.ts'
import { chatCopyKey, selectHeldReplies } from './held-replies.ts'
import { undoAct } from './undone-act.ts'

/** An answer that has not left yet and may still be taken back by whoever wrote it. */
export interface UndoableSend {
  messageId: MessageId
  /** It leaves then. */
  until: Date
}

/** The member's answer on a ticket that can still be taken back, the newest, if there is one. */
export async function findUndoableSend(
  core: Core,
  memberId: MemberId,
  ticketId: TicketId,
): Promise<UndoableSend | undefined> {
  const row = await selectHeldReplies(core.db, ticketId, core.clock.now())
    .where('messages.member_id', '=', memberId)
    .orderBy('outbox.send_after', 'desc')
    .executeTakeFirst()
  return row && { messageId: row.message_id as MessageId, until: row.send_after }
}

/**
 * Takes an answer back before it leaves: nothing is sent, the message goes from the time line with an event that says so,
 * its words return to the member's draft, and the promises it ended are owed again. Its files are not kept. It may be
 * asked for under the ticket it was sent from or the one that was merged into since. Refuses (`already-done`) one that has
 * left, or is about to; `not-found` for an answer that is not the member's own.
 */
export async function undoSend(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; messageId: MessageId },
): Promise<void> {
  const { memberId, messageId } = given
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const { text, ticketId, sentFrom } = await lockOwnReply(trx, given)
    await cancelSending(trx, sentFrom, messageId, now)
    await undoAct(trx, sentFrom, messageId)
    await removeMessage(trx, ticketId, messageId)
    const actor = { kind: 'member', id: memberId } as const
    await recordEvents(trx, [{ ticketId, kind: 'answer-withdrawn', actor, at: now, detail: { messageId } }])
    await returnToDraft(trx, { memberId, ticketId, kind: 'answer', text }, now)
  })
}

/** The member's own answer: where it stands now, and the ticket it was sent from; both locked, in the order of their ids. */
async function lockOwnReply(
  trx: Trx,
  given: { ticketId: TicketId; memberId: MemberId; messageId: MessageId },
): Promise<{ text: string; ticketId: TicketId; sentFrom: TicketId }> {
  const none = new Problem('not-found', 'There is no answer of yours here that could be taken back.')
  if (!isUuid(given.messageId)) throw none
  const { merged_into_id } = await trx
    .selectFrom('tickets')
    .select('merged_into_id')
    .where('id', '=', given.ticketId)
    .executeTakeFirstOrThrow()
  const message = await trx
    .selectFrom('messages')
    .select(['text', 'ticket_id'])
    .where('id', '=', given.messageId)
    .where('ticket_id', 'in', [given.ticketId, merged_into_id ?? given.ticketId])
    .where('member_id', '=', given.memberId)
    .where('direction', '=', 'out')
    .executeTakeFirst()
  if (!message) throw none
  const sent = await trx
    .selectFrom('outbox')
    .innerJoin('tickets', 'tickets.id', 'outbox.ticket_id')
    .select('tickets.id')
    .where('outbox.message_id', '=', given.messageId)
    .where((eb) =>
      eb.or([eb('tickets.id', '=', message.ticket_id), eb('tickets.merged_into_id', '=', message.ticket_id)]),
    )
    .executeTakeFirst()
  const ticketId = message.ticket_id as TicketId
  const sentFrom = (sent?.id ?? ticketId) as TicketId
  for (const id of [...new Set([ticketId, sentFrom])].sort()) await lockTicket(trx, id)
  return { text: message.text, ticketId, sentFrom }
}

// Whoever delivers holds the row from the moment it is due, so what is cancelled here has left nowhere.
async function cancelSending(trx: Trx, ticketId: TicketId, messageId: MessageId, now: Date): Promise<void> {
  const cancelled = await trx
    .updateTable('outbox')
    .set({ cancelled_at: now, message_id: null })
    .where('ticket_id', '=', ticketId)
    .where((eb) => eb.or([eb('message_id', '=', messageId), eb('coalesce_key', '=', chatCopyKey(messageId))]))
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
    .where('ticket_id', '=', ticketId)
    .where((eb) => eb.or([eb('message_id', '=', messageId), eb('coalesce_key', '=', chatCopyKey(messageId))]))
    .where('cancelled_at', 'is', null)
    .executeTakeFirst()
  if (cancelled.length === 0 || left) {
    throw new Problem('already-done', 'This answer has left already. Write another to put it right.')
  }
}

async function removeMessage(trx: Trx, ticketId: TicketId, messageId: MessageId): Promise<void> {
  await trx.deleteFrom('attachments').where('message_id', '=', messageId).execute()
  await trx.deleteFrom('messages').where('id', '=', messageId).execute()
  await recountLastMessages(trx, [ticketId])
}
