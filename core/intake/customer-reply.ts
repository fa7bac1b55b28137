import { customerEmail, openTicketLink } from '../correspondence/customer-view.ts'
import type { Core } from '../kernel/core.ts'
import { Problem } from '../kernel/problem.ts'
import type { IncomingAttachment } from '../ticket/message.ts'
import { findTicketByLink } from '../ticket/view.ts'
import { receive } from './intake.ts'
import type { Received } from './received.ts'

/**
 * Receives a customer's reply from the ticket's own page as a message of the form channel.
 * It counts as proven: the link was sent to the customer's address. The same `formToken` twice is one
 * message.
 * Throws as `openTicketLink` does, and `not-available` when the ticket has no e-mail address to write from.
 */
export async function replyFromPage(
  core: Core,
  reply: { token: string; formToken: string; text: string; files: readonly IncomingAttachment[] },
): Promise<Received> {
  const ticket = await findTicketByLink(core.db, openTicketLink(core, reply.token))
  const email = await customerEmail(core.db, ticket)
  if (email === null) throw new Problem('not-available', 'This ticket has no e-mail address to write from.')
  const [received] = await receive(core, [
    {
      door: 'form',
      idempotencyKey: `ticket-page:${ticket.id}:${reply.formToken}`,
      receivedAt: core.clock.now(),
      backlog: false,
      from: { kind: 'email', value: email, name: ticket.customer.name },
      standing: 'proven',
      stated: { name: null, email: null, telephone: null },
      // The reference threads it to its ticket (threading.ts); it comes first, because the subject may quote
      // another.
      subject: `[${ticket.reference}] ${ticket.subject}`.trim(),
      text: reply.text,
      newText: reply.text,
      html: null,
      language: ticket.language,
      doorCategory: ticket.category,
      attachments: [...reply.files],
      raw: null,
      mail: null,
      warnings: [],
    },
  ])
  if (!received) throw new Error('Intake answered nothing for a message.')
  return received
}
