import type { Category } from '../core/category.ts'
import type { IncomingMessage } from '../core/message.ts'
import { type IncomingRules, type MailArrival, toIncoming } from './incoming.ts'
import { ParseFailure } from './parse-failure.ts'
import type { ParsePool } from './parse-pool.ts'
import type { Arrival } from './take-in.ts'
import { unparsedIncoming } from './unparsed.ts'

/**
 * Turns raw mails into intake's shape, one message per mail and in order: parsed in the pool, and where that fails or
 * is not wanted, as a message that says so. Never rejects. `categoryOf` is the category of a mailbox.
 */
export function prepareWith(
  pool: ParsePool,
  rules: IncomingRules,
  categoryOf: (mailbox: string) => Category,
): (arrivals: readonly Arrival[]) => Promise<IncomingMessage[]> {
  async function prepareOne(arrival: Arrival): Promise<IncomingMessage> {
    const came: MailArrival = { ...arrival, doorCategory: categoryOf(arrival.mailbox) }
    if (arrival.unparsed !== null) return unparsedIncoming(arrival.raw, came, arrival.unparsed, rules)
    try {
      const options = { arrivedAt: arrival.receivedAt, ownAddresses: rules.ownAddresses }
      return toIncoming(await pool.parse(arrival.raw, options), arrival.raw, came, rules)
    } catch (error) {
      return unparsedIncoming(arrival.raw, came, reasonOf(error), rules)
    }
  }
  return (arrivals) => Promise.all(arrivals.map(prepareOne))
}

function reasonOf(error: unknown): string {
  if (error instanceof ParseFailure) return `${error.reason}: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}
