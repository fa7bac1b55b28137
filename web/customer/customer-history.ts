import type { CustomerEntry, CustomerView } from '../../core/correspondence/customer-view.ts'
import type { AttachmentView } from '../../core/ticket/message-view.ts'
import { dayAndTime } from '../../core/wording/dates.ts'
import { fileSize } from '../../core/wording/file-size.ts'
import type { Wording as CustomerWording } from '../../core/wording/sentences.ts'
import { type Html, html } from '../http/html.ts'
import type { Visit } from '../http/route.ts'

/** What has happened so far, oldest first: the customer's messages, our answers, the steps in between. */
export function customerHistory(
  visit: Visit,
  view: CustomerView,
  words: CustomerWording,
  token: string,
): Html {
  return html`<section aria-labelledby="history"><h2 id="history">${words.ticketPage.historyHeading}</h2>
    <ol class="history">${view.entries.map((entry) => html`<li class="entry entry-${entry.kind}">${entryMarkup(visit, view, words, token, entry)}</li>`)}</ol>
  </section>`
}

function entryMarkup(
  visit: Visit,
  view: CustomerView,
  words: CustomerWording,
  token: string,
  entry: CustomerEntry,
): Html {
  const when = html`<time class="entry-when" datetime="${entry.at.toISOString()}">${dayAndTime(words.language, entry.at, visit.now)}</time>`
  const { history: said } = words.ticketPage
  switch (entry.kind) {
    case 'wrote':
      return html`<p class="entry-who">${words.ticketPage.you}</p> ${when} ${entryText(words, entry.text, entry.wholeText)} ${entryFiles(words, token, entry.attachments)}`
    case 'answered':
      return html`<p class="entry-who">${entryAuthor(view, words, entry.by)}</p> ${when} ${entryText(words, entry.text, '')} ${entryFiles(words, token, entry.attachments)}`
    case 'recategorised':
      return html`<p>${said.recategorised({ about: words.categories[entry.category].about })}</p> ${when}`
    default:
      return html`<p>${said[entry.kind]}</p> ${when}`
  }
}

function entryAuthor({ ticket }: CustomerView, words: CustomerWording, name: string | null): string {
  return name === null
    ? words.ticketPage.history['message-sent']
    : words.ticketPage.us({ name, team: words.teams[ticket.level].the })
}

function entryText(words: CustomerWording, written: string, whole: string): Html {
  return html`<div class="message-text" dir="auto">${written.trim() || words.notices['no-text']}</div>
    ${whole.trim() !== '' && html`<details><summary>${words.ticketPage.showQuoted}</summary><div class="message-text" dir="auto">${whole}</div></details>`}`
}

function entryFiles(
  words: CustomerWording,
  token: string,
  attachments: readonly AttachmentView[],
): Html | false {
  const offered = attachments.filter((file) => !file.inline)
  if (offered.length === 0) return false
  return html`<ul class="files">${offered.map(
    (file) =>
      html`<li><a href="/t/${token}/attachments/${file.id}">${words.ticketPage.attachment({ fileName: file.name, size: fileSize(words.language, file.size) })}</a></li>`,
  )}</ul>`
}
