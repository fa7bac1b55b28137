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
import { exactTime, timeAgo } from '../web/wording/time-format.ts'
import type { DemoMail } from './demo-mail.ts'
import { letterForm, sendLetter } from './letter-form.ts'

/** The demo's mail in both directions. Registered in the demo only: it asks nobody who they are. */
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

// Long enough to read the page, short enough that an answer is there when one looks again.
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

// Written by us, but shown as any mail would be: so the page shows what a mailing program shows.
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
