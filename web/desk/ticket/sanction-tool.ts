import { Problem } from '../../../core/kernel/problem.ts'
import { SANCTION_KINDS, SANCTION_REASONS } from '../../../core/policy/sanction-kind.ts'
import { proposeSanction } from '../../../core/seller/sanction.ts'
import { html } from '../../http/html.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { SELLER_DESK_WORDS } from '../../wording/seller-desk-words.ts'
import { sellerRefusal } from '../seller-refusal.ts'
import { choiceField, type TicketTool, textField, typedText } from './tool-form.ts'

/** Proposes a sanction of a seller who does not cooperate (policy §6); a supervisor decides. */
export const SANCTION_TOOL: TicketTool = {
  name: 'sanction',
  allow: EVERY_ROLE,
  offered: ({ seller }) =>
    seller.seller !== null && seller.sanctions.every(({ decision }) => decision !== null),
  fields: (form) => {
    const { kinds, reasons } = SELLER_DESK_WORDS[form.visit.wording.language]
    return html`${choiceField(
      form,
      'kind',
      form.words.choice,
      SANCTION_KINDS.map((kind) => ({ value: kind, label: kinds[kind] })),
    )}
    ${choiceField(
      form,
      'because',
      reasons.label,
      SANCTION_REASONS.map((reason) => ({ value: reason, label: reasons[reason] })),
    )}
    ${textField(form, 'text', form.words.text, 3)}`
  },
  act: (visit, ticket) => {
    const kind = SANCTION_KINDS.find((known) => known === visit.form.kind)
    const reasonCode = SANCTION_REASONS.find((known) => known === visit.form.because)
    if (!kind || !reasonCode) throw new Problem('invalid-input', 'Choose a sanction and why.')
    return proposeSanction(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      kind,
      reasonCode,
      reason: typedText(visit, 'text'),
    })
  },
  why: (problem, visit) => {
    const said = sellerRefusal(problem, visit)
    if (said !== undefined || problem.code !== 'invalid-input' || typedText(visit, 'text').trim() === '')
      return said
    return SELLER_DESK_WORDS[visit.wording.language].refusals.noNumber
  },
}
