import type { Dovecot } from '../../servers/dovecot.ts'
import { type MixedMail, mixedMail } from '../../world/mail/mails.ts'

/** The mailboxes of the soaks: two, so that two processes can share them. */
export const SOAK_MAILBOXES = [
  { name: 'contact', address: 'contact@agafort.example', category: 'other' },
  { name: 'fraude', address: 'securite@agafort.example', category: 'fraud' },
] as const

/** Customers' mails, each from another sender, delivered one after another; some to both mailboxes at once. */
export interface MailFlow {
  /** All mails delivered so far, by Message-ID. */
  readonly sent: ReadonlyMap<string, MixedMail>
  /** Delivers the next `count` mails, fewer when `total` is reached. */
  deliver(count: number): Promise<void>
  /** Delivers one mail every `everyMilliseconds` until stopped or `goal` mails are delivered in all. */
  keepDelivering(everyMilliseconds: number, goal?: number): { stop(): Promise<void> }
}

// One in ten is addressed to both mailboxes: it still has one ticket and one acknowledgement.
const TO_BOTH = 10

/** Opens a flow of `total` mails into a Dovecot. */
export function openMailFlow(dovecot: Dovecot, name: string, total: number): MailFlow {
  const sent = new Map<string, MixedMail>()
  const deliverOne = async () => {
    const index = sent.size
    const boxes =
      index % TO_BOTH === 0 ? SOAK_MAILBOXES : SOAK_MAILBOXES.filter((_, place) => place === index % 2)
    const to = boxes.map(({ address }) => address).join(', ')
    const mail = mixedMail(index, { name, to, now: new Date(), distinctSenders: true })
    sent.set(mail.messageId, mail)
    for (const { address } of boxes) await dovecot.deliver(address, mail.raw)
  }
  const deliver = async (count: number) => {
    for (let left = count; left > 0 && sent.size < total; left--) await deliverOne()
  }
  return {
    sent,
    deliver,
    keepDelivering(every, goal = total) {
      let stopped = false
      const run = async () => {
        while (!stopped && sent.size < goal) {
          await deliver(1)
          await new Promise((resolve) => setTimeout(resolve, every))
        }
      }
      const running = run()
      return {
        async stop() {
          stopped = true
          await running
        },
      }
    },
  }
}
