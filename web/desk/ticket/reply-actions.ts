import { askCustomer } from '../../../core/correspondence/information-request.ts'
import { previewReply, replyToCustomer } from '../../../core/correspondence/reply.ts'
import { findUndoableSend, undoSend } from '../../../core/correspondence/undo-send.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { type DraftKind, discardDraft, saveDraft } from '../../../core/ticket/draft.ts'
import { findTicket, type TicketHead } from '../../../core/ticket/view.ts'
import { findMacro } from '../../../core/ticket-actions/macro.ts'
import { fillMacro } from '../../../core/ticket-actions/macro-filling.ts'
import { unfilledVariables } from '../../../core/ticket-actions/macro-variable.ts'
import { html, trusted } from '../../http/html.ts'
import { page, type RouteResponse } from '../../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { LONGEST_FORM_TEXT, MOST_FORM_FILES } from '../../web-settings.ts'
import { TICKET_WORK_WORDS } from '../../wording/ticket-work-words.ts'
import type { Notice } from '../notice.ts'
import { type TicketActionResult, ticketActionRoute, typedWords } from './action-route.ts'
import type { RefusedForm } from './reply-form.ts'
import { draftSavedWords, lastSeenEvent, newsBeforeSending } from './reply-form.ts'
import { undoBar } from './undo-bar.ts'

/** What the answer box does: send and take back, keep a draft, put in a macro, show the mail beforehand. */
export const REPLY_ACTIONS: readonly MemberRoute[] = [
  ticketActionRoute('answers', sendReply, { upload: true }),
  ticketActionRoute('withdrawal', takeBack),
  { method: 'GET', url: '/desk/tickets/:reference/withdrawal', allow: EVERY_ROLE, handle: showUndo },
  ticketActionRoute('draft', saveWhileTyping),
  ticketActionRoute('draft-kept', keepDraft, { upload: true }),
  ticketActionRoute('draft-discarded', dropDraft, { upload: true }),
  ticketActionRoute('macro', insertMacro, { upload: true }),
  ticketActionRoute('preview', showPreview, { upload: true }),
]

async function sendReply(visit: MemberVisit, ticket: TicketHead): Promise<TicketActionResult> {
  const text = typedWords(visit)
  const why = whyNot(visit, ticket, text)
  if (why !== undefined) return { form: 'answer', why, text }
  const held = await newsBeforeSending(visit, ticket)
  if (held) return { form: 'answer', why: '', text, news: held }
  const { core, member, files, form } = visit
  const token = form.token?.slice(0, 100)
  const given = { ticketId: ticket.id, memberId: member.id, ...(token ? { token } : {}) }
  if (form.next === 'wait') {
    await askCustomer(core, { ...given, question: text })
    await discardDraft(core.db, { memberId: member.id, ticketId: ticket.id, kind: 'answer' })
    return 'question'
  }
  const attachments = files.map(({ name, type, content }) => ({ name, type, content }))
  try {
    await replyToCustomer(core, { ...given, text, attachments, ...lastSeenEvent(visit) })
    return 'answered'
  } catch (error) {
    // Somebody wrote between our looking and our sending.
    const news = error instanceof Problem ? await newsBeforeSending(visit, ticket) : undefined
    if (!news) throw error
    return { form: 'answer', why: '', text, news }
  }
}

function whyNot(visit: MemberVisit, ticket: TicketHead, text: string): string | undefined {
  const { wording, files, form } = visit
  const words = TICKET_WORK_WORDS[wording.language]
  const large = files.find((file) => file.tooLarge)
  const unfilled = unfilledVariables(text)
  if (ticket.quarantinedAt) return wording.answer.quarantined
  if (text.trim() === '') return wording.answer.empty
  if (text.length > LONGEST_FORM_TEXT) return wording.answer.tooLong(LONGEST_FORM_TEXT)
  if (large) return wording.answer.tooLarge(large.name)
  if (files.length > MOST_FORM_FILES) return wording.answer.tooMany(MOST_FORM_FILES)
  if (unfilled.length > 0) return `${words.unfilled} ${unfilled.join(' ')}`
  return form.next === 'wait' && files.length > 0 ? words.waitWithoutFiles : undefined
}

async function takeBack({ core, member, form }: MemberVisit, ticket: TicketHead): Promise<Notice> {
  try {
    await undoSend(core, { ticketId: ticket.id, memberId: member.id, messageId: form.message ?? '' })
    return 'withdrawn'
  } catch (error) {
    if (error instanceof Problem) return 'too-late'
    throw error
  }
}

async function showUndo(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, params } = visit
  const ticket = await findTicket(core.db, member.id, params.reference ?? '')
  return page(html`${undoBar(visit, ticket, await findUndoableSend(core, member.id, ticket.id))}`)
}

async function saveWhileTyping(visit: MemberVisit, ticket: TicketHead): Promise<TicketActionResult> {
  const { core, member, form, now } = visit
  const kind: DraftKind = form.of === 'note' ? 'note' : 'answer'
  const text = typedWords(visit)
  const { token } = form
  await saveDraft(core, { memberId: member.id, ticketId: ticket.id, kind, text, ...(token ? { token } : {}) })
  return { response: page(html`${text.trim() !== '' && draftSavedWords(visit, now)}`) }
}

async function keepDraft(visit: MemberVisit, ticket: TicketHead): Promise<Notice> {
  const { core, member } = visit
  await saveDraft(core, { memberId: member.id, ticketId: ticket.id, kind: 'answer', text: typedWords(visit) })
  return 'draft-kept'
}

async function dropDraft({ core, member }: MemberVisit, ticket: TicketHead): Promise<Notice> {
  await discardDraft(core.db, { memberId: member.id, ticketId: ticket.id, kind: 'answer' })
  return 'draft-discarded'
}

async function insertMacro(visit: MemberVisit, ticket: TicketHead): Promise<RefusedForm> {
  const { core, member, form } = visit
  const typed = typedWords(visit).trimEnd()
  if (!form.macro) return { form: 'answer', why: '', text: typed, changed: true }
  const macro = await findMacro(core.db, form.macro)
  const filled = await fillMacro(core, { macro, ticket, memberId: member.id })
  const text = typed === '' ? filled : `${typed}\n\n${filled}`
  return { form: 'answer', why: '', text, changed: true }
}

async function showPreview(visit: MemberVisit, ticket: TicketHead): Promise<TicketActionResult> {
  const { core, member } = visit
  const text = typedWords(visit)
  const mail = await previewReply(core, { ticket, memberId: member.id, text })
  // Letters escape everything that was typed; what is missing still stands out.
  const marked = unfilledVariables(text).reduce(
    (markup, one) => markup.replaceAll(one, `<mark>${one}</mark>`),
    mail.html,
  )
  return { response: { kind: 'mail', remoteImages: false, body: trusted(marked) } }
}
