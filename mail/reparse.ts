import { noteParsed, noteParseFailure, unparsedMail } from '../core/intake/unreadable-mail.ts'
import type { Core } from '../core/kernel/core.ts'
import type { MessageId } from '../core/kernel/id.ts'
import type { MailReceiver } from './receive-mail.ts'

/**
 * Reads a kept mail that could not be parsed once more; true when it is readable now. The message keeps its place and
 * its key, only its texts and attachments are filled in. Throws `not-found` when there is nothing to read again.
 */
export async function reparseMail(core: Core, takeIn: MailReceiver, messageId: MessageId): Promise<boolean> {
  const unparsed = await unparsedMail(core, messageId)
  const { raw, mailbox, receivedAt } = unparsed
  const [message] = await takeIn.prepare([
    { raw, mailbox, receivedAt, backlog: false, junk: false, unparsed: null },
  ])
  if (!message || message.mail?.unparsed) {
    await noteParseFailure(core, messageId, message?.mail?.unparsed ?? 'error')
    return false
  }
  await noteParsed(core, unparsed, message)
  return true
}
