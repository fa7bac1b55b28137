import { normaliseAddress } from './addresses.ts'

/**
 * Which of our mailboxes an envelope recipient is: its address, in any case, also with a `+detail` (our own signed
 * plus-addresses, or a customer's habit). Undefined for everybody else's address.
 */
export function recipientOf<Mailbox extends { address: string }>(
  mailboxes: readonly Mailbox[],
): (recipient: string) => Mailbox | undefined {
  const known = new Map(mailboxes.map((mailbox) => [withoutDetail(mailbox.address), mailbox]))
  return (recipient) => known.get(withoutDetail(recipient))
}

function withoutDetail(written: string): string {
  const address = normaliseAddress(written)
  const at = address.lastIndexOf('@')
  const [local = ''] = address.slice(0, at).split('+')
  return `${local}${address.slice(at)}`
}
