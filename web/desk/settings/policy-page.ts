import { HOUR } from '../../../core/kernel/duration.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { listAuditLog } from '../../../core/member/audit-log.ts'
import {
  POLICY_TIMES,
  type PolicyTimes,
  PROMISE_KINDS,
  type PromiseKind,
  policyTimesOfHours,
} from '../../../core/policy/policy-times.ts'
import {
  StalePolicyTimes,
  setPolicyTimes,
  storedPolicyTimes,
  UnfitPolicyTimes,
} from '../../../core/runtime-settings.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { type MemberRoute, type MemberVisit, SUPERVISORS } from '../../http/route.ts'
import { ADMINISTRATION_WORDS } from '../../wording/administration-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'

/** When promises fall due (policy §3, §4), who changed it and why. */
export const POLICY_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/policy', allow: SUPERVISORS, handle: (visit) => policyPage(visit) },
  { method: 'POST', url: '/desk/policy', allow: SUPERVISORS, handle: changeTimes },
]

async function changeTimes(visit: MemberVisit): Promise<RouteResponse> {
  const { core, form, member, wording } = visit
  const { refused } = ADMINISTRATION_WORDS[wording.language].policy
  const hours = Object.fromEntries(
    PROMISE_KINDS.map((kind) => [kind, Number((form[kind] ?? '').trim().replace(',', '.') || Number.NaN)]),
  ) as Record<PromiseKind, number>
  if (PROMISE_KINDS.some((kind) => !(hours[kind] > 0 && hours[kind] <= LONGEST_HOURS)))
    return policyPage(visit, refused.times)
  try {
    const times = policyTimesOfHours(hours)
    const inPlaceOf = seenTimes(form.seen)
    const change = { times, reason: form.reason ?? '', memberId: member.id }
    await setPolicyTimes(core, inPlaceOf ? { ...change, inPlaceOf } : change)
  } catch (error) {
    if (error instanceof UnfitPolicyTimes)
      return policyPage(
        visit,
        refused.order(error.faults.map(({ kind }) => wording.promises[kind]).join(', ')),
      )
    if (error instanceof StalePolicyTimes) return policyPage(visit, refused.overtaken)
    if (!(error instanceof Problem)) throw error
    return policyPage(visit, error.code === 'already-done' ? refused.same : refused.reason)
  }
  return redirect('/desk/policy?done=saved')
}

const LONGEST_HOURS = 24 * 365

// The times the form was opened with, so that it does not silently undo a colleague's change.
function seenTimes(seen: string | undefined): PolicyTimes | undefined {
  const given = (seen ?? '').split(' ').map(Number)
  if (given.length !== PROMISE_KINDS.length || given.some((time) => !(time > 0))) return undefined
  return Object.fromEntries(PROMISE_KINDS.map((kind, index) => [kind, given[index]])) as PolicyTimes
}

async function policyPage(visit: MemberVisit, refused?: string): Promise<RouteResponse> {
  const { core, wording, query, form } = visit
  const { saved, policy: words } = ADMINISTRATION_WORDS[wording.language]
  // Read from the database, not from this process: a colleague may have changed them in another process a moment ago.
  const inForce = (await storedPolicyTimes(core.db)) ?? core.settings.policyTimes
  const body = html`<div class="queue members">
    <div class="head"><h1>${words.title}</h1></div>
    ${query.done === 'saved' && html`<p class="notice" role="status">${saved}</p>`}
    ${refused !== undefined && html`<p class="warning warning-bad" role="alert">${refused}</p>`}
    <p class="lead">${words.lead}</p>
    <form method="post" action="/desk/policy" class="settings-times">${csrfField(visit)}<input type="hidden" name="seen" value="${PROMISE_KINDS.map((kind) => inForce[kind]).join(' ')}">
      ${PROMISE_KINDS.map(
        (kind) => html`<p><label for="time-${kind}">${wording.promises[kind]}</label>
          <input id="time-${kind}" name="${kind}" inputmode="decimal" required size="6" value="${form[kind] ?? writtenHours(visit, inForce[kind])}"> ${words.hours}
          <span class="faint">${words.usual(writtenHours(visit, POLICY_TIMES[kind]))}</span></p>`,
      )}
      <p><label for="reason">${words.reason}</label> <input id="reason" name="reason" required maxlength="500" placeholder="${words.reasonHint}" value="${form.reason}"></p>
      <p class="faint">${words.note}</p>
      <button class="primary">${words.save}</button>
    </form>
    <h2>${words.history}</h2>
    ${await changes(visit)}
  </div>`
  return page(await deskPage(visit, { title: words.title, place: 'policy', body }), refused ? 400 : 200)
}

async function changes(visit: MemberVisit): Promise<Html> {
  const { core, wording, now } = visit
  const { policy: words } = ADMINISTRATION_WORDS[wording.language]
  const list = await listAuditLog(core.db, { kind: 'policy-times-set' })
  if (list.length === 0) return html`<p class="faint">${words.none}</p>`
  return html`<ul class="contacts">${list.map(
    ({ at, byName, reason, detail }) =>
      html`<li>${dayAndTime(wording.language, at, now)}, ${byName} <span class="faint">${timesChangeWords(visit, detail)}</span><br>${reason}</li>`,
  )}</ul>`
}

function timesChangeWords(visit: MemberVisit, detail: Readonly<Record<string, unknown>>): string {
  const { wording } = visit
  const { policy: words } = ADMINISTRATION_WORDS[wording.language]
  return PROMISE_KINDS.flatMap((kind) => {
    const change = detail[kind]
    if (!Array.isArray(change)) return []
    const [from, to] = change.map(Number)
    return [
      words.changed(wording.promises[kind], writtenHours(visit, from ?? 0), writtenHours(visit, to ?? 0)),
    ]
  }).join(', ')
}

function writtenHours({ wording }: MemberVisit, milliseconds: number): string {
  return new Intl.NumberFormat(wording.language, { maximumFractionDigits: 2, useGrouping: false }).format(
    milliseconds / HOUR,
  )
}
