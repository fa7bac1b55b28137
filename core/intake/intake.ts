import type { Core } from '../kernel/core.ts'
import type { Log } from '../kernel/log.ts'
import type { IncomingMessage } from '../ticket/message.ts'
import { receiveBatch } from './intake-batch.ts'
import type { Received, ReceivedKind } from './received.ts'

// SQLSTATE classes 22 (data), 23 (integrity) and 54 (limits) mean that the database rejects a message's
// content. A
// database that is unavailable is not the message's fault.
const FAULT_OF_THE_MESSAGE = /^(?:22|23|54)/
const RETRIED = ['23505', '40001', '40P01']
const MOST_RETRIES = 3

/**
 * Receives messages from every channel, exactly once each, and returns one result per message, in order.
 * One transaction writes customer, ticket, message, files, history, promises, acknowledgement and its job.
 * When a batch fails because of one message, each is received alone.
 * A message that cannot be stored as it is becomes a visible ticket with its raw mail.
 * Throws only when the database is unavailable or broken; then nothing of the batch is stored and the caller
 * retries.
 */
export async function receive(core: Core, messages: readonly IncomingMessage[]): Promise<Received[]> {
  if (messages.length === 0) return []
  const received = await receiveTogether(core, messages)
  core.wakeDelivery()
  received.forEach((result, index) => {
    logReceived(core.log, result, messages[index])
  })
  return received
}

const FACTS: Record<ReceivedKind, string> = {
  opened: 'a ticket was opened',
  added: 'a message was added to its ticket',
  reopened: 'a ticket was reopened',
  duplicate: 'a message known already came again',
  quarantined: 'a message was put in quarantine',
  'kept-apart': 'a message was kept apart from the ticket it names',
}

function logReceived(
  log: Log,
  { kind, reference, messageId }: Received,
  message: IncomingMessage | undefined,
): void {
  log.info(FACTS[kind], {
    ticket: reference,
    messageId,
    door: message?.door,
    mailbox: message?.mail?.mailbox,
  })
}

async function receiveTogether(core: Core, messages: readonly IncomingMessage[]): Promise<Received[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await core.db.transaction().execute((trx) => receiveBatch(trx, core, messages))
    } catch (error) {
      const code = sqlState(error)
      // A concurrent process received one of these or caused a deadlock: retry.
      if (RETRIED.includes(code) && attempt < MOST_RETRIES) continue
      if (!FAULT_OF_THE_MESSAGE.test(code)) throw error
      core.log.warn('a batch could not be stored as it is', { count: messages.length, code, error })
      return messages.length > 1
        ? receiveOneByOne(core, messages)
        : [await receiveWithoutContent(core, messages, error)]
    }
  }
}

async function receiveOneByOne(core: Core, messages: readonly IncomingMessage[]): Promise<Received[]> {
  const received: Received[] = []
  for (const message of messages) received.push(...(await receiveTogether(core, [message])))
  return received
}

// What PostgreSQL refuses is left out of the row and stays in the raw mail, which a person can open.
async function receiveWithoutContent(
  core: Core,
  messages: readonly IncomingMessage[],
  cause: unknown,
): Promise<Received> {
  const [message] = messages
  if (!message) throw cause
  const reason = `could not be stored as it is (${sqlState(cause)})`
  const stripped: IncomingMessage = {
    ...message,
    subject: printableText(message.subject),
    // Without a raw mail this is the only copy of the text.
    text: message.raw ? '' : storable(message.text),
    newText: message.raw ? '' : storable(message.newText),
    html: null,
    attachments: [],
    stated: { name: null, email: null, telephone: null },
    from: { ...message.from, name: message.from.name && printableText(message.from.name) },
    mail: message.mail && {
      ...message.mail,
      unparsed: reason,
      to: [],
      cc: [],
      replyTo: null,
      references: [],
      forwardedFrom: null,
    },
    warnings: [reason],
  }
  const [received] = await core.db.transaction().execute((trx) => receiveBatch(trx, core, [stripped]))
  if (!received) throw cause
  return received
}

function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function printableText(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, '').slice(0, 200)
}

function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
