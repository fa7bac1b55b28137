import { readEarlierConversation } from '../../../core/chat/earlier-conversation.ts'
import { noteReading, readTalk, type TalkLine, type TalkRow } from '../../../core/chat/handoff-desk.ts'
import { type HandoffId, isUuid } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { timeOfDay } from '../../../core/wording/dates.ts'
import { fileSize } from '../../../core/wording/file-size.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { HANDOFF_WORDS } from '../../wording/handoff-words.ts'
import { LIVE_WORDS } from '../../wording/live-words.ts'
import { deskPage } from '../desk-page.ts'
import { chatMessageForm, handoffEndForms, type RefusedHandoffForm } from './handoff-forms.ts'
import { handoffTabs } from './handoff-list.ts'

/** One talk with a customer, and what is new in it. */
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

/** The page of a talk; `refused` says why what was sent was not done, and keeps it. */
export async function showHandoff(visit: MemberVisit, refused?: RefusedHandoffForm): Promise<RouteResponse> {
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

/** The talk a path names; `not-found` for what is no id. */
export function handoffIdOf({ params }: MemberVisit): HandoffId {
  const id = params.talk ?? ''
  if (!isUuid(id)) throw new Problem('not-found', 'There is no such talk.')
  return id as HandoffId
}

async function newLines(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, query } = visit
  const after = Math.max(0, Math.trunc(Number(query.after)) || 0)
  const handoffId = handoffIdOf(visit)
  const { talk, lines } = await readTalk(core.db, { handoffId, memberId: member.id, after })
  const last = lines.at(-1)?.number ?? after
  // A page that lies behind another is not looked at.
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
