import type { Core } from '../kernel/core.ts'
import type { OutboxId } from '../kernel/id.ts'
import type { LogDetails } from '../kernel/log.ts'
import { type Attempt, openWorkLoop, type Pulse } from '../kernel/work-loop.ts'
import { claimDue, type DueDelivery, renewLeases } from './delivery.ts'
import type { DeliveryChannel } from './delivery-channel.ts'
import type { MailContent } from './outbox.ts'
import { type Consequences, type Outcome, recordOutcomes } from './outcome.ts'
import { afterFault, closesWay, type DeliveryFault } from './retry.ts'

export interface DeliveryOptions {
  core: Core
  /** Unique to this process and its start. */
  holder: string
  consequences: Consequences
  /** After so long another process may take over what this one held when it died. */
  leaseSeconds?: number
  /** How often due rows are looked for without a wake-up. */
  sweepSeconds?: number
  /** Keeps what left and could not be recorded before the stop, so that the next start records it. */
  keepUnrecorded?(sent: readonly { id: OutboxId; at: Date }[]): void
  /** How long stopping waits for what is in progress, and for the database. */
  stopSeconds?: number
}

/** What a channel's owner hears of its attempts. */
export interface DeliveryListener {
  left?(due: DueDelivery): void
  failed?(due: DueDelivery, fault: DeliveryFault): void
}

export interface Delivery {
  /** Signals that something is due; called after a commit. */
  wake(): void
  /** Resolves when nothing is due or in progress any more; while a server is away it waits. */
  drained(): Promise<void>
  /** Takes no more, finishes what is in progress, gives the rest back. */
  stop(): Promise<void>
  pulse(): Pulse
}

const LEASE_SECONDS = 60
const SWEEP_SECONDS = 5
// Two of these, for attempts and for their recording, end before a service is killed 30 s after SIGTERM.
const STOP_SECONDS = 10

/**
 * Sends what is due in the outbox by one channel, until stopped. A wake-up makes it prompt; the regular look makes it
 * sure, and finds what falls due by itself. Any number of processes may do this on one database.
 */
export function startDelivery<Rendered>(
  options: DeliveryOptions,
  channel: DeliveryChannel<Rendered>,
  listener: DeliveryListener = {},
): Delivery {
  const { core, holder, consequences, leaseSeconds = LEASE_SECONDS, stopSeconds = STOP_SECONDS } = options
  const loop = openWorkLoop<DueDelivery, Outcome>(
    {
      name: channel.server,
      parallel: channel.parallel,
      leaseSeconds,
      everySeconds: options.sweepSeconds ?? SWEEP_SECONDS,
      claim: (limit, takeOver) =>
        claimDue(core, {
          channel: channel.channel,
          holder,
          limit,
          leaseSeconds,
          takeOver,
          ...(channel.mailboxes ? { mailboxes: channel.mailboxes } : {}),
        }),
      renew: (ids) => renewLeases(core, { holder, ids, leaseSeconds }),
      attempt: (due) => attempt(core, channel, listener, due),
      giveBack: ({ id }) => ({ kind: 'release', id, error: null, code: null }),
      isFollowed: ({ orderingKey }) => orderingKey !== null,
      record: (outcomes) => recordOutcomes(core, holder, outcomes, consequences),
    },
    core.log,
  )
  let stopped: Promise<void> | undefined
  async function stop(): Promise<void> {
    const { inProgress, unrecorded } = await loop.stop(stopSeconds * 1000)
    channel.close(inProgress > 0)
    if (unrecorded.length === 0) return
    core.log.error('stopped without recording what became of mails', { count: unrecorded.length })
    options.keepUnrecorded?.(unrecorded.flatMap((one) => (one.kind === 'sent' ? one : [])))
  }
  return {
    wake: loop.wake,
    drained: loop.drained,
    pulse: loop.pulse,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

async function attempt<Rendered>(
  core: Core,
  channel: DeliveryChannel<Rendered>,
  listener: DeliveryListener,
  due: DueDelivery,
): Promise<Attempt<Outcome>> {
  const fault = await trySending(channel, due)
  const now = core.clock.now()
  if (!fault) {
    listener.left?.(due)
    core.log.info(channel.facts.sent, logDetails(channel, due))
    return { outcome: { kind: 'sent', id: due.id, at: now }, way: 'open' }
  }
  listener.failed?.(due, fault)
  const after = afterFault(due.attempts, fault, now)
  const outcome: Outcome = { id: due.id, ...after }
  if (closesWay(fault)) return { outcome, way: 'closed' }
  if (after.kind !== 'wait') {
    const { retried, dead } = channel.facts
    const at = after.kind === 'retry' ? after.sendAfter : undefined
    const details = { ...logDetails(channel, due), code: fault.code, attempt: due.attempts + 1, at }
    core.log.warn(after.kind === 'dead' ? dead : retried, details)
  }
  // A receiver that replied, if only to refuse this row, is there.
  return /^\d/.test(fault.code) ? { outcome, way: 'open' } : { outcome }
}

async function trySending<Rendered>(
  channel: DeliveryChannel<Rendered>,
  due: DueDelivery,
): Promise<DeliveryFault | null> {
  try {
    if (!(await channel.canReach(due)))
      return { kind: 'not-now', code: 'PAUSED', reason: 'Its receiver is not to be reached at present.' }
    await channel.send(await channel.render(due), due)
    return null
  } catch (error) {
    return channel.faultOf(error)
  }
}

function logDetails(channel: DeliveryChannel, due: DueDelivery): LogDetails {
  const ticket = channel.channel === 'mail' ? ((due.content as MailContent).replyTo ?? undefined) : undefined
  return { server: channel.server, outboxId: due.id, ticket, mailbox: due.mailbox ?? undefined }
}
