import { talksOf, waitingFor } from '../../core/chat/handoff-desk.ts'
import { deadLetters } from '../../core/correspondence/dead-letter.ts'
import { listDissatisfied } from '../../core/intake/dissatisfaction.ts'
import { listUnreadable } from '../../core/intake/unreadable-mail.ts'
import { listCallBacks } from '../../core/promise/call-back.ts'
import { countTickets } from '../../core/ticket/list.ts'
import { countUnreadMentions } from '../../core/ticket/mention.ts'
import { listSavedFilters } from '../../core/ticket/saved-filter.ts'
import { type Html, html } from '../http/html.ts'
import type { MemberVisit } from '../http/route.ts'
import { LIST_WORDS } from '../wording/list-words.ts'
import { deskFrame } from './desk-frame.ts'
import { liveElements } from './live/live-elements.ts'
import { type DeskCounts, type DeskPlace, navigation } from './navigation.ts'
import { listHref } from './queue/list-address.ts'
import { listBehind, listPane } from './queue/list-pane.ts'

/** The content of a page in the desk's frame. */
interface DeskBody {
  title: string
  place: DeskPlace
  body: Html
  /** The number of tickets per queue, when the page has counted them already. */
  counted?: TicketCounts
}

type TicketCounts = Awaited<ReturnType<typeof countTickets>>

/**
 * Returns a page of the desk: the navigation with its counts on the left, the page beside it. A ticket's page has the
 * list it was opened from in between.
 */
export async function deskPage(visit: MemberVisit, { title, place, body, counted }: DeskBody): Promise<Html> {
  const { wording, core, member, params } = visit
  const opened = place === 'ticket' ? params.reference : undefined
  const [counts, filters, beside] = await Promise.all([
    countsFor(visit, counted),
    listSavedFilters(core.db, member.id),
    opened === undefined ? null : listPane(visit, opened),
  ])
  return deskFrame({
    wording,
    title,
    back:
      place === 'ticket'
        ? { href: listHref(listBehind(visit)), words: LIST_WORDS[wording.language].back }
        : null,
    navigation: navigation({ wording, role: member.role, place, counts, filters }),
    me: me(visit),
    beside,
    body: html`${body}${liveElements(visit)}`,
  })
}

async function countsFor({ core, member }: MemberVisit, counted?: TicketCounts): Promise<DeskCounts> {
  const [tickets, failed, unreadable, calls, unhappy, waiting, talks, mentions] = await Promise.all([
    counted ?? countTickets(core, member.id),
    deadLetters(core, { memberId: member.id }),
    listUnreadable(core, member.id),
    listCallBacks(core.db, member.id),
    listDissatisfied(core.db, member.id),
    waitingFor(core.db, member.id),
    talksOf(core.db, member.id),
    countUnreadMentions(core.db, member.id),
  ])
  return {
    ...tickets,
    talks: waiting.length + talks.length,
    'call-backs': calls.length,
    'failed-mail': failed.length,
    unreadable: unreadable.length,
    dissatisfied: unhappy.length,
    mentions,
  }
}

/** Returns the hidden CSRF field that every form of a session has. */
export function csrfField({ csrfToken }: MemberVisit): Html {
  return html`<input type="hidden" name="csrf" value="${csrfToken}">`
}

function me(visit: MemberVisit): Html {
  const { wording, member, path } = visit
  const other = wording.language === 'fr' ? 'en' : 'fr'
  return html`<div class="me">
    <p class="me-name"><a href="/desk/account">${member.name}</a> <span>${wording.roles[member.role]}</span></p>
    <form action="/desk/language" method="post">
      ${csrfField(visit)}
      <input type="hidden" name="language" value="${other}"><input type="hidden" name="back" value="${path}">
      <button class="quiet" lang="${other}" title="${wording.otherLanguage}">${wording.languages[other]}</button>
    </form>
    <a href="/desk/help" data-key="?">${LIST_WORDS[wording.language].help}</a>
    <form action="/sign-out" method="post">${csrfField(visit)}<button class="quiet">${wording.signOut}</button></form>
  </div>`
}
