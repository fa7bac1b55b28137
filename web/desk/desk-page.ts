import { listCallBacks } from '../../core/call-back.ts'
import { deadLetters } from '../../core/dead-letter.ts'
import { listDissatisfied } from '../../core/dissatisfaction.ts'
import { talksOf, waitingFor } from '../../core/handoff-desk.ts'
import { countTickets, QUEUES, type Queue } from '../../core/ticket-list.ts'
import { listUnreadable } from '../../core/unreadable-mail.ts'
import { document } from '../document.ts'
import { type Html, html } from '../html.ts'
import { type MemberVisit, SUPERVISORS } from '../route.ts'
import { CALL_WORDS } from '../wording/call-words.ts'
import { MODEL_WORDS } from '../wording/model-words.ts'
import { SATISFACTION_DESK_WORDS } from '../wording/satisfaction-desk-words.ts'
import { SELLER_DESK_WORDS } from '../wording/seller-desk-words.ts'
import { STAFF_WORDS } from '../wording/staff-words.ts'
import { TALK_WORDS } from '../wording/talk-words.ts'

export type DeskPlace =
  | Queue
  | 'call'
  | 'call-backs'
  | 'talks'
  | 'dissatisfied'
  | 'satisfaction'
  | 'sanctions'
  | 'staff'
  | 'model'
  | 'failed-mail'
  | 'unreadable'
  | 'members'
  | 'ticket'

/** A page of the desk: the queues with what stands in them on the left, the page itself beside them. */
export async function deskPage(
  visit: MemberVisit,
  { title, place, body }: { title: string; place: DeskPlace; body: Html },
): Promise<Html> {
  const { wording, core, member } = visit
  const supervises = (SUPERVISORS as readonly string[]).includes(member.role)
  const [tickets, failed, unreadable, calls, unhappy, waiting, talks] = await Promise.all([
    countTickets(core, member.id),
    deadLetters(core, { memberId: member.id }),
    listUnreadable(core, member.id),
    listCallBacks(core.db, member.id),
    listDissatisfied(core.db, member.id),
    waitingFor(core.db, member.id),
    talksOf(core.db, member.id),
  ])
  const counts: Partial<Record<Queue, number>> = tickets
  return document({
    language: wording.language,
    title: `${title} · ${wording.product}`,
    style: 'desk.css',
    body: html`<body class="desk">
<a class="skip" href="#content">${wording.skip}</a>
<header class="side">
  <a class="brand" href="/desk">${wording.product} <span>${wording.desk}</span></a>
  ${findForm(visit)}
  <nav aria-label="${wording.navigation}">
    <ul>
      ${QUEUES.map((queue) => item(`/desk?queue=${queue}`, wording.queues[queue], place === queue, counts[queue]))}
      ${item('/desk/talks', TALK_WORDS[wording.language].title, place === 'talks', waiting.length + talks.length)}
      ${item('/desk/calls/new', CALL_WORDS[wording.language].title, place === 'call')}
      ${item('/desk/calls', CALL_WORDS[wording.language].callBacks.title, place === 'call-backs', calls.length)}
      ${item('/desk/failed-mail', wording.failedMail, place === 'failed-mail', failed.length, true)}
      ${item('/desk/unreadable', wording.unreadable, place === 'unreadable', unreadable.length, true)}
      ${item('/desk/dissatisfied', SATISFACTION_DESK_WORDS[wording.language].unhappy.title, place === 'dissatisfied', unhappy.length)}
      ${supervises && item('/desk/sanctions', SELLER_DESK_WORDS[wording.language].sanctions.title, place === 'sanctions')}
      ${supervises && item('/desk/staff', STAFF_WORDS[wording.language].title, place === 'staff')}
      ${supervises && item('/desk/satisfaction', SATISFACTION_DESK_WORDS[wording.language].title, place === 'satisfaction')}
      ${supervises && item('/desk/model', MODEL_WORDS[wording.language].title, place === 'model')}
      ${member.role === 'administrator' && item('/desk/members', wording.administration, place === 'members')}
    </ul>
  </nav>
  ${me(visit)}
</header>
<main id="content" tabindex="-1">${body}</main>
</body>`,
  })
}

/** The hidden field every form of a session carries. */
export function csrfField({ csrfToken }: MemberVisit): Html {
  return html`<input type="hidden" name="csrf" value="${csrfToken}">`
}

function findForm({ wording }: MemberVisit): Html {
  return html`<form class="find" action="/desk/find" method="get" role="search">
    <label class="hidden" for="find">${wording.find.label}</label>
    <input id="find" name="reference" class="reference" placeholder="${wording.find.placeholder}" autocomplete="off" spellcheck="false" title="${wording.find.label}">
    <button class="hidden">${wording.find.go}</button>
  </form>`
}

function item(href: string, words: string, current: boolean, count?: number, alarming = false): Html {
  return html`<li><a href="${href}"${current && html` aria-current="page"`}><span>${words}</span>${
    count !== undefined &&
    count > 0 &&
    html` <span class="count${alarming && ' count-alarming'}">${count}</span>`
  }</a></li>`
}

function me(visit: MemberVisit): Html {
  const { wording, member, path } = visit
  const other = wording.language === 'fr' ? 'en' : 'fr'
  return html`<div class="me">
    <p class="me-name">${member.name} <span>${wording.roles[member.role]}</span></p>
    <form action="/desk/language" method="post">
      ${csrfField(visit)}
      <input type="hidden" name="language" value="${other}"><input type="hidden" name="back" value="${path}">
      <button class="quiet" lang="${other}" title="${wording.otherLanguage}">${wording.languages[other]}</button>
    </form>
    <form action="/sign-out" method="post">${csrfField(visit)}<button class="quiet">${wording.signOut}</button></form>
  </div>`
}
