import { conclude } from '../../../core/correspondence/conclusion.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { formToken, isTicketActive, type TicketTool, textField, typedText } from './tool-form.ts'

/** Tells the customer what was found (policy §4); the matter stays open until it is resolved. */
export const CONCLUSION_TOOL: TicketTool = {
  name: 'conclusion',
  allow: EVERY_ROLE,
  offered: isTicketActive,
  fields: (form) => textField(form, 'text', form.words.text),
  act: (visit, ticket) =>
    conclude(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      findings: typedText(visit, 'text'),
      token: formToken(visit),
    }),
}
