import type { Core, Trx } from '../kernel/core.ts'
import { type MemberId, type MessageId, newId, type TicketId } from '../kernel/id.ts'
import { Problem } from '../kernel/problem.ts'
import { noteInvestigatorAct } from '../promise/investigation.ts'
import { discardDraft } from '../ticket/draft.ts'
import { recordEvents } from '../ticket/event-log.ts'
import { type LockedTicket, lockTicket } from '../ticket/lock.ts'
import { keepMemberMessage } from '../ticket/member-message.ts'
import { keepMentions } from '../ticket/mention.ts'

/**
 * Stores a note for colleagues on a ticket; its customer never reads it. A note by the investigator begins
 * the investigation.
 * Members named after an `@` are notified (see mention.ts). The same `token` twice is one note.
 * Throws a Problem for an empty note, and `not-allowed` for one that names someone who may not read the
 * ticket.
 */
export async function note(
  core: Core,
  given: { ticketId: TicketId; memberId: MemberId; text: string; token?: string },
): Promise<MessageId> {
  const now = core.clock.now()
  const text = given.text.trim()
  if (text === '') throw new Problem('invalid-input', 'The note is empty. Write it, then keep it.')
  return core.db.transaction().execute(async (trx) => {
    const ticket = await lockTicket(trx, given.ticketId)
    const key = `note:${ticket.id}:${given.token ?? newId<'message'>(now)}`
    const before = await trx
      .selectFrom('messages')
      .select('id')
      .where('unique_key', '=', key)
      .executeTakeFirst()
    if (before) return before.id
    const { memberId } = given
    const messageId = await keepNote(trx, core, ticket, { memberId, text, key })
    await keepMentions(trx, core, ticket, { messageId, memberId, text })
    await discardDraft(trx, { memberId, ticketId: ticket.id, kind: 'note' })
    return messageId
  })
}

/** Stores a note on a locked ticket in the caller's transaction; `key` deduplicates it. */
export async function keepNote(
  trx: Trx,
  core: Core,
  ticket: LockedTicket,
  { memberId, text, key }: { memberId: MemberId; text: string; key: string },
): Promise<MessageId> {
  const now = core.clock.now()
  const messageId = await keepMemberMessage(
    trx,
    {
      ticketId: ticket.id,
      conversationId: ticket.conversationId,
      memberId,
      direction: 'note',
      channel: 'form',
      subject: '',
      text,
      language: ticket.language,
      uniqueKey: () => key,
    },
    now,
  )
  const actor = { kind: 'member', id: memberId } as const
  const [event] = await recordEvents(trx, [
    { ticketId: ticket.id, kind: 'noted', actor, at: now, detail: { messageId } },
  ])
  if (event) await noteInvestigatorAct(trx, core, ticket, memberId, event.number)
  return messageId
}
