import { randomInt } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import type { markSent } from '../../core/correspondence/mark-sent.ts'
import type { Core } from '../../core/kernel/core.ts'
import type { OutboxId } from '../../core/kernel/id.ts'
import { claimDue, type DueDelivery, type MailboxChoice, renewLeases } from '../../core/outbox/delivery.ts'
import type { MailContent } from '../../core/outbox/outbox.ts'
import { delayAfter, RECONNECT_DELAYS } from '../backoff.ts'
import { afterFault, concernsAll } from './after-fault.ts'
import { type DeliveryFault, deliveryFault } from './delivery-error.ts'
import { openOutcomeBook } from './delivery-outcome.ts'
import type { SendingTroubles } from './sending-trouble.ts'
import type { MailTransport } from './smtp-transport.ts'

interface SmtpQueueOptions {
  core: Core
  /** Name of the SMTP server, for the log. */
  server: string
  holder: string
  mailboxes: MailboxChoice
  transport: MailTransport
  troubles: SendingTroubles
  leaseSeconds: number
  compose(due: DueDelivery): Promise<SendMailOptions>
  markSent?: typeof markSent
}

/** The way out by one SMTP server: what waits for another server never stands in front of it. */
interface SmtpQueue {
  /** Claims and sends what is due; returns at once. */
  wake(): void
  /** Resolves when nothing is due or under way any more. */
  drained(): Promise<void>
  /** Gives back what is not under way, lets the rest finish for so long, and closes the connections. */
  stop(milliseconds: number): Promise<void>
}

interface Held {
  due: DueDelivery
  /** On `performance.now()`'s scale: past it the row may be another process's, and is left alone. */
  safeUntil: number
  state: 'waiting' | 'under-way' | 'done'
}

// Enough to keep the connections busy while a batch is recorded and the next one claimed; few enough that little waits
// for its lease to end when the process dies.
const HELD_PER_MAIL_UNDER_WAY = 6

/** Opens a lane. It does nothing until it is woken. */
export function openSmtpQueue(options: SmtpQueueOptions): SmtpQueue {
  const { core, server, holder, transport, troubles, leaseSeconds } = options
  const capacity = transport.parallel * HELD_PER_MAIL_UNDER_WAY
  const held = new Map<OutboxId, Held>()
  const listeners = new Set<() => void>()
  const outcomes = openOutcomeBook({
    core,
    holder,
    recorded,
    ...(options.markSent ? { markSent: options.markSent } : {}),
  })
  let underWay = 0
  let claiming = false
  let wokenMeanwhile = false
  let moreDue = false
  let failures = 0
  let paused: NodeJS.Timeout | undefined
  let stopping = false

  // Elapsed time, not the time of day: a process that was stopped and goes on must see that its leases are over.
  const renewal = setInterval(renew, (leaseSeconds * 1000) / 3)

  function wake(): void {
    wokenMeanwhile = true
    if (!claiming) void claimAll()
  }

  async function claimAll(): Promise<void> {
    claiming = true
    try {
      while (wokenMeanwhile && !paused && !stopping) {
        wokenMeanwhile = false
        await claim()
      }
    } catch (error) {
      // The sweep claims again.
      moreDue = true
      core.log.warn('due mails could not be claimed', { server, error })
    }
    claiming = false
    changed()
  }

  async function claim(): Promise<void> {
    // After a failure one mail goes ahead, to see whether the server is back.
    const room = (failures > 0 ? 1 : capacity) - held.size
    if (room < 1 || held.size > capacity / 2) {
      moreDue = true
      return
    }
    const safeUntil = performance.now() + leaseSeconds * 1000
    const { mailboxes } = options
    const rows = await claimDue(core, { channel: 'mail', holder, limit: room, leaseSeconds, mailboxes })
    moreDue = rows.length === room
    // One of ours may come again, its lease having run out while the database was away: it stays as far as it is.
    for (const due of rows)
      held.set(due.id, Object.assign(held.get(due.id) ?? { due, state: 'waiting' as const }, { safeUntil }))
    if (stopping || paused) giveBackWaiting(null)
    else sendWaiting()
  }

  function sendWaiting(): void {
    for (const one of held.values()) {
      if (underWay >= transport.parallel || paused || stopping) return
      if (one.state !== 'waiting') continue
      if (performance.now() > one.safeUntil) {
        held.delete(one.due.id)
        continue
      }
      one.state = 'under-way'
      underWay++
      void send(one).finally(() => {
        one.state = 'done'
        underWay--
        sendWaiting()
        changed()
      })
    }
  }

  async function send({ due }: Held): Promise<void> {
    try {
      await transport.send(await options.compose(due))
      outcomes.add({ kind: 'sent', id: due.id, at: core.clock.now() })
      core.log.info('mail sent', { server, ...logFacts(due) })
      reached()
      troubles.over(due.mailbox)
    } catch (error) {
      fail(due, deliveryFault(error))
    }
  }

  function fail(due: DueDelivery, fault: DeliveryFault): void {
    const outcome = afterFault(due, fault, core.clock.now())
    outcomes.add(outcome)
    if (concernsAll(fault)) {
      pauseFor(fault)
      return
    }
    // It answered, if only to refuse this mail.
    if (/^\d/.test(fault.code)) reached()
    if (fault.kind === 'refuses-sender') troubles.note(fault, due.mailbox)
    const at = outcome.kind === 'retry' ? outcome.sendAfter : undefined
    const fact = at ? 'mail not taken, tried again later' : 'mail given up'
    core.log.warn(fact, { server, ...logFacts(due), code: fault.code, attempt: due.attempts + 1, at })
  }

  function pauseFor(fault: DeliveryFault): void {
    if (paused || stopping) return
    troubles.note(fault, null)
    const random = randomInt(1000) / 1000
    paused = setTimeout(
      () => {
        paused = undefined
        wake()
      },
      delayAfter(++failures, RECONNECT_DELAYS, random),
    )
    giveBackWaiting(fault.reason)
  }

  function giveBackWaiting(error: string | null): void {
    for (const one of held.values()) {
      if (one.state !== 'waiting') continue
      one.state = 'done'
      outcomes.add({ kind: 'release', id: one.due.id, error })
    }
  }

  function reached(): void {
    if (failures === 0) return
    failures = 0
    moreDue = true
    troubles.over(null)
  }

  function recorded(ids: readonly OutboxId[]): void {
    for (const id of ids) held.delete(id)
    if (moreDue && held.size <= capacity / 2) wake()
    changed()
  }

  // Not those whose outcome is being recorded: the two statements would lock the same rows in different orders.
  function renew(): void {
    const ids = [...held.values()].filter(({ state }) => state !== 'done').map(({ due }) => due.id)
    const safeUntil = performance.now() + leaseSeconds * 1000
    renewLeases(core, { holder, ids, leaseSeconds }).then(
      (ours) => {
        for (const id of ours) {
          const one = held.get(id)
          if (one) one.safeUntil = safeUntil
        }
      },
      (error: unknown) => core.log.warn('leases of mails could not be renewed', { server, error }),
    )
  }

  function changed(): void {
    for (const listener of [...listeners]) listener()
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        const heard = () => {
          listeners.delete(heard)
          resolve()
        }
        listeners.add(heard)
      })
    }
  }

  return {
    wake,
    async drained() {
      wake()
      await until(() => !claiming && held.size === 0 && !moreDue && !paused)
    },
    async stop(milliseconds) {
      stopping = true
      clearTimeout(paused)
      giveBackWaiting(null)
      let late = false
      const timer = setTimeout(() => {
        late = true
        changed()
      }, milliseconds)
      await until(() => late || (underWay === 0 && !claiming))
      clearTimeout(timer)
      clearInterval(renewal)
      await outcomes.close(milliseconds)
      transport.close(late)
    },
  }
}

function logFacts(due: DueDelivery) {
  const { replyTo } = due.content as MailContent
  return { outboxId: due.id, ticket: replyTo ?? undefined, mailbox: due.mailbox ?? undefined }
}
