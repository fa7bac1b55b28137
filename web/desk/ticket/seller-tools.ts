import { HOUR } from '../../../core/kernel/duration.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { SellerMayAnswer } from '../../../core/seller/answer-deadline.ts'
import { createSeller, findSellers, nameSeller } from '../../../core/seller/seller.ts'
import {
  askSeller,
  judgeCooperation,
  type SellerRequestView,
  sellerRequestsOf,
} from '../../../core/seller/seller-request.ts'
import { html } from '../../http/html.ts'
import { EVERY_ROLE, type MemberVisit } from '../../http/route.ts'
import { SELLER_DESK_WORDS } from '../../wording/seller-desk-words.ts'
import { mayAnswerSentence } from '../seller-refusal.ts'
import {
  choiceField,
  formToken,
  isTicketActive,
  lineField,
  type TicketTool,
  type ToolView,
  textField,
  typedText,
} from './tool-form.ts'

/** Names the seller a matter is about: one who is known, or a new one typed by hand. */
export const SELLER_TOOL: TicketTool = {
  name: 'seller',
  allow: EVERY_ROLE,
  offered: isTicketActive,
  fields: (form) => {
    const { typed } = SELLER_DESK_WORDS[form.visit.wording.language]
    return html`${lineField(form, 'seller', form.words.text)}
      <fieldset><legend>${typed.legend}</legend>
        ${lineField(form, 'email', typed.email, false)} ${lineField(form, 'telephone', typed.telephone, false)}
        ${lineField(form, 'address', typed.address, false)}</fieldset>`
  },
  act: async (visit, ticket) => {
    const sellerId = await sellerNamedBy(visit)
    await nameSeller(visit.core, { ticketId: ticket.id, memberId: visit.member.id, sellerId })
  },
}

async function sellerNamedBy({ core, form, language }: MemberVisit) {
  const name = (form.seller ?? '').trim()
  const [email, telephone, postalAddress] = [form.email, form.telephone, form.address].map(
    (text) => text?.trim() || null,
  )
  if (email || telephone || postalAddress) {
    const details = {
      email: email ?? null,
      telephone: telephone ?? null,
      postalAddress: postalAddress ?? null,
    }
    return (await createSeller(core, { externalId: null, name, language, ...details })).id
  }
  const [found, ...others] = await findSellers(core.db, name)
  if (!found || others.length > 0)
    throw new Problem('invalid-input', 'No seller, or several, are known by this name.')
  return found.id
}
const HOURS_TO_ANSWER = [24, 48, 72]

/** Asks the seller on the customer's behalf (policy §5), with a time to answer. */
export const SELLER_QUESTION_TOOL: TicketTool = {
  name: 'seller-question',
  allow: EVERY_ROLE,
  offered: (view) => isTicketActive(view) && view.seller.seller !== null,
  fields: (form) => html`${textField(form, 'text', form.words.text)}
    ${choiceField(
      form,
      'hours',
      form.words.choice,
      HOURS_TO_ANSWER.map((hours) => ({ value: String(hours), label: `${hours} h` })),
    )}`,
  act: (visit, ticket) => {
    const hours = HOURS_TO_ANSWER.find((known) => String(known) === visit.form.hours)
    if (hours === undefined) throw new Problem('invalid-input', 'There is no such time to answer.')
    return askSeller(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      text: typedText(visit, 'text'),
      token: formToken(visit),
      replyWithinMs: hours * HOUR,
    })
  },
}

/** Records whether the seller cooperated in good faith (policy §6). */
export const COOPERATION_TOOL: TicketTool = {
  name: 'cooperation',
  allow: EVERY_ROLE,
  offered: (view) => unjudged(view) !== undefined,
  fields: (form) => {
    const { cooperated } = SELLER_DESK_WORDS[form.visit.wording.language]
    const request = unjudged(form.view)
    const early = request && earliness(request, form.visit)
    return html`<input type="hidden" name="request" value="${request?.id}">
      ${early && html`<p class="faint">${early}</p>`}
      ${choiceField(form, 'cooperated', form.words.choice, [
        { value: 'yes', label: cooperated.yes },
        ...(early ? [] : [{ value: 'no', label: cooperated.no }]),
      ])}
      ${textField(form, 'text', form.words.text, 3)}`
  },
  act: async (visit, ticket) => {
    const requests = await sellerRequestsOf(visit.core.db, ticket.id)
    const request = requests.find(({ id }) => id === visit.form.request)
    if (!request) throw new Problem('invalid-input', 'There is no such question to a seller.')
    await judgeCooperation(visit.core, {
      requestId: request.id,
      memberId: visit.member.id,
      cooperated: visit.form.cooperated === 'yes',
      reason: typedText(visit, 'text'),
    })
  },
  why: (problem, visit) =>
    problem instanceof SellerMayAnswer ? mayAnswerSentence(visit, problem.until) : undefined,
}

/** Says until when the seller may still answer a question; undefined when their time is over. */
function earliness({ repliedAt, deadline }: SellerRequestView, visit: MemberVisit): string | undefined {
  const over = repliedAt !== null || (deadline !== null && deadline <= visit.now)
  return over ? undefined : mayAnswerSentence(visit, deadline)
}

function unjudged(view: ToolView) {
  return view.seller.requests.findLast(({ cooperated }) => cooperated === null)
}
