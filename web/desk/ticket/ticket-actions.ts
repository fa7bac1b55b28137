import { Problem } from '../../../core/kernel/problem.ts'
import { isCategory } from '../../../core/policy/category.ts'
import { RESOLUTION_OUTCOMES } from '../../../core/policy/resolution-outcome.ts'
import { viewOriginal } from '../../../core/ticket/original.ts'
import { findTicket, type TicketHead } from '../../../core/ticket/view.ts'
import { assign, recategorise } from '../../../core/ticket-actions/assign.ts'
import { setCustomerFromForward } from '../../../core/ticket-actions/customer-from-forward.ts'
import { releaseFromQuarantine } from '../../../core/ticket-actions/quarantine.ts'
import { reopen } from '../../../core/ticket-actions/reopening.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { confirmProposal } from '../../../core/training/correction.ts'
import type { MemberRoute, MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import type { Notice } from '../notice.ts'
import { ticketActionRoute, typedWords } from './action-route.ts'
import { REPLY_ACTIONS } from './reply-actions.ts'
import type { RefusedForm } from './reply-form.ts'
import { lastSeenEvent, newsBeforeSending } from './reply-form.ts'

/** What can be done to a ticket. Each begins by finding it as this member may see it. */
export const TICKET_ACTIONS: readonly MemberRoute[] = [
  ...REPLY_ACTIONS,
  ticketActionRoute('resolution', concludeTicket),
  ticketActionRoute('reopening', reopenTicket),
  ticketActionRoute('assignment', assignTicket),
  ticketActionRoute('category', changeCategory),
  ticketActionRoute('category-confirmation', confirmCategory),
  ticketActionRoute('release', releaseTicket),
  ticketActionRoute('customer', correctCustomer),
]

async function concludeTicket(visit: MemberVisit, ticket: TicketHead): Promise<Notice | RefusedForm> {
  const { core, member, wording, form } = visit
  const text = typedWords(visit)
  const outcome = RESOLUTION_OUTCOMES.find((known) => known === form.outcome)
  if (!outcome) throw new Problem('invalid-input', 'There is no such outcome.')
  const refused = (why: string): RefusedForm => ({ form: 'resolution', why, text, outcome })
  if (text.trim() === '') return refused(wording.resolve.empty)
  if (text.length > LONGEST_FORM_TEXT) return refused(wording.answer.tooLong(LONGEST_FORM_TEXT))
  const news = await newsBeforeSending(visit, ticket)
  if (news) return { form: 'resolution', why: '', text, outcome, news }
  await resolve(core, { ticketId: ticket.id, memberId: member.id, outcome, text, ...lastSeenEvent(visit) })
  return 'resolved'
}

async function reopenTicket({ core, member }: MemberVisit, ticket: TicketHead): Promise<Notice> {
  await reopen(core, { ticketId: ticket.id, memberId: member.id })
  return 'reopened'
}

async function assignTicket({ core, member, form }: MemberVisit, ticket: TicketHead): Promise<Notice> {
  const assigneeId = form.to === 'nobody' ? null : member.id
  await assign(core, { ticketId: ticket.id, memberId: member.id, assigneeId })
  return assigneeId === null ? 'unassigned' : 'assigned'
}

async function changeCategory(visit: MemberVisit, ticket: TicketHead): Promise<Notice> {
  const { core, member, form } = visit
  const category = form.category ?? ''
  if (!isCategory(category)) throw new Problem('invalid-input', 'There is no such category.')
  await recategorise(core, { ticketId: ticket.id, memberId: member.id, category })
  return (await isStillReadable(visit, ticket)) ? 'recategorised' : 'moved'
}

async function confirmCategory({ core, member, form }: MemberVisit, ticket: TicketHead): Promise<Notice> {
  const category = form.category ?? ''
  if (!isCategory(category)) throw new Problem('invalid-input', 'There is no such category.')
  await confirmProposal(core, { ticketId: ticket.id, memberId: member.id, category })
  return 'category-confirmed'
}

async function releaseTicket({ core, member }: MemberVisit, ticket: TicketHead): Promise<Notice> {
  await releaseFromQuarantine(core, { ticketId: ticket.id, memberId: member.id })
  return 'released'
}

async function correctCustomer({ core, member, form }: MemberVisit, ticket: TicketHead): Promise<Notice> {
  const { id: messageId } = await viewOriginal(core, member.id, form.message ?? '')
  await setCustomerFromForward(core, { ticketId: ticket.id, messageId, memberId: member.id })
  return 'customer-corrected'
}

async function isStillReadable({ core, member }: MemberVisit, ticket: TicketHead): Promise<boolean> {
  try {
    await findTicket(core.db, member.id, ticket.reference)
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return false
    throw error
  }
}
