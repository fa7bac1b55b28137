/** Something about mail that needs a person of the team. */
export type MailAlert =
  | {
      kind: 'mailbox-silent'
      mailbox: string
      /** Since when it has not been reached. */
      since: Date
      /** Why, in technical words; null when nobody could say. */
      reason: string | null
    }
  | {
      kind: 'renewal-refused'
      /** The log-in whose OAuth2 token the provider no longer renews. */
      account: string
      /** The provider's error code, such as `invalid_grant`. */
      reason: string
    }

/** Tells the team, such as by mail to ALERT_TO. Rejects when it could not be told; then it is tried again. */
export type Alert = (alert: MailAlert) => Promise<void>
