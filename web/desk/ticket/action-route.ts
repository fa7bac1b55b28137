import { Problem } from '../../../core/kernel/problem.ts'
import { findTicket, type TicketHead, viewTicket } from '../../../core/ticket/view.ts'
import { type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { type Notice, withNotice } from '../notice.ts'
import type { RefusedForm } from './reply-form.ts'
import { ticketPage } from './ticket-page.ts'

/** What an action answers: what was done, a form that comes back, or an answer of its own. */
export type TicketActionResult = Notice | RefusedForm | { response: RouteResponse }

type TicketAction = (visit: MemberVisit, ticket: TicketHead) => Promise<TicketActionResult>

/** A form of the ticket's page: its route, which begins by finding the ticket as this member may see it. */
export function ticketActionRoute(word: string, act: TicketAction, { upload = false } = {}): MemberRoute {
  return {
    method: 'POST',
    url: `/desk/tickets/:reference/${word}`,
    allow: EVERY_ROLE,
    upload,
    handle: async (visit) => perform(visit, act),
  }
}

async function perform(visit: MemberVisit, act: TicketAction): Promise<RouteResponse> {
  const { core, member, params } = visit
  const ticket = await findTicket(core.db, member.id, params.reference ?? '')
  const path = `/desk/tickets/${ticket.reference}`
  try {
    const outcome = await act(visit, ticket)
    if (typeof outcome === 'string')
      return redirect(withNotice(outcome === 'moved' ? '/desk' : path, outcome))
    return 'response' in outcome ? outcome.response : await refuse(visit, ticket, outcome)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const overtaken = collisionRefusal(visit, error)
    if (overtaken && !(await isAlreadySent(visit, ticket, overtaken.text)))
      return refuse(visit, ticket, overtaken)
    // Somebody was faster, or pressed twice: the page shows how things stand.
    if (error.code === 'already-done') return redirect(withNotice(path, 'already-done'))
    throw error
  }
}

/** What was written while somebody resolved, merged or set the ticket aside: it comes back, to be sent or left. */
function collisionRefusal(visit: MemberVisit, { code }: Problem): RefusedForm | undefined {
  const text = typedWords(visit)
  if (text.trim() === '' || (code !== 'already-done' && code !== 'invalid-input')) return undefined
  return { form: 'answer', why: visit.wording.actions.alreadyDone, text }
}

/** The words of a form, with plain line ends. */
export function typedWords({ form }: MemberVisit): string {
  return (form.text ?? '').replace(/\r\n?/g, '\n')
}

// Pressed twice: the first press said it.
async function isAlreadySent(
  { core, member }: MemberVisit,
  { reference }: TicketHead,
  text: string,
): Promise<boolean> {
  const { messages } = await viewTicket(core, member.id, reference)
  return messages.some(({ direction, newText }) => direction === 'out' && newText.trim() === text.trim())
}

async function refuse(visit: MemberVisit, ticket: TicketHead, refused: RefusedForm): Promise<RouteResponse> {
  return ticketPage(visit, await viewTicket(visit.core, visit.member.id, ticket.reference), refused)
}
