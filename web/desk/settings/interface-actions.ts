import { API_SCOPES, createApiToken, revokeApiToken } from '../../../core/auth/api-token.ts'
import {
  type ApiTokenId,
  isUuid,
  type OutboxId,
  type WebhookSubscriptionId,
} from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { clearancesOf } from '../../../core/member/clearance.ts'
import { SENSITIVE_LANES } from '../../../core/policy/category.ts'
import { attemptsOf, readableReferences, sendNoticeAgain } from '../../../core/ticket/webhook-notice.ts'
import {
  listSubscriptions,
  pauseSubscription,
  removeSubscription,
  subscribe,
  WEBHOOK_EVENTS,
  type WebhookSubscription,
} from '../../../core/ticket/webhook-subscription.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import { ADMINISTRATORS, type MemberRoute, type MemberVisit } from '../../http/route.ts'
import { INTERFACE_WORDS } from '../../wording/interface-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'
import { interfacesPage } from './interfaces-page.ts'

/** Other systems: their tokens, who is told what happens, and the log of telling them. */
export const INTERFACE_ROUTES: readonly MemberRoute[] = [
  { method: 'GET', url: '/desk/interfaces', allow: ADMINISTRATORS, handle: (visit) => interfacesPage(visit) },
  { method: 'POST', url: '/desk/interfaces/tokens', allow: ADMINISTRATORS, handle: makeToken },
  { method: 'POST', url: '/desk/interfaces/tokens/:token/revocation', allow: ADMINISTRATORS, handle: revoke },
  { method: 'POST', url: '/desk/interfaces/webhooks', allow: ADMINISTRATORS, handle: addSubscription },
  { method: 'GET', url: '/desk/interfaces/webhooks/:webhook', allow: ADMINISTRATORS, handle: webhookLogPage },
  { method: 'POST', url: '/desk/interfaces/webhooks/:webhook/pause', allow: ADMINISTRATORS, handle: pause },
  {
    method: 'POST',
    url: '/desk/interfaces/webhooks/:webhook/removal',
    allow: ADMINISTRATORS,
    handle: remove,
  },
  {
    method: 'POST',
    url: '/desk/interfaces/webhooks/:webhook/delivery',
    allow: ADMINISTRATORS,
    handle: sendAgain,
  },
]

const SAVED = '/desk/interfaces?done=saved'

async function makeToken(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording, form } = visit
  const words = INTERFACE_WORDS[wording.language]
  return orRefused(visit, async () => {
    const { token } = await createApiToken(core, {
      name: form.name ?? '',
      scopes: API_SCOPES.filter((scope) => form[`scope:${scope}`] !== undefined),
      lanes: lanesOf(visit),
      createdBy: member.id,
      cleared: await clearancesOf(core.db, member.id),
    })
    return { said: words.tokens.made(form.name ?? ''), secret: token }
  })
}

async function addSubscription(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording, form } = visit
  const words = INTERFACE_WORDS[wording.language]
  return orRefused(visit, async () => {
    const { secret } = await subscribe(core, {
      name: form.name ?? '',
      url: form.url ?? '',
      events: WEBHOOK_EVENTS.filter((event) => form[`event:${event}`] !== undefined),
      lanes: lanesOf(visit),
      createdBy: member.id,
      cleared: await clearancesOf(core.db, member.id),
    })
    return { said: words.webhooks.made(form.name ?? ''), secret }
  })
}

// A secret is shown on the answer itself, never on an address that could be opened again.
async function orRefused(
  visit: MemberVisit,
  make: () => Promise<{ said: string; secret: string }>,
): Promise<RouteResponse> {
  const { refused } = INTERFACE_WORDS[visit.wording.language]
  try {
    return await interfacesPage({ ...visit, form: {} }, { made: await make() })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'not-allowed') return interfacesPage(visit, { refused: refused.lanes })
    if (error.code !== 'invalid-input') throw error
    const address = visit.form.kind === 'webhook' && /address/.test(error.message)
    return interfacesPage(visit, { refused: address ? refused.address : refused.incomplete })
  }
}

function lanesOf({ form }: MemberVisit) {
  return SENSITIVE_LANES.filter((lane) => form[`lane:${lane}`] !== undefined)
}

async function revoke({ core, member, params }: MemberVisit): Promise<RouteResponse> {
  const tokenId = params.token ?? ''
  if (!isUuid(tokenId)) throw new Problem('not-found', 'There is no such token.')
  try {
    await revokeApiToken(core, { tokenId: tokenId as ApiTokenId, memberId: member.id })
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'already-done') throw error
  }
  return redirect(SAVED)
}

async function webhookLogPage(visit: MemberVisit): Promise<RouteResponse> {
  const { core, member, wording, now } = visit
  const words = INTERFACE_WORDS[wording.language]
  const one = await subscriptionOf(visit)
  const attempts = await attemptsOf(core, one.id)
  // A system may hear of a lane that the administrator who looks at its log may not read.
  const readable = await readableReferences(
    core.db,
    member.id,
    attempts.map(({ reference }) => reference),
  )
  const { columns, eventNames } = words.webhooks
  const title = words.webhooks.logOf(one.name)
  const body = html`<div class="queue members">
    <div class="head"><h1>${title}</h1></div>
    <p><a href="/desk/interfaces">${words.back}</a></p>
    ${attempts.length === 0 && html`<p>${words.webhooks.logEmpty}</p>`}
    ${
      attempts.length > 0 &&
      html`<div class="settings-table" tabindex="0" role="region" aria-label="${title}"><table class="figures"><thead><tr><th>${columns.at}</th><th>${columns.event}</th><th>${columns.ticket}</th><th>${columns.answer}</th><th>${columns.time}</th><th></th></tr></thead>
      <tbody>${attempts.map(
        (attempt) => html`<tr><td>${dayAndTime(wording.language, attempt.at, now)}</td>
          <td>${WEBHOOK_EVENTS.filter((event) => event === attempt.event).map((event) => eventNames[event])}</td><td class="reference">${readable.has(attempt.reference) ? attempt.reference : '–'}</td>
          <td>${attempt.status ?? ''} ${attempt.error ?? words.webhooks.taken}</td><td>${attempt.milliseconds} ms</td>
          <td>${attempt.dead && html`<form method="post" action="/desk/interfaces/webhooks/${one.id}/delivery">${csrfField(visit)}<input type="hidden" name="delivery" value="${attempt.outboxId}"><button>${words.webhooks.again}</button></form>`}</td></tr>`,
      )}</tbody></table></div>`
    }
  </div>`
  return page(await deskPage(visit, { title, place: 'interfaces', body }))
}

async function pause(visit: MemberVisit): Promise<RouteResponse> {
  const { id } = await subscriptionOf(visit)
  await pauseSubscription(visit.core, { id, paused: visit.form.paused === 'yes' })
  return redirect(SAVED)
}

async function remove(visit: MemberVisit): Promise<RouteResponse> {
  await removeSubscription(visit.core, { id: (await subscriptionOf(visit)).id, by: visit.member.id })
  return redirect(SAVED)
}

async function sendAgain(visit: MemberVisit): Promise<RouteResponse> {
  const { id } = await subscriptionOf(visit)
  const outboxId = visit.form.delivery ?? ''
  if (isUuid(outboxId)) await sendNoticeAgain(visit.core, { id, outboxId: outboxId as OutboxId })
  return redirect(`/desk/interfaces/webhooks/${id}`)
}

async function subscriptionOf({ core, params }: MemberVisit): Promise<WebhookSubscription> {
  const found = (await listSubscriptions(core.db)).find(
    ({ id }) => id === (params.webhook as WebhookSubscriptionId),
  )
  if (!found) throw new Problem('not-found', 'There is no such subscription.')
  return found
}
