import { setTimeout as pause } from 'node:timers/promises'
import type { ImapFlow } from 'imapflow'
import { delayAfter } from '../../core/kernel/backoff.ts'
import type { Core } from '../../core/kernel/core.ts'
import { type FolderCursor, type FolderPlace, moveCursor } from '../../core/mailbox/folder-cursor.ts'
import type { IncomingMessage } from '../../core/ticket/message.ts'
import type { ArrivingMail, MailReceiver } from '../receive-mail.ts'
import type { AfterIntake } from './after-intake.ts'
import type { BudgetShare } from './byte-budget.ts'
import type { FetchTroubles } from './fetch.ts'
import {
  type BatchLimits,
  cutBatches,
  type FetchedMail,
  type FolderMail,
  fetchBatch,
  fetchHeader,
  listMailAfter,
  type MailBatch,
  unreadableRaw,
} from './fetch.ts'
import { isHistoricMail, isWanted } from './folder-start.ts'
import { type HeldLease, LeaseLost } from './hold-lease.ts'
import type { MailboxSource } from './mailbox-source.ts'
import { prefetch } from './prefetch.ts'

/** What receiving a folder needs besides the connection. */
interface FolderWork {
  core: Core
  source: MailboxSource
  place: FolderPlace
  held: HeldLease
  takeIn: MailReceiver
  after: AfterIntake
  troubles: FetchTroubles
  limits: BatchLimits
  budget: BudgetShare
  /** Seconds between attempts at a mail that the server refuses; the last one repeats. */
  retryDelays: readonly number[]
  /** Aborted when no new work may start. */
  stopping: AbortSignal
  /** Called after each batch, so that receiving a long history does not count as a stalled mailbox. */
  reached(): Promise<void>
}

/** Mails that are fetched and parsed. */
interface PreparedMails {
  uids: number[]
  messages: IncomingMessage[]
}

interface PreparedBatch extends PreparedMails {
  upTo: number
  bytes: number
  /** The server lists them but did not return them. */
  refused: FolderMail[]
}

/**
 * Receives all mail in the selected folder behind the cursor and moves the cursor batch by batch. While one batch is
 * committed, the next is prefetched and parsed. Returns how many mails were received. On `stopping` it finishes the
 * batch it is committing. Throws `LeaseLost`, or when the connection or the database is lost.
 */
export async function receiveFolder(
  client: ImapFlow,
  work: FolderWork,
  cursor: FolderCursor,
): Promise<{ taken: number; cursor: FolderCursor }> {
  const { uidValidity } = cursor
  let lastUid = cursor.lastUid
  let taken = 0
  const marks: Promise<void>[] = []
  const receive = async (mails: PreparedMails, upTo: number) => {
    await commit(work, mails.messages, { uidValidity, lastUid: upTo })
    marks.push(work.after.mark(client, work.place.folder, mails.uids))
    lastUid = upTo
    taken += mails.uids.length
  }
  for await (const batch of prefetch(prepareBatches(client, work, cursor))) {
    const { refused, upTo } = batch
    // The cursor does not pass a mail that is refused. Its neighbours are stored at once all the same.
    await receive(batch, refused[0] ? refused[0].uid - 1 : upTo)
    if (refused.length > 0) {
      const late = await retryRefused(client, work, cursor, refused)
      if (late) await receive(late, upTo)
    }
    work.budget.give(batch.bytes)
    await work.reached()
    if (work.stopping.aborted) break
  }
  await Promise.all(marks)
  return { taken, cursor: { ...cursor, lastUid } }
}

// Each is tried again after growing pauses, until it comes or becomes a ticket that says where it lies. Null when the
// program stops first.
async function retryRefused(
  client: ImapFlow,
  work: FolderWork,
  cursor: FolderCursor,
  mails: readonly FolderMail[],
): Promise<PreparedMails | null> {
  const arrived: ArrivedMail[] = []
  let owed = mails
  for (let attempt = 1; owed.length > 0; attempt++) {
    const delay = delayAfter(attempt, work.retryDelays, 0.5)
    await pause(delay, undefined, { signal: work.stopping }).catch(() => {})
    if (work.stopping.aborted) return null
    const results = []
    for (const mail of owed) results.push(await fetchOrGiveUp(client, work, cursor, [mail]))
    arrived.push(...results.flatMap((result) => result.arrived))
    owed = results.flatMap((result) => result.refused)
  }
  return prepareArrived(
    work,
    cursor,
    arrived.sort((a, b) => a.uid - b.uid),
  )
}

async function* prepareBatches(
  client: ImapFlow,
  work: FolderWork,
  cursor: FolderCursor,
): AsyncGenerator<PreparedBatch, void, void> {
  const { since } = work.source
  for await (const page of listMailAfter(client, cursor.lastUid, work.troubles)) {
    const batches = cutBatches(
      page,
      work.limits,
      (mail) => isWanted(mail, cursor, since),
      (mail) => work.troubles.alone(mail.uid),
    )
    for (const batch of batches) {
      if (work.stopping.aborted) return
      yield await prepare(client, work, cursor, batch)
    }
  }
}

async function prepare(
  client: ImapFlow,
  work: FolderWork,
  cursor: FolderCursor,
  batch: MailBatch,
): Promise<PreparedBatch> {
  const bytes = batch.mails.reduce((sum, mail) => sum + mail.size, 0)
  await work.budget.take(bytes)
  const { arrived, refused } = await fetchOrGiveUp(client, work, cursor, batch.mails)
  return { ...(await prepareArrived(work, cursor, arrived)), upTo: batch.upTo, bytes, refused }
}

async function prepareArrived(
  work: FolderWork,
  cursor: FolderCursor,
  arrived: readonly ArrivedMail[],
): Promise<PreparedMails> {
  const messages = await work.takeIn.prepare(arrived.map((mail) => arrivalOf(mail, work, cursor)))
  return { uids: arrived.map((mail) => mail.uid), messages }
}

interface ArrivedMail extends FetchedMail {
  unparsed: string | null
}

async function fetchOrGiveUp(
  client: ImapFlow,
  work: FolderWork,
  cursor: FolderCursor,
  mails: readonly FolderMail[],
): Promise<{ arrived: ArrivedMail[]; refused: FolderMail[] }> {
  const { source, troubles } = work
  const [first] = mails
  if (mails.length === 1 && first && troubles.worth(first.uid) !== 'whole') {
    return { arrived: [await substitute(client, work, cursor, first)], refused: [] }
  }
  const fetched = await fetchBatch(client, mails, troubles)
  const arrived = fetched.mails.map((mail) => ({
    ...mail,
    unparsed: mail.raw.length > source.maxSize ? `larger than ${source.maxSize} bytes` : null,
  }))
  return { arrived, refused: fetched.refused }
}

async function substitute(
  client: ImapFlow,
  { core, place, troubles }: FolderWork,
  { uidValidity }: FolderCursor,
  mail: FolderMail,
): Promise<ArrivedMail> {
  const { uid } = mail
  try {
    const header = troubles.worth(uid) === 'header' ? await fetchHeader(client, uid) : null
    core.log.error('the mail server does not hand out a mail; its ticket says so', {
      mailbox: place.mailbox,
      folder: place.folder,
      uid,
      uidValidity,
    })
    return { ...mail, ...unreadableRaw(place, uidValidity, uid, header) }
  } catch (error) {
    troubles.failed([uid])
    throw error
  }
}

function arrivalOf(mail: ArrivedMail, work: FolderWork, cursor: FolderCursor): ArrivingMail {
  return {
    raw: mail.raw,
    mailbox: work.place.mailbox,
    receivedAt: mail.internalDate ?? work.core.clock.now(),
    backlog: isHistoricMail(mail, cursor),
    junk: work.place.folder === work.source.junkFolder,
    unparsed: mail.unparsed,
  }
}

async function commit(
  { core, held, place, takeIn }: FolderWork,
  messages: readonly IncomingMessage[],
  to: { uidValidity: string; lastUid: number },
): Promise<void> {
  await held.confirm()
  await held.during(async (progress) => {
    await takeIn.receive(messages, progress)
    // One that was abandoned and comes to life must not set back what this process has done under a later lease.
    held.lost.throwIfAborted()
    const moved = await moveCursor(core.db, place, to, held.lease, core.clock.now())
    if (!moved) throw new LeaseLost(held.lease, 'taken')
  })
}
