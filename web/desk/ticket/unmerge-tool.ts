import { unmerge } from '../../../core/ticket-actions/unmerge.ts'
import { html } from '../../http/html.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import type { TicketTool } from './tool-form.ts'

/** Takes a merge back, as long as nothing has tied the two matters together. */
export const UNMERGE_TOOL: TicketTool = {
  name: 'unmerge',
  allow: EVERY_ROLE,
  offered: ({ ticket }) => ticket.mergedInto !== null,
  fields: () => html``,
  act: ({ core, member }, ticket) => unmerge(core, { ticketId: ticket.id, memberId: member.id }),
}
