import { type TalkRow, talksOf, unreadOf, waitingFor } from '../../../core/chat/handoff-desk.ts'
import type { HandoffId } from '../../../core/kernel/id.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { HANDOFF_WORDS } from '../../wording/handoff-words.ts'
import { timeAgo } from '../../wording/time-format.ts'
import { csrfField } from '../desk-page.ts'
import { emptyList } from '../empty-list.ts'

/** The member's talks beside the open one, with how many lines each has that they have not seen. */
export async function handoffTabs(visit: MemberVisit, open: HandoffId): Promise<Html> {
  const { core, member, wording } = visit
  const words = HANDOFF_WORDS[wording.language]
  const [mine, unread] = await Promise.all([talksOf(core.db, member.id), unreadOf(core.db, member.id)])
  return html`<ul>${mine.map(({ id, customerName }) => {
    const lines = id === open ? 0 : (unread.get(id) ?? 0)
    return html`<li><a href="/desk/talks/${id}"${id === open && html` aria-current="page"`}><span>${customerName ?? words.customer}</span>${
      lines > 0 &&
      html` <span class="count count-alarming">${lines} <span class="hidden">${words.unread}</span></span>`
    }</a></li>`
  })}</ul>
  <p><a class="faint" href="/desk/talks">${words.all}</a></p>`
}

/** The member's talks, and who waits for them. */
export async function handoffLists(visit: MemberVisit): Promise<Html> {
  const { core, member, wording } = visit
  const words = HANDOFF_WORDS[wording.language]
  const [mine, waiting, unread] = await Promise.all([
    talksOf(core.db, member.id),
    waitingFor(core.db, member.id),
    unreadOf(core.db, member.id),
  ])
  const rows = (talks: readonly TalkRow[]) =>
    html`<ol class="troubles">${talks.map((talk) => handoffRow(visit, talk, unread.get(talk.id) ?? 0))}</ol>`
  return html`<h2>${words.mine.title}</h2>
    ${mine.length === 0 ? emptyList(words.mine.none) : rows(mine)}
    <h2>${words.waiting.title}</h2>
    ${waiting.length === 0 ? emptyList(words.waiting.none) : rows(waiting)}
    ${waiting.length > 0 && html`<form method="post" action="/desk/talks/next" data-once>${csrfField(visit)}<button class="primary">${words.waiting.takeNext}</button></form>`}`
}

function handoffRow(visit: MemberVisit, talk: TalkRow, unread: number): Html {
  const { wording, now } = visit
  const words = HANDOFF_WORDS[wording.language]
  const { name } = customerWordingIn(wording.language).categories[talk.category]
  const held = talk.memberId === visit.member.id
  return html`<li>
    <p class="trouble-what"><strong>${talk.customerName ?? wording.list.noName}</strong> <span class="tag">${name}</span>
      ${talk.urgent && html`<span class="tag tag-bad">${words.waiting.urgent}</span>`} <span class="reference">${talk.reference}</span>
      <span class="faint">${wording.languages[talk.language]} · ${timeAgo(wording.language, talk.requestedAt, now)}</span>
      ${unread > 0 && html`<span class="count count-alarming">${unread} <span class="hidden">${words.unread}</span></span>`}</p>
    <div class="message-text" lang="${talk.language}">${talk.summary}</div>
    ${
      held
        ? html`<p><a href="/desk/talks/${talk.id}">${words.mine.open}</a></p>`
        : html`<form method="post" action="/desk/talks/${talk.id}/acceptance" data-once>${csrfField(visit)}<button>${words.waiting.take}</button></form>`
    }</li>`
}
