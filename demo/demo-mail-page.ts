import {
  findMailWithContent,
  listMails,
  type MailListEntry,
  type MailWithContent,
} from '../core/correspondence/mail-list.ts'
import { emptyList } from '../web/desk/empty-list.ts'
import { type Html, html } from '../web/http/html.ts'
import { document } from '../web/http/html-document.ts'
import { mailFrame } from '../web/http/mail-frame.ts'
import { page, type RouteResponse, redirect } from '../web/http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../web/http/route.ts'
import { LONGEST_FORM_TEXT } from '../web/web-settings.ts'
import { exactTime, timeAgo } from '../web/wording/time-format.ts'

/** A mail someone writes on the demo's page as a customer. */
export interface CustomerMail {
  fromName: string
  /** An e-mail address. */
  from: string
  to: string
  subject: string
  text: string
  attachments: { name: string; type: string; content: Uint8Array }[]
}

/** What the demo gives the web: a way to send mail as a customer, and the accounts it created. */
export interface DemoMail {
  /** The team addresses to write to, the first one suggested. */
  addresses: readonly string[]
  /** Sends the mail to the SMTP server; rejects with the server's response when it is refused. */
  sendAsCustomer(mail: CustomerMail): Promise<void>
  /** Displayed on the demo's pages only. */
  logins: readonly { name: string; email: string; password: string }[]
}

/** Returns the routes of the demo's mail pages. Registered in the demo only: they require no sign-in. */
export function demoMailRoutes(demo: DemoMail): readonly OpenRoute[] {
  return [
    { method: 'GET', url: '/demo/mail', allow: ANYONE, handle: (visit) => mailPage(visit, demo) },
    {
      method: 'POST',
      url: '/demo/mail',
      allow: ANYONE,
      upload: true,
      handle: async (visit) => {
        const refused = await sendLetter(visit, demo)
        return refused === null ? redirect('/demo/mail?done=sent') : mailPage(visit, demo, refused)
      },
    },
    { method: 'GET', url: '/demo/mail/:mail', allow: ANYONE, handle: onePage },
    { method: 'GET', url: '/demo/mail/:mail/html', allow: ANYONE, handle: markup },
  ]
}

// Long enough to read the page, short enough that a reply is there on the next look.
const RELOAD_SECONDS = 5

async function mailPage(visit: Visit, demo: DemoMail, refused?: string): Promise<RouteResponse> {
  const { core, wording, query } = visit
  const mails = await listMails(core)
  const words = wording.demo
  const sent = query.done === 'sent'
  const body = html`
    <header class="demo-head"><div><h1>${words.title}</h1><p class="faint">${words.lead}</p></div>
      <nav><a href="/demo/mail">${words.reload}</a> <a href="/demo/messages">${words.messages.title}</a> <a href="/desk">${words.toDesk}</a></nav></header>
    ${sent && html`<p class="notice" role="status">${words.delivered}</p>`}
    <div class="demo-columns">
      <section class="mails" aria-labelledby="mails"><h2 id="mails">${words.mails}</h2>
        ${mails.length === 0 ? emptyList(words.empty) : html`<ol>${mails.map((mail) => mailItem(visit, mail))}</ol>`}</section>
      ${letterForm(visit, demo, refused)}
    </div>`
  return page(demoPage(visit, words.title, body, sent), refused === undefined ? 200 : 400)
}

function mailItem({ wording, now }: Visit, mail: MailListEntry): Html {
  const words = wording.demo
  const subject = mail.subject || wording.list.noSubject
  return html`<li class="mail mail-${mail.direction}">
    <span class="tag${mail.direction === 'sent' && ' tag-done'}">${words[mail.direction]}</span>
    <p>${mail.direction === 'sent' ? html`<a href="/demo/mail/${mail.id}">${subject}</a>` : html`<span>${subject}</span>`}
      <span class="faint">${mail.address}</span></p>
    <p class="faint">${mail.reference !== null && html`<span class="reference">${mail.reference}</span>`} ${mail.state !== null && mail.state !== 'sent' && wording.message.sending[mail.state]} ${timeAgo(wording.language, mail.at, now)}</p>
  </li>`
}

async function onePage(visit: Visit): Promise<RouteResponse> {
  const { core, params, wording } = visit
  const mail = await findMailWithContent(core, params.mail ?? '')
  const words = wording.demo
  const body = html`
    <p><a href="/demo/mail">${words.back}</a></p>
    <h1>${mail.subject}</h1>
    ${headers(visit, mail)}
    ${
      mail.content.html !== null &&
      html`<h2>${words.html}</h2>
    <iframe class="mail-frame" title="${wording.original.frame}" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/demo/mail/${mail.id}/html"></iframe>`
    }
    <h2>${words.plain}</h2>
    <div class="message-text">${mail.content.text}</div>`
  return page(demoPage(visit, mail.subject, body, false))
}

function headers({ wording, now }: Visit, mail: MailWithContent): Html {
  const { content } = mail
  const rows: [string, string | Html | null][] = [
    ['From', mail.from],
    ['To', mail.address],
    ['Date', exactTime(wording.language, mail.at, now)],
    ['Subject', mail.subject],
    ['In-Reply-To', content.inReplyTo],
    ['References', content.references.join(' ') || null],
    ['Auto-Submitted', content.autoSubmitted],
    ['Content-Language', content.language],
  ]
  return html`<details class="headers" open><summary>${wording.demo.headers}</summary><dl>${rows.map(
    ([name, value]) => value !== null && html`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl></details>`
}

// Written by us, but displayed like any mail, so that the page looks as a mail program does.
async function markup({ core, params }: Visit): Promise<RouteResponse> {
  const mail = await findMailWithContent(core, params.mail ?? '')
  return mailFrame(mail.content.html ?? '', { images: new Map(), remoteImages: false })
}

function demoPage({ wording }: Visit, title: string, body: Html, reload: boolean): Html {
  return document({
    language: wording.language,
    title,
    style: 'desk.css',
    body: html`<body class="demo"><a class="skip" href="#content">${wording.skip}</a><main id="content">${body}</main></body>`,
    ...(reload ? { reloadSeconds: RELOAD_SECONDS } : {}),
  })
}

/** Returns the form for writing as a customer; `?example=` fills it. */
function letterForm(visit: Visit, demo: DemoMail, refused: string | undefined): Html {
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

/**
 * Sends the form's mail. Returns why it was refused, in words for the page, or null when it is on its way.
 */
async function sendLetter(visit: Visit, demo: DemoMail): Promise<string | null> {
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

/** Mails a newcomer can send with one click. `to` is the prefix of the address. */
const EXAMPLES = [
  {
    id: 'commande',
    title: 'colis jamais arrivé',
    to: 'contact',
    fromName: 'Nadia Benali',
    from: 'nadia.benali@exemple.fr',
    subject: 'Colis jamais reçu, commande 4471-22',
    text: 'Bonjour,\n\nMa commande 4471-22 devait arriver le 12 novembre. Le suivi n’a pas bougé depuis dix jours et le vendeur ne répond pas à mes messages.\n\nPouvez-vous me dire où elle se trouve, ou me rembourser ?\n\nCordialement,\nNadia Benali\n06 12 34 56 78',
  },
  {
    id: 'fraude',
    title: 'paiement inconnu',
    to: 'security',
    fromName: 'Étienne Marchal',
    from: 'etienne.marchal@exemple.fr',
    subject: 'Paiement que je n’ai pas fait',
    text: 'Bonjour,\n\nJe découvre sur mon relevé un paiement de 249,90 € à Agafort que je n’ai jamais fait. Quelqu’un s’est connecté à mon compte depuis une autre ville.\n\nMerci de le bloquer au plus vite.\n\nÉtienne Marchal',
  },
  {
    id: 'account',
    title: 'locked account (English)',
    to: 'account',
    fromName: 'Grace Holloway',
    from: 'grace.holloway@example.org',
    subject: 'Locked out of my account',
    text: 'Hello,\n\nI cannot sign in any more since I changed my telephone number: the code goes to the old one. Could you help me get back into my account?\n\nKind regards,\nGrace Holloway',
  },
] as const
