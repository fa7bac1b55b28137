import { isCategory } from '../../../core/policy/category.ts'
import type { MailView, MessageView } from '../../../core/ticket/message-view.ts'
import type { EventView, TicketView } from '../../../core/ticket/view.ts'
import { wordingIn as customerWordingIn } from '../../../core/wording/wording.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import { timeAgo } from '../../wording/time-format.ts'
import { messageCard } from './message-card.ts'

interface Entry {
  at: Date
  /** Which comes first at the same instant: what was said, what was made of it, what was sent. */
  rank: number
  shown: Html
}

// What a message on the time line says already.
const SHOWN_BY_MESSAGES: readonly string[] = ['message-received', 'message-sent', 'acknowledged']

/** Everything that happened, in order: messages as cards, automatic mail and events as thin lines. */
export function timeline(visit: MemberVisit, view: TicketView): Html {
  const { wording } = visit
  // On a ticket of their own a stranger's messages are the conversation; on anyone else's they stand apart below.
  const ownTicket = view.messages.every((message) => message.keptApart !== null)
  const apart = ownTicket
    ? []
    : view.messages.filter(({ keptApart, audience }) => keptApart !== null && audience !== 'seller')
  const seller = view.messages.filter(({ audience }) => audience === 'seller')
  const ours = view.messages.filter((message) => !apart.includes(message) && !seller.includes(message))
  const written = new Set(view.messages.filter(({ direction }) => direction === 'out').map(({ id }) => id))
  // An update that left by mail stands there as that mail; one told otherwise only as its event.
  const updatesShown = view.mails.some(({ kind }) => kind === 'update')
  const entries: Entry[] = [
    ...ours.map((message) => ({
      at: message.receivedAt,
      rank: message.direction === 'in' ? 1 : 4,
      shown: card(visit, view, message),
    })),
    ...view.mails
      .filter((mail) => mail.messageId === null || !written.has(mail.messageId))
      .map((mail) => ({ at: mail.createdAt, rank: 3, shown: mailLine(visit, mail) })),
    ...view.events
      .filter(({ kind }) => !SHOWN_BY_MESSAGES.includes(kind) && !(kind === 'updated' && updatesShown))
      .map((event) => ({ at: event.at, rank: 2, shown: eventLine(visit, event) })),
  ]
  const thread = sellerThread(visit, view, seller)
  if (thread) entries.push(thread)
  entries.sort((a, b) => a.at.getTime() - b.at.getTime() || a.rank - b.rank)
  return html`<section class="timeline" aria-label="${wording.ticket.timeline}">
    ${view.olderMessages > 0 && html`<p class="faint">${wording.ticket.older(view.olderMessages)}</p>`}
    ${entries.map((entry) => entry.shown)}
    ${
      apart.length > 0 &&
      html`<section class="apart" aria-label="${wording.message.notCustomer}">
        <h2>${wording.message.notCustomer}</h2>${apart.map((message) => card(visit, view, message))}</section>`
    }
  </section>`
}

// What is said with a seller stands together, where it last went on: the customer's own exchange stays readable.
function sellerThread(
  visit: MemberVisit,
  view: TicketView,
  messages: readonly MessageView[],
): Entry | undefined {
  const last = messages.at(-1)
  if (!last) return undefined
  const { wording, now } = visit
  const words = TICKET_WORK_WORDS[wording.language].sellerThread
  const shown = html`<details class="seller-thread" id="seller-thread"><summary>${words} (${messages.length}) ${timeAgo(wording.language, last.receivedAt, now)}</summary>
    ${messages.map((message) => card(visit, view, message))}</details>`
  return { at: last.receivedAt, rank: 5, shown }
}

function card(visit: MemberVisit, view: TicketView, message: MessageView): Html {
  const mail =
    message.direction === 'out' ? view.mails.find((one) => one.messageId === message.id) : undefined
  return messageCard(visit, view, message, mail)
}

function mailLine({ wording, now }: MemberVisit, mail: MailView): Html {
  const what = wording.message.mailKinds[mail.kind] ?? wording.message.automaticMail(mail.recipient)
  return html`<details class="event event-mail">
    <summary><span>${what} · ${mail.recipient} · <span class="sending sending-${mail.state}">${wording.message.sending[mail.state]}</span></span> ${timeAgo(wording.language, mail.createdAt, now)}</summary>
    ${mail.lastError !== null && mail.state !== 'sent' && html`<p class="warning warning-bad">${mail.lastError}</p>`}
    <p><strong>${mail.subject}</strong></p>
    <div class="message-text">${mail.text}</div>
  </details>`
}

function eventLine(visit: MemberVisit, event: EventView): Html {
  const { wording, now } = visit
  const what = eventWords(visit, event)
  return html`<p class="event"><span>${event.actorName === null ? what : wording.eventBy(what, event.actorName)}</span> ${timeAgo(wording.language, event.at, now)}</p>`
}

function eventWords({ wording }: MemberVisit, { kind, detail }: EventView): string {
  const name = (category: unknown) =>
    typeof category === 'string' && isCategory(category)
      ? customerWordingIn(wording.language).categories[category].name
      : '?'
  if (kind === 'recategorised') return wording.recategorised(name(detail.from), name(detail.to))
  if (kind === 'classified') return `${wording.events.classified} : ${name(detail.category)}`
  return wording.events[kind] ?? kind
}
