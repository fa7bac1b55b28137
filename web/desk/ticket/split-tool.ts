import { isUuid, type MessageId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { CATEGORIES, isCategory } from '../../../core/policy/category.ts'
import type { MessageView } from '../../../core/ticket/message-view.ts'
import { split } from '../../../core/ticket-actions/split.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { timeAgo } from '../../wording/time-format.ts'
import {
  choiceField,
  isTicketActive,
  lineField,
  type TicketTool,
  type ToolForm,
  type ToolView,
} from './tool-form.ts'

const SHOWN = 120

/** Gives another matter of the same customer a ticket of its own. */
export const SPLIT_TOOL: TicketTool = {
  name: 'split',
  allow: EVERY_ROLE,
  offered: (view) =>
    isTicketActive(view) && choosable(view).filter(({ direction }) => direction === 'in').length > 1,
  fields: (form) =>
    html`${messages(form)}${choiceField(form, 'category', form.words.choice, categories(form))}${lineField(form, 'subject', form.words.text, false)}`,
  act: async ({ core, member, form }, ticket) => {
    const category = form.category ?? ''
    if (!isCategory(category)) throw new Problem('invalid-input', 'There is no such category.')
    const messageIds = Object.keys(form)
      .filter((name) => name.startsWith('message:'))
      .map((name) => name.slice('message:'.length))
      .filter(isUuid<MessageId>)
    const { subject = '' } = form
    await split(core, {
      ticketId: ticket.id,
      memberId: member.id,
      messageIds,
      category,
      subject: subject.slice(0, 300),
    })
  },
}

function choosable({ messages }: ToolView): MessageView[] {
  return messages.filter(
    ({ direction, authorKind, audience, automatic, keptApart }) =>
      audience === 'customer' &&
      automatic === null &&
      keptApart === null &&
      (direction === 'note' || (direction === 'in' && authorKind === 'customer')),
  )
}

function messages({ visit, view, words, typed }: ToolForm): Html {
  const { wording, now } = visit
  return html`<fieldset><legend>${words.heading}</legend>${choosable(view).map(
    (message) =>
      html`<label class="choose"><input type="checkbox" name="message:${message.id}" value="1"${typed[`message:${message.id}`] === '1' && html` checked`}>
      <span>${timeAgo(wording.language, message.receivedAt, now)} ${message.direction === 'note' && html`<span class="tag">${wording.message.note}</span>`} ${message.newText.trim().slice(0, SHOWN) || wording.message.empty}</span></label>`,
  )}</fieldset>`
}

function categories({ visit }: ToolForm) {
  const names = customerWordingIn(visit.wording.language).categories
  return CATEGORIES.map((value) => ({ value, label: names[value].name }))
}
