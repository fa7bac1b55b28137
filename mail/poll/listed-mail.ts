import type { FetchQueryObject, ImapFlow } from 'imapflow'
import type { FetchTroubles } from './fetch-trouble.ts'

/** A mail in a folder, before it is fetched. */
export interface FolderMail {
  uid: number
  /** Bytes, as the server says; some servers are a little off. 0 when it could not be asked. */
  size: number
  /** The server's arrival time; null when it gave none that is a date. */
  internalDate: Date | null
}

// A folder with a hundred thousand mails is listed in pages: its UIDs are held, its sizes and dates are not.
const PAGE = 500

/**
 * Lists the mails of the selected folder with a UID above `lastUid`, ascending, page by page. Throws when the server
 * refuses or the connection is lost; an empty folder gives no page.
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

/** Those of some UIDs that are still in the selected folder. */
export async function stillThere(client: ImapFlow, uids: readonly number[]): Promise<number[]> {
  return searchUids(client, sequenceSet(uids))
}

/** Ascending UIDs as an IMAP sequence set: `1:3,7`. */
export function sequenceSet(uids: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const uid of uids) {
    const run = runs.at(-1)
    if (run && run[1] + 1 === uid) run[1] = uid
    else runs.push([uid, uid])
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',')
}

// `n:*` names the last mail even when its UID is below n (RFC 9051 §9, seq-range).
async function uidsAfter(client: ImapFlow, lastUid: number): Promise<number[]> {
  const uids = await searchUids(client, `${lastUid + 1}:*`)
  return uids.filter((uid) => uid > lastUid)
}

async function searchUids(client: ImapFlow, uids: string): Promise<number[]> {
  const found = await client.search({ uid: uids }, { uid: true })
  // An empty answer and a refused question must not look alike: the first moves the cursor.
  if (!Array.isArray(found)) throw new Error('The server refused to search the folder.')
  return found
}

async function listPage(
  client: ImapFlow,
  uids: readonly number[],
  troubles: FetchTroubles,
): Promise<FolderMail[]> {
  const asked = (what: ReturnType<FetchTroubles['asked']>) =>
    uids.filter((uid) => troubles.asked(uid) === what)
  const unasked = asked('nothing').map((uid) => ({ uid, size: 0, internalDate: null }))
  try {
    const dated = await listMail(client, asked('date'), { internalDate: true })
    const sized = await listMail(client, asked('size-and-date'), { internalDate: true, size: true })
    const listed = [...unasked, ...dated, ...sized]
    await refuseOmitted(client, uids, listed)
    return listed.sort((a, b) => a.uid - b.uid)
  } catch (error) {
    troubles.failed(error instanceof UnlistedMail ? error.uids : uids)
    throw error
  }
}

class UnlistedMail extends Error {
  readonly uids: readonly number[]
  constructor(uids: readonly number[]) {
    super('The server finds mails that it does not list.')
    this.uids = uids
  }
}

// Left out because it was deleted meanwhile, or because the server fails at it: the cursor may pass only the former.
async function refuseOmitted(
  client: ImapFlow,
  uids: readonly number[],
  listed: readonly FolderMail[],
): Promise<void> {
  const seen = new Set(listed.map((mail) => mail.uid))
  const omitted = uids.filter((uid) => !seen.has(uid))
  const there = omitted.length > 0 ? await stillThere(client, omitted) : []
  if (there.length > 0) throw new UnlistedMail(there)
}

async function listMail(
  client: ImapFlow,
  uids: readonly number[],
  query: FetchQueryObject,
): Promise<FolderMail[]> {
  if (uids.length === 0) return []
  const listed: FolderMail[] = []
  const wanted = new Set(uids)
  for await (const mail of client.fetch(sequenceSet(uids), { uid: true, ...query }, { uid: true })) {
    if (!wanted.has(mail.uid)) continue
    listed.push({ uid: mail.uid, size: mail.size ?? 0, internalDate: asDate(mail.internalDate) })
  }
  return listed
}

function asDate(value: Date | string | undefined): Date | null {
  if (value === undefined) return null
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? null : date
}
