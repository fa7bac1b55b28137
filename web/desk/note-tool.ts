import { note } from '../../core/note.ts'
import { EVERY_ROLE } from '../route.ts'
import { formToken, type TicketTool, textField, typedText } from './ticket-tool.ts'

/** A note for colleagues; the customer never sees it. */
export const NOTE_TOOL: TicketTool = {
  name: 'note',
  allow: EVERY_ROLE,
  offered: ({ ticket }) => !ticket.mergedInto,
  fields: (form) => textField(form, 'text', form.words.text, 3),
  act: (visit, ticket) =>
    note(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      text: typedText(visit, 'text'),
      token: formToken(visit),
    }),
}
