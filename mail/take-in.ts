import type { Received } from '../core/intake.ts'
import type { IncomingMessage } from '../core/message.ts'

/** A raw mail as it came to one of our mailboxes or doors. */
export interface Arrival {
  raw: Uint8Array
  /** Configured name of the mailbox or door. */
  mailbox: string
  /** INTERNALDATE or the door's receipt: the first contact (policy §4). */
  receivedAt: Date
  /** History: never acknowledged, owed no promise. */
  backlog: boolean
  /** It lay in the junk folder. */
  junk: boolean
  /** Why it is not to be parsed but kept as it is, or null. */
  unparsed: string | null
}

/** The way of a mail into core: parsed away from the main thread, turned into intake's shape, taken in. */
export interface TakeIn {
  /** Parses; a mail that cannot be parsed comes out as a message all the same. One per arrival, in order. Never rejects. */
  prepare(arrivals: readonly Arrival[]): Promise<IncomingMessage[]>
  /** Stores, exactly once each. Rejects when the database is away; then nothing is stored. */
  receive(messages: readonly IncomingMessage[]): Promise<Received[]>
}
