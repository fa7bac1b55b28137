import { noteParsed, noteParseFailure, unparsedMail } from '../core/intake/unreadable-mail.ts'
import type { Core } from '../core/kernel/core.ts'
import { codeOf, isTemporary } from '../core/kernel/database-fault.ts'
import type { MessageId } from '../core/kernel/id.ts'
import type { MailReceiver } from './receive-mail.ts'

/**
 * Parses a stored unparsed mail again; returns true when it can be read now. The message keeps its position and key;
 * only its texts and attachments are filled in. Throws `not-found` when there is no such mail, and when the database is
 * busy or unavailable.
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
  try {
    await noteParsed(core, unparsed, message)
    return true
  } catch (error) {
    if (isTemporary(error)) throw error
    await noteParseFailure(core, messageId, `could not be stored as it is (${codeOf(error)})`)
    return false
  }
}
