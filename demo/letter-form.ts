import { type Html, html } from '../web/http/html.ts'
import type { Visit } from '../web/http/route.ts'
import { LONGEST_FORM_TEXT } from '../web/web-settings.ts'
import type { DemoMail } from './demo-mail.ts'
import { EXAMPLES } from './example.ts'

/** The form with which one writes as a customer; `?example=` fills it. */
export function letterForm(visit: Visit, demo: DemoMail, refused: string | undefined): Html {
  const { wording, query, form } = visit
  const words = wording.demo
  const example = EXAMPLES.find((one) => one.id === query.example)
  const filled = (field: 'fromName' | 'from' | 'subject' | 'text') => form[field] ?? example?.[field] ?? ''
  const to = form.to ?? demo.addresses.find((address) => example && address.startsWith(example.to))
  return html`<section class="letter" aria-labelledby="letter"><h2 id="letter">${words.write}</h2>
    <p class="faint">${words.examples} ${EXAMPLES.map(
      (one, index) => html`${index > 0 && ' · '}<a href="/demo/mail?example=${one.id}">${one.title}</a>`,
    )}</p>
    ${refused !== undefined && html`<p class="warning warning-bad" role="alert">${refused}</p>`}
    <form method="post" action="/demo/mail" enctype="multipart/form-data" data-once>
      <p><label for="fromName">${words.fromName}</label> <input id="fromName" name="fromName" value="${filled('fromName')}" maxlength="100"></p>
      <p><label for="from">${words.from}</label> <input id="from" name="from" type="email" required value="${filled('from')}"></p>
      <p><label for="to">${words.to}</label> <select id="to" name="to">${demo.addresses.map(
        (address) => html`<option${address === to && html` selected`}>${address}</option>`,
      )}</select></p>
      <p><label for="subject">${words.subject}</label> <input id="subject" name="subject" value="${filled('subject')}" maxlength="300"></p>
      <p><label for="text">${words.text}</label> <textarea id="text" name="text" rows="9" required maxlength="${LONGEST_FORM_TEXT}">${filled('text')}</textarea></p>
      <p><label for="file">${words.file}</label> <input id="file" name="file" type="file"></p>
      <button class="primary">${words.send}</button>
    </form></section>`
}

/** Sends what was written; answers why it could not be, in words, or null when it is on its way. */
export async function sendLetter(visit: Visit, demo: DemoMail): Promise<string | null> {
  const { form, files, wording } = visit
  const { fromName = '', from = '', subject = '', text = '' } = form
  const to = demo.addresses.find((address) => address === form.to)
  if (to === undefined || !/^[^\s@<>]+@[^\s@<>]+$/.test(from.trim()) || text.trim() === '') {
    return wording.demo.incomplete
  }
  const large = files.find((file) => file.tooLarge)
  if (large) return wording.answer.tooLarge(large.name)
  const oneLine = (field: string) => field.replace(/\s+/g, ' ').trim()
  try {
    await demo.sendAsCustomer({
      fromName: oneLine(fromName),
      from: from.trim(),
      to,
      subject: oneLine(subject),
      text: text.replace(/\r\n?/g, '\n'),
      attachments: files.map(({ name, type, content }) => ({ name, type, content })),
    })
    return null
  } catch (error) {
    return wording.demo.refused(error instanceof Error ? error.message : String(error))
  }
}
