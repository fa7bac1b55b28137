import type { Core, Trx } from '../kernel/core.ts'
import type { MessageId, SatisfactionRequestId, TicketId } from '../kernel/id.ts'
import type { Score } from '../policy/satisfaction-score.ts'
import { escalateDissatisfied } from '../promise/escalate.ts'
import type { IncomingMessage } from '../ticket/message.ts'
import { DISSATISFIED, recordSatisfactionRating, type SatisfactionVia } from './satisfaction.ts'

/** A received message with the rating it gives; null when it gives none. */
interface RatedMessage {
  ticketId: TicketId
  messageId: MessageId
  /** Its text reopens the ticket. */
  reopens: boolean
  mark: { requestId: SatisfactionRequestId; score: Score; comment: string } | null
  arrival: { message: Pick<IncomingMessage, 'door'> }
}

/**
 * Records the ratings that messages gave, after the messages and the reopenings are written.
 * A dissatisfied customer whose text reopens the ticket finds it with the customer-experience team (policy
 * §4).
 */
export async function recordRatingsFromReplies(
  trx: Trx,
  core: Core,
  messages: readonly RatedMessage[],
): Promise<void> {
  for (const { mark, messageId, ticketId, reopens, arrival } of messages) {
    if (!mark) continue
    await recordSatisfactionRating(trx, core, {
      ...mark,
      via: viaOf(arrival.message.door),
      messageId,
      reopening: reopens,
    })
    if (reopens && mark.score <= DISSATISFIED) await escalateDissatisfied(trx, core, { id: ticketId })
  }
}

function viaOf(channel: IncomingMessage['door']): SatisfactionVia {
  if (channel === 'form') return 'page'
  return channel === 'chat' ? 'chat' : 'mail'
}
