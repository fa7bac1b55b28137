import type { ImapFlow } from 'imapflow'
import type { FolderPlace } from '../../core/mailbox/folder-cursor.ts'

/** Fetches the header of a mail only; null when the server does not give even that. Throws when the connection is lost. */
export async function fetchHeader(client: ImapFlow, uid: number): Promise<Buffer | null> {
  const mail = await client
    .fetchOne(String(uid), { uid: true, headers: true }, { uid: true })
    .catch((error) => {
      if (client.usable) return false as const
      throw error
    })
  return mail ? (mail.headers ?? null) : null
}

/**
 * What stands in for a mail the server does not hand out, so that it becomes a visible ticket all the same: its header
 * as far as it could be had, and where it lies. The place makes it unlike every other such mail.
 */
export function unreadableRaw(
  place: FolderPlace,
  uidValidity: string,
  uid: number,
  header: Buffer | null,
): { raw: Buffer; unparsed: string } {
  const where = `${place.mailbox}; folder=${JSON.stringify(place.folder)}; uidvalidity=${uidValidity}; uid=${uid}`
  const note = `X-Agafort-Not-Handed-Out: ${where.replace(/[\r\n]/g, ' ')}\r\n`
  return {
    raw: Buffer.concat([Buffer.from(note), header ?? Buffer.from('\r\n')]),
    unparsed: `the mail server does not hand it out; it lies in ${place.folder} under UID ${uid}`,
  }
}
