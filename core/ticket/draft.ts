import type { DraftKind } from '../../db/desk-tables.ts'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'

export type { DraftKind }

/** The member, ticket and kind a draft belongs to. */
interface DraftPlace {
  memberId: MemberId
  ticketId: TicketId
  kind: DraftKind
}

/** A member's unsent text. */
export interface Draft {
  text: string
  savedAt: Date
}

/** Longer than any reply that is sent, in characters. */
const LONGEST_DRAFT = 60_000

/**
 * Saves a member's unsent text in place of the former one; blank text deletes it. With the form's token, a text that
 * was sent in the meantime is not saved again.
 */
export async function saveDraft(
  core: Core,
  { token, ...draft }: DraftPlace & { text: string; token?: string },
): Promise<void> {
  if (token !== undefined && (await wasSent(core.db, draft, token))) return
  await storeDraft(core.db, draft, core.clock.now())
}

/** Returns a member's drafts on a ticket, by kind. The caller has checked that they may read the ticket. */
export async function draftsOf(
  db: Queryable,
  memberId: MemberId,
  ticketId: TicketId,
): Promise<Partial<Record<DraftKind, Draft>>> {
  const rows = await db
    .selectFrom('drafts')
    .select(['kind', 'text', 'saved_at'])
    .where('member_id', '=', memberId)
    .where('ticket_id', '=', ticketId)
    .execute()
  return Object.fromEntries(rows.map((row) => [row.kind, { text: row.text, savedAt: row.saved_at }]))
}

/** Deletes a draft that was sent or is not wanted. */
export async function discardDraft(db: Queryable, { memberId, ticketId, kind }: DraftPlace): Promise<void> {
  await db
    .deleteFrom('drafts')
    .where('member_id', '=', memberId)
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', kind)
    .execute()
}

/** Returns an unsent text to a member's draft, before any newer text; in the caller's transaction. */
export async function returnToDraft(
  trx: Trx,
  draft: DraftPlace & { text: string },
  now: Date,
): Promise<void> {
  const typed = (await draftsOf(trx, draft.memberId, draft.ticketId))[draft.kind]
  const text = typed && typed.text !== draft.text ? `${draft.text}\n\n${typed.text}` : draft.text
  await storeDraft(trx, { ...draft, text }, now)
}

// A browser may save a draft after its form was sent.
async function wasSent(db: Queryable, { ticketId, kind }: DraftPlace, token: string): Promise<boolean> {
  const key = kind === 'note' ? `note:${ticketId}:${token}` : `out:${ticketId}:${token}`
  const row = await db.selectFrom('messages').select('id').where('unique_key', '=', key).executeTakeFirst()
  return row !== undefined
}

async function storeDraft(db: Queryable, draft: DraftPlace & { text: string }, now: Date): Promise<void> {
  if (draft.text.trim() === '') return discardDraft(db, draft)
  const kept = { text: draft.text.slice(0, LONGEST_DRAFT), saved_at: now }
  await db
    .insertInto('drafts')
    .values({ member_id: draft.memberId, ticket_id: draft.ticketId, kind: draft.kind, ...kept })
    .onConflict((conflict) => conflict.columns(['member_id', 'ticket_id', 'kind']).doUpdateSet(kept))
    .execute()
}
