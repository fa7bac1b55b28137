import type { Draft, DraftKind } from '../../../core/ticket/draft.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'

/** What makes a text keep itself while one types: every pause saves it. Its form brings the token and the csrf field. */
export function autosaveAttributes(reference: string, kind: DraftKind): Html {
  return html` hx-post="/desk/tickets/${reference}/draft" hx-trigger="keyup changed delay:800ms" hx-params="text,token,csrf,of" hx-vals="${JSON.stringify({ of: kind })}" hx-target="#draft-${kind}" hx-sync="this:queue last"`
}

/** Since when what stands in the box is only a draft; empty when there is none, to be filled while one types. */
export function draftStatusLine(visit: MemberVisit, kind: DraftKind, draft: Draft | undefined): Html {
  return html`<span class="draft faint" id="draft-${kind}" role="status">${draft && draftSavedWords(visit, draft.savedAt)}</span>`
}

/** `Brouillon du 24 novembre à 9 h 05`. */
export function draftSavedWords({ wording, now }: MemberVisit, savedAt: Date): string {
  return TICKET_WORK_WORDS[wording.language].draft.of(dayAndTime(wording.language, savedAt, now))
}
