import { type ContactChannels, findContactChannels } from '../../../core/correspondence/contact-channels.ts'
import { findUndoableSend, type UndoableSend } from '../../../core/correspondence/undo-send.ts'
import type { Category } from '../../../core/policy/category.ts'
import { type Draft, type DraftKind, draftsOf } from '../../../core/ticket/draft.ts'
import { type Mentionable, mentionable } from '../../../core/ticket/mention.ts'
import type { TicketView } from '../../../core/ticket/view.ts'
import { type Macro, macrosFor } from '../../../core/ticket-actions/macro.ts'
import { customerProposal } from '../../../core/training/correction.ts'
import type { MemberVisit } from '../../http/route.ts'

/** What a member works with on a ticket, beside the ticket itself. */
export interface TicketWork {
  drafts: Partial<Record<DraftKind, Draft>>
  /** Their answer that has not left yet. */
  withdrawable: UndoableSend | undefined
  macros: readonly Macro[]
  ways: ContactChannels
  /** Whom a note can name. */
  colleagues: readonly Mentionable[]
  /** The category the customer put the ticket into, for a member to confirm. */
  proposal: Category | undefined
  /** The last event this page knows of: what comes after it the member has not read. */
  lastEvent: number
}

/** Everything the answer box and the note of a ticket are drawn from. */
export async function ticketWork(
  { core, member }: MemberVisit,
  { ticket, events }: TicketView,
): Promise<TicketWork> {
  const { db } = core
  const [drafts, withdrawable, macros, ways, everyone, proposal] = await Promise.all([
    draftsOf(db, member.id, ticket.id),
    findUndoableSend(core, member.id, ticket.id),
    macrosFor(db, ticket.category),
    findContactChannels(core, ticket),
    mentionable(db, ticket.category),
    customerProposal(db, ticket),
  ])
  const colleagues = everyone.filter(({ id }) => id !== member.id)
  return { drafts, withdrawable, macros, ways, colleagues, proposal, lastEvent: events.at(-1)?.number ?? 0 }
}
