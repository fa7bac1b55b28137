import type { Core, Queryable } from '../kernel/core.ts'
import type { MessageId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { isReference, type Reference } from '../kernel/reference.ts'
import { openLink } from '../kernel/signed-link.ts'
import { type Category, isCategory } from '../policy/category.ts'
import { type AttachmentView, viewMessages } from '../ticket/message-view.ts'
import {
  type AskedQuestion,
  askedQuestion,
  type EventView,
  eventsOf,
  findTicketByLink,
  type PromiseView,
  promisesOf,
  type TicketHead,
} from '../ticket/view.ts'
import { heldReplies } from './held-replies.ts'

/**
 * An entry of a ticket's history that its customer sees. Notes, strangers and internal escalations are left
 * out.
 */
export type CustomerEntry =
  | { kind: 'wrote'; at: Date; id: MessageId; text: string; wholeText: string; attachments: AttachmentView[] }
  | {
      kind: 'answered'
      at: Date
      id: MessageId
      by: string | null
      text: string
      attachments: AttachmentView[]
    }
  | { kind: 'acknowledged' | 'resolved' | 'reopened'; at: Date }
  | { kind: 'recategorised'; at: Date; category: Category }

/** A ticket as its customer sees it. */
export interface CustomerView {
  ticket: TicketHead
  /** The address our mails go to and the page's replies come from; null when the customer left none. */
  email: string | null
  /** Promises of the present round, in the order they fall due. */
  promises: PromiseView[]
  /** The open question to the customer, or null. */
  question: AskedQuestion | null
  /** Oldest first. */
  entries: CustomerEntry[]
}

/**
 * Returns the reference of a signed ticket link.
 * Throws `not-found` for a link that is not ours, `link-expired` for one too old.
 */
export function openTicketLink(core: Core, token: string): Reference {
  const opened = openLink(core.settings.secretKeys, 'ticket', token, core.clock.now())
  if (opened.ok && isReference(opened.subject)) return opened.subject
  if (!opened.ok && opened.why === 'expired')
    throw new Problem('link-expired', 'This link is no longer valid.')
  throw new Problem('not-found', 'This link leads to no ticket.')
}

/**
 * Returns the ticket of a signed link, with only what its customer may read. Throws as `openTicketLink` does.
 */
export async function viewForCustomer(core: Core, token: string): Promise<CustomerView> {
  const { db } = core
  const ticket = await findTicketByLink(db, openTicketLink(core, token))
  const [{ messages }, promises, events, email, question, held] = await Promise.all([
    viewMessages(db, ticket.id),
    promisesOf(db, ticket.id),
    eventsOf(db, ticket.id),
    customerEmail(db, ticket),
    askedQuestion(db, ticket.id),
    heldReplies(core, ticket.id),
  ])
  const written = messages.flatMap((message): CustomerEntry[] => {
    if (held.has(message.id)) return []
    if (message.keptApart !== null || message.automatic !== null || message.audience === 'seller') return []
    const { id, newText: text, wholeText, attachments, receivedAt: at } = message
    if (message.direction === 'in' && message.authorKind === 'customer') {
      return [{ kind: 'wrote', at, id, text, wholeText, attachments }]
    }
    if (message.direction !== 'out' || message.authorKind === 'seller') return []
    // Logged calls are worded for colleagues, so the customer does not see them.
    if (message.channel === 'call') return []
    return [{ kind: 'answered', at, id, by: firstName(message.authorName), text, attachments }]
  })
  const entries = [...written, ...events.flatMap(entryOfEvent)]
  entries.sort((a, b) => a.at.getTime() - b.at.getTime())
  return {
    ticket,
    email,
    promises: promises.filter((promise) => promise.round === ticket.round),
    question,
    entries,
  }
}

/**
 * Returns the first e-mail address among a ticket's customer participants: mails to the customer go there.
 */
export async function customerEmail(db: Queryable, ticket: Pick<TicketHead, 'id'>): Promise<string | null> {
  const row = await db
    .selectFrom('participants')
    .innerJoin('addresses', 'addresses.id', 'participants.address_id')
    .select('addresses.value')
    .where('participants.ticket_id', '=', ticket.id)
    .where('participants.role', '=', 'customer')
    .where('addresses.kind', '=', 'email')
    .orderBy('addresses.proven', 'desc')
    .orderBy('participants.joined_at')
    .limit(1)
    .executeTakeFirst()
  return row?.value ?? null
}

function entryOfEvent(event: EventView): CustomerEntry[] {
  const { kind, at } = event
  if (kind === 'acknowledged' || kind === 'resolved' || kind === 'reopened') return [{ kind, at }]
  const category = event.detail.to ?? event.detail.category
  if (kind === 'recategorised' && typeof category === 'string' && isCategory(category)) {
    return [{ kind, at, category }]
  }
  return []
}

// Customers know us by first name.
function firstName(name: string | null): string | null {
  return name?.trim().split(/\s+/)[0] ?? null
}
