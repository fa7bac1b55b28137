import type { Core, Trx } from '../kernel/core.ts'
import { alertMail, type TeamAlert } from '../wording/alert.ts'
import { enqueueMails, noticeContent, type OutgoingMail } from './outbox.ts'

/**
 * Alerts the team, by mail to each of `recipients` (ALERT_TO), of something that needs a person. `sendAs` is the mailbox
 * it leaves by, so that an alert does not wait behind what it reports; null for the general one.
 */
export async function alertTeam(
  core: Core,
  recipients: readonly string[],
  alert: TeamAlert,
  sendAs: string | null = null,
): Promise<void> {
  await core.db.transaction().execute((trx) => alertTeamIn(trx, core, recipients, alert, sendAs))
  core.wakeDelivery()
}

/** Alerts the team in the caller's transaction, so that the state that needs a person and the mail commit together. */
export async function alertTeamIn(
  trx: Trx,
  core: Core,
  recipients: readonly string[],
  alert: TeamAlert,
  sendAs: string | null = null,
): Promise<void> {
  core.log.error('something needs a person', {
    event: alert.kind,
    ...('mailbox' in alert && alert.mailbox ? { mailbox: alert.mailbox } : {}),
  })
  if (recipients.length === 0) return
  const now = core.clock.now()
  const content = noticeContent('fr', alertMail('fr', alert))
  const mails = recipients.map(
    (recipient): OutgoingMail => ({
      kind: 'alert',
      recipientKind: 'system',
      recipient,
      ticketId: null,
      messageId: null,
      mailbox: sendAs,
      content,
      fingerprint: null,
      sendAfter: now,
    }),
  )
  await enqueueMails(trx, mails, now)
  await core.enqueueDelivery(trx)
}
