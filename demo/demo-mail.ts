/** A mail someone writes on the demo's page as a customer. */
export interface CustomerMail {
  fromName: string
  /** An e-mail address. */
  from: string
  to: string
  subject: string
  text: string
  attachments: { name: string; type: string; content: Uint8Array }[]
}

/** What the demo gives the web: a way to send as a customer, and the log-ins it has made. */
export interface DemoMail {
  /** The team addresses one can write to, the first one suggested. */
  addresses: readonly string[]
  /** Hands the mail to the SMTP door; rejects with the server's words when it is refused. */
  sendAsCustomer(mail: CustomerMail): Promise<void>
  /** Shown on the demo's pages only. */
  logins: readonly { name: string; email: string; password: string }[]
}
