import { asset } from '../../http/assets.ts'
import { type Html, html } from '../../http/html.ts'
import type { MemberVisit } from '../../http/route.ts'
import { LIVE_WORDS } from '../../wording/live-words.ts'

/**
 * Returns the elements a desk page needs to follow events: the stream's URL and the places for notices. Scripts fill
 * them; without scripts they stay invisible.
 */
export function liveElements(visit: MemberVisit): Html {
  const { wording, member, csrfToken, now } = visit
  const words = LIVE_WORDS[wording.language]
  return html`<div id="live" hidden data-stream="/desk/live" data-probe="/desk/live/here" data-after="${now.getTime()}"
    data-worker="${asset('live-worker.js')}" data-tone="${asset('arrival.wav')}" data-member="${member.id}" data-csrf="${csrfToken}"
    data-lost="${words.lost}" data-back="${words.back}" data-signed-out="${words.signedOut}"
    data-not-sent="${words.notSent}"></div>
  <p class="live-bar" id="live-bar" role="status" hidden></p>
  <aside class="tray" id="tray" aria-label="${words.tray}" aria-live="polite" hx-get="/desk/live/tray"
    hx-trigger="load, desk:talks from:document delay:300ms"></aside>`
}
