import { answer } from '../../core/answer.ts'
import { isCategory } from '../../core/category.ts'
import { takeForwardedSender } from '../../core/forwarded-sender.ts'
import { viewOriginal } from '../../core/original.ts'
import { Problem } from '../../core/problem.ts'
import { releaseFromQuarantine } from '../../core/quarantine.ts'
import { assign, recategorise } from '../../core/reassignment.ts'
import { reopen } from '../../core/reopening.ts'
import { RESOLUTION_OUTCOMES, resolve } from '../../core/resolution.ts'
import { findTicket, type TicketHead, viewTicket } from '../../core/ticket-view.ts'
import { type Answer, redirect } from '../answer.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../route.ts'
import { LONGEST_TEXT, MOST_FILES } from '../settings.ts'
import type { Refused } from './answer-form.ts'
import { type Notice, saying } from './notice.ts'
import { ticketPage } from './ticket-page.ts'

/** What can be done to a ticket. Each begins by finding it as this member may see it. */
export const TICKET_ACTIONS: readonly MemberRoute[] = [
  action('answers', sendAnswer, { upload: true }),
  action('resolution', concludeTicket),
  action('reopening', reopenTicket),
  action('assignment', assignTicket),
  action('category', changeCategory),
  action('release', releaseTicket),
  action('customer', correctCustomer),
]

type Acts = (visit: MemberVisit, ticket: TicketHead) => Promise<Notice | Refused>

function action(word: string, act: Acts, { upload = false } = {}): MemberRoute {
  return {
    method: 'POST',
    url: `/desk/tickets/:reference/${word}`,
    allow: EVERY_ROLE,
    upload,
    handle: async (visit) => perform(visit, act),
  }
}

async function perform(visit: MemberVisit, act: Acts): Promise<Answer> {
  const { core, member, params } = visit
  const ticket = await findTicket(core.db, member.id, params.reference ?? '')
  const path = `/desk/tickets/${ticket.reference}`
  try {
    const outcome = await act(visit, ticket)
    if (typeof outcome === 'object') return refuse(visit, ticket, outcome)
    return redirect(saying(outcome === 'moved' ? '/desk' : path, outcome))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const overtaken = overtakenText(visit, error)
    if (overtaken && !(await isSaid(visit, ticket, overtaken.text))) return refuse(visit, ticket, overtaken)
    // Somebody was faster, or pressed twice: the page shows how things stand.
    if (error.code === 'already-done') return redirect(saying(path, 'already-done'))
    throw error
  }
}

/** What was written while somebody resolved, merged or set the ticket aside: it comes back, to be sent or left. */
function overtakenText({ form, wording }: MemberVisit, { code }: Problem): Refused | undefined {
  const text = (form.text ?? '').replace(/\r\n?/g, '\n')
  if (text.trim() === '' || (code !== 'already-done' && code !== 'invalid-input')) return undefined
  return { form: 'answer', why: wording.actions.alreadyDone, text }
}

// Pressed twice: the first press said it.
async function isSaid(
  { core, member }: MemberVisit,
  { reference }: TicketHead,
  text: string,
): Promise<boolean> {
  const { messages } = await viewTicket(core, member.id, reference)
  return messages.some(({ direction, newText }) => direction === 'out' && newText.trim() === text.trim())
}

async function refuse(visit: MemberVisit, ticket: TicketHead, refused: Refused): Promise<Answer> {
  return ticketPage(visit, await viewTicket(visit.core, visit.member.id, ticket.reference), refused)
}

async function sendAnswer(visit: MemberVisit, ticket: TicketHead): Promise<Notice | Refused> {
  const { core, member, wording, files } = visit
  const text = (visit.form.text ?? '').replace(/\r\n?/g, '\n')
  const refused = (why: string): Refused => ({ form: 'answer', why, text })
  if (ticket.quarantinedAt) return refused(wording.answer.quarantined)
  if (text.trim() === '') return refused(wording.answer.empty)
  if (text.length > LONGEST_TEXT) return refused(wording.answer.tooLong(LONGEST_TEXT))
  const large = files.find((file) => file.tooLarge)
  if (large) return refused(wording.answer.tooLarge(large.name))
  if (files.length > MOST_FILES) return refused(wording.answer.tooMany(MOST_FILES))
  const attachments = files.map(({ name, type, content }) => ({ name, type, content }))
  const token = visit.form.token?.slice(0, 100)
  await answer(core, {
    ticketId: ticket.id,
    memberId: member.id,
    text,
    attachments,
    ...(token ? { token } : {}),
  })
  return 'answered'
}

async function concludeTicket(visit: MemberVisit, ticket: TicketHead): Promise<Notice | Refused> {
  const { core, member, wording, form } = visit
  const text = (form.text ?? '').replace(/\r\n?/g, '\n')
  const outcome = RESOLUTION_OUTCOMES.find((known) => known === form.outcome)
  if (!outcome) throw new Problem('invalid-input', 'There is no such outcome.')
  const refused = (why: string): Refused => ({ form: 'resolution', why, text, outcome })
  if (text.trim() === '') return refused(wording.resolve.empty)
  if (text.length > LONGEST_TEXT) return refused(wording.answer.tooLong(LONGEST_TEXT))
  await resolve(core, { ticketId: ticket.id, memberId: member.id, outcome, text })
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

async function releaseTicket({ core, member }: MemberVisit, ticket: TicketHead): Promise<Notice> {
  await releaseFromQuarantine(core, { ticketId: ticket.id, memberId: member.id })
  return 'released'
}

async function correctCustomer({ core, member, form }: MemberVisit, ticket: TicketHead): Promise<Notice> {
  const { id: messageId } = await viewOriginal(core, member.id, form.message ?? '')
  await takeForwardedSender(core, { ticketId: ticket.id, messageId, memberId: member.id })
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
