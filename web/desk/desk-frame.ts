import { type Html, html } from '../http/html.ts'
import { document } from '../http/html-document.ts'
import type { PageWording } from '../wording/fr.ts'
import { LIST_WORDS } from '../wording/list-words.ts'
import { navigation } from './navigation.ts'

/** The parts around a page of the desk. */
interface Frame {
  wording: PageWording
  title: string
  /** The link back on a narrow screen, where the list is not beside the ticket. */
  back: { href: string; words: string } | null
  navigation: Html
  /** The signed-in member; null where that is unknown. */
  me: Html | null
  /** The list between the navigation and the page. */
  beside: Html | null
  body: Html
}

/**
 * Returns the desk's layout: navigation, list and page side by side on a wide screen. A tablet has no list, and on a
 * phone the navigation folds out. It needs no database, so it works while that is unavailable.
 */
export function deskFrame({ wording, title, back, navigation, me, beside, body }: Frame): Html {
  const words = LIST_WORDS[wording.language]
  return document({
    language: wording.language,
    title: `${title} · ${wording.product}`,
    style: 'desk.css',
    body: html`<body class="desk${beside && ' desk-three'}">
<a class="skip" href="#content">${wording.skip}</a>
<header class="bar">
  <button type="button" popovertarget="side">${words.menu}</button>
  ${back ? html`<a href="${back.href}">${back.words}</a>` : html`<a class="brand" href="/desk">${wording.product} <span>${wording.desk}</span></a>`}
  <a href="/desk/search">${words.search.go}</a>
</header>
<aside class="side" id="side" popover aria-label="${words.menu}">
  <p class="side-head"><a class="brand" href="/desk">${wording.product} <span>${wording.desk}</span></a>
    <button type="button" class="quiet" popovertarget="side" popovertargetaction="hide">${words.close}</button></p>
  <form class="find" action="/desk/search" method="get" role="search">
    <label class="hidden" for="find">${words.search.label}</label>
    <input id="find" name="text" type="search" placeholder="${words.search.placeholder}" maxlength="200" autocomplete="off" spellcheck="false">
    <kbd aria-hidden="true">/</kbd><button class="hidden">${words.search.go}</button>
  </form>
  ${navigation}
  ${me}
</aside>
${beside}
<main id="content" tabindex="-1">${body}</main>
</body>`,
  })
}

/** Returns an error in the desk's frame, with the links every role has; it works while the database is unavailable. */
export function deskErrorPage(wording: PageWording, title: string, explanation: Html): Html {
  return deskFrame({
    wording,
    title,
    back: null,
    navigation: navigation({ wording, role: 'agent', place: null, counts: {}, filters: [] }),
    me: null,
    beside: null,
    body: html`<div class="failed">${explanation}</div>`,
  })
}
