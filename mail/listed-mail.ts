import type { ImapFlow } from 'imapflow'

/** A mail in a folder, before it is fetched. */
export interface ListedMail {
  uid: number
  /** Bytes, as the server says; some servers are a little off. */
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
export async function* listMailAfter(client: ImapFlow, lastUid: number): AsyncGenerator<ListedMail[]> {
  const uids = await uidsAfter(client, lastUid)
  for (let start = 0; start < uids.length; start += PAGE) {
    yield await listMail(client, uids.slice(start, start + PAGE))
  }
}

/** Those of some UIDs that are still in the selected folder. */
export async function stillThere(client: ImapFlow, uids: readonly number[]): Promise<number[]> {
  return search(client, uids.join(','))
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
  const uids = await search(client, `${lastUid + 1}:*`)
  return uids.filter((uid) => uid > lastUid)
}

async function search(client: ImapFlow, uids: string): Promise<number[]> {
  const found = await client.search({ uid: uids }, { uid: true })
  // An empty answer and a refused question must not look alike: the first moves the cursor.
  if (!Array.isArray(found)) throw new Error('The server refused to search the folder.')
  return found
}

async function listMail(client: ImapFlow, uids: readonly number[]): Promise<ListedMail[]> {
  const listed: ListedMail[] = []
  const wanted = new Set(uids)
  for await (const mail of client.fetch(
    sequenceSet(uids),
    { uid: true, size: true, internalDate: true },
    { uid: true },
  )) {
    if (wanted.has(mail.uid)) {
      listed.push({ uid: mail.uid, size: mail.size ?? 0, internalDate: asDate(mail.internalDate) })
    }
  }
  return listed.sort((a, b) => a.uid - b.uid)
}

function asDate(value: Date | string | undefined): Date | null {
  if (value === undefined) return null
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? null : date
}
