import {
  API_SCOPES,
  type ApiToken,
  createApiToken,
  listApiTokens,
  revokeApiToken,
} from '../../../core/auth/api-token.ts'
import { type ApiTokenId, isUuid, type OutboxId } from '../../../core/kernel/id.ts'
import { Problem } from '../../../core/kernel/problem.ts'
import { clearancesOf } from '../../../core/member/clearance.ts'
import { SENSITIVE_LANES } from '../../../core/policy/category.ts'
import {
  attemptsOf,
  readableReferences,
  sendNoticeAgain,
  waitingNotices,
} from '../../../core/ticket/webhook-notice.ts'
import {
  listSubscriptions,
  pauseSubscription,
  removeSubscription,
  subscribe,
  WEBHOOK_EVENTS,
  type WebhookSubscription,
} from '../../../core/ticket/webhook-subscription.ts'
import { dayAndTime } from '../../../core/wording/dates.ts'
import { type Html, html } from '../../http/html.ts'
import { page, type RouteResponse, redirect } from '../../http/response.ts'
import type { MemberVisit } from '../../http/route.ts'
import { ADMINISTRATORS, type MemberRoute } from '../../http/route.ts'
import { INTERFACE_WORDS } from '../../wording/interface-words.ts'
import { csrfField, deskPage } from '../desk-page.ts'

/** What the page adds to the lists: a secret shown only once, or why a form was refused. */
interface InterfaceNotice {
  made?: { said: string; secret: string }
  refused?: string
}

/** Returns the page of other systems' tokens and webhooks. */
async function interfacesPage(visit: MemberVisit, notices: InterfaceNotice = {}): Promise<RouteResponse> {
  const { core, wording, query } = visit
  const words = INTERFACE_WORDS[wording.language]
  const [tokens, subscriptions] = await Promise.all([listApiTokens(core), listSubscriptions(core.db)])
  const waiting = await Promise.all(subscriptions.map(({ id }) => waitingNotices(core, id)))
  const body = html`<div class="queue members">
    <div class="head"><h1>${words.title}</h1></div>
    ${query.done === 'saved' && html`<p class="notice" role="status">${words.saved}</p>`}
    ${notices.refused !== undefined && html`<p class="warning warning-bad" role="alert">${notices.refused}</p>`}
    ${notices.made && html`<div class="notice" role="status"><p>${notices.made.said}</p><p><code class="link">${notices.made.secret}</code></p></div>`}
    <p class="lead">${words.lead} <a href="/api/docs/">${words.docs}</a></p>
    <section class="settings" aria-labelledby="tokens"><h2 id="tokens">${words.tokens.title}</h2><p class="faint">${words.tokens.lead}</p>
      ${tokens.length === 0 && html`<p>${words.tokens.none}</p>`}
      ${tokens.length > 0 && html`<ul class="people">${tokens.map((token) => html`<li>${tokenRow(visit, token)}</li>`)}</ul>`}
      ${tokenForm(visit)}</section>
    <section class="settings" aria-labelledby="webhooks"><h2 id="webhooks">${words.webhooks.title}</h2><p class="faint">${words.webhooks.lead}</p>
      ${subscriptions.length === 0 && html`<p>${words.webhooks.none}</p>`}
      ${
        subscriptions.length > 0 &&
        html`<ul class="people">${subscriptions.map(
          (one, index) => html`<li>${subscriptionRow(visit, one, waiting[index] ?? 0)}</li>`,
        )}</ul>`
      }
      ${subscriptionForm(visit)}</section>
  </div>`
  return page(
    await deskPage(visit, { title: words.title, place: 'interfaces', body }),
    notices.refused ? 400 : 200,
  )
}

function tokenRow(visit: MemberVisit, token: ApiToken): Html {
  const { wording, now } = visit
  const { tokens: words } = INTERFACE_WORDS[wording.language]
  const when = (at: Date) => dayAndTime(wording.language, at, now)
  return html`<div class="person">
      <p><strong>${token.name}</strong> <span class="faint">${words.by(token.createdBy ?? '?', when(token.createdAt))}, ${token.lastUsedAt ? words.used(when(token.lastUsedAt)) : words.neverUsed}</span></p>
      <p>${token.scopes.map((scope) => html`<span class="tag">${words.scopeNames[scope]}</span> `)}
        ${token.lanes.map((lane) => html`<span class="tag tag-warn">${wording.lanes[lane]}</span> `)}</p>
    </div>
    ${
      token.revokedAt
        ? html`<p class="faint">${words.revoked(when(token.revokedAt))}</p>`
        : html`<form method="post" action="/desk/interfaces/tokens/${token.tokenId}/revocation">${csrfField(visit)}<button class="danger" aria-label="${words.confirmRevoke(token.name)}">${words.revoke}</button></form>`
    }`
}

function tokenForm(visit: MemberVisit): Html {
  const { tokens: words } = INTERFACE_WORDS[visit.wording.language]
  return html`<details${visit.form.kind === 'token' && html` open`}><summary>${words.make}</summary>
    <form method="post" action="/desk/interfaces/tokens">${csrfField(visit)}<input type="hidden" name="kind" value="token">
      <p><label for="token-name">${words.name}</label> <input id="token-name" name="name" required maxlength="100" autocomplete="off" placeholder="${words.nameHint}" value="${visit.form.kind === 'token' && visit.form.name}"></p>
      <fieldset><legend>${words.scopes}</legend>${API_SCOPES.map((scope) => box(visit, `scope:${scope}`, words.scopeNames[scope]))}</fieldset>
      ${laneBoxes(visit)}
      <button class="primary">${words.make}</button></form></details>`
}

function subscriptionRow(visit: MemberVisit, one: WebhookSubscription, waiting: number): Html {
  const { wording } = visit
  const { webhooks: words } = INTERFACE_WORDS[wording.language]
  const address = `/desk/interfaces/webhooks/${one.id}`
  return html`<div class="person">
      <p><strong>${one.name}</strong> <code>${one.url}</code> ${one.pausedAt && html`<span class="tag tag-warn">${words.paused}</span>`}</p>
      <p>${one.events.map((event) => html`<span class="tag">${words.eventNames[event]}</span> `)}
        ${one.lanes.map((lane) => html`<span class="tag tag-warn">${wording.lanes[lane]}</span> `)}</p>
      <p><a href="${address}" aria-label="${words.logOf(one.name)}">${words.log}</a> ${waiting > 0 && html`<span class="faint">${words.waiting(waiting)}</span>`}</p>
    </div>
    <div class="person-more">
      <form method="post" action="${address}/pause">${csrfField(visit)}<input type="hidden" name="paused" value="${one.pausedAt ? 'no' : 'yes'}"><button>${one.pausedAt ? words.goOn : words.pause}</button></form>
      <form method="post" action="${address}/removal">${csrfField(visit)}<button class="danger" aria-label="${words.remove} ${one.name}">${words.remove}</button></form>
    </div>`
}

function subscriptionForm(visit: MemberVisit): Html {
  const { webhooks: words } = INTERFACE_WORDS[visit.wording.language]
  const typed = visit.form.kind === 'webhook' ? visit.form : {}
  return html`<details${visit.form.kind === 'webhook' && html` open`}><summary>${words.subscribe}</summary>
    <form method="post" action="/desk/interfaces/webhooks">${csrfField(visit)}<input type="hidden" name="kind" value="webhook">
      <p><label for="webhook-name">${words.name}</label> <input id="webhook-name" name="name" required maxlength="100" autocomplete="off" value="${typed.name}"></p>
      <p><label for="webhook-url">${words.address}</label> <input id="webhook-url" name="url" type="url" required placeholder="https://" autocomplete="off" value="${typed.url}"></p>
      <fieldset><legend>${words.events}</legend>${WEBHOOK_EVENTS.map((event) => box(visit, `event:${event}`, words.eventNames[event]))}</fieldset>
      ${laneBoxes(visit)}
      <button class="primary">${words.subscribe}</button></form></details>`
}

function laneBoxes(visit: MemberVisit): Html {
  const words = INTERFACE_WORDS[visit.wording.language]
  return html`<fieldset><legend>${words.tokens.lanes}</legend>${SENSITIVE_LANES.map((lane) =>
    box(visit, `lane:${lane}`, visit.wording.lanes[lane]),
  )}</fieldset>`
}

function box({ form }: MemberVisit, name: string, words: string): Html {
  return html`<label class="box"><input type="checkbox" name="${name}" value="1"${form[name] !== undefined && html` checked`}> ${words}</label>`
}

/** Other systems: their tokens, their webhooks, and the log of deliveries. */
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

// The secret is only part of this response, never of a URL that could be opened again.
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
  if (!isUuid<ApiTokenId>(tokenId)) throw new Problem('not-found', 'There is no such token.')
  try {
    await revokeApiToken(core, { tokenId, memberId: member.id })
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
  // A webhook may cover a lane that the administrator who views its log may not read.
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
      html`<div class="settings-table" tabindex="0" role="region" aria-label="${title}"><table class="figures"><thead><tr><th>${columns.at}</th><th>${columns.event}</th><th>${columns.ticket}</th><th>${columns.response}</th><th>${columns.time}</th><th></th></tr></thead>
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
  if (isUuid<OutboxId>(outboxId)) await sendNoticeAgain(visit.core, { id, outboxId })
  return redirect(`/desk/interfaces/webhooks/${id}`)
}

async function subscriptionOf({ core, params }: MemberVisit): Promise<WebhookSubscription> {
  const found = (await listSubscriptions(core.db)).find(({ id }) => id === params.webhook)
  if (!found) throw new Problem('not-found', 'There is no such subscription.')
  return found
}
