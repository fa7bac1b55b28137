import { receive } from '../core/intake/intake.ts'
import type { Received } from '../core/intake/received.ts'
import type { Core } from '../core/kernel/core.ts'
import { openOwnMessageId } from '../core/kernel/signed-link.ts'
import type { IncomingMessage } from '../core/ticket/message.ts'
import {
  type IncomingRules,
  type MailArrival,
  toIncoming,
  unparsedIncoming,
} from './parse/incoming-message.ts'
import { ParseFailure } from './parse/parse-failure.ts'
import type { ParsePool } from './parse/parse-pool.ts'

/** A raw mail as it arrived in a mailbox or at our SMTP server. */
export interface ArrivingMail extends Omit<MailArrival, 'doorCategory'> {
  raw: Uint8Array
  /** Why it is stored unparsed, or null. */
  unparsed: string | null
}

/** The path of a mail into core: parsed off the main thread, mapped to an intake message, received by intake. */
export interface MailReceiver {
  /**
   * Parses the mails and returns one message per arrival, in order. A mail that cannot be parsed still becomes a
   * message. Rejects while the program stops.
   */
  prepare(arrivals: readonly ArrivingMail[]): Promise<IncomingMessage[]>
  /**
   * Stores each message exactly once. Rejects when the database is busy or unavailable; the caller retries all of them.
   * `settled` is called whenever some of them are done with.
   */
  receive(messages: readonly IncomingMessage[], settled?: () => void): Promise<Received[]>
  /** Prepares and receives. Returns one result per arrival, in order. */
  takeIn(arrivals: readonly ArrivingMail[]): Promise<Received[]>
}

interface MailReceiverNeeds {
  core: Core
  parsePool: ParsePool
  /** Whose verdicts on senders and spam are trusted. */
  authservIds: IncomingRules['authservIds']
  spamHeaders: IncomingRules['spamHeaders']
  /** Own addresses besides the mailboxes', such as other From addresses. */
  furtherAddresses?: readonly string[]
}

/** Opens the receiver that the poller and the SMTP servers share. */
export function openMailReceiver(needs: MailReceiverNeeds): MailReceiver {
  const { core, parsePool } = needs
  const rules = incomingRules(needs)

  // Looked up for each mail: a supervisor may change the category of a team address at run time.
  const categoryOf = (mailbox: string) =>
    core.settings.mailboxes.find(({ name }) => name === mailbox)?.category ?? 'other'

  async function prepareOne(arrival: ArrivingMail): Promise<IncomingMessage> {
    const { raw, receivedAt } = arrival
    const arrivalWithCategory: MailArrival = { ...arrival, doorCategory: categoryOf(arrival.mailbox) }
    if (arrival.unparsed !== null) return unparsedIncoming(raw, arrivalWithCategory, arrival.unparsed, rules)
    try {
      const options = { arrivedAt: receivedAt, ownAddresses: rules.ownAddresses }
      return toIncoming(await parsePool.parse(raw, options), raw, arrivalWithCategory, rules)
    } catch (error) {
      // No fault of the mail: it is parsed after the next start.
      if (error instanceof ParseFailure && error.reason === 'closed') throw error
      const reason = error instanceof ParseFailure ? error.reason : 'error'
      core.log.error('a mail could not be parsed and is kept as it is', {
        mailbox: arrival.mailbox,
        bytes: raw.byteLength,
        reason,
        error,
      })
      return unparsedIncoming(raw, arrivalWithCategory, reason, rules)
    }
  }

  const prepare: MailReceiver['prepare'] = (arrivals) => Promise.all(arrivals.map(prepareOne))
  const receiveAll: MailReceiver['receive'] = (messages, settled) => receive(core, messages, settled)
  return {
    prepare,
    receive: receiveAll,
    takeIn: async (arrivals) => receiveAll(await prepare(arrivals)),
  }
}

function incomingRules({
  core,
  authservIds,
  spamHeaders,
  furtherAddresses = [],
}: MailReceiverNeeds): IncomingRules {
  const { mailboxes, secretKeys, telephone } = core.settings
  const addresses = [...mailboxes.map((mailbox) => mailbox.address), ...furtherAddresses]
  return {
    ownAddresses: addresses.map((address) => address.toLowerCase()),
    ownTelephones: [telephone],
    isOwnMessageId: (messageId) => openOwnMessageId(secretKeys, messageId) !== undefined,
    authservIds,
    spamHeaders,
  }
}
