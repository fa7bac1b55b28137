import { MINUTE } from '../kernel/duration.ts'
import type { HandoffId } from '../kernel/id.ts'
import type { PresentMember } from '../member/presence.ts'
import { type Category, isSensitive } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'

// Fewer samples mean nothing; older ones belong to another day's load.
const FEWEST_TO_JUDGE_BY = 3
/** How far back accepted handoffs count for the expected wait, in milliseconds. */
export const RECENT = 2 * 60 * MINUTE

/** A customer waiting for a person. */
export interface WaitingHandoff {
  id: HandoffId
  category: Category
  language: Language
  urgent: boolean
  requestedAt: Date
}

/**
 * Returns whether a member may read this ticket, has its category as a skill and speaks the customer's
 * language.
 */
export function mayTakeHandoff(
  member: Pick<PresentMember, 'categories' | 'languages' | 'lanes'>,
  waiting: Pick<WaitingHandoff, 'category' | 'language'>,
): boolean {
  const { category, language } = waiting
  if (isSensitive(category) && !member.lanes.includes(category)) return false
  if (member.categories.length > 0 && !member.categories.includes(category)) return false
  return member.languages.length === 0 || member.languages.includes(language)
}

/** Returns the queue in the order it is served: urgent first, then the longest waiting. */
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
 * Returns a customer's place, 1 being next: one more than those before who wait for one of the same members.
 * A customer who waits for others (another language, a lane these are not cleared for) counts for nothing.
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

/** Returns the first handoff in the queue a member may accept, or undefined. */
export function nextFor<One extends WaitingHandoff>(
  member: Pick<PresentMember, 'categories' | 'languages' | 'lanes'>,
  waiting: readonly One[],
): One | undefined {
  return inOrder(waiting).find((one) => mayTakeHandoff(member, one))
}

/**
 * Returns the expected wait in whole minutes (at least 1), from the recent time per place; null with too few
 * samples.
 * Uses the median, so that one forgotten handoff does not frighten everybody.
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
