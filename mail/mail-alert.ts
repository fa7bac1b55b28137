import type { TeamAlert } from '../core/wording/alert.ts'

/** A mailbox that has not been reached for long, or a log-in whose OAuth2 token is no longer renewed. */
export type MailAlert = Extract<TeamAlert, { kind: 'mailbox-silent' | 'renewal-refused' }>

/** Tells the team, such as by mail to ALERT_TO. Rejects when it could not be told; then it is tried again. */
export type RaiseAlert = (alert: MailAlert) => Promise<void>
