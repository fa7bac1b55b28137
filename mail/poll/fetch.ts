import type { FetchQueryObject, ImapFlow } from 'imapflow'

import type { FolderPlace } from '../../core/mailbox/folder-cursor.ts'

/** A mail in a folder, before it is fetched. */
export interface FolderMail {
  uid: number
  /** Bytes, as the server reports them; some servers are slightly off. 0 when the size could not be requested. */
  size: number
  /** The server's arrival time; null when it sent no valid date. */
  internalDate: Date | null
}

// A folder with a hundred thousand mails is listed in pages: its UIDs stay in memory, its sizes and dates do not.
const PAGE = 500

/**
 * Lists the mails of the selected folder with a UID above `lastUid`, ascending, page by page. An empty folder yields no
 * page. Throws when the server refuses or the connection is lost.
 */
export async function* listMailAfter(
  client: ImapFlow,
  lastUid: number,
  troubles: FetchTroubles,
): AsyncGenerator<FolderMail[]> {
  const uids = await uidsAfter(client, lastUid)
  for (let start = 0; start < uids.length; start += PAGE) {
    yield await listPage(client, uids.slice(start, start + PAGE), troubles)
  }
}

/** Returns those of the UIDs that are still in the selected folder. */
async function stillThere(client: ImapFlow, uids: readonly number[]): Promise<number[]> {
  if (uids.length === 0) return []
  return searchUids(client, sequenceSet(uids))
}

/** Returns ascending UIDs as an IMAP sequence set: `1:3,7`. */
export function sequenceSet(uids: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const uid of uids) {
    const run = runs.at(-1)
    if (run && run[1] + 1 === uid) run[1] = uid
    else runs.push([uid, uid])
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',')
}

// `n:*` matches the last mail even when its UID is below n (RFC 9051 §9, seq-range).
async function uidsAfter(client: ImapFlow, lastUid: number): Promise<number[]> {
  const uids = await searchUids(client, `${lastUid + 1}:*`)
  return uids.filter((uid) => uid > lastUid)
}

async function searchUids(client: ImapFlow, uids: string): Promise<number[]> {
  const found = await client.search({ uid: uids }, { uid: true })
  // An empty result moves the cursor, so a refused search must not look like one.
  if (!Array.isArray(found)) throw new Error('The server refused to search the folder.')
  return found
}

// A mail is omitted because it was deleted meanwhile, or because the server fails on it. The cursor may pass only the
// former; of the latter ever less is asked, and a mail of which nothing can be told is listed all the same.
async function listPage(
  client: ImapFlow,
  uids: readonly number[],
  troubles: FetchTroubles,
): Promise<FolderMail[]> {
  const asked = (what: ReturnType<FetchTroubles['asked']>) =>
    uids.filter((uid) => troubles.asked(uid) === what)
  const listed = new Map<number, FolderMail>()
  const missing = (among: readonly number[]) => among.filter((uid) => !listed.has(uid))
  const sized = asked('size-and-date')
  try {
    await listMail(client, sized, { internalDate: true, size: true }, listed)
    await listMail(client, [...missing(sized), ...asked('date')], { internalDate: true }, listed)
    for (const uid of await stillThere(client, missing(uids)))
      listed.set(uid, { uid, size: 0, internalDate: null })
  } catch (error) {
    troubles.failed(missing(uids))
    throw error
  }
  return [...listed.values()].sort((a, b) => a.uid - b.uid)
}

async function listMail(
  client: ImapFlow,
  uids: readonly number[],
  query: FetchQueryObject,
  listed: Map<number, FolderMail>,
): Promise<void> {
  await askInHalves(
    uids,
    async (asked) => {
      const wanted = new Set(asked)
      for await (const mail of client.fetch(sequenceSet(asked), { uid: true, ...query }, { uid: true })) {
        if (!wanted.has(mail.uid)) continue
        listed.set(mail.uid, {
          uid: mail.uid,
          size: mail.size ?? 0,
          internalDate: parseDate(mail.internalDate),
        })
      }
    },
    (uid) => listed.has(uid),
  )
}

/**
 * Asks the server for mails together. When it refuses, perhaps because of one of them, those it did not return are
 * asked for in halves, down to each alone. What is refused alone stays missing. Throws when the connection is lost.
 */
async function askInHalves(
  uids: readonly number[],
  ask: (uids: readonly number[]) => Promise<void>,
  returned: (uid: number) => boolean,
): Promise<void> {
  if (uids.length === 0) return
  try {
    await ask(uids)
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (uids.length === 1) return
    const left = uids.filter((uid) => !returned(uid))
    const half = Math.ceil(left.length / 2)
    await askInHalves(left.slice(0, half), ask, returned)
    await askInHalves(left.slice(half), ask, returned)
  }
}

function parseDate(value: Date | string | undefined): Date | null {
  if (value === undefined) return null
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? null : date
}

/** How much is fetched, parsed and committed at once. */
export interface BatchLimits {
  mails: number
  bytes: number
}

/** Mails fetched and committed together; `upTo` is the last UID that is done once they are committed. */
export interface MailBatch {
  mails: FolderMail[]
  upTo: number
}

/**
 * Cuts listed mails into batches, in order. A mail above the byte limit gets its own batch, and so does one for which
 * `alone` is true. The cursor passes over mails that are not `wanted`.
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
    const fetchAlone = alone(mail)
    if (open && room.mails > 0 && room.bytes >= mail.size && !fetchAlone) {
      open.mails.push(mail)
      open.upTo = mail.uid
      room = { mails: room.mails - 1, bytes: room.bytes - mail.size }
    } else {
      batches.push({ mails: [mail], upTo: mail.uid })
      room = fetchAlone ? noRoom() : { mails: limits.mails - 1, bytes: limits.bytes - mail.size }
    }
  }
  return batches
}

function noRoom(): BatchLimits {
  return { mails: 0, bytes: 0 }
}

/** A mail as the server keeps it. */
export interface FetchedMail extends FolderMail {
  raw: Buffer
}

/** What came of fetching a batch. */
interface FetchedBatch {
  /** Ascending. A mail deleted since it was listed is in neither list. */
  mails: FetchedMail[]
  /** The server lists them but does not return them. */
  refused: FolderMail[]
}

// A mail above this size is fetched in pieces, so that the library never holds several copies of it.
const PIECE_BYTES = 4 * 1024 * 1024

/**
 * Fetches mails of the selected folder without marking them as seen. One that the server refuses does not keep the
 * others from coming. Throws when the connection is lost.
 */
export async function fetchBatch(
  client: ImapFlow,
  mails: readonly FolderMail[],
  troubles: FetchTroubles,
): Promise<FetchedBatch> {
  const found = new Map<number, Buffer>()
  const missing = () => mails.map((mail) => mail.uid).filter((uid) => !found.has(uid))
  try {
    const [first] = mails
    if (mails.length === 1 && first && first.size > PIECE_BYTES) await fetchInPieces(client, first.uid, found)
    else await fetchTogether(client, missing(), found)
    troubles.succeeded([...found.keys()])
    const refused = await stillThere(client, missing())
    troubles.failed(refused)
    return {
      mails: mails.flatMap((mail) => {
        const raw = found.get(mail.uid)
        return raw ? [{ ...mail, raw }] : []
      }),
      refused: mails.filter((mail) => refused.includes(mail.uid)),
    }
  } catch (error) {
    // One of those that did not come may be why the connection was lost.
    troubles.failed(missing())
    throw error
  }
}

async function fetchTogether(
  client: ImapFlow,
  uids: readonly number[],
  found: Map<number, Buffer>,
): Promise<void> {
  const fetch = async (asked: readonly number[]) => {
    for await (const mail of client.fetch(sequenceSet(asked), { uid: true, source: true }, { uid: true })) {
      if (mail.source) found.set(mail.uid, mail.source)
    }
  }
  await askInHalves(uids, fetch, (uid) => found.has(uid))
}

// A refusal leaves the mail missing, however much of it has come.
async function fetchInPieces(client: ImapFlow, uid: number, found: Map<number, Buffer>): Promise<void> {
  const pieces: Buffer[] = []
  const fetch = async () => {
    for (;;) {
      const source = { start: pieces.length * PIECE_BYTES, maxLength: PIECE_BYTES }
      const mail = await client.fetchOne(String(uid), { uid: true, source }, { uid: true })
      const piece = mail ? mail.source : undefined
      if (piece) pieces.push(piece)
      if (!piece || piece.length < PIECE_BYTES) break
    }
    if (pieces.length > 0) found.set(uid, Buffer.concat(pieces))
  }
  await askInHalves([uid], fetch, () => false)
}

function isRefusal(error: unknown): boolean {
  const status = error instanceof Error && 'responseStatus' in error ? error.responseStatus : undefined
  return status === 'NO' || status === 'BAD'
}

/**
 * Fetches only the header of a mail; null when the server does not return even that. Throws when the connection is
 * lost.
 */
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
 * Returns the substitute for a mail the server does not return, so that it still becomes a visible ticket. It holds the
 * header, if known, and the place, which makes it unique.
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

/** Counts which mails of a folder made fetching fail, so that one of them does not block all mails behind it. */
export interface FetchTroubles {
  failed(uids: readonly number[]): void
  succeeded(uids: readonly number[]): void
  /** Whether to fetch it alone: the connection was lost, perhaps because of another mail in its batch. */
  alone(uid: number): boolean
  /** What is still worth fetching: the whole mail, only its header, or nothing. */
  worth(uid: number): 'whole' | 'header' | 'nothing'
  /** What may be requested about it: to report a size, a server may have to read the mail, and fail. */
  asked(uid: number): 'size-and-date' | 'date' | 'nothing'
}

// Giving up too early turns a healthy mail into a ticket without content; too late, every mail behind it waits. With the
// reconnection delays, five attempts take about half a minute.
const ALONE_AFTER = 1
const UNSIZED_AFTER = 2
const HEADER_AFTER = 5
const GIVEN_UP_AFTER = HEADER_AFTER + 1

/** Returns failure counts by UID. They live as long as the process; the next one tries again. */
export function fetchTroubles(): FetchTroubles {
  const failures = new Map<number, number>()
  const count = (uid: number) => failures.get(uid) ?? 0
  return {
    failed: (uids) => {
      for (const uid of uids) failures.set(uid, count(uid) + 1)
    },
    succeeded: (uids) => {
      for (const uid of uids) failures.delete(uid)
    },
    alone: (uid) => count(uid) >= ALONE_AFTER,
    worth: (uid) => {
      if (count(uid) < HEADER_AFTER) return 'whole'
      return count(uid) < GIVEN_UP_AFTER ? 'header' : 'nothing'
    },
    asked: (uid) => {
      if (count(uid) < UNSIZED_AFTER) return 'size-and-date'
      return count(uid) <= GIVEN_UP_AFTER ? 'date' : 'nothing'
    },
  }
}
