import { CONSEQUENCES } from '../correspondence/consequences.ts'
import type { Core } from '../kernel/core.ts'
import type { Secret } from '../kernel/secret.ts'
import { type Delivery, type DeliveryOptions, startDelivery } from '../outbox/deliver.ts'
import type { DueDelivery } from '../outbox/delivery.ts'
import type { DeliveryChannel } from '../outbox/delivery-channel.ts'
import type { DeliveryFault } from '../outbox/retry.ts'
import {
  DELIVERY_HEADER,
  SIGNATURE_HEADER,
  signWebhook,
  type WebhookContent,
  webhookBody,
} from '../outbox/webhook.ts'
import { logAttempt } from '../ticket/webhook-notice.ts'
import { subscriptionOf, subscriptionTarget } from '../ticket/webhook-subscription.ts'

interface WebhookOptions extends Omit<DeliveryOptions, 'consequences'> {
  /** Timeout of one delivery. */
  timeoutSeconds?: number
}

/** Notifies the marketplace of sanctions (policy §6) by the outbox's channel `webhook`, until stopped. */
export function startMarketplaceWebhooks(
  options: WebhookOptions & {
    url: string
    /** The key of the signature, which the marketplace shares. */
    secret: Secret
  },
): Delivery {
  const { url, secret } = options
  const webhook: Webhook = {
    channel: 'webhook',
    server: 'marketplace',
    receiver: 'The marketplace',
    targetOf: async () => ({ url, secret: secret.reveal() }),
    bodyOf: ({ id, content }) => webhookBody(id, content as WebhookContent),
  }
  return startDelivery({ ...options, consequences: CONSEQUENCES }, webhookChannel(options, webhook))
}

/** Notifies subscribed systems of ticket events by the outbox's channel `subscription`, until stopped. */
export function startSubscriptionWebhooks(options: WebhookOptions): Delivery {
  const { core } = options
  const webhook: Webhook = {
    channel: 'subscription',
    server: 'subscriptions',
    receiver: 'The subscribed system',
    targetOf: ({ recipient }) => subscriptionTarget(core, recipient),
    bodyOf: ({ id, content }) => JSON.stringify({ id, ...content }),
    attempted: ({ id, recipient }, attempt) =>
      logAttempt(core, {
        subscriptionId: subscriptionOf(recipient),
        outboxId: id,
        ...attempt,
      }),
  }
  return startDelivery({ ...options, consequences: CONSEQUENCES }, webhookChannel(options, webhook))
}

interface Webhook {
  channel: 'webhook' | 'subscription'
  server: string
  /** The receiver's name, at the beginning of a sentence. */
  receiver: string
  /** Returns where a row goes, and the signature's key, which the receiver shares; null while it is paused. */
  targetOf(due: DueDelivery): Promise<{ url: string; secret: string } | null>
  bodyOf(due: DueDelivery): string
  /** Called after each attempt, for a log. */
  attempted?(due: DueDelivery, attempt: DeliveryAttempt): Promise<void>
}

/** The result of an attempt. */
interface DeliveryAttempt {
  /** The response's status; null when there was none. */
  status: number | null
  error: string | null
  milliseconds: number
}

const TIMEOUT_SECONDS = 10
const AT_ONCE = 5

function webhookChannel(options: WebhookOptions, webhook: Webhook): DeliveryChannel<Request> {
  const { core, timeoutSeconds = TIMEOUT_SECONDS } = options
  return {
    channel: webhook.channel,
    server: webhook.server,
    parallel: AT_ONCE,
    facts: {
      sent: 'webhook delivered',
      retried: 'webhook not taken, tried again later',
      dead: 'webhook given up',
    },
    canReach: async (due) => (await webhook.targetOf(due)) !== null,
    render: async (due) => {
      const target = await webhook.targetOf(due)
      if (!target) throw new WebhookRefusal(`${webhook.receiver} is not to be told any more.`, 'REMOVED')
      return signedRequest(core, due.id, target, webhook.bodyOf(due))
    },
    send: (request, due) => post(webhook, due, request, { core, timeoutSeconds }),
    faultOf: (thrown) =>
      thrown instanceof WebhookRefusal ? thrown.fault : faultOf(webhook.receiver, thrown),
    close() {},
  }
}

function signedRequest(core: Core, id: string, target: { url: string; secret: string }, body: string) {
  return new Request(target.url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'agafort-intake',
      [DELIVERY_HEADER]: id,
      [SIGNATURE_HEADER]: signWebhook(target.secret, body, core.clock.now()),
    },
    body,
    redirect: 'manual',
  })
}

async function post(
  webhook: Webhook,
  due: DueDelivery,
  request: Request,
  { core, timeoutSeconds }: { core: Core; timeoutSeconds: number },
): Promise<void> {
  const started = performance.now()
  const attempted = (status: number | null, error: string | null) =>
    webhook.attempted?.(due, { status, error, milliseconds: performance.now() - started })
  const response = await fetch(request, { signal: AbortSignal.timeout(timeoutSeconds * 1000) }).catch(
    async (error: unknown) => {
      await attempted(null, faultOf(webhook.receiver, error).reason)
      throw error
    },
  )
  // The response body means nothing to us, and could be endless.
  await response.body?.cancel()
  const refusal = response.ok ? null : refusalOf(webhook.receiver, response, core.clock.now())
  await attempted(response.status, refusal?.message ?? null)
  if (refusal) throw refusal
}

/** A response that does not accept a webhook. */
class WebhookRefusal extends Error {
  readonly fault: DeliveryFault

  constructor(reason: string, code: string, later?: { notBefore: Date | null }) {
    super(reason)
    const fault = { kind: later ? ('temporary' as const) : ('permanent' as const), code, reason }
    this.fault = later?.notBefore ? { ...fault, notBefore: later.notBefore } : fault
  }
}

// Statuses that ask for a retry: timed out, too early, too many requests (RFC 9110 §15.5.9, RFC 8470, RFC 6585 §4).
const LATER = [408, 425, 429]

// A redirect may be a page of maintenance, and is never followed: the signed notice is for the address we were given.
function refusalOf(receiver: string, { status, headers }: Response, now: Date): WebhookRefusal {
  const code = String(status)
  if (status >= 400 && status < 500 && !LATER.includes(status))
    return new WebhookRefusal(`${receiver} answered ${code}.`, code)
  const reason =
    status < 400
      ? `${receiver} redirects elsewhere (${code}). If that lasts, set the address itself.`
      : `${receiver} answered ${code}.`
  return new WebhookRefusal(reason, code, { notBefore: retryAfter(headers.get('retry-after'), now) })
}

const LONGEST_WAIT = 4 * 3600

function retryAfter(header: string | null, now: Date): Date | null {
  if (header === null || !/^\d{1,9}$/.test(header.trim())) return null
  return new Date(now.getTime() + Math.min(Number(header), LONGEST_WAIT) * 1000)
}

// Counted as an attempt, for it ends after three days; only the rows with the same key wait.
function faultOf(receiver: string, error: unknown): DeliveryFault {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = codeOf(cause)
  return { kind: 'temporary', code, reason: `${receiver} could not be reached (${code}).` }
}

function codeOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.name : 'UNKNOWN'
}
