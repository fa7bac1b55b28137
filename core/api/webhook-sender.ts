import { markDead, markRetry } from '../correspondence/dead-letter.ts'
import { markSent } from '../correspondence/mark-sent.ts'
import type { Core } from '../kernel/core.ts'
import { MINUTE } from '../kernel/duration.ts'

import type { Secret } from '../kernel/secret.ts'
import { claimDue, type DueDelivery, releaseClaims } from '../outbox/delivery.ts'
import { nextAttempt } from '../outbox/retry.ts'
import {
  DELIVERY_HEADER,
  SIGNATURE_HEADER,
  signWebhook,
  type WebhookContent,
  webhookBody,
} from '../outbox/webhook.ts'
import { logAttempt, postponeNotices } from '../ticket/webhook-notice.ts'
import { subscriptionOf, subscriptionTarget } from '../ticket/webhook-subscription.ts'

export type WebhookDelivery = WebhookSender

interface WebhookDeliveryOptions
  extends Pick<WebhookSenderOptions, 'holder' | 'sweepSeconds' | 'timeoutSeconds'> {
  core: Core
  url: string
  /** The key of the signature, which the marketplace shares. */
  secret: Secret
}

/** Notifies the marketplace of sanctions (policy §6) by the outbox's channel `webhook`, until stopped. */
export function startMarketplaceWebhooks({ url, secret, ...more }: WebhookDeliveryOptions): WebhookDelivery {
  return startWebhookSender({
    ...more,
    channel: 'webhook',
    receiver: 'The marketplace',
    postOf: async ({ id, content }) => ({
      url,
      secret: secret.reveal(),
      body: webhookBody(id, content as WebhookContent),
    }),
  })
}

/** Notifies subscribed systems of ticket events by the outbox's channel `subscription`, until stopped. */
export function startSubscriptionWebhooks(
  options: Pick<WebhookSenderOptions, 'holder' | 'sweepSeconds' | 'timeoutSeconds'> & { core: Core },
): WebhookSender {
  const { core } = options
  return startWebhookSender({
    ...options,
    channel: 'subscription',
    receiver: 'The subscribed system',
    postOf: async ({ id, recipient, content }) => {
      const target = await subscriptionTarget(core, recipient)
      return target && { url: target.url, secret: target.secret, body: JSON.stringify({ id, ...content }) }
    },
    attempted: ({ id, recipient }, attempt) =>
      logAttempt(core, {
        subscriptionId: subscriptionOf(recipient),
        outboxId: id,
        ...attempt,
      }),
    heldBack: ({ recipient }, until) => postponeNotices(core, recipient, until),
  })
}

/** A notice with its URL, body, and the signature's key, which the receiver shares. */
interface SignedPost {
  url: string
  secret: string
  body: string
}

/** The result of an attempt. */
interface DeliveryAttempt {
  /** The response's status; null when there was none. */
  status: number | null
  error: string | null
  milliseconds: number
}

interface WebhookSenderOptions {
  core: Core
  /** The receiver's name, at the beginning of a sentence. */
  receiver: string
  channel: 'webhook' | 'subscription'
  /** Returns the request for a due delivery; null while its receiver is paused, and it waits. */
  postOf(due: DueDelivery): Promise<SignedPost | null>
  /** Called after each attempt, for a log. */
  attempted?(due: DueDelivery, attempt: DeliveryAttempt): Promise<void>
  /** Called when the receiver is unreachable or paused, so that its other due deliveries wait as long. */
  heldBack?(due: DueDelivery, until: Date): Promise<void>
  /** Unique to this process and its start. */
  holder: string
  sweepSeconds?: number
  /** Timeout of one delivery. */
  timeoutSeconds?: number
}

export interface WebhookSender {
  /** Signals that something may be due; returns at once. */
  wake(): void
  /** Resolves when nothing is due or under way any more. */
  drained(): Promise<void>
  /** Stops claiming, and waits for the delivery under way. */
  stop(): Promise<void>
}

const SWEEP_SECONDS = 5
const TIMEOUT_SECONDS = 10
// Sequential, so that notices arrive in their order unless one is retried.
const AT_ONCE = 5
const LEASE_SECONDS = AT_ONCE * TIMEOUT_SECONDS + 30

type Outcome =
  | { kind: 'taken' }
  /** Not even tried: it costs no attempt. */
  | { kind: 'not-now'; error: string; holdsBack: true }
  | { kind: 'later'; code: string; error: string; notBefore: Date | null; holdsBack: boolean }
  | { kind: 'refused'; code: string; error: string }

/**
 * Posts the due deliveries of an outbox channel as signed requests, until stopped. Any number of processes
 * may run it.
 * Retries for days while the fault may be temporary; else the row becomes a dead letter.
 */
function startWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { core } = options
  let running: Promise<void> | undefined
  let again = false
  let stopping = false

  const wake = () => {
    again = true
    running ??= run().finally(() => {
      running = undefined
    })
  }
  const run = async () => {
    while (again && !stopping) {
      again = false
      // A result that cannot be recorded now stays leased, and is claimed again when the lease expires.
      again =
        (await deliverDue(options).catch((error: unknown) => {
          core.log.warn('due webhooks could not be handled', { error })
          return false
        })) || again
    }
  }
  const sweep = setInterval(wake, (options.sweepSeconds ?? SWEEP_SECONDS) * 1000)
  wake()
  return {
    wake,
    async drained() {
      wake()
      while (running) await running
    },
    async stop() {
      stopping = true
      clearInterval(sweep)
      await running
    },
  }
}

/** Delivers one batch; returns whether more may be due. */
async function deliverDue(options: WebhookSenderOptions): Promise<boolean> {
  const { core, holder } = options
  const due = await claimDue(core, {
    channel: options.channel,
    holder,
    limit: AT_ONCE,
    leaseSeconds: LEASE_SECONDS,
  })
  const claimed = due.length
  for (const [index, one] of due.entries()) {
    const outcome = await deliver(options, one)
    await record(options, one, outcome)
    if (outcome.kind === 'taken' || outcome.kind === 'refused' || !outcome.holdsBack) continue
    const rest = due.slice(index + 1).filter(({ recipient }) => recipient === one.recipient)
    await releaseClaims(core, { holder, ids: rest.map(({ id }) => id), error: outcome.error })
    if (!options.heldBack) return false
    due.splice(index + 1, due.length, ...due.slice(index + 1).filter((other) => !rest.includes(other)))
  }
  return claimed === AT_ONCE
}

async function deliver(options: WebhookSenderOptions, due: DueDelivery): Promise<Outcome> {
  const { core, timeoutSeconds = TIMEOUT_SECONDS } = options
  const post = await options.postOf(due)
  if (!post)
    return { kind: 'not-now', holdsBack: true, error: `${options.receiver} is not to be told at present.` }
  const { url, secret, body } = post
  const started = performance.now()
  const reportAttempt = (status: number | null, outcome: Outcome) =>
    options.attempted?.(due, {
      status,
      error: outcome.kind === 'taken' ? null : outcome.error,
      milliseconds: performance.now() - started,
    })
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'agafort-intake',
        [DELIVERY_HEADER]: due.id,
        [SIGNATURE_HEADER]: signWebhook(secret, body, core.clock.now()),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    })
    // The response body means nothing to us, and could be endless.
    await response.body?.cancel()
    const outcome = outcomeOf(options.receiver, response, core.clock.now())
    await reportAttempt(response.status, outcome)
    return outcome
  } catch (error) {
    const outcome = faultOf(options.receiver, error)
    await reportAttempt(null, outcome)
    return outcome
  }
}

// Statuses that ask for a retry: timed out, too early, too many requests (RFC 9110 §15.5.9, RFC 8470, RFC
// 6585 §4).
const NOT_NOW = [408, 425, 429]

function outcomeOf(receiver: string, response: Response, now: Date): Outcome {
  if (response.ok) return { kind: 'taken' }
  const code = String(response.status)
  const error = `${receiver} answered ${code}.`
  if (response.status < 500 && !NOT_NOW.includes(response.status)) return { kind: 'refused', code, error }
  const notBefore = retryAfter(response.headers.get('retry-after'), now)
  return { kind: 'later', code, error, notBefore, holdsBack: false }
}

const LONGEST_WAIT = 4 * 3600

function retryAfter(header: string | null, now: Date): Date | null {
  if (header === null || !/^\d{1,9}$/.test(header.trim())) return null
  return new Date(now.getTime() + Math.min(Number(header), LONGEST_WAIT) * 1000)
}

function faultOf(receiver: string, error: unknown): Outcome {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const message = cause instanceof Error ? cause.message : ''
  if (message.includes('unexpected redirect')) {
    const reason = `${receiver} redirects elsewhere. Set the address itself.`
    return { kind: 'refused', code: 'REDIRECT', error: reason }
  }
  const code = codeOf(cause)
  const reason = `${receiver} could not be reached (${code}).`
  return { kind: 'later', code, error: reason, notBefore: null, holdsBack: true }
}

function codeOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.name : 'UNKNOWN'
}

// How long a paused receiver's deliveries wait; resuming it wakes them at once.
const ASKED_AGAIN = 10 * MINUTE

async function record(options: WebhookSenderOptions, due: DueDelivery, outcome: Outcome): Promise<void> {
  const { core, holder } = options
  const now = core.clock.now()
  if (outcome.kind === 'taken') {
    await markSent(core, [{ id: due.id, at: now }])
    core.log.info('webhook delivered', { outboxId: due.id })
    return
  }
  if (outcome.kind === 'not-now') {
    await options.heldBack?.(due, new Date(now.getTime() + ASKED_AGAIN))
    await releaseClaims(core, { holder, ids: [due.id], error: outcome.error })
    return
  }
  const { code, error } = outcome
  const next = outcome.kind === 'later' ? nextAttempt(due.attempts + 1, now) : null
  const wait = outcome.kind === 'later' ? outcome.notBefore : null
  if (next) {
    const sendAfter = wait && wait > next ? wait : next
    await markRetry(core, holder, [{ id: due.id, error, code, sendAfter }])
    if (outcome.kind === 'later' && outcome.holdsBack) await options.heldBack?.(due, sendAfter)
  } else await markDead(core, holder, [{ id: due.id, error, code }], now)
  const fact = next ? 'webhook not taken, tried again later' : 'webhook given up'
  core.log.warn(fact, { outboxId: due.id, code, attempt: due.attempts + 1 })
}
