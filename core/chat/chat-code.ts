import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { judgeAutomaticMail } from '../correspondence/automatic-mail-limit.ts'
import { customerEmail } from '../correspondence/customer-view.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import type { ConversationId, TicketId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import { enqueueMails, noticeContent } from '../outbox/outbox.ts'
import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import { chatCodeMail } from '../wording/chat-mail.ts'
import type { CustomerState } from '../wording/sentences.ts'

/** How long a code is valid, in milliseconds. */
const CODE_HOLDS = 15 * MINUTE
/** How many attempts a code has, and how many codes one conversation may request. */
export const CODE_TRIES = 3
export const MOST_CODES = 3

/**
 * Sends a code to a ticket's e-mail address, so that the person in the chat can prove the ticket is theirs.
 * Returns the same whether or not there is such a ticket; false once this conversation has requested too
 * many.
 */
export async function sendChatCode(
  trx: Trx,
  core: Core,
  given: { conversationId: ConversationId; reference: Reference; language: Language },
): Promise<boolean> {
  const now = core.clock.now()
  const { conversationId, reference } = given
  const before = await trx
    .selectFrom('chat_codes')
    .select('asked')
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst()
  const asked = (before?.asked ?? 0) + 1
  if (asked > MOST_CODES) return false
  const ticket = await trx
    .selectFrom('tickets')
    .select('id')
    .where('reference', '=', reference)
    .where('quarantined_at', 'is', null)
    .executeTakeFirst()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const row = {
    ticket_id: ticket?.id ?? null,
    code_hash: hash(core, conversationId, code),
    tries_left: CODE_TRIES,
    asked,
    created_at: now,
    expires_at: new Date(now.getTime() + CODE_HOLDS),
  }
  await trx
    .insertInto('chat_codes')
    .values({ conversation_id: conversationId, ...row })
    .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(row))
    .execute()
  if (ticket) await mailCode(trx, core, { ...given, ticketId: ticket.id, code })
  return true
}

/** The state of a ticket, for a customer who proved that it is theirs. */
interface ChatStatus {
  reference: Reference
  category: Category
  state: CustomerState
  nextDue: { kind: Exclude<PromiseKind, 'acknowledge'>; at: Date } | null
  lastUpdateAt: Date | null
}

/**
 * Returns the state of a ticket for the code mailed for it. Each attempt counts.
 * A wrong, expired or used code and an unknown reference are refused alike.
 */
export async function openWithChatCode(
  trx: Trx,
  core: Core,
  given: { conversationId: ConversationId; reference: Reference; code: string },
): Promise<{ status: ChatStatus } | { triesLeft: number }> {
  const { conversationId, reference } = given
  const now = core.clock.now()
  const row = await trx
    .selectFrom('chat_codes')
    .leftJoin('tickets', 'tickets.id', 'chat_codes.ticket_id')
    .select(['chat_codes.code_hash', 'chat_codes.tries_left', 'chat_codes.expires_at', 'tickets.reference'])
    .where('chat_codes.conversation_id', '=', conversationId)
    .executeTakeFirst()
  if (!row || row.tries_left <= 0 || row.expires_at <= now) return { triesLeft: 0 }
  const given6 = given.code.replace(/\D/g, '')
  const right = timingSafeEqual(Buffer.from(row.code_hash), Buffer.from(hash(core, conversationId, given6)))
  const triesLeft = right && row.reference === reference ? 0 : row.tries_left - 1
  await trx
    .updateTable('chat_codes')
    .set({ tries_left: triesLeft })
    .where('conversation_id', '=', conversationId)
    .execute()
  if (!right || row.reference !== reference) return { triesLeft }
  return { status: await statusOf(trx, reference) }
}

async function statusOf(trx: Trx, reference: Reference): Promise<ChatStatus> {
  const ticket = await trx
    .selectFrom('tickets')
    .select(['id', 'category', 'resolved_at', 'assignee_id'])
    .where('reference', '=', reference)
    .executeTakeFirstOrThrow()
  const next = await trx
    .selectFrom('promises')
    .select(['kind', 'due_at'])
    .where('ticket_id', '=', ticket.id)
    .where('ended_at', 'is', null)
    .where('kind', '!=', 'acknowledge')
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  const update = await trx
    .selectFrom('events')
    .select(({ fn }) => fn.max('at').as('at'))
    .where('ticket_id', '=', ticket.id)
    .where('kind', 'in', ['updated', 'message-sent', 'concluded'])
    .executeTakeFirst()
  const taken = ticket.assignee_id !== null || Boolean(update?.at)
  return {
    reference,
    category: ticket.category,
    state: ticket.resolved_at ? 'resolved' : taken ? 'in-progress' : 'received',
    nextDue: next ? { kind: next.kind as Exclude<PromiseKind, 'acknowledge'>, at: next.due_at } : null,
    lastUpdateAt: update?.at ?? null,
  }
}

async function mailCode(
  trx: Trx,
  core: Core,
  given: { ticketId: TicketId; reference: Reference; language: Language; code: string },
): Promise<void> {
  const now = core.clock.now()
  const { ticketId, language } = given
  const email = await customerEmail(trx, { id: ticketId })
  if (email === null) return
  const wanted = { recipient: email, ticketId, mailbox: 'contact', fingerprint: null, quoted: null }
  const [verdict] = await judgeAutomaticMail(trx, core.settings.answerLimits, [wanted], now)
  if (!verdict?.send) return
  await enqueueMails(
    trx,
    [
      {
        kind: 'chat-code',
        recipientKind: 'customer',
        recipient: email,
        ticketId: null,
        messageId: null,
        mailbox: null,
        content: noticeContent(language, chatCodeMail(language, given)),
        fingerprint: null,
        sendAfter: now,
      },
    ],
    now,
  )
  await core.enqueueDelivery(trx)
}

function hash({ settings }: Core, conversationId: ConversationId, code: string): string {
  const [{ key }] = settings.secretKeys
  return createHmac('sha256', key).update(`chat code\0${conversationId}\0${code}`).digest('hex')
}
