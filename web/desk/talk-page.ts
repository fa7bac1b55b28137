import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { readTalk, type TalkLine, type TalkRow } from '../../core/handoff-desk.ts'
import { type HandoffId, isUuid } from '../../core/id.ts'
import { listMembers } from '../../core/member.ts'
import { Problem } from '../../core/problem.ts'
import { timeOfDay } from '../../core/wording/dates.ts'
import { fileSize } from '../../core/wording/file-size.ts'
import { type Answer, page } from '../answer.ts'
import { type Html, html } from '../html.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../route.ts'
import { LONGEST_TEXT } from '../settings.ts'
import { TALK_WORDS } from '../wording/talk-words.ts'
import { csrfField, deskPage } from './desk-page.ts'

// The page asks again and again; each time it is answered as soon as there is something new, or after this long.
const LONGEST_WAIT_MS = 15_000
const LOOK_EVERY_MS = 400

/** One talk with a customer, and what is new in it. */
export const TALK_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/talks/:talk', allow: EVERY_ROLE, handle: (visit) => showTalk(visit) },
  { method: 'GET', url: '/desk/talks/:talk/lines', allow: EVERY_ROLE, handle: newLines },
]

/** The page of a talk; `refused` says why what was sent was not done, and keeps it. */
export async function showTalk(visit: MemberVisit, refused?: { text: string }): Promise<Answer> {
  const { core, member, wording } = visit
  const words = TALK_WORDS[wording.language]
  const { talk, lines } = await readTalk(core.db, { handoffId: talkId(visit), memberId: member.id, after: 0 })
  const after = lines.at(-1)?.number ?? 0
  const body = html`<div class="queue talk">
    <div class="head"><h1>${talk.customerName ?? words.customer}</h1>
      <p><a class="reference" href="/desk/tickets/${talk.reference}">${talk.reference}</a></p></div>
    ${refused && html`<p class="warning warning-bad" role="alert">${words.refused}</p>`}
    <div class="message-text faint" lang="${talk.language}">${talk.summary}</div>
    <ol class="lines" role="log" aria-label="${words.title}" data-talk="/desk/talks/${talk.id}/lines" data-after="${after}" lang="${talk.language}">${lines.map((line) => lineOf(visit, line))}</ol>
    ${standing(visit, talk)}
    ${talk.memberId === member.id && !talk.endedAt && (await tools(visit, talk, refused?.text ?? ''))}
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'talks', body }), refused ? 400 : 200)
}

/** The talk a path names; `not-found` for what is no id. */
export function talkId({ params }: MemberVisit): HandoffId {
  const id = params.talk ?? ''
  if (!isUuid(id)) throw new Problem('not-found', 'There is no such talk.')
  return id as HandoffId
}

async function newLines(visit: MemberVisit): Promise<Answer> {
  const { core, member, query } = visit
  const after = Math.max(0, Math.trunc(Number(query.after)) || 0)
  const given = { handoffId: talkId(visit), memberId: member.id, after }
  let { talk, lines } = await readTalk(core.db, given)
  for (
    let waited = 0;
    lines.length === 0 && !talk.endedAt && waited < LONGEST_WAIT_MS;
    waited += LOOK_EVERY_MS
  ) {
    await pause(LOOK_EVERY_MS)
    ;({ talk, lines } = await readTalk(core.db, given))
  }
  const markup = lines.map((line) => lineOf(visit, line).toString()).join('')
  const over = talk.endedAt !== null || talk.memberId !== member.id
  return { kind: 'json', status: 200, body: { markup, after: lines.at(-1)?.number ?? after, over } }
}

function lineOf({ wording }: MemberVisit, line: TalkLine): Html {
  const words = TALK_WORDS[wording.language]
  const who = line.from === 'member' ? (line.memberName ?? '') : words.customer
  return html`<li class="line line-${line.from}"><p class="faint">${who} · ${timeOfDay(wording.language, line.at)}</p>
    <div class="message-text">${line.text}</div>
    ${line.files.map((file) => html`<p><a href="/desk/attachments/${file.id}">${file.name}</a> <span class="faint">${fileSize(wording.language, file.size)}</span></p>`)}</li>`
}

function standing({ member, wording }: MemberVisit, talk: TalkRow): Html | undefined {
  const words = TALK_WORDS[wording.language]
  if (talk.endedAt) return html`<p class="notice">${words.over}</p>`
  return talk.memberId === member.id ? undefined : html`<p class="notice">${words.otherHolds}</p>`
}

async function tools(visit: MemberVisit, talk: TalkRow, text: string): Promise<Html> {
  const { core, member, wording } = visit
  const words = TALK_WORDS[wording.language]
  const others = (await listMembers(core.db)).filter(({ id }) => id !== member.id)
  const path = `/desk/talks/${talk.id}`
  return html`<form method="post" action="${path}/lines" enctype="multipart/form-data" data-once>
      ${csrfField(visit)}<input type="hidden" name="formToken" value="${randomUUID()}">
      <p><label for="answer-text">${words.say}</label>
        <textarea id="answer-text" name="text" rows="3" maxlength="${LONGEST_TEXT}" lang="${talk.language}" autofocus>${text}</textarea></p>
      <p><label for="file">${words.file}</label> <input id="file" name="file" type="file"></p>
      <button class="primary">${words.send}</button>
    </form>
    <details><summary>${words.transfer.submit}</summary><form method="post" action="${path}/transfer" data-once>${csrfField(visit)}
      <p><label for="to">${words.transfer.label}</label> <select id="to" name="to"><option value="">${words.transfer.queue}</option>${others.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select></p>
      <p><label for="reason">${words.transfer.reason}</label> <input id="reason" name="reason" maxlength="300"></p>
      <button>${words.transfer.submit}</button></form></details>
    <details><summary>${words.back.submit}</summary><form method="post" action="${path}/return" data-once>${csrfField(visit)}
      <p><label for="summary">${words.back.label}</label> <textarea id="summary" name="summary" rows="2" maxlength="2000" required></textarea></p>
      <button>${words.back.submit}</button></form></details>
    <form method="post" action="${path}/end" data-once>${csrfField(visit)}<button class="quiet">${words.close}</button></form>`
}
