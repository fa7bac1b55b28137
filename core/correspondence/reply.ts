import type { Core, Queryable } from '../kernel/core.ts'
import type { MemberId, MessageId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import { signLink } from '../kernel/signed-link.ts'
import { discardDraft } from '../ticket/draft.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { lockLiveTicket } from '../ticket/lock.ts'
import type { TicketHead } from '../ticket/view.ts'
import type { RenderedMail } from '../wording/mail.ts'
import { replyMail } from '../wording/reply.ts'
import { refuseStaleReply } from './collision.ts'
import { contactCustomer, findEarlierContact, type OutgoingFile } from './contact-customer.ts'

interface MemberReply {
  ticketId: TicketId
  memberId: MemberId
  text: string
  /** Makes sending idempotent: the same token twice (a double click, a reload) sends once. */
  token?: string
  attachments?: readonly OutgoingFile[]
  /**
   * The ticket's last event the member had read; a reply that misses anything newer is refused
   * (`already-done`).
   */
  lastEvent?: number
}

/**
 * Sends a member's reply to the ticket's customer in one transaction: message, files, history and outbox;
 * deletes the draft.
 * The reply leaves once the time to undo it is over (see undo-send.ts).
 * A customer without an e-mail address is contacted in their live chat, else by a call-back; then null is
 * returned.
 * Throws a Problem for an empty reply, and for a ticket that is merged, set aside or in quarantine.
 */
export async function replyToCustomer(core: Core, given: MemberReply): Promise<MessageId | null> {
  const text = given.text.trim()
  if (text === '') throw new Problem('invalid-input', 'The answer is empty. Write it, then send it.')
  const contact = await core.db.transaction().execute(async (trx) => {
    const ticket = await lockLiveTicket(trx, given.ticketId)
    const before = await findEarlierContact(trx, ticket.id, given.token)
    if (before) return before
    if (given.lastEvent !== undefined) {
      const { memberId, lastEvent } = given
      await refuseStaleReply(trx, { ticketId: ticket.id, memberId, lastEvent })
    }
    const sender = await memberSignature(trx, given.memberId, ticket)
    const mail = replyMail({
      language: ticket.language,
      reference: ticket.reference,
      text,
      ...sender,
      ticketUrl: ticketUrl(core, ticket.reference),
    })
    const { memberId, token, attachments } = given
    await discardDraft(trx, { memberId, ticketId: ticket.id, kind: 'answer' })
    const heldFor = core.settings.withdrawableFor
    return contactCustomer(trx, core, ticket, {
      memberId,
      text,
      kind: 'answer',
      mail,
      token,
      attachments,
      heldFor,
    })
  })
  core.wakeDelivery()
  return contact.by === 'call' ? null : contact.messageId
}

/** Returns the first name and team a member signs with, in the ticket's language. */
export async function memberSignature(
  db: Queryable,
  memberId: MemberId,
  ticket: Pick<LockedTicket, 'language' | 'teamId'>,
): Promise<{ memberFirstName: string | null; team: string | null }> {
  const member = await db.selectFrom('members').select('name').where('id', '=', memberId).executeTakeFirst()
  if (!member) throw new Problem('not-found', 'This member does not exist.')
  const team = await db
    .selectFrom('teams')
    .select(['name_fr', 'name_en'])
    .where('id', '=', ticket.teamId)
    .executeTakeFirst()
  return {
    memberFirstName: member.name.trim().split(/\s+/)[0] || null,
    team: (ticket.language === 'en' ? team?.name_en : team?.name_fr) ?? null,
  }
}

/** Returns the signed link to a ticket's page, as mails to its customer carry it. */
export function ticketUrl(core: Core, reference: Reference): string {
  return `${core.settings.publicUrl}/t/${signLink(core.settings.secretKeys, { purpose: 'ticket', subject: reference })}`
}

/**
 * Returns the mail a reply would leave as, without sending or storing anything.
 * It lacks the link to the ticket's page, which is the customer's: a member who copied it could write in
 * their name.
 */
export async function previewReply(
  core: Core,
  { ticket, memberId, text }: { ticket: TicketHead; memberId: MemberId; text: string },
): Promise<RenderedMail> {
  const place = { language: ticket.language, teamId: ticket.team.id }
  return replyMail({
    language: ticket.language,
    reference: ticket.reference,
    text: text.trim(),
    ...(await memberSignature(core.db, memberId, place)),
    ticketUrl: `${core.settings.publicUrl}/t/…`,
  })
}
