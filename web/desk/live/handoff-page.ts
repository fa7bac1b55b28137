import { randomUUID } from 'node:crypto'
import { readEarlierConversation } from '../../../core/chat/earlier-conversation.ts'
import { noteReading, readTalk, type TalkLine, type TalkRow } from '../../../core/chat/handoff-desk.ts'
import { relayFromMember } from '../../../core/chat/handoff-relay.ts'
import {
  acceptHandoff,
  closeHandoff,
  returnToBot,
  transferHandoff,
} from '../../../core/chat/handoff-session.ts'
import { noteMemberTyping } from '../../../core/chat/typing.ts'
import { type HandoffId, isUuid, type MemberId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { listMembers } from '../../../core/member/member.ts'
import { RESOLUTION_OUTCOMES } from '../../../core/policy/resolution-outcome.ts'
import { resolve } from '../../../core/ticket-actions/resolution.ts'
import { timeOfDay } from '../../../core/wording/dates.ts'
import { fileSize } from '../../../core/wording/file-size.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT } from '../../web-settings.ts'
import { HANDOFF_WORDS } from '../../wording/handoff-words.ts'
import { LIVE_WORDS } from '../../wording/live-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { handoffTabs } from './handoffs-page.ts'

/** The page of one handoff with a customer, and its new lines. */
export const HANDOFF_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/talks/:talk', allow: EVERY_ROLE, handle: (visit) => showHandoff(visit) },
  { method: 'GET', url: '/desk/talks/:talk/lines', allow: EVERY_ROLE, handle: newLines },
  {
    method: 'GET',
    url: '/desk/talks/:talk/tabs',
    allow: EVERY_ROLE,
    handle: async (visit) => page(await handoffTabs(visit, handoffIdOf(visit))),
  },
]

/** Returns the page of a handoff; `refused` adds why a form was refused, and keeps its text. */
async function showHandoff(visit: MemberVisit, refused?: RefusedHandoffForm): Promise<RouteResponse> {
  const { core, member, wording } = visit
  const words = HANDOFF_WORDS[wording.language]
  const handoffId = handoffIdOf(visit)
  const { talk, lines } = await readTalk(core.db, { handoffId, memberId: member.id, after: 0 })
  const after = lines.at(-1)?.number ?? 0
  const path = `/desk/talks/${talk.id}`
  const mine = talk.memberId === member.id && !talk.endedAt
  if (mine && after > 0) await noteReading(core, { handoffId, memberId: member.id, line: after })
  const body = html`<div class="talk-page">
    <nav class="talk-tabs" aria-label="${words.mine.title}" hx-get="${path}/tabs" hx-trigger="desk:talks from:document delay:300ms">${await handoffTabs(visit, handoffId)}</nav>
    <div class="queue talk">
    <div class="head"><h1>${talk.customerName ?? words.customer}</h1>
      <p><a class="reference" href="/desk/tickets/${talk.reference}">${talk.reference}</a></p></div>
    ${refused && html`<p class="warning warning-bad" role="alert">${words.refused}</p>`}
    <div class="message-text faint" lang="${talk.language}">${talk.summary}</div>
    ${await earlierTranscript(visit, talk)}
    <div class="talk-log" role="log" tabindex="0" aria-label="${words.title}"><ol class="lines" data-talk="${path}/lines" data-after="${after}" lang="${talk.language}">${lines.map((line) => lineOf(visit, line))}</ol></div>
    <p class="talk-typing" role="status" data-typing="${talk.id}" data-words="${LIVE_WORDS[wording.language].typing}"></p>
    ${handoffStatus(visit, talk)}
    ${mine && html`${chatMessageForm(visit, talk, refused)}${await handoffEndForms(visit, talk, refused)}`}
  </div></div>`
  return page(await deskPage(visit, { title: words.title, place: 'talks', body }), refused ? 400 : 200)
}

/** Returns the handoff a path names; throws `not-found` for an invalid id. */
function handoffIdOf({ params }: MemberVisit): HandoffId {
  const id = params.talk ?? ''
  if (!isUuid<HandoffId>(id)) throw new Problem('not-found', 'There is no such talk.')
  return id
}

async function newLines(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, query } = visit
  const after = Math.max(0, Math.trunc(Number(query.after)) || 0)
  const handoffId = handoffIdOf(visit)
  const { talk, lines } = await readTalk(core.db, { handoffId, memberId: member.id, after })
  const last = lines.at(-1)?.number ?? after
  // A page in a background tab does not count as read.
  if (query.seen === '1' && talk.memberId === member.id && last > 0) {
    await noteReading(core, { handoffId, memberId: member.id, line: last })
  }
  const markup = lines.map((line) => lineOf(visit, line).toString()).join('')
  const over = talk.endedAt !== null || talk.memberId !== member.id
  return { kind: 'json', status: 200, body: { markup, after: last, over } }
}

function lineOf({ wording }: MemberVisit, line: TalkLine): Html {
  const words = HANDOFF_WORDS[wording.language]
  const who = line.from === 'member' ? (line.memberName ?? '') : words.customer
  return html`<li class="line line-${line.from}"><p class="faint">${who} · ${timeOfDay(wording.language, line.at)}</p>
    <div class="message-text">${line.text}</div>
    ${line.files.map((file) => html`<p><a href="/desk/attachments/${file.id}">${file.name}</a> <span class="faint">${fileSize(wording.language, file.size)}</span></p>`)}</li>`
}

async function earlierTranscript({ core, wording }: MemberVisit, talk: TalkRow): Promise<Html | undefined> {
  const words = HANDOFF_WORDS[wording.language]
  const lines = await readEarlierConversation(core.db, talk.id)
  if (lines.length === 0) return undefined
  return html`<details class="talk-before"><summary>${words.before(lines.length)}</summary>
    <ol class="lines" lang="${talk.language}">${lines.map(
      (
        line,
      ) => html`<li class="line line-${line.from}"><p class="faint">${line.from === 'bot' ? words.assistant : words.customer} · ${timeOfDay(wording.language, line.at)}</p>
      <div class="message-text">${line.text}</div></li>`,
    )}</ol></details>`
}

function handoffStatus({ member, wording }: MemberVisit, talk: TalkRow): Html | undefined {
  const words = HANDOFF_WORDS[wording.language]
  if (talk.endedAt) return html`<p class="notice">${words.over}</p>`
  return talk.memberId === member.id ? undefined : html`<p class="notice">${words.otherHolds}</p>`
}

/** What was typed into a refused form of a handoff, by form. */
interface RefusedHandoffForm {
  form: 'line' | 'transfer' | 'return' | 'end' | 'acceptance'
  typed: Readonly<Record<string, string>>
}

/** The form with which a member writes to the customer, optionally with a file. */
function chatMessageForm(visit: MemberVisit, talk: TalkRow, refused: RefusedHandoffForm | undefined): Html {
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

/** The ways a handoff leaves a member: to a colleague, the queue or the assistant, or to its end. */
async function handoffEndForms(
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

/** A member's actions in a handoff; core decides who may take them. */
export const HANDOFF_ACTIONS: readonly MemberRoute[] = [
  {
    method: 'POST',
    url: '/desk/talks/:talk/acceptance',
    allow: EVERY_ROLE,
    handle: acting('acceptance', accept),
  },
  {
    method: 'POST',
    url: '/desk/talks/:talk/lines',
    allow: EVERY_ROLE,
    upload: true,
    handle: acting('line', sendChatMessage),
  },
  {
    method: 'POST',
    url: '/desk/talks/:talk/transfer',
    allow: EVERY_ROLE,
    handle: acting('transfer', transfer),
  },
  { method: 'POST', url: '/desk/talks/:talk/return', allow: EVERY_ROLE, handle: acting('return', giveBack) },
  { method: 'POST', url: '/desk/talks/:talk/end', allow: EVERY_ROLE, handle: acting('end', end) },
  { method: 'POST', url: '/desk/talks/:talk/typing', allow: EVERY_ROLE, handle: type },
]

function acting(
  name: RefusedHandoffForm['form'],
  act: (visit: MemberVisit) => Promise<string>,
): (visit: MemberVisit) => Promise<RouteResponse> {
  return async (visit) => {
    try {
      return redirect(await act(visit))
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'not-found') throw error
      return showHandoff(visit, { form: name, typed: visit.form })
    }
  }
}

async function accept(visit: MemberVisit): Promise<string> {
  await acceptHandoff(visit.core, { handoffId: handoffIdOf(visit), memberId: visit.member.id })
  return `/desk/talks/${handoffIdOf(visit)}`
}

async function sendChatMessage(visit: MemberVisit): Promise<string> {
  const { core, member, form, files } = visit
  if (files.some(({ tooLarge }) => tooLarge)) throw new Problem('too-large', 'The file is too large.')
  await relayFromMember(core, {
    handoffId: handoffIdOf(visit),
    memberId: member.id,
    token: form.formToken?.slice(0, 64) || randomUUID(),
    text: (form.text ?? '').replace(/\r\n?/g, '\n').slice(0, LONGEST_FORM_TEXT),
    files: files.map(({ name, type, content }) => ({ name, type, content })),
  })
  return `/desk/talks/${handoffIdOf(visit)}`
}

async function transfer(visit: MemberVisit): Promise<string> {
  const { core, member, form } = visit
  const to = form.to && isUuid<MemberId>(form.to) ? form.to : null
  await transferHandoff(core, {
    handoffId: handoffIdOf(visit),
    memberId: member.id,
    to,
    reason: form.reason ?? '',
  })
  return '/desk/talks'
}

async function giveBack(visit: MemberVisit): Promise<string> {
  const { core, member, form } = visit
  await returnToBot(core, { handoffId: handoffIdOf(visit), memberId: member.id, summary: form.summary ?? '' })
  return '/desk/talks'
}

// With an outcome, the same action resolves the ticket: the customer reads the resolution in the chat before it ends.
async function end(visit: MemberVisit): Promise<string> {
  const { core, member, form } = visit
  const handoffId = handoffIdOf(visit)
  const { talk } = await readTalk(core.db, { handoffId, memberId: member.id, after: 0 })
  if (talk.memberId !== member.id) throw new Problem('not-allowed', 'This talk is not yours. Take it first.')
  const outcome = RESOLUTION_OUTCOMES.find((one) => one === form.outcome)
  if (outcome) {
    const text = (form.text ?? '').slice(0, LONGEST_FORM_TEXT)
    await resolve(core, { ticketId: talk.ticketId, memberId: member.id, outcome, text })
  }
  await closeHandoff(core, { handoffId, memberId: member.id })
  return '/desk/talks'
}

async function type(visit: MemberVisit): Promise<RouteResponse> {
  const handoffId = handoffIdOf(visit)
  await readTalk(visit.core.db, { handoffId, memberId: visit.member.id, after: 2_147_483_647 })
  await noteMemberTyping(visit.core, { handoffId, memberId: visit.member.id })
  return { kind: 'json', status: 200, body: {} }
}
