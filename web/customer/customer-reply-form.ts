import { randomUUID } from 'node:crypto'
import type { CustomerView } from '../../core/correspondence/customer-view.ts'
import { replyFromPage } from '../../core/intake/customer-reply.ts'
import { fileSize } from '../../core/wording/file-size.ts'
import type { Wording as CustomerWording } from '../../core/wording/sentences.ts'
import { type Html, html } from '../http/html.ts'
import type { Visit } from '../http/route.ts'
import { LARGEST_FORM_FILE, LONGEST_FORM_TEXT, MOST_FORM_FILES } from '../web-settings.ts'

/** Why a message was refused, and the text, so that nothing typed is lost. */
export interface RefusedMessage {
  why: string
  text: string
}

/** Returns the form with which a customer writes again or adds a file. */
export function customerReplyForm(form: {
  view: CustomerView
  words: CustomerWording
  token: string
  formToken: string
  refused: RefusedMessage | undefined
}): Html {
  const { view, words, token, formToken, refused } = form
  const { answer } = words.ticketPage
  const size = fileSize(words.language, LARGEST_FORM_FILE)
  return html`<section class="write" aria-labelledby="write"><h2 id="write">${view.ticket.resolvedAt ? answer.headingResolved : answer.heading}</h2>
    ${refused && html`<p class="warning warning-bad" role="alert" id="refused">${refused.why}</p>`}
    <form method="post" action="/t/${token}?lang=${words.language}" enctype="multipart/form-data">
      <input type="hidden" name="formToken" value="${formToken}">
      <p><label for="text">${answer.label}</label>
      <textarea id="text" name="text" rows="8" maxlength="${LONGEST_FORM_TEXT}" aria-describedby="text-hint">${refused?.text}</textarea>
      <span class="faint" id="text-hint">${answer.hint}</span></p>
      <p><label for="files">${answer.files}</label>
      <input id="files" name="files" type="file" multiple aria-describedby="files-hint">
      <span class="faint" id="files-hint">${answer.filesHint({ count: MOST_FORM_FILES, size })}</span></p>
      <button class="primary">${answer.send}</button>
    </form></section>`
}

/** Receives the message. Returns why it was refused, or undefined when it is part of the ticket. */
export async function takeMessage(visit: Visit, words: CustomerWording): Promise<RefusedMessage | undefined> {
  const { core, params, form, files } = visit
  const { answer } = words.ticketPage
  const text = (form.text ?? '').replace(/\r\n?/g, '\n').trim()
  if (text === '' && files.length === 0) return { why: answer.empty, text }
  if (text.length > LONGEST_FORM_TEXT) return { why: answer.tooLong({ count: LONGEST_FORM_TEXT }), text }
  if (files.length > MOST_FORM_FILES) return { why: answer.tooManyFiles({ count: MOST_FORM_FILES }), text }
  const large = files.find((file) => file.tooLarge)
  if (large) {
    const size = fileSize(words.language, LARGEST_FORM_FILE)
    return { why: answer.fileTooLarge({ fileName: large.name, size }), text }
  }
  await replyFromPage(core, {
    token: params.token ?? '',
    formToken: form.formToken?.slice(0, 64) || randomUUID(),
    text,
    files: files.map(({ name, type, content }) => ({ name, type, content, inline: false, contentId: null })),
  })
  return undefined
}
