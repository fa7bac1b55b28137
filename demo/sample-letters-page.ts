import { Problem } from '../core/kernel/problem.ts'
import type { Language } from '../core/policy/language.ts'
import { type Html, html } from '../web/http/html.ts'
import { document } from '../web/http/html-document.ts'
import { mailFrame } from '../web/http/mail-frame.ts'
import { page, type RouteResponse } from '../web/http/response.ts'
import { ANYONE, type OpenRoute, type Visit } from '../web/http/route.ts'
import type { SampleLetter } from './sample-letter.ts'
import { SAMPLE_LETTERS } from './sample-letters.ts'

/**
 * Every letter the product sends, in both languages, with sample data: for those responsible for the texts.
 */
export const SAMPLE_LETTER_ROUTES: readonly OpenRoute[] = [
  { method: 'GET', url: '/demo/messages', allow: ANYONE, handle: allMessages },
  { method: 'GET', url: '/demo/messages/:message/:language', allow: ANYONE, handle: markup },
]

async function allMessages({ wording }: Visit): Promise<RouteResponse> {
  const words = wording.demo.messages
  const body = html`
    <header class="demo-head"><div><h1>${words.title}</h1><p class="faint">${words.lead}</p></div>
      <nav><a href="/demo/mail">${wording.demo.title}</a> <a href="/desk">${wording.demo.toDesk}</a></nav></header>
    <nav class="message-index" aria-label="${words.title}"><ol>${SAMPLE_LETTERS.map(
      ({ id, name }) => html`<li><a href="#${id}">${name[wording.language]}</a></li>`,
    )}</ol></nav>
    ${SAMPLE_LETTERS.map((letter) => sample(letter, wording.language, words.readers, wording.demo.plain))}`
  return page(
    document({
      language: wording.language,
      title: words.title,
      style: 'desk.css',
      body: html`<body class="demo"><a class="skip" href="#content">${wording.skip}</a><main id="content">${body}</main></body>`,
    }),
  )
}

function sample(
  letter: SampleLetter,
  language: Language,
  readers: Record<SampleLetter['reader'], string>,
  plain: string,
): Html {
  const name = letter.name[language]
  return html`<section class="message-sample" aria-labelledby="${letter.id}">
    <h2 id="${letter.id}">${name} <span class="tag">${readers[letter.reader]}</span></h2>
    <div class="message-languages">${(['fr', 'en'] as const).map((spoken) => {
      const { subject, text } = letter.render(spoken)
      return html`<div lang="${spoken}"><p class="message-subject">${subject}</p>
        <iframe class="mail-frame" title="${name} (${spoken})" sandbox="" loading="lazy" src="/demo/messages/${letter.id}/${spoken}"></iframe>
        <details><summary>${plain}</summary><div class="message-text">${text}</div></details></div>`
    })}</div>
  </section>`
}

async function markup({ params }: Visit): Promise<RouteResponse> {
  const letter = SAMPLE_LETTERS.find(({ id }) => id === params.message)
  if (!letter) throw new Problem('not-found', 'There is no such message.')
  const { html: content } = letter.render(params.language === 'en' ? 'en' : 'fr')
  return mailFrame(content, { images: new Map(), remoteImages: false })
}
