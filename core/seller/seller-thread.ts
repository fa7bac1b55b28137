import { referencesOfReply } from '../correspondence/acknowledgement.ts'
import type { OutgoingFile } from '../correspondence/contact-customer.ts'
import type { Core, Trx } from '../kernel/core.ts'
import {
  type ConversationId,
  type MemberId,
  type MessageId,
  newId,
  type OutboxId,
  type TicketId,
} from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { enqueueMails, type MailContent, type MailKind } from '../outbox/outbox.ts'
import { filesOf, keepAttachments } from '../ticket/attachment.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { keepMemberMessage } from '../ticket/member-message.ts'
import type { MailFacts } from '../ticket/message.ts'
import { replyMailbox } from '../ticket/team-address.ts'
import type { RenderedMail } from '../wording/mail.ts'
import type { Seller } from './seller.ts'

/** A member's message to a seller, and the mail it is rendered as. */
interface MessageToSeller {
  seller: Seller & { email: string }
  memberId: MemberId
  /** The member's own words. */
  text: string
  kind: Extract<MailKind, 'seller-request' | 'seller-sanction'>
  mail: RenderedMail
  uniqueKey?: string | undefined
  attachments?: readonly OutgoingFile[] | undefined
}

/**
 * Returns a seller who can be written to. Throws `invalid-input` with the remedy when there is no e-mail
 * address.
 */
export function reachable(seller: Seller): Seller & { email: string } {
  const { email } = seller
  if (email === null) {
    throw new Problem(
      'invalid-input',
      `There is no e-mail address of ${seller.name} on record. Add it to the seller, or call them and keep a note.`,
    )
  }
  return { ...seller, email }
}

/**
 * Throws a Problem when the seller's address is ours or the customer's: the question would reach the wrong
 * person.
 */
export async function refuseWrongAddress(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  { email, name }: Seller & { email: string },
): Promise<void> {
  const ours = core.settings.mailboxes.some(({ address }) => address.toLowerCase() === email)
  const customers = await trx
    .selectFrom('addresses')
    .innerJoin('participants', 'participants.address_id', 'addresses.id')
    .select('addresses.id')
    .where('participants.ticket_id', '=', ticket.id)
    .where('addresses.kind', '=', 'email')
    .where('addresses.value', '=', email)
    .executeTakeFirst()
  if (!ours && !customers) return
  const whose = ours ? 'one of our own' : 'the customer’s own'
  throw new Problem('invalid-input', `The e-mail address of ${name} is ${whose}. Correct it at the seller.`)
}

/**
 * Stores a member's message in the seller's thread of a ticket, apart from the customer's, and enqueues the
 * mail.
 * Replies to it return to that thread. Throws a Problem for a text that would reveal the customer's identity.
 */
export async function writeToSeller(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  message: MessageToSeller,
): Promise<{ messageId: MessageId; outboxId: OutboxId }> {
  await refuseToReveal(trx, ticket, message.text)
  const now = core.clock.now()
  const conversationId = await sellerConversation(trx, ticket.id, now)
  const attached = filesOf(
    (message.attachments ?? []).map((file) => ({ ...file, inline: false, contentId: null })),
  )
  const files = attached.map(({ attachment, file }) => ({
    name: attachment.name,
    type: attachment.type,
    sha256: file.sha256,
  }))
  const content = await sellerMail(trx, ticket, message.seller, message.mail, false)
  const messageId = await keepMemberMessage(
    trx,
    {
      ticketId: ticket.id,
      conversationId,
      memberId: message.memberId,
      direction: 'out',
      channel: 'mail',
      subject: content.subject,
      text: message.text,
      language: message.seller.language,
      uniqueKey: (id) => message.uniqueKey ?? `out:${ticket.id}:${id}`,
    },
    now,
  )
  await keepAttachments(trx, messageId, attached, now)
  const mail = {
    kind: message.kind,
    recipientKind: 'seller' as const,
    recipient: message.seller.email,
    ticketId: ticket.id,
    messageId,
    mailbox: replyMailbox(core.settings, ticket.category, []),
    content: { ...content, attachments: files },
    fingerprint: null,
    sendAfter: now,
  }
  const [outboxId] = await enqueueMails(trx, [mail], now)
  if (!outboxId) throw new Error('A mail put in the outbox has an id.')
  await core.enqueueDelivery(trx)
  return { messageId, outboxId }
}

/**
 * Returns the mail for the outbox: replies go to the seller's thread, and it follows the seller's last mail.
 */
export async function sellerMail(
  trx: Trx,
  ticket: Pick<LockedTicket, 'id' | 'reference'>,
  seller: Seller & { email: string },
  mail: RenderedMail,
  automatic: boolean,
): Promise<MailContent> {
  const last = await trx
    .selectFrom('messages')
    .select('mail')
    .where('ticket_id', '=', ticket.id)
    .where('author_kind', '=', 'seller')
    .where('author_address', '=', seller.email)
    .where('automatic', 'is', null)
    .orderBy('received_at', 'desc')
    .executeTakeFirst()
  const repliedTo = (last?.mail ?? null) as MailFacts | null
  return {
    language: seller.language,
    ...mail,
    fromName: null,
    inReplyTo: repliedTo?.messageId ?? null,
    references: referencesOfReply({ mail: repliedTo }),
    autoSubmitted: automatic ? 'auto-generated' : null,
    replyTo: ticket.reference,
    replyThread: 'seller',
    attachments: [],
  }
}

async function sellerConversation(trx: Trx, ticketId: TicketId, now: Date): Promise<ConversationId> {
  const known = await trx
    .selectFrom('conversation_tickets')
    .innerJoin('conversations', 'conversations.id', 'conversation_tickets.conversation_id')
    .select('conversations.id')
    .where('conversation_tickets.ticket_id', '=', ticketId)
    .where('conversations.audience', '=', 'seller')
    .orderBy('conversations.created_at')
    .executeTakeFirst()
  if (known) return known.id
  const id = newId<'conversation'>(now)
  await trx
    .insertInto('conversations')
    .values({ id, kind: 'mail', audience: 'seller', created_at: now })
    .execute()
  await trx.insertInto('conversation_tickets').values({ conversation_id: id, ticket_id: ticketId }).execute()
  return id
}

// The customer chose to speak to us, not to the seller: a pasted mail must not reveal their address.
async function refuseToReveal(trx: Trx, ticket: LockedTicket, text: string): Promise<void> {
  const own = await trx
    .selectFrom('addresses')
    .select(['kind', 'value'])
    .where('customer_id', '=', ticket.customerId)
    .where('kind', 'in', ['email', 'telephone'])
    .execute()
  const stated = await trx
    .selectFrom('stated_contacts')
    .select(['kind', 'value'])
    .where('customer_id', '=', ticket.customerId)
    .execute()
  const digits = text.replace(/[^\d]/g, '')
  const lower = text.toLowerCase()
  const given = [...own, ...stated].find(({ kind, value }) =>
    kind === 'telephone'
      ? lastDigits(value).length >= FEWEST_DIGITS && digits.includes(lastDigits(value))
      : lower.includes(value.toLowerCase()),
  )
  if (!given) return
  const what = given.kind === 'telephone' ? 'telephone number' : 'e-mail address'
  throw new Problem(
    'invalid-input',
    `The text holds the customer's ${what}. Take it out: a seller is never given it.`,
  )
}

// +33 6 12 34 56 78 and 06 12 34 56 78 are one number.
const SIGNIFICANT_DIGITS = 9
// Shorter digits are no telephone number, and appear in every other text.
const FEWEST_DIGITS = 6

function lastDigits(telephone: string): string {
  return telephone.replace(/\D/g, '').slice(-SIGNIFICANT_DIGITS)
}
