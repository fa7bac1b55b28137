import { ImapFlow, type MailboxObject } from 'imapflow'
import type { Core } from '../../core/kernel/core.ts'
import {
  beginFolder,
  type FolderCursor,
  type FolderPlace,
  moveCursor,
  readCursor,
} from '../../core/mailbox/folder-cursor.ts'
import type { AccessTokens } from '../oauth.ts'
import type { MailReceiver } from '../receive-mail.ts'
import type { AfterIntake } from './after-intake.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { BatchLimits, FetchTroubles } from './fetch.ts'
import { type OpenedFolder, startFolder } from './folder-start.ts'
import { type HeldLease, LeaseLost } from './hold-lease.ts'
import type { MailboxSource } from './mailbox-source.ts'
import { receiveFolder } from './receive-folder.ts'
import { openWakeSignal } from './wake-signal.ts'

/** How the poller paces itself. Times are in milliseconds unless noted otherwise. */
export interface PollerSettings {
  batch: BatchLimits
  /** Raw mail held at once over all mailboxes, in bytes. */
  heldBytes: number
  /** A server that stops responding without closing is detected and reconnected within this time. */
  silenceLimit: number
  /** The team is alerted after this long without a success. */
  alertAfter: number
  /** Seconds after which another process takes over a mailbox whose holder has died. */
  leaseSeconds: number
  /** Seconds between attempts to reconnect; the last one repeats. */
  reconnectDelays: readonly number[]
  /** Seconds between log-ins while the OAuth2 renewal is refused. */
  refusedDelays: readonly number[]
  /** How long logging out may take when the program stops. */
  goodbye: number
  /** How long stopping the poller may take in all, whatever hangs. */
  stopWithin: number
}

/** What one connection to a mailbox works with. */
export interface SessionNeeds {
  core: Core
  source: MailboxSource
  held: HeldLease
  takeIn: MailReceiver
  tokens: AccessTokens
  after: AfterIntake
  troublesOf(folder: string): FetchTroubles
  budget: ByteBudget
  settings: PollerSettings
  /** Aborted when the program stops or the lease is lost. */
  stopping: AbortSignal
  /**
   * Called whenever the mailbox was reached. `caughtUp`: all mail there is has been received, not only a part of it.
   */
  reached(caughtUp: boolean): Promise<void>
}

/**
 * Runs one connection: receives the mail there is, then what the server announces (IDLE, RFC 2177) and what a periodic
 * sweep finds. Returns when it is stopped. Throws when the connection, the log-in, the database or the lease is lost.
 */
export async function runSession(needs: SessionNeeds): Promise<void> {
  const { source, settings, stopping } = needs
  const client = await connectMailbox(source, needs.tokens, settings, stopping)
  const wake = openWakeSignal()
  // A log-out that hangs, or a large mail still in transfer, must not delay the stop.
  let goodbye: NodeJS.Timeout | undefined
  const stop = () => {
    goodbye = setTimeout(() => client.close(), settings.goodbye)
    wake.ring()
  }
  client.on('exists', wake.ring)
  client.on('close', wake.ring)
  stopping.addEventListener('abort', stop)
  try {
    await sweepUntilStopped(client, needs, wake.wait)
  } finally {
    stopping.removeEventListener('abort', stop)
    await disconnect(client, settings.goodbye)
    clearTimeout(goodbye)
  }
}

async function sweepUntilStopped(
  client: ImapFlow,
  needs: SessionNeeds,
  wait: (milliseconds: number) => Promise<void>,
): Promise<void> {
  const { source, stopping } = needs
  const every = source.sweepEvery * 1000
  const folders = { ...(source.junkFolder ? { junk: source.junkFolder } : {}), main: source.folder }
  let swept = Number.NEGATIVE_INFINITY
  while (!stopping.aborted) {
    const sweep = performance.now() - swept >= every
    if (sweep) {
      swept = performance.now()
      if (folders.junk !== undefined) await sweepJunk(client, needs, folders.junk)
    }
    // The main folder comes last and stays selected, because IDLE reports only the selected folder.
    await sweepFolder(client, needs, folders.main, sweep)
    if (stopping.aborted) return
    if (!client.usable) throw new Error('The connection to the mail server was lost.')
    await needs.reached(true)
    await wait(Math.max(0, swept + every - performance.now()))
    if (!client.usable && !stopping.aborted) throw new Error('The connection to the mail server was lost.')
  }
}

// A junk folder that is missing or refused must not stop the mailbox itself.
async function sweepJunk(client: ImapFlow, needs: SessionNeeds, folder: string): Promise<void> {
  try {
    await sweepFolder(client, needs, folder, true)
  } catch (error) {
    if (!(error instanceof Error && 'mailboxMissing' in error && error.mailboxMissing)) throw error
    needs.core.log.debug('the junk folder does not exist', { mailbox: needs.source.name, folder })
  }
}

async function sweepFolder(
  client: ImapFlow,
  needs: SessionNeeds,
  folder: string,
  reselect: boolean,
): Promise<void> {
  const { core, source, held, takeIn, after, settings, stopping } = needs
  const place: FolderPlace = { mailbox: source.name, folder }
  const lock = await client.getMailboxLock(folder)
  const budget = needs.budget.share()
  try {
    // Only a new SELECT reveals a changed UIDVALIDITY; no announcement does.
    if (reselect) await client.mailboxOpen(folder)
    const opened = await openedFolder(client, client.mailbox)
    const cursor = await held.during(() => startingCursor(needs, place, opened))
    const work = {
      core,
      source,
      place,
      held,
      takeIn,
      after,
      budget,
      retryDelays: settings.reconnectDelays,
      stopping,
      reached: () => needs.reached(false),
    }
    const { taken } = await receiveFolder(
      client,
      { ...work, troubles: needs.troublesOf(folder), limits: settings.batch },
      cursor,
    )
    if (taken > 0) core.log.debug('mails taken in', { mailbox: source.name, folder, count: taken })
  } finally {
    budget.close()
    lock.release()
  }
}

async function startingCursor(
  { core, source, held }: SessionNeeds,
  place: FolderPlace,
  opened: OpenedFolder,
): Promise<FolderCursor> {
  const kept = await readCursor(core.db, place)
  const now = core.clock.now()
  const start = startFolder(kept, opened, source.since, now)
  const { cursor } = start
  const details = { mailbox: source.name, folder: place.folder, uidValidity: opened.uidValidity }
  if (start.kind === 'first') {
    await beginFolder(core.db, place, start.cursor)
    core.log.info('a folder is connected for the first time', { ...details, uid: cursor.lastUid })
  } else if (start.kind === 'renumbered') {
    core.log.warn('the server has renumbered a folder; it is gone through again', details)
    if (!(await moveCursor(core.db, place, cursor, held.lease, now))) throw new LeaseLost(held.lease, 'taken')
  }
  return cursor
}

async function openedFolder(client: ImapFlow, mailbox: MailboxObject | false): Promise<OpenedFolder> {
  if (!mailbox) throw new Error('The connection to the mail server was lost.')
  // RFC 9051 §6.3.2 requires UIDNEXT in the response to SELECT; older servers may omit it.
  const uidNext =
    mailbox.uidNext || ((await client.status(mailbox.path, { uidNext: true })) || undefined)?.uidNext
  if (!uidNext) throw new Error('The mail server does not say which UID comes next.')
  return { uidValidity: String(mailbox.uidValidity), uidNext }
}

/** The timeouts of a connection. */
interface ConnectionPatience {
  /** Milliseconds within which a server that stopped responding without closing is detected. */
  silenceLimit: number
}

// Two commands of one sweep are closer together than this; IDLE begins once we have nothing to request.
const IDLE_AFTER_MS = 100
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/i

/**
 * Connects and logs in to a mailbox's server. A silent server gets a NOOP after half of `silenceLimit` and is given up
 * after the other half. Rejects when the server is unreachable, its certificate is invalid, it refuses the log-in, or
 * `stopping` is aborted first.
 */
async function connectMailbox(
  source: MailboxSource,
  tokens: AccessTokens,
  patience: ConnectionPatience,
  stopping: AbortSignal,
): Promise<ImapFlow> {
  if (source.security === 'none' && !LOOPBACK.test(source.host)) {
    throw new Error(
      `Mailbox ${source.name} would be read without encryption. Set its security to tls or starttls.`,
    )
  }
  const account = `mailbox:${source.name}`
  const half = Math.ceil(patience.silenceLimit / 2)
  const client = new ImapFlow({
    host: source.host,
    port: source.port,
    secure: source.security === 'tls',
    doSTARTTLS: source.security === 'starttls',
    tls: source.certificateAuthority ? { ca: source.certificateAuthority } : {},
    auth: { user: source.user, ...(await credentials(source, tokens, account)) },
    logger: false,
    clientInfo: { name: 'agafort-intake' },
    connectionTimeout: half,
    greetingTimeout: half,
    socketTimeout: half,
    autoIdleDelay: IDLE_AFTER_MS,
    disableAutoEnable: true,
    disableCompression: true,
  })
  // The session watches the close event that follows every error; an error without a listener would end the process.
  client.on('error', () => {})
  const giveUp = () => client.close()
  stopping.addEventListener('abort', giveUp)
  try {
    stopping.throwIfAborted()
    await client.connect()
  } catch (error) {
    client.close()
    if (source.auth.type === 'oauth2' && isLogInRefused(error)) tokens.forget(account)
    throw error
  } finally {
    stopping.removeEventListener('abort', giveUp)
  }
  return client
}

/** Logs out, and closes the connection when the server does not respond in time. Never rejects. */
async function disconnect(client: ImapFlow, patience: number): Promise<void> {
  const timeout = setTimeout(() => client.close(), patience)
  await client.logout().catch(() => {})
  clearTimeout(timeout)
  client.close()
}

async function credentials(source: MailboxSource, tokens: AccessTokens, account: string) {
  const { auth } = source
  if (auth.type === 'password') return { pass: auth.password.reveal() }
  return { accessToken: await tokens.get(account, auth) }
}

function isLogInRefused(error: unknown): boolean {
  return error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true
}
