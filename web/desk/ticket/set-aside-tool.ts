import {
  SET_ASIDE_REASONS,
  type SetAsideReason,
  setAside,
  takeUp,
} from '../../../core/ticket-actions/set-aside.ts'
import { html } from '../../http/html.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { SET_ASIDE_WORDS } from '../../wording/tool-words.ts'
import { choiceField, isTicketActive, type TicketTool } from './tool-form.ts'

/** It is no complaint: nothing is owed for it, until it is taken up again. */
export const SET_ASIDE_TOOL: TicketTool = {
  name: 'set-aside',
  allow: EVERY_ROLE,
  offered: isTicketActive,
  fields: (form) => {
    const reasons = SET_ASIDE_WORDS[form.visit.wording.language]
    return choiceField(
      form,
      'why',
      form.words.choice,
      SET_ASIDE_REASONS.map((reason) => ({ value: reason, label: reasons[reason] })),
    )
  },
  act: ({ core, member, form }, ticket) =>
    // The verb refuses what is none of its reasons.
    setAside(core, { ticketId: ticket.id, memberId: member.id, why: form.why as SetAsideReason }),
}

/** It is one after all: everything is owed again as it was. */
export const TAKE_UP_TOOL: TicketTool = {
  name: 'taking-up',
  allow: EVERY_ROLE,
  offered: ({ ticket }) => ticket.setAsideAt !== null,
  fields: () => html``,
  act: ({ core, member }, ticket) => takeUp(core, { ticketId: ticket.id, memberId: member.id }),
}
