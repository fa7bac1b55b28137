import { randomUUID } from 'node:crypto'
import type { TalkRow } from '../../../core/chat/handoff-desk.ts'
import { listMembers } from '../../../core/member/member.ts'
import { RESOLUTION_OUTCOMES } from '../../../core/policy/resolution-outcome.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { HANDOFF_WORDS } from '../../wording/handoff-words.ts'
import { csrfField } from '../desk-page.ts'

/** What was typed into a form of a talk that was refused, by the form it was typed into. */
export interface RefusedHandoffForm {
  form: 'line' | 'transfer' | 'return' | 'end' | 'acceptance'
  typed: Readonly<Record<string, string>>
}

/** Where a member says something to the customer, with a file if they like. */
export function chatMessageForm(
  visit: MemberVisit,
  talk: TalkRow,
  refused: RefusedHandoffForm | undefined,
): Html {
  const words = HANDOFF_WORDS[visit.wording.language]
  const text = refused?.form === 'line' ? refused.typed.text : ''
  return html`<form method="post" action="/desk/talks/${talk.id}/lines" enctype="multipart/form-data" data-live-form data-typing-to="/desk/talks/${talk.id}/typing" data-refused="${words.refused}">
      ${csrfField(visit)}<input type="hidden" name="formToken" value="${randomUUID()}">
      <p><label for="answer-text">${words.say}</label>
        <textarea id="answer-text" name="text" rows="3" maxlength="${LONGEST_FORM_TEXT}" lang="${talk.language}" aria-describedby="say-hint" autofocus>${text}</textarea></p>
      <p class="faint" id="say-hint">${words.sayHint}</p>
      <p><label for="file">${words.file}</label> <input id="file" name="file" type="file"></p>
      <button class="primary">${words.send}</button>
    </form>`
}

/** The ways a talk leaves a member: to a colleague or the queue, to the assistant, or to its end. */
export async function handoffEndForms(
  visit: MemberVisit,
  talk: TalkRow,
  refused: RefusedHandoffForm | undefined,
): Promise<Html> {
  const { core, member, wording } = visit
  const words = HANDOFF_WORDS[wording.language]
  const others = (await listMembers(core.db)).filter(({ id }) => id !== member.id)
  const path = `/desk/talks/${talk.id}`
  const typed = (form: RefusedHandoffForm['form']) => (refused?.form === form ? refused.typed : undefined)
  const open = (form: RefusedHandoffForm['form']) => refused?.form === form && html` open`
  const { outcomes } = wording.resolve
  return html`<div class="talk-ends">
    <details${open('transfer')}><summary>${words.transfer.submit}</summary><form method="post" action="${path}/transfer" data-once>${csrfField(visit)}
      <p><label for="to">${words.transfer.label}</label> <select id="to" name="to"><option value="">${words.transfer.queue}</option>${others.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select></p>
      <p><label for="reason">${words.transfer.reason}</label> <input id="reason" name="reason" maxlength="300" value="${typed('transfer')?.reason}"></p>
      <button>${words.transfer.submit}</button></form></details>
    <details${open('return')}><summary>${words.back.submit}</summary><form method="post" action="${path}/return" data-once>${csrfField(visit)}
      <p><label for="summary">${words.back.label}</label> <textarea id="summary" name="summary" rows="2" maxlength="2000" required>${typed('return')?.summary}</textarea></p>
      <button>${words.back.submit}</button></form></details>
    <details${open('end')}><summary>${words.close}</summary><form method="post" action="${path}/end" data-once>${csrfField(visit)}
      <p><label for="outcome">${words.end.outcome}</label> <select id="outcome" name="outcome"><option value="">${words.end.open}</option>${RESOLUTION_OUTCOMES.map((outcome) => html`<option value="${outcome}"${typed('end')?.outcome === outcome && html` selected`}>${outcomes[outcome]}</option>`)}</select></p>
      <p><label for="conclusion">${words.end.text}</label> <textarea id="conclusion" name="text" rows="3" maxlength="${LONGEST_FORM_TEXT}" lang="${talk.language}" aria-describedby="end-hint">${typed('end')?.text}</textarea></p>
      <p class="faint" id="end-hint">${words.end.hint}</p>
      <button class="primary">${words.close}</button></form></details>
  </div>`
}
