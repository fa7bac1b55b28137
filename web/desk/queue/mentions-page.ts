import { listMentions, type Mention } from '../../../core/ticket/mention.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { MENTION_WORDS } from '../../wording/macro-words.ts'
import { timeAgo } from '../../wording/time-format.ts'
import { deskPage } from '../desk-page.ts'
import { emptyList } from '../empty-list.ts'

/** The notes in which colleagues mentioned the member; opening the ticket marks them as read. */
export const MENTION_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/mentions', allow: EVERY_ROLE, handle: mentionsPage },
]

async function mentionsPage(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording } = visit
  const words = MENTION_WORDS[wording.language]
  const mentions = await listMentions(core.db, member.id)
  const body = html`<div class="queue mentions">
    <div class="head"><h1>${words.title}</h1></div>
    ${mentions.length === 0 ? emptyList(words.none) : html`<ol class="troubles">${mentions.map((mention) => mentionItem(visit, mention))}</ol>`}
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'mentions', body }))
}

function mentionItem({ wording, now }: MemberVisit, mention: Mention): Html {
  const words = MENTION_WORDS[wording.language]
  const who = mention.byName ?? wording.message.member
  return html`<li><p class="trouble-what"><strong>${words.by(who)}</strong>
      <a class="reference" href="/desk/tickets/${mention.reference}#m-${mention.messageId}">${mention.reference}</a>
      <span>${mention.subject || wording.list.noSubject}</span>
      ${mention.readAt === null && html`<span class="tag tag-warn">${words.unread}</span>`}
      <span class="faint">${timeAgo(wording.language, mention.at, now)}</span></p>
    <div class="message-text">${mention.text}</div></li>`
}
