import { Problem } from '../../../core/kernel/problem.ts'
import { modelHistory, revertModel } from '../../../core/training/model-store.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { MODEL_WORDS } from '../../wording/model-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { notice, withNotice } from '../notice.ts'

/** The classifier's current model, what it learned, and the return to the previous one. */
export const MODEL_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/model', allow: SUPERVISORS, handle: modelPage },
  { method: 'POST', url: '/desk/model/return', allow: SUPERVISORS, handle: returnToBefore },
]

async function modelPage(visit: MemberVisit): Promise<RouteResponse> {
  const { core, wording, query, now } = visit
  const words = MODEL_WORDS[wording.language]
  const { changes, learned } = await modelHistory(core.db)
  const when = (at: Date) => dayAndTime(wording.language, at, now)
  const [present] = changes
  const body = html`<div class="queue model">
    <div class="head"><h1>${words.title}</h1></div>
    ${query.done === 'returned' ? html`<p class="notice" role="status">${words.done}</p>` : notice(visit)}
    <p class="lead">${words.lead}</p>
    <p><strong>${words.inUse}</strong> : ${present?.modelId ? words.learnedOn(when(present.at)) : words.shipped}</p>
    ${changes.length === 0 && learned.length === 0 && html`<p class="faint">${words.none}</p>`}
    ${present && html`<form method="post" action="/desk/model/return">${csrfField(visit)}<button>${words.back}</button></form>`}
    ${
      changes.length > 0 &&
      html`<h2>${words.history}</h2><ul class="contacts">${changes.map(
        ({ at, modelId, by }) =>
          html`<li>${when(at)} <span class="faint">${modelId ? words.learned : words.shipped}, ${by === null ? words.atNight : words.by(by)}</span></li>`,
      )}</ul>`
    }
    ${
      learned.length > 0 &&
      html`<h2>${words.learned}</h2><ul class="contacts">${learned.map(
        ({ at, corrections, refusedBecause }) =>
          html`<li>${when(at)} <span class="faint">${words.corrections(corrections)}${refusedBecause !== null && `, ${words.refused(refusedBecause)}`}</span></li>`,
      )}</ul>`
    }
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'model', body }))
}

async function returnToBefore({ core, member }: MemberVisit): Promise<RouteResponse> {
  try {
    await revertModel(core, { kind: 'member', id: member.id })
  } catch (error) {
    if (error instanceof Problem && error.code === 'already-done')
      return redirect(withNotice('/desk/model', 'already-done'))
    throw error
  }
  return redirect('/desk/model?done=returned')
}
