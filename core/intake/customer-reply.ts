import { customerEmail, openTicketLink } from '../correspondence/customer-view.ts'
import type { Core } from '../kernel/core.ts'
import { Problem } from '../kernel/problem.ts'
import type { IncomingAttachment } from '../ticket/message.ts'
import { findTicketByLink } from '../ticket/view.ts'
import { receive } from './intake.ts'
import type { Received } from './received.ts'

/**
 * Takes in what a customer writes on the ticket's own page, as a message through the form door. It counts as proven: the
 * link was sent to the customer's address. The same `formToken` twice is one message. Problems as of `openTicketLink`;
 * `not-available` when the ticket has no e-mail address to write from.
 */
export async function replyFromPage(
  core: Core,
  answer: { token: string; formToken: string; text: string; files: readonly IncomingAttachment[] },
): Promise<Received> {
  const ticket = await findTicketByLink(core.db, openTicketLink(core, answer.token))
  const email = await customerEmail(core.db, ticket)
  if (email === null) throw new Problem('not-available', 'This ticket has no e-mail address to write from.')
  const [received] = await receive(core, [
    {
      door: 'form',
      idempotencyKey: `ticket-page:${ticket.id}:${answer.formToken}`,
      receivedAt: core.clock.now(),
      backlog: false,
      from: { kind: 'email', value: email, name: ticket.customer.name },
      standing: 'proven',
      stated: { name: null, email: null, telephone: null },
      // The reference is what brings it to its ticket (threading.ts); it stands first, for the subject may quote another.
      subject: `[${ticket.reference}] ${ticket.subject}`.trim(),
      text: answer.text,
      newText: answer.text,
      html: null,
      language: ticket.language,
      doorCategory: ticket.category,
      attachments: [...answer.files],
      raw: null,
      mail: null,
      warnings: [],
    },
  ])
  if (!received) throw new Error('Intake answered nothing for a message.')
  return received
}
