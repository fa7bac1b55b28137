import type { UndoableSend } from '../../../core/correspondence/undo-send.ts'
import type { TicketHead } from '../../../core/ticket/view.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import { csrfField } from '../desk-page.ts'

/** The few seconds in which a member can take back what they have just sent. It goes by itself when they are over. */
export function undoBar(
  visit: MemberVisit,
  { reference }: Pick<TicketHead, 'reference'>,
  withdrawable: UndoableSend | undefined,
): Html | false {
  if (!withdrawable) return false
  const { undo } = TICKET_WORK_WORDS[visit.wording.language]
  const left = Math.ceil((withdrawable.until.getTime() - visit.now.getTime()) / 1000)
  const path = `/desk/tickets/${reference}/withdrawal`
  return html`<form class="notice undo" method="post" action="${path}" data-once hx-get="${path}" hx-trigger="load delay:${left}s" hx-swap="outerHTML">
    ${csrfField(visit)}<input type="hidden" name="message" value="${withdrawable.messageId}">
    <p role="status">${undo.waiting(left)}</p> <button>${undo.take}</button>
  </form>`
}
