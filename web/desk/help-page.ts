import { type Html, html } from '../http/html.ts'
import { page, type RouteResponse } from '../http/response.ts'
import { EVERY_ROLE, type MemberRoute, type MemberVisit } from '../http/route.ts'
import { HELP_WORDS, type HelpWords, type KeyGroup } from '../wording/help-words.ts'
import { deskPage } from './desk-page.ts'

/** The desk's keyboard shortcuts: a page, which the `?` key shows in a dialog. */
export const HELP_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/help', allow: EVERY_ROLE, handle: showHelp },
]

async function showHelp(visit: MemberVisit): Promise<RouteResponse> {
  const words = HELP_WORDS[visit.wording.language]
  const body = html`<article class="help" data-close="${words.close}">
    <div class="head"><h1 id="help-title">${words.title}</h1></div>
    <p class="lead">${words.lead}</p>
    <div class="key-groups">${words.groups.map((group) => keyGroup(words, group))}</div>
    <p class="keys-off" hidden><label class="box"><input type="checkbox" data-keys-off aria-describedby="keys-off-hint"> ${words.off}</label>
      <span class="faint" id="keys-off-hint">${words.offHint}</span></p>
    <noscript><p class="faint">${words.noScript}</p></noscript>
  </article>`
  return page(await deskPage(visit, { title: words.title, place: 'help', body }))
}

function keyGroup(words: HelpWords, { name, keys }: KeyGroup): Html {
  return html`<section><h2>${name}</h2><dl class="keys">${keys.map(
    ([pressed, does]) => html`<div><dt>${keyCaps(words, pressed)}</dt><dd>${does}</dd></div>`,
  )}</dl></section>`
}

// Letters are pressed one after another, Ctrl together with the next key.
function keyCaps({ next }: HelpWords, pressed: string): Html {
  const between = pressed.startsWith('Ctrl') ? ' + ' : html` <span class="faint">${next}</span> `
  return html`${pressed.split(' ').map((key, i) => html`${i > 0 && between}<kbd>${key}</kbd>`)}`
}
