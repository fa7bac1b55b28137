import type { Queryable } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { readableBy } from '../member/clearance.ts'

/** Those among references whose ticket a member may read now: beyond them not even a number is theirs to know. */
export async function readableReferences(
  db: Queryable,
  viewer: MemberId,
  references: readonly string[],
): Promise<Set<string>> {
  if (references.length === 0) return new Set()
  const rows = await db
    .selectFrom('tickets')
    .select('reference')
    .where('reference', 'in', [...new Set(references)])
    .where(readableBy(viewer))
    .execute()
  return new Set(rows.map(({ reference }) => reference))
}
