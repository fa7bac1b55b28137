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

/** One thing that is done to many tickets. */
export type BulkAct =
  | { kind: 'assign'; assigneeId: MemberId | null }
  | { kind: 'category'; category: Category }
  /** Every customer is told the same words. */
  | { kind: 'resolve'; outcome: ResolutionOutcome; text: string }
  /** Set aside as spam: nothing is owed any more. */
  | { kind: 'quarantine' }
  /** Out of quarantine, or taken up again when it was set aside. */
  | { kind: 'release' }

/** What was done, and what was refused and why; together every reference that was given, each once. */
interface BulkOutcome {
  done: Reference[]
  refused: { reference: string; why: ProblemCode }[]
}

/** How many tickets one act may be about. */
export const MOST_AT_ONCE = 100

/**
 * Does one thing to each of these tickets by the verb there is for one, each in a transaction of its own: what is refused
 * for one leaves the others done. A ticket the member may not read is `not-found`, one a fault kept from being changed
 * `not-available`. Refuses as a whole (`invalid-input`) no tickets or more than 100, someone who does not work here, and a
 * resolution without words.
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
  // One after another: they would wait for each other's locks and connections anyway, and the order stays that of the list.
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
