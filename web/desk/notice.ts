import { type Html, html } from '../http/html.ts'
import type { Visit } from '../http/route.ts'
import type { Wording } from '../wording/fr.ts'
import { LIST_WORDS } from '../wording/list-words.ts'
import { MACRO_WORDS } from '../wording/macro-words.ts'
import { TICKET_WORK_WORDS } from '../wording/ticket-work-words.ts'
import { TOOL_WORDS, type ToolName } from '../wording/tool-words.ts'

// What a POST may say on the page it leads to; anything else in `?done=` says nothing.
const NOTICES = {
  answered: (wording: Wording) => wording.answer.sent,
  resolved: (wording: Wording) => wording.resolve.done,
  withdrawn: ({ language }: Wording) => TICKET_WORK_WORDS[language].undo.taken,
  'too-late': ({ language }: Wording) => TICKET_WORK_WORDS[language].undo.left,
  'draft-kept': ({ language }: Wording) => TICKET_WORK_WORDS[language].draft.kept,
  'draft-discarded': ({ language }: Wording) => TICKET_WORK_WORDS[language].draft.discarded,
  assigned: (wording: Wording) => wording.actions.assigned,
  unassigned: (wording: Wording) => wording.actions.unassigned,
  recategorised: (wording: Wording) => wording.actions.recategorised,
  moved: (wording: Wording) => wording.actions.moved,
  'customer-corrected': (wording: Wording) => wording.actions.customerCorrected,
  reopened: (wording: Wording) => wording.actions.reopened,
  released: (wording: Wording) => wording.actions.released,
  reread: (wording: Wording) => wording.actions.retried,
  'still-unreadable': (wording: Wording) => wording.actions.stillUnreadable,
  resent: (wording: Wording) => wording.failed.retried,
  'already-done': (wording: Wording) => wording.actions.alreadyDone,
  'macro-saved': ({ language }: Wording) => MACRO_WORDS[language].saved,
  saved: (wording: Wording) => wording.members.saved,
  'way-back-mailed': (wording: Wording) => wording.members.mailed,
  'filter-saved': ({ language }: Wording) => LIST_WORDS[language].filter.saved,
  'filter-deleted': ({ language }: Wording) => LIST_WORDS[language].filter.deleted,
  deactivated: (wording: Wording) => wording.members.deactivated,
} as const
export type Notice = keyof typeof NOTICES | ToolName

/** The address of a page that says what has just been done. */
export function saying(path: string, notice: Notice): string {
  return `${path}${path.includes('?') ? '&' : '?'}done=${notice}`
}

/** What has just been done, if the address says so. */
export function notice({ query, wording }: Visit): Html | undefined {
  const done = query.done
  if (done === undefined) return undefined
  const tools = TOOL_WORDS[wording.language]
  const said = Object.hasOwn(NOTICES, done)
    ? NOTICES[done as keyof typeof NOTICES](wording)
    : Object.hasOwn(tools, done) && tools[done as ToolName].done
  return said ? html`<p class="notice" role="status">${said}</p>` : undefined
}
