import { note } from '../../../core/correspondence/note.ts'
import { type Html, html } from '../../http/html.ts'
import { EVERY_ROLE, type MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import { autosaveAttributes, draftStatusLine } from './reply-form.ts'
import { formToken, type TicketTool, type ToolForm, typedText } from './tool-form.ts'

/** A note for colleagues; the customer never sees it. Those it names are told. */
export const NOTE_TOOL: TicketTool = {
  name: 'note',
  allow: EVERY_ROLE,
  offered: ({ ticket }) => !ticket.mergedInto,
  begun: ({ work }) => work.drafts.note !== undefined,
  fields: (form) => html`${words(form)}${colleagues(form)}`,
  act: (visit, ticket) =>
    note(visit.core, {
      ticketId: ticket.id,
      memberId: visit.member.id,
      text: withMention(visit),
      token: formToken(visit),
    }),
  why: ({ code }, { wording }) =>
    code === 'not-allowed' ? TICKET_WORK_WORDS[wording.language].mention.shut : undefined,
}

function words({ visit, view, words, typed }: ToolForm): Html {
  const draft = typed.text === undefined ? view.work.drafts.note : undefined
  return html`<p><label for="note-text">${words.text}</label>
    <textarea id="note-text" name="text" rows="3" maxlength="${LONGEST_FORM_TEXT}" required${autosaveAttributes(view.ticket.reference, 'note')}>${typed.text ?? draft?.text}</textarea>
    ${draftStatusLine(visit, 'note', draft)}</p>`
}

function colleagues({ visit, view, typed }: ToolForm): Html | false {
  const { mention } = TICKET_WORK_WORDS[visit.wording.language]
  if (view.work.colleagues.length === 0) return false
  return html`<p><label for="note-mention">${mention.label}</label>
    <input id="note-mention" name="mention" list="colleagues" maxlength="200" autocomplete="off" aria-describedby="mention-hint" value="${typed.mention}">
    <datalist id="colleagues">${view.work.colleagues.map(({ name }) => html`<option value="${name}"></option>`)}</datalist></p>
    <p class="faint" id="mention-hint">${mention.hint}</p>`
}

// A name chosen beside the note stands in it, so that everyone sees who was told.
function withMention(visit: MemberVisit): string {
  const text = typedText(visit, 'text')
  const name = (visit.form.mention ?? '').trim().replace(/^@/, '')
  return name === '' || text.trim() === '' || text.includes(`@${name}`) ? text : `@${name} ${text}`
}
