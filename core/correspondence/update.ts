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

/** A measure waits this long for others that fall together with it, in milliseconds. */
const BUNDLE_FOR = 5 * MINUTE
/** A measure waits, too, until the last message is this old: what happens bit by bit is told at once. */
export const MESSAGES_APART = 120 * MINUTE
/** How long before the promise falls due an update is written, so that it has left by then. */
const UPDATE_LEAD = 30 * MINUTE

/** Mails that tell a customer how their matter stands; one that is on its way makes an update of its own needless. */
const CONTACT_KINDS: readonly MailKind[] = [
  'update',
  'answer',
  'information-request',
  'conclusion',
  'resolution',
  'seller-contact',
]

/**
 * Policy §3: customers are told regularly, by mail, of the measures taken while their problem is not resolved: what was
 * done since the last message, what comes next, by when. On each measure, and at the latest when the promise is about
 * to fall due. Never before the acknowledgement has left, never a second while one waits. Answers how many were written.
 */
export async function sweepUpdates(core: Core): Promise<number> {
  const promised = await drainBatches(() => batch(core, aboutToFallDue))
  const measured = await drainBatches(() => batch(core, measuredSince))
  if (promised + measured > 0) core.wakeDelivery()
  return promised + measured
}

type DueQuery = (trx: Trx, core: Core) => SelectQueryBuilder<Database, 'tickets', { id: string }>

function batch(core: Core, due: DueQuery): Promise<BatchResult> {
  return core.db.transaction().execute(async (trx) => {
    const locked = await due(trx, core).limit(BATCH_SIZE).forUpdate('tickets').skipLocked().execute()
    if (locked.length === 0) return { found: 0, done: 0 }
    const ids = locked.map((row) => row.id)
    // Seen again under the lock: another process may have been quicker.
    const still = await due(trx, core).where('tickets.id', 'in', ids).execute()
    const matters = await findTicketsToUpdate(
      trx,
      core,
      still.map((row) => row.id as TicketId),
    )
    await writeMails(
      trx,
      core,
      matters.flatMap((matter) => (matter.email === null ? [] : [{ ...matter, email: matter.email }])),
    )
    const chats = await liveChatsOf(
      trx,
      core,
      matters.map(({ id }) => id),
    )
    await enqueueUpdatesInChat(trx, core, matters, chats)
    for (const matter of matters)
      if (matter.email === null && !chats.has(matter.id)) await askForCall(trx, core, matter)
    return { found: locked.length, done: matters.length }
  })
}

// The promise is about to fall due.
function aboutToFallDue(trx: Trx, core: Core): ReturnType<DueQuery> {
  const { update } = core.settings.policyTimes
  // Under very short times an update must not call for the next at once.
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

// Something was done that the customer, who is owed updates, has not been told.
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

// Nothing that tells of the matter is on its way, by mail or by a call somebody is to make; and an address that refused
// the last update is not written to again before the next would be due.
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
  matters: readonly (TicketToUpdate & { email: string })[],
): Promise<void> {
  if (matters.length === 0) return
  const now = core.clock.now()
  const outboxIds = await enqueueMails(
    trx,
    matters.map((matter) => mailTo(core, matter, now)),
    now,
  )
  await core.enqueueDelivery(trx)
  await linkMeasuresToOutbox(trx, matters, outboxIds)
}

function mailTo(core: Core, matter: TicketToUpdate & { email: string }, now: Date): OutgoingMail {
  const { lastMail } = matter
  return {
    kind: 'update',
    recipientKind: 'customer',
    recipient: matter.email,
    ticketId: matter.id,
    messageId: null,
    round: matter.round,
    mailbox: replyMailbox(core.settings, matter.category, lastMail ? [lastMail.mailbox] : []),
    content: {
      language: matter.language,
      ...updateMail(matter.facts),
      fromName: null,
      inReplyTo: lastMail?.messageId ?? null,
      references: referencesOfReply({ mail: lastMail }),
      autoSubmitted: 'auto-generated',
      replyTo: matter.reference,
      attachments: [],
    },
    fingerprint: null,
    sendAfter: now,
  }
}

async function askForCall(trx: Trx, core: Core, matter: TicketToUpdate): Promise<void> {
  await openCallBack(trx, core, matter, { why: 'update', text: updateInWords(matter.facts) })
  if (matter.measureIds.length === 0) return
  await trx
    .updateTable('measures')
    .set({ told_at: core.clock.now() })
    .where('id', 'in', matter.measureIds)
    .execute()
}

/** Says updates in the chats that live. What a mail tells as well is a copy there; to who has no address the chat tells it. */
async function enqueueUpdatesInChat(
  trx: Trx,
  core: Core,
  matters: readonly TicketToUpdate[],
  chats: ReadonlyMap<string, ConversationId>,
): Promise<void> {
  const now = core.clock.now()
  const tellings = (reached: readonly TicketToUpdate[]) =>
    reached.flatMap((matter): OutgoingChatMessage[] => {
      const conversationId = chats.get(matter.id)
      if (!conversationId) return []
      const { language, reference, email, facts } = matter
      const text = chatMessageText(language, 'update', reference, updateInWords(facts))
      const word = { firstName: null, text, question: null }
      const kind = email === null ? 'update' : 'chat-copy'
      return [{ kind, conversationId, ticket: matter, messageId: null, word }]
    })
  await enqueueChatMessages(trx, tellings(matters.filter(({ email }) => email !== null)), now)
  const only = matters.filter(({ id, email }) => email === null && chats.has(id))
  await linkMeasuresToOutbox(trx, only, await enqueueChatMessages(trx, tellings(only), now))
}

/** Notes which row of the outbox tells the measures of each matter: the one of the same place. */
async function linkMeasuresToOutbox(
  trx: Trx,
  matters: readonly TicketToUpdate[],
  outboxIds: readonly OutboxId[],
): Promise<void> {
  const tellings = matters.flatMap(({ measureIds }, index) =>
    measureIds.map((id) => ({ id, outboxId: outboxIds[index] ?? null })),
  )
  if (tellings.length === 0) return
  await trx
    .updateTable('measures')
    .from(valuesTable<{ id: string; outboxId: OutboxId | null }>(sql`id uuid, "outboxId" uuid`, tellings))
    .whereRef('measures.id', '=', 'listed.id')
    .set((eb) => ({ told_by: eb.ref('listed.outboxId') }))
    .execute()
}
