import { deadLetters, retryDeadLetter } from '../../../core/correspondence/dead-letter.ts'
import { listUnreadable, referencesOf } from '../../../core/intake/unreadable-mail.ts'
import { isUuid, type OutboxId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { timeAgo } from '../../wording/time-format.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { emptyList } from '../empty-list.ts'
import { notice, withNotice } from '../notice.ts'
import { reparseForm } from '../ticket/original-page.ts'

/** Mail that failed in either direction: what could not be sent, what could not be parsed. */
export const FAILED_MAIL_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/failed-mail', allow: EVERY_ROLE, handle: showFailed },
  { method: 'POST', url: '/desk/failed-mail/:mail/sending', allow: EVERY_ROLE, handle: sendAgain },
  { method: 'GET', url: '/desk/unreadable', allow: EVERY_ROLE, handle: showUnreadable },
]

async function showFailed(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording, now } = visit
  const letters = await deadLetters(core, { memberId: member.id })
  const tickets = letters.flatMap(({ ticketId }) => ticketId ?? [])
  const references = await referencesOf(core, member.id, tickets)
  const reference = (id: (typeof letters)[number]['ticketId']) =>
    id === null ? undefined : references.get(id)
  const body = html`<div class="queue"><div class="head"><h1>${wording.failedMail}</h1></div>
    ${notice(visit)}
    ${
      letters.length === 0
        ? emptyList(wording.emptyFailed)
        : html`<p class="lead">${wording.failed.explanation}</p>
    <ol class="troubles">${letters.map(
      (letter) => html`<li>
        <p class="trouble-what"><strong>${letter.recipient}</strong> <span>${wording.message.mailKinds[letter.kind] ?? letter.kind}</span>
          ${reference(letter.ticketId) !== undefined && html`<a class="reference" href="/desk/tickets/${reference(letter.ticketId)}">${reference(letter.ticketId)}</a>`}</p>
        <p class="warning warning-bad">${letter.lastError}</p>
        <p class="faint">${wording.failed.when} ${timeAgo(wording.language, letter.failedAt, now)} · ${wording.failed.attempts(letter.attempts)}</p>
        <form method="post" action="/desk/failed-mail/${letter.id}/sending">${csrfField(visit)}<button>${wording.failed.retry}</button></form>
      </li>`,
    )}</ol>`
    }</div>`
  return page(await deskPage(visit, { title: wording.failedMail, place: 'failed-mail', body }))
}

async function sendAgain({ core, member, params }: MemberVisit): Promise<RouteResponse> {
  const outboxId = params.mail ?? ''
  if (!isUuid<OutboxId>(outboxId)) {
    throw new Problem('not-found', 'There is no such mail.')
  }
  try {
    await retryDeadLetter(core, { outboxId, memberId: member.id })
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'already-done')) throw error
    return redirect(withNotice('/desk/failed-mail', 'already-done'))
  }
  return redirect(withNotice('/desk/failed-mail', 'resent'))
}

async function showUnreadable(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording, now } = visit
  const mails = await listUnreadable(core, member.id)
  const body = html`<div class="queue"><div class="head"><h1>${wording.unreadable}</h1></div>
    ${notice(visit)}
    ${
      mails.length === 0
        ? emptyList(wording.emptyUnreadable)
        : html`<p class="lead">${wording.unread.explanation}</p>
    <ol class="troubles">${mails.map(
      (mail) => html`<li>
        <p class="trouble-what"><strong>${mail.authorAddress ?? wording.list.noName}</strong> <span>${mail.subject || wording.list.noSubject}</span>
          <a class="reference" href="/desk/tickets/${mail.reference}">${mail.reference}</a></p>
        <p class="warning">${mail.error}</p>
        <p class="faint">${wording.unread.received} ${timeAgo(wording.language, mail.receivedAt, now)} · ${wording.failed.attempts(mail.attempts)}
          · <a href="/desk/messages/${mail.messageId}">${wording.message.original}</a></p>
        ${reparseForm(visit, mail.messageId)}
      </li>`,
    )}</ol>`
    }</div>`
  return page(await deskPage(visit, { title: wording.unreadable, place: 'unreadable', body }))
}
