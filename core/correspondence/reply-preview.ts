import type { Core } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import type { TicketHead } from '../ticket/view.ts'
import type { RenderedMail } from '../wording/mail.ts'
import { replyMail } from '../wording/reply.ts'
import { memberSignature } from './reply.ts'

/**
 * The mail an answer would leave as, but for its link to the ticket's page, which is the customer's: a member who copied
 * it could write in their name. Nothing is sent or kept.
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
