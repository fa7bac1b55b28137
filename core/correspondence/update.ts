import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Core, Trx } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'
import type { ConversationId, OutboxId, TicketId } from '../kernel/id.ts'
import { valuesTable } from '../kernel/values-table.ts'
import { enqueueChatMessages, liveChatsOf, type OutgoingChatMessage } from '../outbox/chat.ts'
import { enqueueMails, type MailKind, type OutgoingMail } from '../outbox/outbox.ts'
import { openCallBack } from '../promise/call-back.ts'
import {
  BATCH_SIZE,
  type BatchResult,
  drainBatches,
  isActive,
  isClockRunning,
} from '../promise/sweep-batch.ts'
import { replyMailbox } from '../ticket/team-address.ts'
import { chatMessageText } from '../wording/chat-message.ts'
import { updateInWords, updateMail } from '../wording/update.ts'
import { referencesOfReply } from './acknowledgement.ts'
import { findTicketsToUpdate, type TicketToUpdate } from './ticket-to-update.ts'

/** How long a measure waits for others of the same moment, in milliseconds. */
const BUNDLE_FOR = 5 * MINUTE
/**
 * How old the last message must be before a measure is reported, so that gradual progress goes into one mail.
 */
export const MESSAGES_APART = 120 * MINUTE
/** How long before the promise falls due an update is written, so that it has left by then. */
const UPDATE_LEAD = 30 * MINUTE

/** Mails that report a ticket's progress; one in the outbox makes an update unnecessary. */
const CONTACT_KINDS: readonly MailKind[] = [
  'update',
  'answer',
  'information-request',
  'conclusion',
  'resolution',
  'seller-contact',
]

/**
 * Writes the updates that are due (policy §3: customers are informed regularly of the measures taken).
 * Returns how many were written.
 * An update reports what was done since the last message, what comes next, and by when.
 * It is written on each measure, and at the latest shortly before the promise falls due.
 * It is never written before the acknowledgement has left, nor while another one waits.
 */
export async function sweepUpdates(core: Core): Promise<number> {
  const promised = await drainBatches(() => batch(core, aboutToFallDue))
  const measured = await drainBatches(() => batch(core, measuredSince))
  if (promised + measured > 0) core.wakeDelivery()
  return promised + measured
}

type DueQuery = (trx: Trx, core: Core) => SelectQueryBuilder<Database, 'tickets', { id: TicketId }>

function batch(core: Core, due: DueQuery): Promise<BatchResult> {
  return core.db.transaction().execute(async (trx) => {
    const locked = await due(trx, core).limit(BATCH_SIZE).forUpdate('tickets').skipLocked().execute()
    if (locked.length === 0) return { found: 0, done: 0 }
    const ids = locked.map((row) => row.id)
    // Checked again under the lock: another process may have been faster.
    const still = await due(trx, core).where('tickets.id', 'in', ids).execute()
    const tickets = await findTicketsToUpdate(
      trx,
      core,
      still.map((row) => row.id),
    )
    await writeMails(
      trx,
      core,
      tickets.flatMap((ticket) => (ticket.email === null ? [] : [{ ...ticket, email: ticket.email }])),
    )
    const chats = await liveChatsOf(
      trx,
      core,
      tickets.map(({ id }) => id),
    )
    await enqueueUpdatesInChat(trx, core, tickets, chats)
    for (const ticket of tickets)
      if (ticket.email === null && !chats.has(ticket.id)) await askForCall(trx, core, ticket)
    return { found: locked.length, done: tickets.length }
  })
}

// Selects tickets whose update promise is about to fall due.
function aboutToFallDue(trx: Trx, core: Core): ReturnType<DueQuery> {
  const { update } = core.settings.policyTimes
  // Under very short times an update must not trigger the next at once.
  const lead = Math.min(UPDATE_LEAD, update / 4)
  return trx
    .selectFrom('promises')
    .innerJoin('tickets', (join) =>
      join.onRef('tickets.id', '=', 'promises.ticket_id').onRef('tickets.round', '=', 'promises.round'),
    )
    .select('tickets.id')
    .where('promises.kind', '=', 'update')
    .where('promises.ended_at', 'is', null)
    .where('promises.due_at', '<=', new Date(core.clock.now().getTime() + lead))
    .where(isActive)
    .where(isClockRunning(core, 'update'))
    .where(nothingWaiting(core))
    .orderBy('promises.due_at')
}

// Selects tickets with measures not yet reported to a customer who gets updates.
function measuredSince(trx: Trx, core: Core): ReturnType<DueQuery> {
  const now = core.clock.now()
  return trx
    .selectFrom('tickets')
    .select('tickets.id')
    .where('tickets.id', 'in', (eb) =>
      eb
        .selectFrom('measures')
        .select('measures.ticket_id')
        .where('measures.told_at', 'is', null)
        .where('measures.told_by', 'is', null)
        .where('measures.dropped_at', 'is', null)
        .where('measures.at', '<=', new Date(now.getTime() - BUNDLE_FOR)),
    )
    .where(isActive)
    .where(nothingWaiting(core))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('promises')
          .select('promises.id')
          .whereRef('promises.ticket_id', '=', 'tickets.id')
          .whereRef('promises.round', '=', 'tickets.round')
          .where('promises.kind', '=', 'update')
          .where('promises.ended_at', 'is', null),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox')
            .select('outbox.id')
            .whereRef('outbox.ticket_id', '=', 'tickets.id')
            .where('outbox.kind', 'in', CONTACT_KINDS)
            .where('outbox.sent_at', '>', new Date(now.getTime() - MESSAGES_APART))
            .where('outbox.sent_at', '<=', now),
        ),
      ),
    )
}

// Requires that no contact about the ticket is on its way, by mail or by call-back. An address that refused
// the last
// update gets none before the next would be due.
function nothingWaiting(core: Core) {
  const refusedSince = new Date(core.clock.now().getTime() - core.settings.policyTimes.update)
  return ({ and, not, exists, selectFrom }: ExpressionBuilder<Database, 'tickets'>) =>
    and([
      not(
        exists(
          selectFrom('outbox')
            .select('outbox.id')
            .whereRef('outbox.ticket_id', '=', 'tickets.id')
            .where('outbox.kind', 'in', [...CONTACT_KINDS, 'acknowledgement'])
            .where('outbox.sent_at', 'is', null)
            .where('outbox.cancelled_at', 'is', null)
            .where((eb) =>
              eb.or([eb('outbox.failed_at', 'is', null), eb('outbox.failed_at', '>', refusedSince)]),
            ),
        ),
      ),
      not(
        exists(
          selectFrom('call_backs')
            .select('call_backs.id')
            .whereRef('call_backs.ticket_id', '=', 'tickets.id')
            .where('call_backs.why', '=', 'update')
            .where('call_backs.ended_at', 'is', null),
        ),
      ),
    ])
}

async function writeMails(
  trx: Trx,
  core: Core,
  tickets: readonly (TicketToUpdate & { email: string })[],
): Promise<void> {
  if (tickets.length === 0) return
  const now = core.clock.now()
  const outboxIds = await enqueueMails(
    trx,
    tickets.map((ticket) => mailTo(core, ticket, now)),
    now,
  )
  await core.enqueueDelivery(trx)
  await linkMeasuresToOutbox(trx, tickets, outboxIds)
}

function mailTo(core: Core, ticket: TicketToUpdate & { email: string }, now: Date): OutgoingMail {
  const { lastMail } = ticket
  return {
    kind: 'update',
    recipientKind: 'customer',
    recipient: ticket.email,
    ticketId: ticket.id,
    messageId: null,
    round: ticket.round,
    mailbox: replyMailbox(core.settings, ticket.category, lastMail ? [lastMail.mailbox] : []),
    content: {
      language: ticket.language,
      ...updateMail(ticket.facts),
      fromName: null,
      inReplyTo: lastMail?.messageId ?? null,
      references: referencesOfReply({ mail: lastMail }),
      autoSubmitted: 'auto-generated',
      replyTo: ticket.reference,
      attachments: [],
    },
    fingerprint: null,
    sendAfter: now,
  }
}

async function askForCall(trx: Trx, core: Core, ticket: TicketToUpdate): Promise<void> {
  await openCallBack(trx, core, ticket, { why: 'update', text: updateInWords(ticket.facts) })
  if (ticket.measureIds.length === 0) return
  await trx
    .updateTable('measures')
    .set({ told_at: core.clock.now() })
    .where('id', 'in', ticket.measureIds)
    .execute()
}

/** Enqueues updates in live chats: as copies where a mail carries them too, else as the update itself. */
async function enqueueUpdatesInChat(
  trx: Trx,
  core: Core,
  tickets: readonly TicketToUpdate[],
  chats: ReadonlyMap<string, ConversationId>,
): Promise<void> {
  const now = core.clock.now()
  const chatMessagesFor = (reached: readonly TicketToUpdate[]) =>
    reached.flatMap((ticket): OutgoingChatMessage[] => {
      const conversationId = chats.get(ticket.id)
      if (!conversationId) return []
      const { language, reference, email, facts } = ticket
      const text = chatMessageText(language, 'update', reference, updateInWords(facts))
      const content = { firstName: null, text, question: null }
      const kind = email === null ? 'update' : 'chat-copy'
      return [{ kind, conversationId, ticket, messageId: null, word: content }]
    })
  await enqueueChatMessages(trx, chatMessagesFor(tickets.filter(({ email }) => email !== null)), now)
  const only = tickets.filter(({ id, email }) => email === null && chats.has(id))
  await linkMeasuresToOutbox(trx, only, await enqueueChatMessages(trx, chatMessagesFor(only), now))
}

/** Links the measures of each ticket to the outbox row at the same index. */
async function linkMeasuresToOutbox(
  trx: Trx,
  tickets: readonly TicketToUpdate[],
  outboxIds: readonly OutboxId[],
): Promise<void> {
  const links = tickets.flatMap(({ measureIds }, index) =>
    measureIds.map((id) => ({ id, outboxId: outboxIds[index] ?? null })),
  )
  if (links.length === 0) return
  await trx
    .updateTable('measures')
    .from(valuesTable<{ id: string; outboxId: OutboxId | null }>(sql`id uuid, "outboxId" uuid`, links))
    .whereRef('measures.id', '=', 'listed.id')
    .set((eb) => ({ told_by: eb.ref('listed.outboxId') }))
    .execute()
}
