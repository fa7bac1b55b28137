import type { Core } from '../kernel/core.ts'
import { liveChatsOf } from '../outbox/chat.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { customerEmail } from './customer-view.ts'

/** How the customer of a ticket would be told something now. */
export interface ContactChannels {
  /** The address a mail would go to. */
  email: string | null
  /** Their chat lives: the words are said there too. */
  chat: boolean
}

/** How the customer would be told; without either they are to be called. */
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
