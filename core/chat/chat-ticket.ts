import { acknowledgeInWords, owedAcknowledgement } from '../correspondence/acknowledgement.ts'
import { receiveBatch } from '../intake/intake-batch.ts'
import type { Received } from '../intake/received.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { readFile } from '../kernel/file.ts'
import type { ConversationId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { dueTimes } from '../promise/promise.ts'
import { recordTicketDetails } from '../ticket/details.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lockTicket } from '../ticket/lock.ts'
import type { IncomingAttachment, IncomingMessage } from '../ticket/message.ts'
import { moveToCategory } from '../ticket-actions/assign.ts'
import { proposeCorrectionIn } from '../training/correction.ts'
import { type ChatDetails, namedDetails, recordChatDetails, sharesTicket, takePart } from './chat-details.ts'

/** A file sent in the chat; its bytes are stored already (see file.ts). */
interface ChatTicketFile {
  name: string
  type: string
  size: number
  sha256: string
}

/** A customer's text, with the token that deduplicates it. */
interface ChatText {
  conversationId: ConversationId
  token: string
  language: Language
  text: string
  files: readonly ChatTicketFile[]
}

const LONGEST_SUBJECT = 80

/**
 * Opens a ticket from the chat in the turn's transaction, by the same intake as mail.
 * Promises count from the customer's first message; the acknowledgement is mailed when they gave an address.
 * The category the customer chose holds; where they corrected ours, the correction is proposed for training.
 */
export async function openChatTicket(
  trx: Trx,
  core: Core,
  given: ChatText & { category: Category; corrected: Category | null; details: ChatDetails },
): Promise<{ ticketId: TicketId; reference: Reference; due: ReturnType<typeof dueTimes> }> {
  const { conversationId, details } = given
  const firstContact = await firstContactOf(trx, core, conversationId)
  const message = await incoming(trx, given, {
    subject: subjectOf(given.text),
    receivedAt: firstContact,
    doorCategory: given.category,
    from: details.email
      ? { kind: 'email', value: details.email, name: details.name }
      : { kind: 'channel', value: channelOf(conversationId), name: details.name },
    stated: { name: details.name, email: details.email, telephone: details.telephone },
  })
  const { ticketId, reference } = await receiveOne(trx, core, message)
  await link(trx, conversationId, ticketId)
  await takePart(trx, core, ticketId, {
    kind: 'channel',
    value: channelOf(conversationId),
    name: details.name,
  })
  await recordTicketDetails(trx, ticketId, namedDetails(details), core.clock.now())
  await settleCategory(trx, core, ticketId, given)
  return { ticketId, reference, due: dueTimes(firstContact, core.settings.policyTimes) }
}

/**
 * Adds the customer's text to a ticket. For one opened in another conversation it is stored as a stranger's
 * message.
 * Nothing reveals whether there is such a ticket.
 */
export async function addToChatTicket(
  trx: Trx,
  core: Core,
  given: ChatText & { reference: Reference },
): Promise<Received> {
  const message = await incoming(trx, given, {
    subject: given.reference,
    receivedAt: core.clock.now(),
    doorCategory: 'other',
    from: { kind: 'channel', value: channelOf(given.conversationId), name: null },
    stated: { name: null, email: null, telephone: null },
  })
  const received = await receiveOne(trx, core, message)
  if (received.kind === 'opened' || received.kind === 'kept-apart') {
    await link(trx, given.conversationId, received.ticketId)
  }
  return received
}

/**
 * Records the customer's replies to questions, as a message and as details. Returns false for another
 * conversation's ticket.
 */
export async function addChatDetails(
  trx: Trx,
  core: Core,
  given: ChatText & { reference: Reference; details: Partial<ChatDetails> },
): Promise<boolean> {
  const ticketId = await sharesTicket(trx, given.conversationId, given.reference)
  if (!ticketId) return false
  if (given.text.trim() !== '') await addToChatTicket(trx, core, given)
  await recordChatDetails(trx, core, ticketId, given.details)
  return true
}

/**
 * Moves a ticket to the category the customer corrected it to, at once, and proposes it for training.
 * Returns false for another conversation's ticket.
 */
export async function correctChatTicket(
  trx: Trx,
  core: Core,
  given: { conversationId: ConversationId; reference: Reference; from: Category; to: Category },
): Promise<boolean> {
  const ticketId = await sharesTicket(trx, given.conversationId, given.reference)
  if (!ticketId) return false
  await settleCategory(trx, core, ticketId, { category: given.to, corrected: given.from })
  return true
}

async function settleCategory(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  { category, corrected }: { category: Category; corrected: Category | null },
): Promise<void> {
  const now = core.clock.now()
  const ticket = await lockTicket(trx, ticketId)
  if (corrected && corrected !== category) {
    await proposeCorrectionIn(trx, { ticketId, from: corrected, to: category }, now)
  }
  if (ticket.category === category) return
  await moveToCategory(trx, ticket, category, now)
  const detail = { from: ticket.category, to: category, reason: 'said-in-chat' }
  await recordEvents(trx, [{ ticketId, kind: 'recategorised', actor: { kind: 'customer' }, at: now, detail }])
}

async function receiveOne(trx: Trx, core: Core, message: IncomingMessage): Promise<Received> {
  const [received] = await receiveBatch(trx, core, [message])
  if (!received) throw new Error('Intake answers each message.')
  const { kind, ticketId } = received
  const referenceShown = kind === 'opened' || kind === 'reopened'
  // The chat shows the reference in this very turn; without a mail that carries it too, that is the
  // acknowledgement.
  if (referenceShown && (await owedAcknowledgement(trx, ticketId)).length > 0)
    await acknowledgeInWords(trx, core, ticketId, { by: 'chat' })
  return received
}

async function incoming(
  trx: Trx,
  words: ChatText,
  facts: Pick<IncomingMessage, 'subject' | 'receivedAt' | 'doorCategory' | 'from' | 'stated'>,
): Promise<IncomingMessage> {
  // A browser may send what PostgreSQL's text cannot store.
  const text = words.text.replaceAll('\0', '').toWellFormed()
  return {
    ...facts,
    door: 'chat',
    idempotencyKey: `chat:${words.conversationId}:${words.token}`,
    backlog: false,
    standing: 'unproven',
    text,
    newText: text,
    html: null,
    language: words.language,
    attachments: await attached(trx, words.files),
    raw: null,
    mail: null,
    warnings: [],
  }
}

async function attached(trx: Trx, files: readonly ChatTicketFile[]): Promise<IncomingAttachment[]> {
  const read: IncomingAttachment[] = []
  for (const { name, type, sha256 } of files) {
    read.push({ name, type, content: await readFile(trx, sha256), inline: false, contentId: null })
  }
  return read
}

// Policy §4 counts from the customer's first message, even when understanding it took a dialogue. A further
// problem in the
// same conversation counts from when it was raised.
async function firstContactOf(trx: Trx, core: Core, conversationId: ConversationId): Promise<Date> {
  const now = core.clock.now()
  const earlier = await trx
    .selectFrom('conversation_tickets')
    .select('ticket_id')
    .where('conversation_id', '=', conversationId)
    .limit(1)
    .executeTakeFirst()
  if (earlier) return now
  const rows = await trx
    .selectFrom('chat_activities')
    .select(['content', 'at'])
    .where('conversation_id', '=', conversationId)
    .where('author_kind', '=', 'customer')
    .orderBy('number')
    .limit(5)
    .execute()
  const first = rows.find(({ content }) => 'kind' in content && content.kind !== 'opened')
  return first?.at ?? now
}

async function link(trx: Trx, conversationId: ConversationId, ticketId: TicketId): Promise<void> {
  await trx
    .insertInto('conversation_tickets')
    .values({ conversation_id: conversationId, ticket_id: ticketId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function channelOf(conversationId: ConversationId): string {
  return `chat:${conversationId}`
}

function subjectOf(text: string): string {
  const line = text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toWellFormed()
  if (line.length <= LONGEST_SUBJECT) return line
  return `${line.slice(0, LONGEST_SUBJECT).replace(/\s+\S*$/, '')}…`.toWellFormed()
}
