import type { Trx } from '../kernel/core.ts'
import type { MessageId, TicketId } from '../kernel/id.ts'
import { PROMISE_KINDS } from '../policy/policy-times.ts'
import { endPromises, restorePromises } from '../promise/promise.ts'
import { lockTicket } from '../ticket/lock.ts'

/**
 * Undoes what sending a message did to the promises of the ticket it was sent from: the first act of an investigator
 * begins the investigation (policy §4), and an act taken back began nothing. A matter that was resolved, set aside or
 * merged meanwhile owes no more than it did without that act. The caller holds the ticket's lock.
 */
export async function undoAct(trx: Trx, ticketId: TicketId, messageId: MessageId): Promise<void> {
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

// By the event that ended the others, so that whatever takes that event back gives this promise back too.
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
  // Reopened since: only what the round before owed is over.
  await endPromises(trx, ticketId, { ...by, release, before: round })
}

// Whoever was named before the act took the investigation over is named again.
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
