import type { Core } from '../core/core.ts'
import { markDead, markRetry } from '../core/dead-letter.ts'
import { claimDue, type DueDelivery, releaseClaims } from '../core/delivery.ts'
import { nextAttempt } from '../core/redelivery.ts'
import type { Secret } from '../core/secret.ts'
import { markSent } from '../core/sent.ts'
import {
  DELIVERY_HEADER,
  SIGNATURE_HEADER,
  signWebhook,
  type WebhookContent,
  webhookBody,
} from '../core/webhook.ts'

export interface WebhookDeliveryOptions {
  core: Core
  url: string
  /** What the signature is made with; the marketplace has the same. */
  secret: Secret
  /** Unique to this process and its start. */
  holder: string
  sweepSeconds?: number
  /** How long one delivery may take. */
  timeoutSeconds?: number
}

export interface WebhookDelivery {
  /** Something may be due; returns at once. */
  wake(): void
  /** Resolves when nothing is due or under way any more. */
  drained(): Promise<void>
  /** Takes no more, and waits for the one under way. */
  stop(): Promise<void>
}

const SWEEP_SECONDS = 5
const TIMEOUT_SECONDS = 10
// One after the other, so that notices about a seller arrive in their order unless one has to be tried again.
const AT_ONCE = 5
const LEASE_SECONDS = AT_ONCE * TIMEOUT_SECONDS + 30

type Outcome =
  | { kind: 'taken' }
  | { kind: 'later'; code: string; error: string; notBefore: Date | null; unreachable: boolean }
  | { kind: 'refused'; code: string; error: string }

/**
 * Tells the marketplace what is due in the outbox's channel `webhook`, until stopped: each as a signed POST that is tried
 * again for days while the fault may pass, and is a dead letter when it will not. Any number of processes may do this.
 */
export function startWebhookDelivery(options: WebhookDeliveryOptions): WebhookDelivery {
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
      // What cannot be recorded now stays leased, and is claimed once more when the lease is over.
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

/** Delivers one handful; answers whether more may be due. */
async function deliverDue(options: WebhookDeliveryOptions): Promise<boolean> {
  const { core, holder } = options
  const due = await claimDue(core, {
    channel: 'webhook',
    holder,
    limit: AT_ONCE,
    leaseSeconds: LEASE_SECONDS,
  })
  for (const [index, one] of due.entries()) {
    const outcome = await deliver(options, one)
    await record(core, holder, one, outcome)
    if (outcome.kind === 'later' && outcome.unreachable) {
      const ids = due.slice(index + 1).map(({ id }) => id)
      await releaseClaims(core, { holder, ids, error: outcome.error })
      return false
    }
  }
  return due.length === AT_ONCE
}

async function deliver(options: WebhookDeliveryOptions, due: DueDelivery): Promise<Outcome> {
  const { core, url, secret, timeoutSeconds = TIMEOUT_SECONDS } = options
  const body = webhookBody(due.id, due.content as WebhookContent)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'agafort-intake',
        [DELIVERY_HEADER]: due.id,
        [SIGNATURE_HEADER]: signWebhook(secret.reveal(), body, core.clock.now()),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    })
    // What it says is nothing to us, and could be endless.
    await response.body?.cancel()
    return outcomeOf(response, core.clock.now())
  } catch (error) {
    return faultOf(error)
  }
}

// Statuses that say "not now": timed out, too early, too many requests (RFC 9110 §15.5.9, RFC 8470, RFC 6585 §4).
const NOT_NOW = [408, 425, 429]

function outcomeOf(response: Response, now: Date): Outcome {
  if (response.ok) return { kind: 'taken' }
  const code = String(response.status)
  const error = `The marketplace answered ${code}.`
  if (response.status < 500 && !NOT_NOW.includes(response.status)) return { kind: 'refused', code, error }
  const notBefore = retryAfter(response.headers.get('retry-after'), now)
  return { kind: 'later', code, error, notBefore, unreachable: false }
}

const LONGEST_WAIT = 4 * 3600

function retryAfter(header: string | null, now: Date): Date | null {
  if (header === null || !/^\d{1,9}$/.test(header.trim())) return null
  return new Date(now.getTime() + Math.min(Number(header), LONGEST_WAIT) * 1000)
}

function faultOf(error: unknown): Outcome {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const message = cause instanceof Error ? cause.message : ''
  if (message.includes('unexpected redirect')) {
    const told = 'The marketplace redirects elsewhere. Set marketplaceWebhook.url to the address itself.'
    return { kind: 'refused', code: 'REDIRECT', error: told }
  }
  const code = codeOf(cause)
  const told = `The marketplace could not be reached (${code}).`
  return { kind: 'later', code, error: told, notBefore: null, unreachable: true }
}

function codeOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.name : 'UNKNOWN'
}

async function record(core: Core, holder: string, due: DueDelivery, outcome: Outcome): Promise<void> {
  const now = core.clock.now()
  if (outcome.kind === 'taken') {
    await markSent(core, [{ id: due.id, at: now }])
    core.log.info('webhook delivered', { outboxId: due.id })
    return
  }
  const { code, error } = outcome
  const next = outcome.kind === 'later' ? nextAttempt(due.attempts + 1, now) : null
  const wait = outcome.kind === 'later' ? outcome.notBefore : null
  if (next) {
    const sendAfter = wait && wait > next ? wait : next
    await markRetry(core, holder, [{ id: due.id, error, code, sendAfter }])
  } else await markDead(core, holder, [{ id: due.id, error, code }], now)
  const fact = next ? 'webhook not taken, tried again later' : 'webhook given up'
  core.log.warn(fact, { outboxId: due.id, code, attempt: due.attempts + 1 })
}
