import type { TeamId } from '../kernel/id.ts'
import type { Reference } from '../kernel/reference.ts'
import type { Category } from '../policy/category.ts'
import { PROMISE_KINDS, type PromiseKind } from '../policy/policy-times.ts'
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
  const rows = await fellDue(scope)
    .where((eb) => eb.or([eb('promises.outcome', '=', 'broken'), eb('promises.ended_at', 'is', null)]))
    .where(endedHow(scope), 'in', ['broken', 'late'])
    .$if(kind !== null, (query) => query.where('promises.kind', '=', kind ?? ''))
    .select(['tickets.reference', 'tickets.subject', 'tickets.category', 'tickets.team_id'])
    .select(['promises.kind', 'promises.due_at', 'promises.ended_at', lateSeconds(scope).as('late')])
    .orderBy((eb) => eb('promises.ended_at', 'is not', null))
    .orderBy('promises.due_at', 'desc')
    .orderBy('promises.id')
    .limit(size + 1)
    .execute()
  const promises = rows.slice(0, size).map((row) => ({
    reference: row.reference as Reference,
    subject: row.subject,
    kind: PROMISE_KINDS.find((known) => known === row.kind) ?? 'resolve',
    category: row.category as Category,
    team: row.team_id as TeamId,
    dueAt: row.due_at,
    lateBy: Math.round(row.late * 1000),
    owed: row.ended_at === null,
  }))
  return { promises, more: rows.length > size }
}
