import type { Core } from '../kernel/core.ts'
import { liveChatsOf } from '../outbox/chat.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { customerEmail } from './customer-view.ts'

/** The channels by which a ticket's customer can be contacted now. */
export interface ContactChannels {
  /** The address a mail would go to. */
  email: string | null
  /** Their chat is live, so messages appear there too. */
  chat: boolean
}

/** Returns the channels by which the customer can be contacted; with neither, they must be called. */
export async function findContactChannels(
  core: Core,
  ticket: Pick<LockedTicket, 'id'>,
): Promise<ContactChannels> {
  const [email, chats] = await Promise.all([
    customerEmail(core.db, ticket),
    liveChatsOf(core.db, core, [ticket.id]),
  ])
  return { email, chat: chats.has(ticket.id) }
}
