import type { Core, Trx } from '../kernel/core.ts'
import type { MemberId, MessageId, TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { endCallBacks } from '../promise/call-back.ts'
import { settlePromises } from '../promise/fulfilment.ts'
import { noteInvestigatorAct } from '../promise/investigation.ts'
import { recordEvents } from '../ticket/event-log.ts'
import type { LockedTicket } from '../ticket/lock.ts'
import { lockLiveTicket } from '../ticket/lock.ts'
import { keepMemberMessage } from '../ticket/member-message.ts'
import { noteConclusionsCalled } from './conclusion.ts'
import { receiveInformation } from './information-answer.ts'

interface LoggedCall {
  ticketId: TicketId
  memberId: MemberId
  /** What was said, or what happened when nobody could be reached. */
  text: string
  /** The member spoke to the customer in person. */
  reached: boolean
  /** Makes logging idempotent: the same token twice is one call. */
  token?: string
}

/**
 * Logs a call to the ticket's customer. A call that reached them counts as a sent mail does.
 * It fulfils the update promise, the conclusions if made for them or for the resolution, ends the call-backs
 * and closes an open question.
 * A call that reached nobody is stored as a note, and the call-backs stay.
 * Throws a Problem for an empty text, and for a ticket that is merged, set aside or in quarantine.
 */
export async function logCall(core: Core, given: LoggedCall): Promise<MessageId> {
  const text = given.text.trim()
  if (text === '') throw new Problem('invalid-input', 'Write what was said, then keep the call.')
  return core.db.transaction().execute(async (trx) => {
    const ticket = await lockLiveTicket(trx, given.ticketId)
    const key = given.token === undefined ? null : `call:${ticket.id}:${given.token}`
    const before = key && (await loggedWith(trx, key))
    if (before) return before
    const messageId = await storeCall(trx, core, ticket, given, text, key)
    const now = core.clock.now()
    const actor = { kind: 'member', id: given.memberId } as const
    const { reached } = given
    const [event] = await recordEvents(trx, [
      { ticketId: ticket.id, kind: 'called', actor, at: now, detail: { messageId, reached } },
    ])
    const byEvent = event?.number ?? 0
    if (reached) await settleByCall(trx, core, ticket, messageId, byEvent)
    await noteInvestigatorAct(trx, core, ticket, given.memberId, byEvent)
    return messageId
  })
}

async function settleByCall(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  messageId: MessageId,
  byEvent: number,
): Promise<void> {
  const { id: ticketId, round, waitingSince } = ticket
  const at = core.clock.now()
  const whys = await endCallBacks(trx, ticketId, { at, messageId })
  const conclusions = whys.includes('conclusion') || whys.includes('resolution')
  if (conclusions) await noteConclusionsCalled(trx, ticketId, messageId)
  if (waitingSince) {
    await recordEvents(trx, [
      { ticketId, kind: 'information-received', actor: { kind: 'customer' }, at, detail: { messageId } },
    ])
    await receiveInformation(trx, core, [{ ticketId, round, messageId, waitingSince }])
  }
  await settlePromises(trx, core, [{ ticketId, at, byEvent, conclusions }])
}

async function storeCall(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  { memberId, reached }: LoggedCall,
  text: string,
  key: string | null,
): Promise<MessageId> {
  const now = core.clock.now()
  const messageId = await keepMemberMessage(
    trx,
    {
      ticketId: ticket.id,
      conversationId: ticket.conversationId,
      memberId,
      direction: reached ? 'out' : 'note',
      channel: 'call',
      subject: '',
      text,
      language: ticket.language,
      uniqueKey: (id) => key ?? `call:${ticket.id}:${id}`,
    },
    now,
  )
  if (reached) {
    await trx.updateTable('tickets').set({ last_message_at: now }).where('id', '=', ticket.id).execute()
  }
  return messageId
}

async function loggedWith(trx: Trx, key: string): Promise<MessageId | undefined> {
  const row = await trx.selectFrom('messages').select('id').where('unique_key', '=', key).executeTakeFirst()
  return row?.id
}
