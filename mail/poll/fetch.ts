import type { ImapFlow } from 'imapflow'
import { type FolderMail, sequenceSet, stillThere } from './listed-mail.ts'

/** A mail as the server keeps it. */
export interface FetchedMail extends FolderMail {
  raw: Buffer
}

/** The server lists a mail and will not hand it out. */
export class UnfetchableMail extends Error {
  readonly uid: number
  constructor(uid: number, cause?: unknown) {
    super('The server lists a mail that it does not hand out.', { cause })
    this.name = 'UnfetchableMail'
    this.uid = uid
  }
}

// Above this a mail is fetched piece by piece, so that the library never holds it several times over.
const PIECE_BYTES = 4 * 1024 * 1024

/**
 * Fetches mails of the selected folder without marking them as seen, ascending. One that has been deleted since it was
 * listed is left out. Throws `UnfetchableMail` for one the server has but does not give.
 */
export async function fetchBatch(client: ImapFlow, mails: readonly FolderMail[]): Promise<FetchedMail[]> {
  const [first] = mails
  if (!first) return []
  if (mails.length === 1 && first.size > PIECE_BYTES) return fetchInPieces(client, first)
  const found = await fetchTogether(client, mails)
  await refuseMissing(
    client,
    mails.filter((mail) => !found.has(mail.uid)),
  )
  return mails.flatMap((mail) => {
    const raw = found.get(mail.uid)
    return raw ? [{ ...mail, raw }] : []
  })
}

async function fetchTogether(client: ImapFlow, mails: readonly FolderMail[]): Promise<Map<number, Buffer>> {
  const found = new Map<number, Buffer>()
  const range = sequenceSet(mails.map((mail) => mail.uid))
  try {
    for await (const mail of client.fetch(range, { uid: true, source: true }, { uid: true })) {
      if (mail.source) found.set(mail.uid, mail.source)
    }
  } catch (error) {
    // A refusal fails the whole command although it may be about one mail only: what did arrive still counts.
    if (!isRefusal(error)) throw error
  }
  return found
}

async function fetchInPieces(client: ImapFlow, mail: FolderMail): Promise<FetchedMail[]> {
  const pieces: Buffer[] = []
  for (let start = 0; ; start += PIECE_BYTES) {
    const piece = await fetchPiece(client, mail.uid, start)
    if (!piece) {
      if (start > 0) break
      await refuseMissing(client, [mail])
      return []
    }
    pieces.push(piece)
    if (piece.length < PIECE_BYTES) break
  }
  return [{ ...mail, raw: Buffer.concat(pieces) }]
}

async function fetchPiece(client: ImapFlow, uid: number, start: number): Promise<Buffer | undefined> {
  const source = { start, maxLength: PIECE_BYTES }
  try {
    const mail = await client.fetchOne(String(uid), { uid: true, source }, { uid: true })
    return mail ? mail.source : undefined
  } catch (error) {
    if (isRefusal(error)) throw new UnfetchableMail(uid, error)
    throw error
  }
}

async function refuseMissing(client: ImapFlow, missing: readonly FolderMail[]): Promise<void> {
  if (missing.length === 0) return
  const there = await stillThere(
    client,
    missing.map((mail) => mail.uid),
  )
  const [uid] = there
  if (uid !== undefined) throw new UnfetchableMail(uid)
}

function isRefusal(error: unknown): boolean {
  const status = error instanceof Error && 'responseStatus' in error ? error.responseStatus : undefined
  return status === 'NO' || status === 'BAD'
}
