import type { DueDelivery, MailboxChoice, OutboxChannel } from './delivery.ts'
import type { DeliveryFault } from './retry.ts'

/** A way by which rows of the outbox leave: an SMTP server, the marketplace's webhook, the subscribed systems. */
export interface DeliveryChannel<Rendered = unknown> {
  channel: OutboxChannel
  /** Our name for it, in log lines and on the health page. */
  server: string
  /** The mailboxes whose mail it takes; all when undefined. */
  mailboxes?: MailboxChoice
  /** How many rows may be in progress at once. */
  parallel: number
  /** What the log says of a row: it left, it is tried again, it is given up. */
  facts: { sent: string; retried: string; dead: string }
  /** Returns false while a row's receiver is not to be reached: the row waits, and no attempt is counted. */
  canReach(due: DueDelivery): Promise<boolean>
  /** Returns a row in the form it leaves in. A fault thrown here is the row's own, as one thrown by `send`. */
  render(due: DueDelivery): Promise<Rendered>
  /** Resolves once the receiver has accepted the row, and throws when it has not. */
  send(rendered: Rendered, due: DueDelivery): Promise<void>
  /** Says why `canReach`, `render` or `send` threw. */
  faultOf(thrown: unknown): DeliveryFault
  /** Closes its connections; `force` also those in use, whose rows' fate then stays unknown. */
  close(force: boolean): void
}
