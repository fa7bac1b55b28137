import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serverAccount } from './account.ts'

/** What an IMAP client sees of a mail written into a folder. */
export interface Delivery {
  /** `INBOX` by default; others as IMAP names them, in ASCII, with `/` between levels. */
  folder?: string
  /** The server's arrival time (INTERNALDATE); now by default. */
  internalDate?: Date
  flags?: readonly MailFlag[]
}

export type MailFlag = '\\Seen' | '\\Answered' | '\\Flagged' | '\\Deleted' | '\\Draft'

const LETTERS: Record<MailFlag, string> = {
  '\\Draft': 'D',
  '\\Flagged': 'F',
  '\\Answered': 'R',
  '\\Seen': 'S',
  '\\Deleted': 'T',
}

const prepared = new Set<string>()
let counter = 0

/**
 * Writes a mail into the Maildir under a user's `home` as a delivery agent does. It is complete in `tmp` before it is
 * moved, so no reader sees half a mail. Mails get their UIDs in the order of the calls when each is awaited.
 */
export async function writeToMaildir(
  home: string,
  raw: string | Uint8Array,
  delivery: Delivery,
): Promise<void> {
  const { folder = 'INBOX', internalDate, flags = [] } = delivery
  const maildir = join(home, 'Maildir')
  const place = placeOf(maildir, folder)
  await prepare(home, maildir, place)
  const name = uniqueName()
  const partial = join(place, 'tmp', name)
  const { uid, gid } = serverAccount()
  await writeFile(partial, raw)
  await chown(partial, uid, gid)
  // Dovecot takes INTERNALDATE from the file's modification time.
  if (internalDate) await utimes(partial, internalDate, internalDate)
  const letters = flags.map((flag) => LETTERS[flag]).sort()
  const arrived = letters.length > 0 ? join('cur', `${name}:2,${letters.join('')}`) : join('new', name)
  await rename(partial, join(place, arrived))
}

function placeOf(maildir: string, folder: string): string {
  return folder === 'INBOX' ? maildir : join(maildir, `.${folder.replaceAll('/', '.')}`)
}

// Dovecot assigns UIDs in the order of the time and the M number in the name.
function uniqueName(): string {
  const now = performance.timeOrigin + performance.now()
  counter += 1
  const seconds = Math.floor(now / 1000)
  const micros = String(Math.floor((now % 1000) * 1000)).padStart(6, '0')
  return `${seconds}.M${micros}P${process.pid}Q${counter}.localhost`
}

async function prepare(home: string, maildir: string, folder: string): Promise<void> {
  if (prepared.has(folder)) return
  const { uid, gid } = serverAccount()
  for (const part of [home, maildir, folder, join(folder, 'cur'), join(folder, 'new'), join(folder, 'tmp')]) {
    await mkdir(part, { recursive: true, mode: 0o700 })
    await chown(part, uid, gid)
  }
  prepared.add(folder)
}

/**
 * Makes Dovecot forget a folder's UIDs: it gets the next UIDVALIDITY, and its mails new UIDs from 1. Dovecot must not
 * be running. Throws when no client ever opened the folder.
 */
export async function renumber(home: string, folder: string): Promise<void> {
  const place = placeOf(join(home, 'Maildir'), folder)
  const list = join(place, 'dovecot-uidlist')
  const [header = ''] = (await readFile(list, 'utf8')).split('\n')
  const old = /^3 V(\d+) N\d+ G[0-9a-f]{32}/.exec(header)?.[1]
  if (!old) throw new Error(`${list} does not begin as a Dovecot 2.3 UID list: ${header}`)
  const guid = randomBytes(16).toString('hex')
  await writeFile(list, `3 V${Number(old) + 1} N1 G${guid}\n`) // the same file: it keeps its owner
  const indexes = (await readdir(place)).filter((name) => name.startsWith('dovecot.index'))
  for (const name of indexes) await rm(join(place, name))
}
