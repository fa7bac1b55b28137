import { Problem } from '../../../core/kernel/problem.ts'
import { parseReference } from '../../../core/kernel/reference.ts'
import { findTicket } from '../../../core/ticket/view.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { isTicketActive, lineField, type TicketTool } from './tool-form.ts'

/** Lets a matter go on within another of the same customer. */
export const MERGE_TOOL: TicketTool = {
  name: 'merge',
  allow: EVERY_ROLE,
  offered: isTicketActive,
  fields: (form) => lineField(form, 'into', form.words.text),
  act: async ({ core, member, form }, ticket) => {
    const typed = parseReference(form.into ?? '')
    if (typed?.kind !== 'valid') throw new Problem('invalid-input', 'This is no reference of a ticket.')
    const into = await findTicket(core.db, member.id, typed.reference)
    await merge(core, { intoTicketId: into.id, fromTicketId: ticket.id, memberId: member.id })
  },
}
