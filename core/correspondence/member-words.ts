import type { Core, Trx } from '../kernel/core.ts'
import type { MessageId, TicketId } from '../kernel/id.ts'
import { noteInvestigatorAct } from '../promise/investigation.ts'
import { type AttachedFile, keepAttachments } from '../ticket/attachment.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { keepMemberMessage } from '../ticket/member-message.ts'
import type { MessageToCustomer } from './contact-customer.ts'

/** Keeps a member's words to the customer as a message on its ticket; the same token twice is refused by the database. */
export async function keepMessageToCustomer(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  words: MessageToCustomer,
  kept: { door: 'mail' | 'chat'; subject: string; attached: readonly AttachedFile[] },
): Promise<MessageId> {
  const now = core.clock.now()
  const messageId = await keepMemberMessage(
    trx,
    {
      ticketId: ticket.id,
      conversationId: ticket.conversationId,
      memberId: words.memberId,
      direction: 'out',
      door: kept.door,
      subject: kept.subject,
      text: words.text,
      language: ticket.language,
      uniqueKey: (id) => uniqueKey(ticket.id, words.token ?? id) ?? id,
    },
    now,
  )
  await keepAttachments(trx, messageId, kept.attached, now)
  return messageId
}

/** Tells the ticket's history that words are on their way to the customer: an act of the member's. */
export async function recordMessageSent(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  words: MessageToCustomer,
  messageId: MessageId,
): Promise<void> {
  const now = core.clock.now()
  await trx.updateTable('tickets').set({ last_message_at: now }).where('id', '=', ticket.id).execute()
  const actor = { kind: 'member', id: words.memberId } as const
  const [event] = await recordEvents(trx, [
    { ticketId: ticket.id, kind: 'message-sent', actor, at: now, detail: { messageId, as: words.kind } },
  ])
  if (event) await noteInvestigatorAct(trx, core, ticket, words.memberId, event.number)
}

/** By which words sent twice with the same token are known; null without one. */
export function uniqueKey(ticketId: TicketId, token: string | null): string | null {
  return token === null ? null : `out:${ticketId}:${token}`
}
