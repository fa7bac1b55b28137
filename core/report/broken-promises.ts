import type { TeamId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import type { PromiseKind } from '../policy/policy-times.ts'
import { endedHow, fellDue, lateSeconds } from './promise-figures.ts'
import type { ReportScope } from './scope.ts'

/** A broken promise, on a ticket the member may read. */
interface BrokenPromise {
  reference: Reference
  subject: string
  kind: PromiseKind
  category: Category
  team: TeamId
  dueAt: Date
  /** In milliseconds, until it ended or until now. */
  lateBy: number
  /** Still open. */
  owed: boolean
}

/**
 * Returns the promises broken within the period: those still open first, then the last to fall due.
 * Only one kind when `kind` names it. Returns at most `size`; `more` means that there are others.
 */
export async function brokenPromises(
  scope: ReportScope,
  { kind, size }: { kind: PromiseKind | null; size: number },
): Promise<{ promises: BrokenPromise[]; more: boolean }> {
  const broken = fellDue(scope)
    .where((eb) => eb.or([eb('promises.outcome', '=', 'broken'), eb('promises.ended_at', 'is', null)]))
    .where(endedHow(scope), 'in', ['broken', 'late'])
    .select(['tickets.reference', 'tickets.subject', 'tickets.category', 'tickets.team_id'])
    .select(['promises.kind', 'promises.due_at', 'promises.ended_at', lateSeconds(scope).as('late')])
    .orderBy((eb) => eb('promises.ended_at', 'is not', null))
    .orderBy('promises.due_at', 'desc')
    .orderBy('promises.id')
    .limit(size + 1)
  const rows = await (kind === null ? broken : broken.where('promises.kind', '=', kind)).execute()
  const promises = rows.slice(0, size).map((row) => ({
    reference: row.reference,
    subject: row.subject,
    kind: row.kind,
    category: row.category,
    team: row.team_id,
    dueAt: row.due_at,
    lateBy: Math.round(row.late * 1000),
    owed: row.ended_at === null,
  }))
  return { promises, more: rows.length > size }
}
