import type { TeamAlert } from '../core/wording/alert.ts'

/** A mailbox that has not been reached for long, or an account whose OAuth2 token can no longer be renewed. */
export type MailAlert = Extract<TeamAlert, { kind: 'mailbox-silent' | 'renewal-refused' }>

/**
 * Alerts the team, for example by mail to ALERT_TO. Rejects when the alert could not be raised; the caller then
 * retries.
 */
export type RaiseAlert = (alert: MailAlert) => Promise<void>
