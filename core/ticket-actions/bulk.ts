import type { Core } from '../kernel/core.ts'
import type { MemberId } from '../kernel/id.ts'
import { Problem, type ProblemCode } from '../kernel/problem.ts'
import type { Reference } from '../kernel/reference.ts'
import { findMember } from '../member/member.ts'
import type { Category } from '../policy/category.ts'
import type { ResolutionOutcome } from '../policy/resolution-outcome.ts'
import { findTicket, type TicketHead } from '../ticket/view.ts'
import { assign, recategorise } from './assign.ts'
import { releaseFromQuarantine } from './quarantine.ts'
import { resolve } from './resolution.ts'
import { setAside, takeUp } from './set-aside.ts'

/** An act that is applied to many tickets. */
export type BulkAct =
  | { kind: 'assign'; assigneeId: MemberId | null }
  | { kind: 'category'; category: Category }
  /** Every customer gets the same text. */
  | { kind: 'resolve'; outcome: ResolutionOutcome; text: string }
  /** Set aside as spam: all promises end. */
  | { kind: 'quarantine' }
  /** Releases from quarantine, or takes up a ticket that was set aside. */
  | { kind: 'release' }

/** What was done, and what was refused and why. Together they hold every given reference once. */
interface BulkOutcome {
  done: Reference[]
  refused: { reference: string; why: ProblemCode }[]
}

/** How many tickets one act may cover. */
export const MOST_AT_ONCE = 100

/**
 * Applies an act to each of these tickets in a transaction of its own, so that one refusal leaves the others
 * done.
 * A ticket the member may not read is refused with `not-found`, one that failed by a fault with
 * `not-available`.
 * Throws `invalid-input` for no tickets or more than 100, for an unknown member, and for a resolution without
 * a text.
 */
export async function actOnMany(
  core: Core,
  given: { memberId: MemberId; references: readonly string[]; act: BulkAct },
): Promise<BulkOutcome> {
  const references = [...new Set(given.references)]
  if (references.length === 0) throw new Problem('invalid-input', 'Choose at least one ticket.')
  if (references.length > MOST_AT_ONCE) {
    throw new Problem('invalid-input', `Choose ${MOST_AT_ONCE} tickets at most, then do the others.`)
  }
  await checkAct(core, given.act)
  const outcome: BulkOutcome = { done: [], refused: [] }
  // Sequential: concurrent acts would wait for each other's locks and connections anyway, and the list's
  // order is kept.
  for (const reference of references) {
    const result = await actOnOne(core, given.memberId, reference, given.act)
    if (result.why === null) outcome.done.push(result.reference)
    else outcome.refused.push({ reference, why: result.why })
  }
  return outcome
}

async function checkAct(core: Core, act: BulkAct): Promise<void> {
  if (act.kind === 'assign' && act.assigneeId && !(await findMember(core.db, act.assigneeId))) {
    throw new Problem('invalid-input', 'This person does not work here any more. Choose another.')
  }
  if (act.kind === 'resolve' && act.text.trim() === '') {
    throw new Problem('invalid-input', 'Write what the customers are to be told.')
  }
}

async function actOnOne(
  core: Core,
  memberId: MemberId,
  reference: string,
  act: BulkAct,
): Promise<{ why: null; reference: Reference } | { why: ProblemCode }> {
  try {
    const ticket = await findTicket(core.db, memberId, reference)
    await perform(core, memberId, ticket, act)
    return { why: null, reference: ticket.reference }
  } catch (error) {
    if (error instanceof Problem) return { why: error.code }
    core.log.error('a ticket of several was not changed', { memberId, reason: act.kind, error })
    return { why: 'not-available' }
  }
}

async function perform(core: Core, memberId: MemberId, ticket: TicketHead, act: BulkAct): Promise<void> {
  const { id: ticketId } = ticket
  switch (act.kind) {
    case 'assign':
      return assign(core, { ticketId, memberId, assigneeId: act.assigneeId })
    case 'category':
      return recategorise(core, { ticketId, memberId, category: act.category })
    case 'resolve':
      return resolve(core, { ticketId, memberId, outcome: act.outcome, text: act.text })
    case 'quarantine':
      return setAside(core, { ticketId, memberId, why: 'spam' })
    case 'release':
      return ticket.setAsideAt
        ? takeUp(core, { ticketId, memberId })
        : releaseFromQuarantine(core, { ticketId, memberId })
  }
}
