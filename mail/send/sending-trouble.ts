import type { Core } from '../../core/kernel/core.ts'
import { SECOND } from '../../core/kernel/duration.ts'
import type { DeliveryFault } from '../../core/outbox/retry.ts'
import type { TeamAlert } from '../../core/wording/alert.ts'

/** Mail cannot be sent and a person has to act. */
export type SendingAlert = Extract<TeamAlert, { kind: 'sending-failed' }>

/** A fault that persists. */
export type SendingTrouble = Omit<SendingAlert, 'kind'> & { needsPerson: boolean }

/** The persisting faults of one server, and which of them the team was alerted to. */
export interface SendingTroubles {
  /** Records a fault of the server, or of one mailbox there, that began so many milliseconds ago. */
  note(fault: DeliveryFault, mailbox: string | null, ago?: number): void
  /** Alerts the team of the faults that persist by now. */
  alertDue(): void
  /** Clears the fault: the server, or that mailbox, sends again. */
  over(mailbox: string | null): void
  list(): SendingTrouble[]
}

// A server may just be restarting; if every restart raised an alert, people would stop looking.
const PATIENCE_MS = 45 * SECOND

/**
 * Tracks one server's faults. The team is alerted once for each: at once when a person has to fix it, within a minute
 * when the server is merely unreachable.
 */
export function watchSending(
  core: Core,
  server: string,
  alert: (alert: SendingAlert) => Promise<void>,
): SendingTroubles {
  const troubles = new Map<string | null, SendingTrouble & { told: boolean }>()

  function alertOnce(trouble: SendingTrouble & { told: boolean }): void {
    const patience = trouble.needsPerson ? 0 : PATIENCE_MS
    if (trouble.told || core.clock.now().getTime() - trouble.since.getTime() < patience) return
    trouble.told = true
    const { mailbox, since, code, reason } = trouble
    alert({ kind: 'sending-failed', server, mailbox, since, code, reason }).catch((error: unknown) => {
      trouble.told = false
      core.log.error('the team could not be told that mail does not leave', { server, error })
    })
  }

  return {
    note(fault, mailbox, ago = 0) {
      const known = troubles.get(mailbox)
      const since = known?.since ?? new Date(core.clock.now().getTime() - ago)
      const needsPerson = fault.kind !== 'unreachable'
      if (!known || (needsPerson && !known.needsPerson)) {
        core.log.error('mail does not leave', details(server, mailbox, fault))
      }
      const { code, reason } = fault
      const trouble = { server, mailbox, since, code, reason, needsPerson, told: known?.told ?? false }
      troubles.set(mailbox, trouble)
      alertOnce(trouble)
    },
    alertDue() {
      for (const trouble of troubles.values()) alertOnce(trouble)
    },
    over(mailbox) {
      if (troubles.delete(mailbox)) core.log.info('mail leaves again', details(server, mailbox))
    },
    list: () => [...troubles.values()].map(({ told: _told, ...trouble }) => trouble),
  }
}

function details(server: string, mailbox: string | null, fault?: DeliveryFault) {
  return { server, mailbox: mailbox ?? undefined, code: fault?.code, reason: fault?.kind }
}
