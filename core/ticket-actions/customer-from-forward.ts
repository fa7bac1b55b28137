import type { Core } from '../kernel/core.ts'
import { type MemberId, type MessageId, newId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { type CustomerIntroduction, findSenders } from '../ticket/customer.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { lockTicket } from '../ticket/lock.ts'
import type { MailFacts } from '../ticket/message.ts'

/**
 * Makes the original sender of a mail forwarded by a colleague the ticket's customer, as the member confirms.
 * The forwarder stays on the ticket as a member. The address read from the forward is only claimed, not
 * proven.
 */
export async function setCustomerFromForward(
  core: Core,
  given: { ticketId: TicketId; messageId: MessageId; memberId: MemberId },
): Promise<void> {
  const now = core.clock.now()
  await core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, given.ticketId)
    const message = await trx
      .selectFrom('messages')
      .select(['mail', 'address_id', 'language'])
      .where('id', '=', given.messageId)
      .where('ticket_id', '=', ticket.id)
      .executeTakeFirst()
    const original = (message?.mail as MailFacts | null | undefined)?.forwardedFrom
    if (!message || !original?.address) {
      throw new Problem('not-found', 'This message names no original sender. Answer it as it is.')
    }
    const [sender] = await findSenders(trx, [claimed(original, message.language)], now)
    if (!sender?.addressId)
      throw new Problem('invalid-input', 'The original sender has no usable e-mail address.')
    await trx
      .updateTable('participants')
      .set({ role: 'member' })
      .where('ticket_id', '=', ticket.id)
      .where('role', '=', 'customer')
      .execute()
    await trx
      .insertInto('participants')
      .values({
        id: newId<'participant'>(now),
        ticket_id: ticket.id,
        address_id: sender.addressId,
        role: 'customer',
        name: original.name || null,
        joined_at: now,
      })
      .onConflict((conflict) =>
        conflict.columns(['ticket_id', 'address_id']).doUpdateSet({ role: 'customer' }),
      )
      .execute()
    const { customerId } = sender
    await trx.updateTable('tickets').set({ customer_id: customerId }).where('id', '=', ticket.id).execute()
    await trx
      .updateTable('promises')
      .set({ customer_id: customerId })
      .where('ticket_id', '=', ticket.id)
      .execute()
    const actor = { kind: 'member', id: given.memberId } as const
    const detail = { messageId: given.messageId, customerId }
    await recordEvents(trx, [{ ticketId: ticket.id, kind: 'customer-corrected', actor, at: now, detail }])
  })
}

function claimed(
  { name, address }: { name: string; address: string },
  language: string,
): CustomerIntroduction {
  return {
    door: 'mail',
    from: { kind: 'email', value: address, name: name || null },
    standing: 'unproven',
    stated: { name: null, email: null, telephone: null },
    language: language === 'en' ? 'en' : 'fr',
  }
}
