import { beginInvestigation } from '../../../core/promise/investigation.ts'
import { html } from '../../http/html.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { isTicketActive, type TicketTool } from './tool-form.ts'

/** The investigator says that the investigation begins (policy §4); any other act of theirs says so too. */
export const INVESTIGATION_TOOL: TicketTool = {
  name: 'investigation',
  allow: EVERY_ROLE,
  offered: (view) =>
    isTicketActive(view) &&
    view.promises.some(
      ({ kind, round, outcome }) => kind === 'investigate' && round === view.ticket.round && outcome === null,
    ) &&
    (view.ticket.level !== 'customer-service' ||
      view.events.some(({ kind }) => kind === 'investigator-named')),
  fields: () => html``,
  act: ({ core, member }, ticket) => beginInvestigation(core, { ticketId: ticket.id, memberId: member.id }),
}
