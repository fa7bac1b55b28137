import type { Core } from './core.ts'
import { enqueueMails, type OutgoingMail } from './outbox.ts'
import { alertMail, type TeamAlert } from './wording/alert.ts'

export type { TeamAlert } from './wording/alert.ts'

/** Tells the team, by mail to each of `recipients` (ALERT_TO), of something that needs a person. */
export async function alertTeam(core: Core, recipients: readonly string[], alert: TeamAlert): Promise<void> {
  core.log.error('something needs a person', {
    event: alert.kind,
    ...('mailbox' in alert && alert.mailbox ? { mailbox: alert.mailbox } : {}),
  })
  if (recipients.length === 0) return
  const now = core.clock.now()
  const { subject, text } = alertMail('fr', alert)
  const mails = recipients.map(
    (recipient): OutgoingMail => ({
      kind: 'alert',
      recipientKind: 'system',
      recipient,
      ticketId: null,
      messageId: null,
      mailbox: null,
      content: {
        language: 'fr',
        subject,
        text,
        html: null,
        fromName: null,
        inReplyTo: null,
        references: [],
        autoSubmitted: 'auto-generated',
        replyTo: null,
        attachments: [],
      },
      fingerprint: null,
      sendAfter: now,
    }),
  )
  await core.db.transaction().execute(async (trx) => {
    await enqueueMails(trx, mails, now)
    await core.enqueueDelivery(trx)
  })
  core.wakeDelivery()
}
