import type { MessageId } from '../../../core/kernel/id.ts'
import {
  inlineImages,
  type OriginalMessage,
  openAttachment,
  openRawMail,
  viewOriginal,
} from '../../../core/ticket/original.ts'
import { fileSize } from '../../../core/wording/file-size.ts'
import { type Html, html } from '../../http/html.ts'
import { mailFrame } from '../../http/mail-frame.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { exactTime } from '../../wording/time-format.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { withNotice } from '../notice.ts'

/** A message as it was sent: its page, its own markup in a frame that can do nothing, its raw mail, its files. */
export const ORIGINAL_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/messages/:message', allow: EVERY_ROLE, handle: showOriginal },
  { method: 'GET', url: '/desk/messages/:message/html', allow: EVERY_ROLE, handle: showMarkup },
  { method: 'GET', url: '/desk/messages/:message/original', allow: EVERY_ROLE, handle: downloadRaw },
  { method: 'POST', url: '/desk/messages/:message/parsing', allow: EVERY_ROLE, handle: reparseMessage },
  { method: 'GET', url: '/desk/attachments/:attachment', allow: EVERY_ROLE, handle: downloadAttachment },
]

async function showOriginal(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, params, wording, now } = visit
  const message = await viewOriginal(core, member.id, params.message ?? '')
  const title = wording.original.title(message.reference)
  const body = html`<div class="original">
    <header class="ticket-head">
      <p class="ticket-place"><a href="/desk/tickets/${message.reference}#m-${message.id}">${wording.original.back}</a> <span class="reference">${message.reference}</span></p>
      <h1 dir="auto">${message.subject || wording.list.noSubject}</h1>
      <p>${message.authorName} <span class="faint">${message.authorAddress}</span> · ${exactTime(wording.language, message.receivedAt, now)}</p>
    </header>
    ${message.rawSize !== null && html`<p><a href="/desk/messages/${message.id}/original" download>${wording.original.download(fileSize(wording.language, message.rawSize))}</a></p>`}
    ${message.html === null ? html`<p class="faint">${wording.original.noHtml}</p>` : frame(visit, message, message.html)}
    <h2>${wording.original.text}</h2>
    <div class="message-text" dir="auto">${message.text}</div>
  </div>`
  return page(await deskPage(visit, { title, place: 'ticket', body }))
}

function frame({ wording, query }: MemberVisit, message: OriginalMessage, markup: string): Html {
  const images = query.images === '1'
  const address = `/desk/messages/${message.id}`
  return html`<div class="frame-head"><p class="faint">${images ? wording.original.imagesShown : wording.original.safe}</p>
    ${
      markup.includes('data-remote-src') &&
      (images
        ? html`<p><a href="${address}">${wording.original.hideImages}</a></p>`
        : html`<p><a href="${address}?images=1">${wording.original.showImages}</a> <span class="faint">${wording.original.imagesWarning}</span></p>`)
    }</div>
    <iframe class="mail-frame" title="${wording.original.frame}" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" src="${address}/html${images && '?images=1'}"></iframe>`
}

async function showMarkup({ core, member, params, query }: MemberVisit): Promise<RouteResponse> {
  const message = await viewOriginal(core, member.id, params.message ?? '')
  const images = await inlineImages(core, message.id)
  return mailFrame(message.html ?? '', { images, remoteImages: query.images === '1' })
}

async function downloadRaw({ core, member, params }: MemberVisit): Promise<RouteResponse> {
  return { kind: 'file', file: await openRawMail(core, member.id, params.message ?? '') }
}

async function downloadAttachment({ core, member, params }: MemberVisit): Promise<RouteResponse> {
  return { kind: 'file', file: await openAttachment(core, member.id, params.attachment ?? '') }
}

async function reparseMessage({ core, member, params, readAgain }: MemberVisit): Promise<RouteResponse> {
  const message = await viewOriginal(core, member.id, params.message ?? '')
  const read = await readAgain(message.id)
  return redirect(withNotice(`/desk/tickets/${message.reference}`, read ? 'reread' : 'still-unreadable'))
}

/** The form that has an unreadable mail tried again. */
export function reparseForm(visit: MemberVisit, messageId: MessageId): Html {
  return html`<form method="post" action="/desk/messages/${messageId}/parsing">${csrfField(visit)}<button>${visit.wording.message.retry}</button></form>`
}
