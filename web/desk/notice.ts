import { type Html, html } from '../http/html.ts'
import type { Visit } from '../http/route.ts'
import type { PageWording } from '../wording/fr.ts'
import { LIST_WORDS } from '../wording/list-words.ts'
import { MACRO_WORDS } from '../wording/macro-words.ts'
import { TICKET_WORK_WORDS } from '../wording/ticket-work-words.ts'
import { TOOL_WORDS, type ToolName } from '../wording/tool-words.ts'

// The notices a POST may show on the next page; any other value of `?done=` shows nothing.
const NOTICES = {
  answered: (wording: PageWording) => wording.answer.sent,
  resolved: (wording: PageWording) => wording.resolve.done,
  withdrawn: ({ language }: PageWording) => TICKET_WORK_WORDS[language].undo.taken,
  'too-late': ({ language }: PageWording) => TICKET_WORK_WORDS[language].undo.left,
  'draft-kept': ({ language }: PageWording) => TICKET_WORK_WORDS[language].draft.kept,
  'draft-discarded': ({ language }: PageWording) => TICKET_WORK_WORDS[language].draft.discarded,
  assigned: (wording: PageWording) => wording.actions.assigned,
  unassigned: (wording: PageWording) => wording.actions.unassigned,
  recategorised: (wording: PageWording) => wording.actions.recategorised,
  'category-confirmed': ({ language }: PageWording) => TICKET_WORK_WORDS[language].why.confirmed,
  moved: (wording: PageWording) => wording.actions.moved,
  'customer-corrected': (wording: PageWording) => wording.actions.customerCorrected,
  reopened: (wording: PageWording) => wording.actions.reopened,
  released: (wording: PageWording) => wording.actions.released,
  reread: (wording: PageWording) => wording.actions.retried,
  'still-unreadable': (wording: PageWording) => wording.actions.stillUnreadable,
  resent: (wording: PageWording) => wording.failed.retried,
  'already-done': (wording: PageWording) => wording.actions.alreadyDone,
  'macro-saved': ({ language }: PageWording) => MACRO_WORDS[language].saved,
  saved: (wording: PageWording) => wording.members.saved,
  'way-back-mailed': (wording: PageWording) => wording.members.mailed,
  'filter-saved': ({ language }: PageWording) => LIST_WORDS[language].filter.saved,
  'filter-deleted': ({ language }: PageWording) => LIST_WORDS[language].filter.deleted,
  deactivated: (wording: PageWording) => wording.members.deactivated,
} as const
export type Notice = keyof typeof NOTICES | ToolName

/** Returns the URL of a page with a notice of what has just been done. */
export function withNotice(path: string, notice: Notice): string {
  return `${path}${path.includes('?') ? '&' : '?'}done=${notice}`
}

/** Returns the notice of what has just been done, if the URL has one. */
export function notice({ query, wording }: Visit): Html | undefined {
  const done = query.done
  if (done === undefined) return undefined
  const tools = TOOL_WORDS[wording.language]
  const text = Object.hasOwn(NOTICES, done)
    ? NOTICES[done as keyof typeof NOTICES](wording)
    : Object.hasOwn(tools, done) && tools[done as ToolName].done
  return text ? html`<p class="notice" role="status">${text}</p>` : undefined
}
