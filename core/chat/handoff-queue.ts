import { MINUTE } from '../kernel/duration.ts'
import type { HandoffId } from '../kernel/id.ts'
import type { PresentMember } from '../member/presence.ts'
import { type Category, isSensitive } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'

// Fewer than this say nothing; older than this were another day's crowd.
const FEWEST_TO_JUDGE_BY = 3
/** How far back accepted handoffs are looked at to tell an expected wait, in milliseconds. */
export const RECENT = 2 * 60 * MINUTE

/** A customer waiting for a person. */
export interface WaitingHandoff {
  id: HandoffId
  category: Category
  language: Language
  urgent: boolean
  requestedAt: Date
}

/** True when a member may read this matter, knows its kind and speaks the customer's language. */
export function mayTakeHandoff(
  member: Pick<PresentMember, 'categories' | 'languages' | 'lanes'>,
  waiting: Pick<WaitingHandoff, 'category' | 'language'>,
): boolean {
  const { category, language } = waiting
  if (isSensitive(category) && !member.lanes.includes(category)) return false
  if (member.categories.length > 0 && !member.categories.includes(category)) return false
  return member.languages.length === 0 || member.languages.includes(language)
}

/** The queue in the order it is served: urgent first, then who has waited longest. */
export function inOrder<One extends Pick<WaitingHandoff, 'id' | 'urgent' | 'requestedAt'>>(
  waiting: readonly One[],
): One[] {
  return [...waiting].sort(
    (a, b) =>
      Number(b.urgent) - Number(a.urgent) ||
      a.requestedAt.getTime() - b.requestedAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  )
}

/**
 * A customer's place, 1 being next: those before who wait for one of the same members. Who waits for others (another
 * language, a lane these are not cleared for) takes nobody's place.
 */
export function placeOf(
  one: WaitingHandoff,
  waiting: readonly WaitingHandoff[],
  present: readonly Pick<PresentMember, 'categories' | 'languages' | 'lanes'>[],
): number {
  const able = present.filter((member) => mayTakeHandoff(member, one))
  const queue = inOrder(waiting.some(({ id }) => id === one.id) ? waiting : [...waiting, one])
  const before = queue.slice(
    0,
    queue.findIndex(({ id }) => id === one.id),
  )
  return 1 + before.filter((other) => able.some((member) => mayTakeHandoff(member, other))).length
}

/** The first in the queue a member may take, or undefined. */
export function nextFor<One extends WaitingHandoff>(
  member: Pick<PresentMember, 'categories' | 'languages' | 'lanes'>,
  waiting: readonly One[],
): One | undefined {
  return inOrder(waiting).find((one) => mayTakeHandoff(member, one))
}

/**
 * The expected wait in whole minutes (at least 1), from how long each place took lately; null when too few were
 * accepted to tell. The median, so that one forgotten talk does not frighten everybody.
 */
export function expectedWait(
  place: number,
  recent: readonly { waitedMs: number; place: number }[],
): number | null {
  if (recent.length < FEWEST_TO_JUDGE_BY) return null
  const perPlace = recent.map(({ waitedMs, place: was }) => waitedMs / Math.max(1, was)).sort((a, b) => a - b)
  const median = perPlace[Math.floor(perPlace.length / 2)] ?? 0
  return Math.max(1, Math.ceil((median * place) / MINUTE))
}
