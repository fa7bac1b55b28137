import { Problem, type ProblemCode } from '../../../core/kernel/problem.ts'
import { findTicket, viewTicket } from '../../../core/ticket/view.ts'
import { type RouteResponse, redirect } from '../../http/response.ts'
import type { MemberRoute, MemberVisit } from '../../http/route.ts'
import { TOOL_WORDS } from '../../wording/tool-words.ts'
import { withNotice } from '../notice.ts'
import { ticketPage } from './ticket-page.ts'
import { TICKET_TOOLS } from './ticket-tools.ts'
import type { TicketTool } from './tool-form.ts'

/** Where the forms of the tools are sent. */
export const TOOL_ROUTES: readonly MemberRoute[] = TICKET_TOOLS.map((tool) => ({
  method: 'POST',
  url: `/desk/tickets/:reference/${tool.name}`,
  allow: tool.allow,
  handle: (visit) => perform(visit, tool),
}))

// What the member can mend in the form; anything else is a page of its own.
const MENDABLE: readonly ProblemCode[] = [
  'invalid-input',
  'not-allowed',
  'not-found',
  'not-available',
  'too-early',
]

async function perform(visit: MemberVisit, tool: TicketTool): Promise<RouteResponse> {
  const { core, member, params, form, wording } = visit
  const ticket = await findTicket(core.db, member.id, params.reference ?? '')
  const path = `/desk/tickets/${ticket.reference}`
  try {
    await tool.act(visit, ticket)
    return redirect(withNotice(path, tool.name))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const late = error.code === 'already-done'
    const said = tool.why?.(error, visit)
    if (late && said === undefined && (form.text ?? '').trim() === '')
      return redirect(withNotice(path, 'already-done'))
    if (!late && !MENDABLE.includes(error.code)) throw error
    const refused = late ? wording.actions.alreadyDone : TOOL_WORDS[wording.language][tool.name].refused
    const view = await viewTicket(core, member.id, ticket.reference)
    return ticketPage(visit, view, { form: tool.name, why: said ?? refused, text: '', typed: form })
  }
}
