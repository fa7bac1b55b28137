import type { Received } from '../core/intake/received.ts'
import type { Log } from '../core/kernel/log.ts'
import type { IncomingMessage } from '../core/ticket/message.ts'
import { collectWarnings } from './parse/warning.ts'

/** Intake, and a way to tell whether it was the database's fault. */
export interface Intake {
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
