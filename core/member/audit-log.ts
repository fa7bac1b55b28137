import type { Queryable } from '../kernel/core.ts'
import { type MemberId, newId } from '../kernel/id.ts'

/** What can be changed about how the desk is run. */
export const AUDIT_KINDS = [
  'member-added',
  'member-deactivated',
  'role-changed',
  'team-joined',
  'team-left',
  'clearance-granted',
  'clearance-withdrawn',
  'skills-set',
  'team-renamed',
  'address-routed',
  'policy-times-set',
  'token-made',
  'token-revoked',
  'webhook-added',
  'webhook-removed',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** Who changed what, and why where a reason is asked for. */
export interface AuditEntry {
  kind: AuditKind
  /** Whose or what, by its name as it was then. */
  subject: string
  /** Codes and figures: what it was, what it is. */
  detail: Readonly<Record<string, unknown>>
  reason: string | null
  by: MemberId
  at: Date
}

const LONGEST_HISTORY = 200

/** Keeps a change in the history, in the transaction that makes it. */
export async function recordAudit(db: Queryable, change: AuditEntry): Promise<void> {
  const { kind, subject, detail, reason, by, at } = change
  await db
    .insertInto('administration_changes')
    .values({
      id: newId<'administration-change'>(at),
      kind,
      subject,
      detail: JSON.stringify(detail),
      reason,
      actor_id: by,
      at,
    })
    .execute()
}

/** The same for a change to a member, who is named as they are called now. */
export async function recordMemberAudit(
  db: Queryable,
  change: Omit<AuditEntry, 'subject' | 'reason'> & { memberId: MemberId },
): Promise<void> {
  const { memberId, ...more } = change
  const { name } = await db
    .selectFrom('members')
    .select('name')
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow()
  await recordAudit(db, { ...more, subject: name, reason: null })
}

/** The history, newest first, of one kind of change or of all. */
export async function listAuditLog(
  db: Queryable,
  { kind }: { kind?: AuditKind } = {},
): Promise<(AuditEntry & { byName: string })[]> {
  const rows = await db
    .selectFrom('administration_changes')
    .innerJoin('members', 'members.id', 'administration_changes.actor_id')
    .selectAll('administration_changes')
    .select('members.name as by_name')
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .orderBy('administration_changes.id', 'desc')
    .limit(LONGEST_HISTORY)
    .execute()
  return rows.map((row) => ({
    kind: row.kind as AuditKind,
    subject: row.subject,
    detail: row.detail as Readonly<Record<string, unknown>>,
    reason: row.reason,
    by: row.actor_id as MemberId,
    byName: row.by_name,
    at: row.at,
  }))
}
