import { type Collision, findCollisions } from '../../../core/correspondence/collision.ts'
import type { TicketHead } from '../../../core/ticket/view.ts'
import type { MemberVisit } from '../../http/route.ts'

/** The last event the form's page knew of, to be checked as it is sent; nothing when it is to be sent all the same. */
export function lastSeenEvent({ form }: MemberVisit): { lastEvent?: number } {
  const seen = Number(form.seen)
  const known = form.seen !== undefined && form.seen !== '' && Number.isSafeInteger(seen) && seen >= 0
  return known && form.anyway !== '1' ? { lastEvent: seen } : {}
}

/** What holds back words to the customer: what came in since the form's page was made. */
export async function newsBeforeSending(
  visit: MemberVisit,
  ticket: TicketHead,
): Promise<readonly Collision[] | undefined> {
  const { core, member } = visit
  const { lastEvent } = lastSeenEvent(visit)
  if (lastEvent === undefined) return undefined
  const news = await findCollisions(core.db, { ticketId: ticket.id, memberId: member.id, lastEvent })
  return news.length > 0 ? news : undefined
}
