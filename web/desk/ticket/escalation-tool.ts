import { LEVELS } from '../../../core/policy/level.ts'
import { escalate } from '../../../core/promise/escalate.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { html } from '../../http/html.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { choiceField, isTicketActive, type TicketTool, textField, typedText } from './tool-form.ts'

/** Hands a matter up the ladder before its time, with a reason (policy §4); it never goes down. */
export const ESCALATION_TOOL: TicketTool = {
  name: 'escalation',
  allow: EVERY_ROLE,
  offered: (view) => isTicketActive(view) && view.ticket.level !== 'customer-experience',
  fields: (form) => {
    const { teams } = customerWordingIn(form.visit.wording.language)
    const above = LEVELS.slice(LEVELS.indexOf(form.view.ticket.level) + 1)
    return html`${choiceField(
      form,
      'to',
      form.words.choice,
      above.map((level) => ({ value: level, label: teams[level].name })),
    )}
    ${textField(form, 'text', form.words.text, 3)}`
  },
  act: (visit, ticket) =>
    escalate(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      reason: typedText(visit, 'text'),
      ...(visit.form.to === undefined ? {} : { to: visit.form.to }),
    }),
}
