import { logCall } from '../../../core/correspondence/call.ts'
import { conclude } from '../../../core/correspondence/conclusion.ts'
import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { HOUR } from '../../../core/kernel/duration.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { parseReference } from '../../../core/kernel/reference.ts'
import { LEVELS } from '../../../core/policy/level.ts'
import { escalate } from '../../../core/promise/escalate.ts'
import { beginInvestigation } from '../../../core/promise/investigation.ts'
import { findTicket } from '../../../core/ticket/view.ts'
import { merge } from '../../../core/ticket-actions/merge.ts'
import { unmerge } from '../../../core/ticket-actions/unmerge.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { EVERY_ROLE } from '../../http/route.ts'
import { REACHED_WORDS, TICKET_STATUS_WORDS } from '../../wording/tool-words.ts'
import { NOTE_TOOL } from './note-tool.ts'
import type { RefusedForm } from './reply-form.ts'
import { SANCTION_TOOL } from './sanction-tool.ts'
import { CONTACT_REFUSAL_TOOL, CONTACT_RELEASE_TOOL, CONTACT_WISH_TOOL } from './seller-contact-tools.ts'
import { COOPERATION_TOOL, SELLER_QUESTION_TOOL, SELLER_TOOL } from './seller-tools.ts'
import { SET_ASIDE_TOOL, TAKE_UP_TOOL } from './set-aside-tool.ts'
import { SPLIT_TOOL } from './split-tool.ts'
import {
  choiceField,
  formToken,
  isTicketActive,
  lineField,
  type TicketTool,
  type ToolView,
  textField,
  toolForm,
  typedText,
} from './tool-form.ts'

/** The investigator says that the investigation begins (policy §4); any other act of theirs says so too. */
const INVESTIGATION_TOOL: TicketTool = {
  name: 'investigation',
  allow: EVERY_ROLE,
  offered: (view) =>
    isTicketActive(view) &&
    view.promises.some(
      ({ kind, round, outcome }) => kind === 'investigate' && round === view.ticket.round && outcome === null,
    ) &&
    (view.ticket.level !== 'customer-service' ||
      view.events.some(({ kind }) => kind === 'investigator-named')),
  fields: () => html``,
  act: ({ core, member }, ticket) => beginInvestigation(core, { ticketId: ticket.id, memberId: member.id }),
}
const HOURS_TO_REPLY = [24, 48, 72]

/** Asks the customer for what is missing (policy §4), with a time to reply; the clock runs on. */
const QUESTION_TOOL: TicketTool = {
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

/** A call made to the customer; one that reached them tells what a mail would have told. */
const CALL_TOOL: TicketTool = {
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

/** Tells the customer what was found (policy §4); the matter stays open until it is resolved. */
const CONCLUSION_TOOL: TicketTool = {
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

/** Hands a matter up the ladder before its time, with a reason (policy §4); it never goes down. */
const ESCALATION_TOOL: TicketTool = {
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

/** Lets a matter go on within another of the same customer. */
const MERGE_TOOL: TicketTool = {
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

/** Takes a merge back, as long as nothing has tied the two matters together. */
const UNMERGE_TOOL: TicketTool = {
  name: 'unmerge',
  allow: EVERY_ROLE,
  offered: ({ ticket }) => ticket.mergedInto !== null,
  fields: () => html``,
  act: ({ core, member }, ticket) => unmerge(core, { ticketId: ticket.id, memberId: member.id }),
}

/** What can be done to a ticket beside answering and resolving it, in the order a matter goes. */
export const TICKET_TOOLS: readonly TicketTool[] = [
  NOTE_TOOL,
  INVESTIGATION_TOOL,
  QUESTION_TOOL,
  CALL_TOOL,
  SELLER_TOOL,
  SELLER_QUESTION_TOOL,
  COOPERATION_TOOL,
  CONTACT_WISH_TOOL,
  CONTACT_RELEASE_TOOL,
  CONTACT_REFUSAL_TOOL,
  CONCLUSION_TOOL,
  ESCALATION_TOOL,
  SANCTION_TOOL,
  MERGE_TOOL,
  UNMERGE_TOOL,
  SPLIT_TOOL,
  SET_ASIDE_TOOL,
  TAKE_UP_TOOL,
]

/** Every tool that makes sense for the ticket as it stands and for this member's role. */
export function ticketTools(visit: MemberVisit, view: ToolView, refused?: RefusedForm): Html | false {
  const offered = TICKET_TOOLS.filter(
    (tool) =>
      tool.allow.includes(visit.member.role) &&
      // What was typed is shown again even where it has become too late.
      (tool.offered(view, visit) || refused?.form === tool.name),
  )
  if (offered.length === 0) return false
  return html`<section class="tools" aria-labelledby="tools"><h2 id="tools">${TICKET_STATUS_WORDS[visit.wording.language].tools}</h2>${offered.map((tool) => toolForm(visit, view, tool, refused))}</section>`
}
