import type { Trx } from '../kernel/core.ts'
import { fileOf, type KeptFile, keepFiles } from '../kernel/file.ts'
import { type MessageId, newId } from '../kernel/id.ts'
import type { IncomingAttachment } from './message.ts'

/** An attachment and the file it is stored as. */
export interface AttachedFile {
  attachment: IncomingAttachment
  file: KeptFile
}

/** Returns the files of a message's attachments; nothing is stored yet. */
export function filesOf(attachments: readonly IncomingAttachment[]): AttachedFile[] {
  return attachments.map((attachment) => ({ attachment, file: fileOf(attachment.content) }))
}

/** Inserts attachments of several messages, in each message's order. The caller stores their files. */
export async function insertAttachments(
  trx: Trx,
  messages: readonly { messageId: MessageId; attached: readonly AttachedFile[] }[],
  now: Date,
): Promise<void> {
  const rows = messages.flatMap(({ messageId, attached }) =>
    attached.map(({ attachment, file }, position) => ({
      id: newId<'attachment'>(now),
      message_id: messageId,
      position,
      name: attachment.name,
      type: attachment.type,
      size: file.content.byteLength,
      sha256: file.sha256,
      inline: attachment.inline,
      content_id: attachment.contentId,
    })),
  )
  if (rows.length > 0) await trx.insertInto('attachments').values(rows).execute()
}

/** Stores one message's attachments with their files. */
export async function keepAttachments(
  trx: Trx,
  messageId: MessageId,
  attached: readonly AttachedFile[],
  now: Date,
): Promise<void> {
  await keepFiles(
    trx,
    attached.map(({ file }) => file),
    now,
  )
  await insertAttachments(trx, [{ messageId, attached }], now)
}
