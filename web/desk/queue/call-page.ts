import { randomUUID } from 'node:crypto'
import { receiveCall } from '../../../core/intake/received-call.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { spelledReference } from '../../../core/kernel/reference.ts'
import { listCallBacks } from '../../../core/promise/call-back.ts'
import { findTicket } from '../../../core/ticket/view.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { CALL_WORDS } from '../../wording/call-words.ts'
import { parseParisDateTime, timeAgo, toParisDateTime } from '../../wording/time-format.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { emptyList } from '../empty-list.ts'

/** The telephone channel (policy §2): a member records a call and reads out the reference. */
export const CALL_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/calls/new', allow: EVERY_ROLE, handle: (visit) => showForm(visit, false) },
  { method: 'POST', url: '/desk/calls', allow: EVERY_ROLE, handle: takeCall },
  { method: 'GET', url: '/desk/calls', allow: EVERY_ROLE, handle: callsToMake },
  { method: 'GET', url: '/desk/calls/:reference', allow: EVERY_ROLE, handle: readOut },
]

async function showForm(visit: MemberVisit, refused: boolean): Promise<RouteResponse> {
  const { wording, form, now } = visit
  const words = CALL_WORDS[wording.language]
  const line = (name: 'name' | 'telephone' | 'email' | 'subject', type: string, hint?: string): Html =>
    html`<p><label for="${name}">${words[name]}</label> <input id="${name}" name="${name}" type="${type}" maxlength="300" autocomplete="off" value="${form[name]}"${hint !== undefined && html` aria-describedby="${name}-hint"`}>
      ${hint !== undefined && html`<span class="faint" id="${name}-hint">${hint}</span>`}</p>`
  const body = html`<div class="queue call">
    <div class="head"><h1>${words.title}</h1></div>
    <p class="lead">${words.lead}</p>
    ${refused && html`<p class="warning warning-bad" role="alert">${words.problem}</p>`}
    <form method="post" action="/desk/calls" data-once>
      ${csrfField(visit)}<input type="hidden" name="formToken" value="${form.formToken ?? randomUUID()}">
      <p><label for="text">${words.text}</label>
        <textarea id="text" name="text" rows="8" maxlength="${LONGEST_FORM_TEXT}" required>${form.text}</textarea></p>
      ${line('subject', 'text')}
      ${line('name', 'text')}
      ${line('telephone', 'tel')}
      ${line('email', 'email', words.emailHint)}
      <p><label for="calledAt">${words.calledAt}</label> <input id="calledAt" name="calledAt" type="datetime-local" required value="${form.calledAt ?? toParisDateTime(now)}" aria-describedby="calledAt-hint">
        <span class="faint" id="calledAt-hint">${words.calledAtHint}</span></p>
      <p><label for="language">${words.language}</label> <select id="language" name="language">
        <option value="fr"${form.language !== 'en' && html` selected`}>${wording.languages.fr}</option>
        <option value="en"${form.language === 'en' && html` selected`}>${wording.languages.en}</option></select></p>
      <button class="primary">${words.submit}</button>
    </form>
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'call', body }), refused ? 400 : 200)
}

async function takeCall(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, form } = visit
  const calledAt = parseParisDateTime(form.calledAt ?? '')
  if (!calledAt) return showForm(visit, true)
  try {
    const { reference } = await receiveCall(core, {
      memberId: member.id,
      calledAt,
      name: form.name ?? '',
      telephone: form.telephone ?? '',
      email: form.email ?? '',
      subject: form.subject ?? '',
      text: (form.text ?? '').replace(/\r\n?/g, '\n').slice(0, LONGEST_FORM_TEXT),
      language: form.language === 'en' ? 'en' : 'fr',
      formToken: form.formToken?.slice(0, 64) || randomUUID(),
    })
    return redirect(`/desk/calls/${reference}`)
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid-input') return showForm(visit, true)
    throw error
  }
}

async function readOut(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, params, wording } = visit
  const ticket = await findTicket(core.db, member.id, params.reference ?? '')
  const words = CALL_WORDS[wording.language]
  const body = html`<div class="queue call">
    <div class="head"><h1>${words.readOut}</h1></div>
    <p class="reference reference-large">${ticket.reference}</p>
    <ol class="spelled" lang="${ticket.language}">${spelledReference(ticket.reference, ticket.language).map((spelled) => html`<li>${spelled}</li>`)}</ol>
    <p><a href="/desk/tickets/${ticket.reference}">${words.openTicket}</a></p>
  </div>`
  return page(await deskPage(visit, { title: ticket.reference, place: 'call', body }))
}

async function callsToMake(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording, now } = visit
  const { callBacks: words } = CALL_WORDS[wording.language]
  const calls = await listCallBacks(core.db, member.id)
  const body = html`<div class="queue">
    <div class="head"><h1>${words.title}</h1></div>
    ${
      calls.length === 0
        ? emptyList(words.none)
        : html`<ol class="troubles">${calls.map(
            (call) => html`<li>
      <p class="trouble-what"><strong>${call.customerName ?? wording.list.noName}</strong> ${call.telephones.map((number) => html`<a href="tel:${number}">${number}</a> `)}
        <a class="reference" href="/desk/tickets/${call.reference}#call">${call.reference}</a></p>
      <p><span class="tag">${words.why[call.why]}</span> <span class="faint">${timeAgo(wording.language, call.since, now)}</span></p>
      <div class="message-text" lang="${call.language}">${call.text}</div></li>`,
          )}</ol>`
    }</div>`
  return page(await deskPage(visit, { title: words.title, place: 'call-backs', body }))
}
