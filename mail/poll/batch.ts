import type { FolderMail } from './listed-mail.ts'

/** How much is fetched, parsed and committed at once. */
export interface BatchLimits {
  mails: number
  bytes: number
}

/** Mails fetched and committed together; `upTo` is the last UID that is done with once they are. */
export interface MailBatch {
  mails: FolderMail[]
  upTo: number
}

/**
 * Cuts listed mails into batches, in order. A mail larger than the limit goes alone; so does one for which `alone` says
 * that it has failed in company. Mails that are not `wanted` are passed over, and the cursor with them.
 */
export function cutBatches(
  listed: readonly FolderMail[],
  limits: BatchLimits,
  wanted: (mail: FolderMail) => boolean,
  alone: (mail: FolderMail) => boolean,
): MailBatch[] {
  const batches: MailBatch[] = []
  let room = noRoom()
  for (const mail of listed) {
    const open = batches.at(-1)
    if (!wanted(mail)) {
      if (open) open.upTo = mail.uid
      else batches.push({ mails: [], upTo: mail.uid })
      continue
    }
    const solitary = alone(mail)
    if (open && room.mails > 0 && room.bytes >= mail.size && !solitary) {
      open.mails.push(mail)
      open.upTo = mail.uid
      room = { mails: room.mails - 1, bytes: room.bytes - mail.size }
    } else {
      batches.push({ mails: [mail], upTo: mail.uid })
      room = solitary ? noRoom() : { mails: limits.mails - 1, bytes: limits.bytes - mail.size }
    }
  }
  return batches
}

function noRoom(): BatchLimits {
  return { mails: 0, bytes: 0 }
}
