import { AUDIT_KINDS, type AuditKind } from '../../db/administration-tables.ts'
import type { Queryable } from '../kernel/core.ts'
import { type MemberId, newId } from '../kernel/id.ts'

export { AUDIT_KINDS, type AuditKind }

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
  const entries = db
    .selectFrom('administration_changes')
    .innerJoin('members', 'members.id', 'administration_changes.actor_id')
    .selectAll('administration_changes')
    .select('members.name as by_name')
    .orderBy('administration_changes.id', 'desc')
    .limit(LONGEST_HISTORY)
  const rows = await (kind === undefined ? entries : entries.where('kind', '=', kind)).execute()
  return rows.map((row) => ({
    kind: row.kind,
    subject: row.subject,
    detail: row.detail,
    reason: row.reason,
    by: row.actor_id,
    byName: row.by_name,
    at: row.at,
  }))
}
