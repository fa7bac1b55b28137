import type { Core, Trx } from '../kernel/core.ts'
import { isUuid, type MemberId, type MessageId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { PROMISE_KINDS } from '../policy/policy-times.ts'
import { endPromises, restorePromises } from '../promise/promise.ts'
import { returnToDraft } from '../ticket/draft.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { recountLastMessages } from '../ticket/list-columns.ts'
import { lockTicket } from '../ticket/lock.ts'
import { chatCopyKey, selectHeldReplies } from './held-replies.ts'

/** A reply that has not left yet and that its author can still undo. */
export interface UndoableSend {
  messageId: MessageId
  /** When it leaves. */
  until: Date
}

/** Returns the member's newest reply on a ticket that can still be undone, if any. */
export async function findUndoableSend(
  core: Core,
  memberId: MemberId,
  ticketId: TicketId,
): Promise<UndoableSend | undefined> {
  const row = await selectHeldReplies(core.db, ticketId, core.clock.now())
    .where('messages.member_id', '=', memberId)
    .orderBy('outbox.send_after', 'desc')
    .executeTakeFirst()
  return row && { messageId: row.message_id, until: row.send_after }
}

/**
 * Undoes a reply before it leaves: nothing is sent, and the history records the undo in place of the message.
 * Its text returns to the member's draft without its files, and the promises it ended are open again.
 * It can be undone from the ticket it was sent on or from the one that was merged into since.
 * Throws `already-done` when it has left or is leaving, `not-found` when it is not the member's own.
 */
export async function undoSend(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; messageId: string },
): Promise<void> {
  const { memberId } = given
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const { text, ticketId, sentFrom, messageId } = await lockOwnReply(trx, given)
    await cancelSending(trx, sentFrom, messageId, now)
    await undoAct(trx, sentFrom, messageId)
    await removeMessage(trx, ticketId, messageId)
    const actor = { kind: 'member', id: memberId } as const
    await recordEvents(trx, [{ ticketId, kind: 'answer-withdrawn', actor, at: now, detail: { messageId } }])
    await returnToDraft(trx, { memberId, ticketId, kind: 'answer', text }, now)
  })
}

/** Locks the member's own reply: its present ticket and the ticket it was sent from, ordered by id. */
async function lockOwnReply(
  trx: Trx,
  given: { ticketId: TicketId; memberId: MemberId; messageId: string },
): Promise<{ text: string; ticketId: TicketId; sentFrom: TicketId; messageId: MessageId }> {
  const { messageId } = given
  const none = new Problem('not-found', 'There is no answer of yours here that could be taken back.')
  if (!isUuid<MessageId>(messageId)) throw none
  const { merged_into_id } = await trx
    .selectFrom('tickets')
    .select('merged_into_id')
    .where('id', '=', given.ticketId)
    .executeTakeFirstOrThrow()
  const message = await trx
    .selectFrom('messages')
    .select(['text', 'ticket_id'])
    .where('id', '=', messageId)
    .where('ticket_id', 'in', [given.ticketId, merged_into_id ?? given.ticketId])
    .where('member_id', '=', given.memberId)
    .where('direction', '=', 'out')
    .executeTakeFirst()
  if (!message) throw none
  const sent = await trx
    .selectFrom('outbox')
    .innerJoin('tickets', 'tickets.id', 'outbox.ticket_id')
    .select('tickets.id')
    .where('outbox.message_id', '=', messageId)
    .where((eb) =>
      eb.or([eb('tickets.id', '=', message.ticket_id), eb('tickets.merged_into_id', '=', message.ticket_id)]),
    )
    .executeTakeFirst()
  const ticketId = message.ticket_id
  const sentFrom = sent?.id ?? ticketId
  for (const id of [...new Set([ticketId, sentFrom])].sort()) await lockTicket(trx, id)
  return { text: message.text, ticketId, sentFrom, messageId }
}

// A delivery holds the lease from the moment the row is due, so a row cancelled here has not left.
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

/**
 * Undoes what sending a message did to the promises of the ticket it was sent from. The caller holds the
 * ticket's lock.
 * The first act of an investigator begins the investigation (policy §4); an undone act began nothing.
 * A ticket resolved, set aside or merged meanwhile owes no more than without that act.
 */
async function undoAct(trx: Trx, ticketId: TicketId, messageId: MessageId): Promise<void> {
  const sent = await trx
    .selectFrom('events')
    .select(['number', 'detail', 'at'])
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', 'message-sent')
    .orderBy('number', 'desc')
    .limit(20)
    .execute()
  const act = sent.find(({ detail }) => detail.messageId === messageId)
  if (!act) return
  await restorePromises(trx, ticketId, act.number)
  await endAsClosed(trx, ticketId, act.number)
  if (!(await undoInvestigation(trx, ticketId, act.number))) return
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

// Uses the event that ended the others, so that undoing that event restores this promise too.
async function endAsClosed(trx: Trx, ticketId: TicketId, actNumber: number): Promise<void> {
  const { resolvedAt, setAsideAt, mergedIntoId, round } = await lockTicket(trx, ticketId)
  const closing = await trx
    .selectFrom('events')
    .select(['number', 'at', 'kind'])
    .where('ticket_id', '=', ticketId)
    .where('number', '>', actNumber)
    .where('kind', 'in', ['resolved', 'set-aside', 'merged'])
    .orderBy('number', 'desc')
    .execute()
  const kind = mergedIntoId ? 'merged' : setAsideAt ? 'set-aside' : 'resolved'
  const last = closing.find((event) => event.kind === kind)
  if (!last) return
  const by = { kinds: [], at: last.at, byEvent: last.number }
  const release = PROMISE_KINDS.filter((one) => one !== 'acknowledge' && one !== 'conclude')
  if (resolvedAt || setAsideAt || mergedIntoId) {
    await endPromises(trx, ticketId, { ...by, release, excused: kind !== 'resolved' })
    return
  }
  // Reopened since: only promises of earlier rounds end.
  await endPromises(trx, ticketId, { ...by, release, before: round })
}

// The investigator named before the act is named again.
async function undoInvestigation(trx: Trx, ticketId: TicketId, actNumber: number): Promise<boolean> {
  const begun = await trx
    .selectFrom('investigations')
    .select(['id', 'round', 'named_at', 'begun_at'])
    .where('ticket_id', '=', ticketId)
    .where('begun_by_event', '=', actNumber)
    .executeTakeFirst()
  if (!begun) return false
  const before = await trx
    .selectFrom('investigations')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where('round', '=', begun.round)
    .where('ended_at', '=', begun.begun_at)
    .where('id', '!=', begun.id)
    .where('begun_at', 'is', null)
    .executeTakeFirst()
  if (before && begun.begun_at?.getTime() === begun.named_at.getTime()) {
    await trx.deleteFrom('investigations').where('id', '=', begun.id).execute()
    await trx.updateTable('investigations').set({ ended_at: null }).where('id', '=', before.id).execute()
    return true
  }
  await trx
    .updateTable('investigations')
    .set({ begun_at: null, begun_by_event: null })
    .where('id', '=', begun.id)
    .execute()
  return true
}
