import { logCall } from '../../../core/correspondence/call.ts'
import { html } from '../../http/html.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { REACHED_WORDS } from '../../wording/tool-words.ts'
import { choiceField, formToken, type TicketTool, textField, typedText } from './tool-form.ts'

/** A call made to the customer; one that reached them tells what a mail would have told. */
export const CALL_TOOL: TicketTool = {
  name: 'call',
  allow: EVERY_ROLE,
  offered: ({ ticket }) => !ticket.setAsideAt && !ticket.mergedInto && !ticket.quarantinedAt,
  fields: (form) => {
    const words = REACHED_WORDS[form.visit.wording.language]
    return html`${choiceField(form, 'reached', form.words.choice, [
      { value: 'yes', label: words.yes },
      { value: 'no', label: words.no },
    ])}
    ${textField(form, 'text', form.words.text, 3)}`
  },
  act: (visit, ticket) =>
    logCall(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      text: typedText(visit, 'text'),
      reached: visit.form.reached === 'yes',
      token: formToken(visit),
    }),
}
