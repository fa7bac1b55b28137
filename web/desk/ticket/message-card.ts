import type { BounceView, MailView, MessageView } from '../../../core/ticket/message-view.ts'
import type { TicketView } from '../../../core/ticket/view.ts'
import { fileSize } from '../../../core/wording/file-size.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { timeAgo } from '../../wording/time-format.ts'
import { csrfField } from '../desk-page.ts'

/** One message: who wrote it and whether the address is proven, its new text, what was quoted folded away, its files. */
export function messageCard(
  visit: MemberVisit,
  view: TicketView,
  message: MessageView,
  mail: MailView | undefined,
): Html {
  const { wording, now } = visit
  const side =
    message.keptApart !== null
      ? 'apart'
      : message.direction === 'note'
        ? 'note'
        : message.direction === 'out'
          ? 'ours'
          : message.automatic !== null
            ? 'machine'
            : 'theirs'
  return html`<article class="message message-${side}" id="m-${message.id}" aria-label="${author(visit, message)}">
    <header class="message-head">
      <p class="message-author">${author(visit, message)}
        <span class="faint">${message.direction === 'in' && message.authorName !== null && message.authorAddress}</span>
        ${tags(visit, message)}</p>
      <p class="message-when">${mail && sending(visit, mail)} ${timeAgo(wording.language, message.receivedAt, now)}</p>
    </header>
    ${message.keptApart !== null && apart(visit, message.keptApart)}
    ${message.unparsed && unparsed(visit, message)}
    ${message.bounces.map((bounce) => bounced(visit, bounce))}
    ${body(visit, message)}
    ${attachments(visit, message)}
    ${forwarded(visit, view, message)}
    ${footer(visit, message)}
  </article>`
}

function author({ wording, member }: MemberVisit, message: MessageView): string {
  if (message.memberId === member.id) return wording.message.you
  return message.authorName ?? message.authorAddress ?? wording.message[message.authorKind]
}

function tags({ wording }: MemberVisit, message: MessageView): Html {
  const { standings, automatic } = wording.message
  const kind = message.automatic as keyof typeof automatic | null
  return html`${message.direction === 'note' && html`<span class="tag">${wording.message.note}</span>`}
    ${message.keptApart === 'stranger' && html`<span class="tag tag-warn">${wording.message.notCustomer}</span>`}
    ${message.direction === 'in' && html`<span class="tag${message.standing === 'failed' ? ' tag-bad' : message.standing === 'proven' && ' tag-done'}">${standings[message.standing]}</span>`}
    ${kind !== null && html`<span class="tag">${automatic[kind] ?? kind}</span>`}
    ${message.channel !== 'mail' && message.direction !== 'note' && html`<span class="tag">${wording.channels[message.channel]}</span>`}`
}

function sending({ wording }: MemberVisit, mail: MailView): Html {
  return html`<span class="sending sending-${mail.state}">${wording.message.sending[mail.state]}</span> ·`
}

function apart({ wording }: MemberVisit, why: string): Html {
  return html`<p class="warning">${wording.message.keptApart[why] ?? wording.message.notCustomer}</p>`
}

function unparsed(visit: MemberVisit, message: MessageView): Html {
  const { wording } = visit
  return html`<div class="warning"><p>${wording.message.unparsed} <span class="faint">${message.unparsed?.error}</span></p>
    <form method="post" action="/desk/messages/${message.id}/parsing">${csrfField(visit)}<button>${wording.message.retry}</button></form></div>`
}

function bounced({ wording, now }: MemberVisit, bounce: BounceView): Html {
  const recipient = bounce.recipient ?? '?'
  const words = bounce.permanent
    ? wording.message.bounced(recipient)
    : wording.message.bouncedLater(recipient)
  return html`<p class="warning warning-bad">${words} ${bounce.status !== null && html`<code>${bounce.status}</code>`} · ${timeAgo(wording.language, bounce.at, now)}</p>`
}

function body({ wording }: MemberVisit, message: MessageView): Html {
  const text = message.newText.trim()
  return html`${text === '' ? html`<p class="faint">${wording.message.empty}</p>` : html`<div class="message-text" dir="auto">${text}</div>`}
    ${message.wholeText.trim() !== '' && html`<details class="quoted"><summary>${wording.message.whole}</summary><div class="message-text faint" dir="auto">${message.wholeText}</div></details>`}
    ${message.cut && html`<p class="faint">${wording.message.cut}</p>`}`
}

function attachments({ wording }: MemberVisit, message: MessageView): Html | false {
  const files = message.attachments.filter((file) => !file.inline)
  if (files.length === 0) return false
  return html`<ul class="files" aria-label="${wording.message.attachments}">${files.map(
    (file) =>
      html`<li><a href="/desk/attachments/${file.id}" title="${wording.message.download(file.name)}">${file.name}</a> <span class="faint">${fileSize(wording.language, file.size)}</span></li>`,
  )}</ul>`
}

// Offered, never done by itself: customers forward scams to us, and their sender is nobody's customer.
function forwarded(visit: MemberVisit, { ticket, contacts }: TicketView, message: MessageView): Html | false {
  const { wording } = visit
  const original = message.forwardedFrom
  const known = (address: string) => contacts.some((one) => one.role === 'customer' && one.value === address)
  if (!original || message.authorKind !== 'customer' || known(original.address)) return false
  return html`<details><summary>${wording.message.forwarded}</summary>
    <p class="warning">${wording.message.forwardedFrom(original.address)}</p>
    <form method="post" action="/desk/tickets/${ticket.reference}/customer">${csrfField(visit)}
      <input type="hidden" name="message" value="${message.id}"><button>${wording.message.takeForwarded(original.address)}</button></form></details>`
}

function footer({ wording }: MemberVisit, message: MessageView): Html | false {
  const { warnings, to, cc, mailboxes } = message
  if (!message.hasRaw && !message.hasHtml && warnings.length === 0) return false
  const names = (list: MessageView['to']) => list.map((one) => one.address).join(', ')
  return html`<footer class="message-foot">
    ${(message.hasRaw || message.hasHtml) && html`<a href="/desk/messages/${message.id}">${wording.message.original}</a>`}
    ${mailboxes.length > 0 && html`<span>${wording.message.mailboxes} ${mailboxes.join(', ')}</span>`}
    ${cc.length > 0 && html`<span>${wording.message.to} ${names(to)} · ${wording.message.cc} ${names(cc)}</span>`}
    ${warnings.length > 0 && html`<details><summary>${wording.message.warnings} (${warnings.length})</summary><ul>${warnings.map((warning) => html`<li>${remark(wording.warnings, warning)}</li>`)}</ul></details>`}
  </footer>`
}

// A warning is kept as `code: sentence`; one we have no words for is shown as it is.
function remark(words: Record<string, string>, warning: string): string {
  return words[warning.split(':')[0] ?? ''] ?? warning
}
