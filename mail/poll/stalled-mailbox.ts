import type { Core } from '../../core/kernel/core.ts'
import {
  claimSilenceAlert,
  returnSilenceAlert,
  startMailboxHealth,
} from '../../core/mailbox/mailbox-health.ts'
import type { RaiseAlert } from '../mail-alert.ts'

/**
 * Alerts the team when a mailbox has had no success for `alertAfter` milliseconds, once per failing period, whichever
 * process held it. Silence before `watchedSince` does not count: nothing was polling then. Rejects when the database is
 * unavailable; the next call catches up.
 */
export async function alertStalledMailboxes(
  core: Core,
  mailboxes: readonly string[],
  alertAfter: number,
  watchedSince: Date,
  alert: RaiseAlert,
): Promise<void> {
  const now = core.clock.now()
  const silentSince = new Date(now.getTime() - alertAfter)
  if (watchedSince > silentSince) return
  for (const mailbox of mailboxes) {
    await startMailboxHealth(core.db, mailbox, watchedSince)
    const health = await claimSilenceAlert(core.db, mailbox, silentSince, now)
    if (!health) continue
    const since = health.lastSuccessAt ?? health.failingSince ?? watchedSince
    core.log.error('a mailbox has not been reached for too long', { mailbox, at: since })
    try {
      await alert({ kind: 'mailbox-silent', mailbox, since, reason: health.lastError })
    } catch (error) {
      await returnSilenceAlert(core.db, mailbox)
      throw error
    }
  }
}
