import { sql } from 'kysely'
import type { Core, Trx } from '../kernel/core.ts'
import { codeOf, faultOf, isTemporary } from '../kernel/database-fault.ts'
import type { Log } from '../kernel/log.ts'
import type { IncomingMessage } from '../ticket/message.ts'
import { receiveBatch } from './intake-batch.ts'
import type { Received, ReceivedKind } from './received.ts'

// A race is retried at once: a concurrent process received one of these, or caused a deadlock.
const RACES = ['23505', '40001', '40P01']
const MOST_RETRIES = 3
// Of several messages, one may wait for a ticket that somebody holds. The others must not wait long for it.
const LOCK_TIMEOUT_ALONE_MS = 250
const MOST_WAITED_MS = 30_000

/**
 * Receives messages from every channel, exactly once each, and returns one result per message, in order.
 * One transaction writes customer, ticket, message, files, history, promises, acknowledgement and its job.
 * When that fails for one message, each is received alone.
 * A message that cannot be stored by its own fault becomes a visible ticket with its raw mail.
 * Throws when the database is busy or unavailable. Some messages may be stored then; the caller retries all of them.
 * `settled` is called after each transaction, so that a watchdog can tell slow work from work that hangs.
 */
export async function receive(
  core: Core,
  messages: readonly IncomingMessage[],
  settled: () => void = () => {},
): Promise<Received[]> {
  if (messages.length === 0) return []
  try {
    return await receiveTogether(core, messages)
  } catch (error) {
    if (faultOf(error) === 'unavailable' || (isTemporary(error) && messages.length === 1)) throw error
    core.log.warn('a batch could not be stored as it is', {
      count: messages.length,
      code: codeOf(error),
      error,
    })
    settled()
    return receiveOneByOne(core, messages, settled)
  }
}

// What is put off is thrown at the end: the messages behind it do not wait for it.
async function receiveOneByOne(
  core: Core,
  messages: readonly IncomingMessage[],
  settled: () => void,
): Promise<Received[]> {
  const received: Received[] = []
  const putOff: unknown[] = []
  let waited = 0
  for (const message of messages) {
    const from = performance.now()
    try {
      received.push(...(await receiveAlone(core, message)))
    } catch (error) {
      putOff.push(error)
      waited += performance.now() - from
      if (faultOf(error) === 'unavailable' || waited > MOST_WAITED_MS) break
    }
    settled()
  }
  if (putOff.length > 0) throw putOff[0]
  return received
}

async function receiveAlone(core: Core, message: IncomingMessage): Promise<Received[]> {
  try {
    return await receiveTogether(core, [message], LOCK_TIMEOUT_ALONE_MS)
  } catch (error) {
    if (isTemporary(error)) throw error
    core.log.error('a message could not be stored as it is and is kept bare', {
      mailbox: message.mail?.mailbox,
      code: codeOf(error),
      error,
    })
    return receiveTogether(core, [withoutContent(message, error)], LOCK_TIMEOUT_ALONE_MS)
  }
}

async function receiveTogether(
  core: Core,
  messages: readonly IncomingMessage[],
  lockTimeout?: number,
): Promise<Received[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const received = await core.db.transaction().execute(async (trx) => {
        if (lockTimeout !== undefined) await limitLockWaits(trx, lockTimeout)
        return receiveBatch(trx, core, messages)
      })
      core.wakeDelivery()
      received.forEach((result, index) => {
        logReceived(core.log, result, messages[index])
      })
      return received
    } catch (error) {
      if (!RACES.includes(codeOf(error)) || attempt === MOST_RETRIES) throw error
    }
  }
}

async function limitLockWaits(trx: Trx, milliseconds: number): Promise<void> {
  await sql`select set_config('lock_timeout', ${String(milliseconds)}, true)`.execute(trx)
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

// What PostgreSQL refuses, or our code fails at, is left out of the row. It stays in the raw mail, which a person can
// open.
function withoutContent(message: IncomingMessage, cause: unknown): IncomingMessage {
  const reason = `could not be stored as it is (${codeOf(cause) || (cause instanceof Error && cause.name)})`
  return {
    ...message,
    subject: printableText(message.subject),
    // Without a raw mail this is the only copy of the text.
    text: message.raw ? '' : storable(message.text),
    newText: message.raw ? '' : storable(message.newText),
    html: null,
    language: message.raw ? 'unknown' : message.language,
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
      // Our code may fail at the ticket that is found by it.
      inReplyTo: faultOf(cause) === 'content' ? message.mail.inReplyTo : null,
      forwardedFrom: null,
    },
    warnings: [reason],
  }
}

function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function printableText(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, '').slice(0, 200)
}
