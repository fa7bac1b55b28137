import type { Core, Queryable, Trx } from '../kernel/core.ts'
import type { MemberId, TicketId } from '../kernel/id.ts'

/** What a member may be writing on a ticket: to its customer, or to colleagues. */
const DRAFT_KINDS = ['answer', 'note'] as const
export type DraftKind = (typeof DRAFT_KINDS)[number]

/** Whose words they are, and where. */
interface DraftPlace {
  memberId: MemberId
  ticketId: TicketId
  kind: DraftKind
}

/** Words typed and not sent yet. */
export interface Draft {
  text: string
  savedAt: Date
}

/** Longer than any answer that is sent. */
const LONGEST_DRAFT = 60_000

/**
 * Keeps what a member has typed so far, in place of what was kept before; nothing but spaces keeps nothing. With the
 * form's token, words that have been sent in the meantime are not kept again.
 */
export async function saveDraft(
  core: Core,
  { token, ...draft }: DraftPlace & { text: string; token?: string },
): Promise<void> {
  if (token !== undefined && (await wasSent(core.db, draft, token))) return
  await keepDraft(core.db, draft, core.clock.now())
}

/** What the member has typed on a ticket and not sent, of each kind. The caller has checked the reader. */
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

/** Forgets a draft: its words were sent, or are not wanted. */
export async function discardDraft(db: Queryable, { memberId, ticketId, kind }: DraftPlace): Promise<void> {
  await db
    .deleteFrom('drafts')
    .where('member_id', '=', memberId)
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', kind)
    .execute()
}

/** Gives words back to a member's draft, before whatever they have typed since; in the caller's transaction. */
export async function returnToDraft(
  trx: Trx,
  draft: DraftPlace & { text: string },
  now: Date,
): Promise<void> {
  const typed = (await draftsOf(trx, draft.memberId, draft.ticketId))[draft.kind]
  const text = typed && typed.text !== draft.text ? `${draft.text}\n\n${typed.text}` : draft.text
  await keepDraft(trx, { ...draft, text }, now)
}

// A browser saves what was typed a moment ago also when the form has just been sent.
async function wasSent(db: Queryable, { ticketId, kind }: DraftPlace, token: string): Promise<boolean> {
  const key = kind === 'note' ? `note:${ticketId}:${token}` : `out:${ticketId}:${token}`
  const row = await db.selectFrom('messages').select('id').where('unique_key', '=', key).executeTakeFirst()
  return row !== undefined
}

async function keepDraft(db: Queryable, draft: DraftPlace & { text: string }, now: Date): Promise<void> {
  if (draft.text.trim() === '') return discardDraft(db, draft)
  const kept = { text: draft.text.slice(0, LONGEST_DRAFT), saved_at: now }
  await db
    .insertInto('drafts')
    .values({ member_id: draft.memberId, ticket_id: draft.ticketId, kind: draft.kind, ...kept })
    .onConflict((conflict) => conflict.columns(['member_id', 'ticket_id', 'kind']).doUpdateSet(kept))
    .execute()
}
