import type { Core } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import type { TicketHead } from '../ticket/view.ts'
import type { RenderedMail } from '../wording/letter.ts'
import { answerMail } from '../wording/reply.ts'
import { memberSignature } from './reply.ts'

/**
 * The mail an answer would leave as, but for its link to the ticket's page, which is the customer's: a member who copied
 * it could write in their name. Nothing is sent or kept.
 */
export async function previewAnswer(
  core: Core,
  { ticket, memberId, text }: { ticket: TicketHead; memberId: MemberId; text: string },
): Promise<RenderedMail> {
  const place = { language: ticket.language, teamId: ticket.team.id }
  return answerMail({
    language: ticket.language,
    reference: ticket.reference,
    text: text.trim(),
    ...(await memberSignature(core.db, memberId, place)),
    ticketUrl: `${core.settings.publicUrl}/t/…`,
  })
}
