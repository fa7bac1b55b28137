import { receive } from '../core/intake/intake.ts'
import type { Received } from '../core/intake/received.ts'
import type { Core } from '../core/kernel/core.ts'
import { pingDatabase } from '../core/kernel/database-ping.ts'
import type { Log } from '../core/kernel/log.ts'
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

import { collectWarnings } from './parse/warning.ts'

/** A raw mail as it came to one of our mailboxes or doors. */
export interface ArrivingMail extends Omit<MailArrival, 'doorCategory'> {
  raw: Uint8Array
  /** Why it is kept as it is instead of being parsed, or null. */
  unparsed: string | null
}

/** The way of a mail into core: parsed away from the main thread, brought into intake's shape, taken in. */
export interface MailReceiver {
  /** Parses; one message per arrival, in order. A mail that cannot be parsed is a message all the same. */
  prepare(arrivals: readonly ArrivingMail[]): Promise<IncomingMessage[]>
  /** Stores, each exactly once. Rejects when the database is away; then nothing is stored and it is tried again. */
  receive(messages: readonly IncomingMessage[]): Promise<Received[]>
  /** Both. One result per arrival, in order. */
  takeIn(arrivals: readonly ArrivingMail[]): Promise<Received[]>
}

interface MailReceiverNeeds {
  core: Core
  parsePool: ParsePool
  /** Whom to believe about senders and spam. */
  authservIds: IncomingRules['authservIds']
  spamHeaders: IncomingRules['spamHeaders']
  /** Addresses of ours besides the mailboxes', such as other From addresses. */
  furtherAddresses?: readonly string[]
}

/** Opens the way in, used by the poller and the doors alike. */
export function openMailReceiver(needs: MailReceiverNeeds): MailReceiver {
  const { core, parsePool } = needs
  const rules = incomingRules(needs)

  // Looked up for each mail: a supervisor may give an address to another category while we run.
  const categoryOf = (mailbox: string) =>
    core.settings.mailboxes.find(({ name }) => name === mailbox)?.category ?? 'other'

  async function prepareOne(arrival: ArrivingMail): Promise<IncomingMessage> {
    const { raw, receivedAt } = arrival
    const came: MailArrival = { ...arrival, doorCategory: categoryOf(arrival.mailbox) }
    if (arrival.unparsed !== null) return unparsedIncoming(raw, came, arrival.unparsed, rules)
    try {
      const options = { arrivedAt: receivedAt, ownAddresses: rules.ownAddresses }
      return toIncoming(await parsePool.parse(raw, options), raw, came, rules)
    } catch (error) {
      const reason = error instanceof ParseFailure ? error.reason : 'error'
      core.log.error('a mail could not be parsed and is kept as it is', {
        mailbox: arrival.mailbox,
        bytes: raw.byteLength,
        reason,
        error,
      })
      return unparsedIncoming(raw, came, reason, rules)
    }
  }

  const prepare: MailReceiver['prepare'] = (arrivals) => Promise.all(arrivals.map(prepareOne))
  const intake = {
    log: core.log,
    receive: (messages: readonly IncomingMessage[]) => receive(core, messages),
    databaseAnswers: () => pingDatabase(core.db),
  }
  const receiveAll: MailReceiver['receive'] = (messages) => receiveWithFallback(intake, messages)
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

/** Intake, and a way to tell whether it was the database's fault. */
interface Intake {
  receive(messages: readonly IncomingMessage[]): Promise<Received[]>
  /** Whether the database answers at all. */
  databaseAnswers(): Promise<boolean>
  log: Log
}

/**
 * Takes a batch in; when intake fails although the database answers, each message alone, and the one it fails at as a
 * bare ticket with its raw mail. Otherwise a single mail that meets a fault of ours would hold up all behind it for
 * ever. Rejects when the database is away, or when even the bare ticket cannot be stored.
 */
export async function receiveWithFallback(
  intake: Intake,
  messages: readonly IncomingMessage[],
): Promise<Received[]> {
  try {
    return await intake.receive(messages)
  } catch (error) {
    if (!(await intake.databaseAnswers())) throw error
    intake.log.error('a batch could not be taken in; its mails are tried one by one', {
      count: messages.length,
      error,
    })
  }
  const received: Received[] = []
  for (const message of messages) received.push(...(await receiveAlone(intake, message)))
  return received
}

async function receiveAlone(intake: Intake, message: IncomingMessage): Promise<Received[]> {
  try {
    return await intake.receive([message])
  } catch (error) {
    if (message.mail === null || !(await intake.databaseAnswers())) throw error
    intake.log.error('a mail could not be taken in as it is and is kept bare', {
      mailbox: message.mail.mailbox,
      error,
    })
    return intake.receive([withoutContent(message, message.mail)])
  }
}

function withoutContent(
  message: IncomingMessage,
  mail: NonNullable<IncomingMessage['mail']>,
): IncomingMessage {
  const warnings = collectWarnings()
  warnings.add('unreadable')
  return {
    ...message,
    stated: { name: null, email: null, telephone: null },
    text: '',
    newText: '',
    html: null,
    language: 'unknown',
    attachments: [],
    mail: { ...mail, references: [], inReplyTo: null, forwardedFrom: null, unparsed: 'intake' },
    warnings: [...message.warnings, ...warnings.list()],
  }
}
