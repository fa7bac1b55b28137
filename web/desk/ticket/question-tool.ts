import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { html } from '../../http/html.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { choiceField, formToken, isTicketActive, type TicketTool, textField, typedText } from './tool-form.ts'

const HOUR = 3_600_000
const HOURS_TO_REPLY = [24, 48, 72]

/** Asks the customer for what is missing (policy §4), with a time to reply; the clock runs on. */
export const QUESTION_TOOL: TicketTool = {
  name: 'question',
  allow: EVERY_ROLE,
  offered: isTicketActive,
  fields: (form) => html`${textField(form, 'text', form.words.text)}
    ${choiceField(
      form,
      'hours',
      form.words.choice,
      HOURS_TO_REPLY.map((hours) => ({ value: String(hours), label: `${hours} h` })),
    )}`,
  act: (visit, ticket) => {
    const hours = HOURS_TO_REPLY.find((known) => String(known) === visit.form.hours)
    if (hours === undefined) throw new Problem('invalid-input', 'There is no such time to reply.')
    return askCustomer(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      question: typedText(visit, 'text'),
      token: formToken(visit),
      replyWithinMs: hours * HOUR,
    })
  },
}
