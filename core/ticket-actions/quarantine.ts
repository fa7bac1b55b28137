import { acknowledge } from '../correspondence/acknowledgement.ts'
import { judgeAutomaticMail, textFingerprint } from '../correspondence/automatic-mail-limit.ts'
import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { enqueueMails } from '../outbox/outbox.ts'
import { promiseRounds, releaseAcknowledgements } from '../promise/promise.ts'
import { type Actor, SYSTEM } from '../ticket/event.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { type LockedTicket, lockTicket } from '../ticket/lock.ts'
import type { MailFacts } from '../ticket/message.ts'
import { endSetAsides } from './set-aside.ts'

/**
 * Releases a ticket from quarantine. Throws a Problem when it is not in quarantine.
 * Its promises are made, counted from the first contact (policy §4), and its customer gets an
 * acknowledgement.
 * A machine's ticket and one of the backlog get neither. A ticket that a member marked as spam gets its own
 * promises back.
 */
export async function releaseFromQuarantine(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId },
): Promise<void> {
  await core.db.transaction().execute(async (trx) => {
    const released = await releaseLockedTicket(trx, core, given.ticketId, {
      kind: 'member',
      id: given.memberId,
    })
    if (!released) throw new Problem('already-done', 'This ticket is not in quarantine.')
  })
  core.wakeDelivery()
}

/** Does the same in the caller's transaction; returns false when the ticket was not in quarantine. */
export async function releaseLockedTicket(
  trx: Trx,
  core: Core,
  ticketId: TicketId,
  actor: Actor,
): Promise<boolean> {
  const now = core.clock.now()
  const ticket = await lockTicket(trx, ticketId)
  if (!ticket.quarantinedAt) return false
  await trx.updateTable('tickets').set({ quarantined_at: null }).where('id', '=', ticketId).execute()
  await trx
    .updateTable('messages')
    .set({ kept_apart: null })
    .where('ticket_id', '=', ticketId)
    .where('kept_apart', '=', 'spam')
    .execute()
  await recordEvents(trx, [{ ticketId, kind: 'released', actor, at: now, detail: {} }])
  if (ticket.setAsideAt) {
    // A member had marked it as spam: its promises are open again, and it was acknowledged at the time.
    await endSetAsides(trx, core, [ticketId])
    return true
  }
  const message = await firstMessage(trx, ticketId)
  // A machine's ticket and one of the backlog get no promises, in quarantine or out of it.
  if (message.backlog || message.automatic || (message.mail as MailFacts | null)?.ownLoop) return true
  const { customerId, round, firstContactAt } = ticket
  await promiseRounds(trx, core, [{ ticketId, customerId, round, firstContact: firstContactAt }], now)
  await acknowledgeReleased(trx, core, ticket, message)
  return true
}

function firstMessage(trx: Trx, ticketId: TicketId) {
  return trx
    .selectFrom('messages')
    .innerJoin('tickets', 'tickets.id', 'messages.ticket_id')
    .selectAll('messages')
    .select('tickets.backlog')
    .where('ticket_id', '=', ticketId)
    .where('direction', '=', 'in')
    .orderBy('received_at')
    .executeTakeFirstOrThrow()
}

async function acknowledgeReleased(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  message: Awaited<ReturnType<typeof firstMessage>>,
): Promise<void> {
  const now = core.clock.now()
  if (!message.author_address) return
  const mail = message.mail as MailFacts | null
  const mailbox = mail?.mailbox ?? 'contact'
  const messageId = message.id
  const recipient = message.author_address
  const fingerprint = textFingerprint(mailbox, message.new_text)
  const [verdict] = await judgeAutomaticMail(
    trx,
    core.settings.answerLimits,
    [{ recipient, ticketId: ticket.id, mailbox, fingerprint, quoted: null }],
    now,
  )
  if (!verdict?.send) {
    const detail = { messageId, reason: verdict?.reason ?? 'unknown' }
    const withheld = {
      ticketId: ticket.id,
      kind: 'acknowledgement-withheld',
      actor: SYSTEM,
      at: now,
    } as const
    await releaseAcknowledgements(trx, await recordEvents(trx, [{ ...withheld, detail }]), now)
    return
  }
  const attachments = await trx
    .selectFrom('attachments')
    .select('inline')
    .where('message_id', '=', messageId)
    .execute()
  const content = acknowledge(
    core,
    {
      ticketId: ticket.id,
      messageId,
      customerId: ticket.customerId,
      reference: ticket.reference,
      language: ticket.language,
      // A person has just reviewed it, so its category counts as understood, except `other`, which means
      // nothing.
      understood: { category: ticket.category, abstained: ticket.category === 'other' },
      mailbox,
      reopened: false,
    },
    { receivedAt: message.received_at, from: { name: message.author_name }, attachments, mail },
  )
  await enqueueMails(
    trx,
    [
      {
        kind: 'acknowledgement',
        recipientKind: 'customer',
        recipient,
        ticketId: ticket.id,
        messageId,
        mailbox,
        content,
        fingerprint: verdict.fingerprint,
        sendAfter: verdict.sendAfter,
      },
    ],
    now,
  )
  await core.enqueueDelivery(trx)
}
