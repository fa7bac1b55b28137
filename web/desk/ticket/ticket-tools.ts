import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { TICKET_STATUS_WORDS } from '../../wording/tool-words.ts'
import { CALL_TOOL } from './call-tool.ts'
import { CONCLUSION_TOOL } from './conclusion-tool.ts'
import { ESCALATION_TOOL } from './escalation-tool.ts'
import { INVESTIGATION_TOOL } from './investigation-tool.ts'
import { MERGE_TOOL } from './merge-tool.ts'
import { NOTE_TOOL } from './note-tool.ts'
import { QUESTION_TOOL } from './question-tool.ts'
import type { RefusedForm } from './reply-form.ts'
import { SANCTION_TOOL } from './sanction-tool.ts'
import { CONTACT_REFUSAL_TOOL, CONTACT_RELEASE_TOOL, CONTACT_WISH_TOOL } from './seller-contact-tools.ts'
import { COOPERATION_TOOL, SELLER_QUESTION_TOOL, SELLER_TOOL } from './seller-tools.ts'
import { SET_ASIDE_TOOL, TAKE_UP_TOOL } from './set-aside-tool.ts'
import { SPLIT_TOOL } from './split-tool.ts'
import { type TicketTool, type ToolView, toolForm } from './tool-form.ts'
import { UNMERGE_TOOL } from './unmerge-tool.ts'

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
