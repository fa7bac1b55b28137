import type { Queryable } from '../kernel/core.ts'
import { type MemberId, newId } from '../kernel/id.ts'

/** Kinds of changes to how the desk is run. */
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

/** Who changed what, and why where a reason is required. */
export interface AuditEntry {
  kind: AuditKind
  /** Name of the changed member or thing, as it was then. */
  subject: string
  /** Codes and figures: the old value, the new value. */
  detail: Readonly<Record<string, unknown>>
  reason: string | null
  by: MemberId
  at: Date
}

const LONGEST_HISTORY = 200

/** Writes a change to the audit log, in the transaction that makes it. */
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

/** Writes a change to a member to the audit log, under the member's present name. */
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

/** Returns the audit log, newest first, of one kind of change or of all; at most 200 entries. */
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
