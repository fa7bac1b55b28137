import type { ImapFlow } from 'imapflow'
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
  fetchBatch,
  fetchHeader,
  listMailAfter,
  type MailBatch,
  UnfetchableMail,
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
  /** Aborted when no new work may start. */
  stopping: AbortSignal
  /** Called after each batch, so that receiving a long history does not count as a stalled mailbox. */
  reached(): Promise<void>
}

interface PreparedBatch {
  upTo: number
  bytes: number
  uids: number[]
  messages: IncomingMessage[]
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
  let lastUid = cursor.lastUid
  let taken = 0
  const marks: Promise<void>[] = []
  for await (const batch of prefetch(prepareBatches(client, work, cursor))) {
    await commit(work, cursor.uidValidity, batch)
    work.budget.give(batch.bytes)
    marks.push(work.after.mark(client, work.place.folder, batch.uids))
    lastUid = batch.upTo
    taken += batch.uids.length
    await work.reached()
    if (work.stopping.aborted) break
  }
  await Promise.all(marks)
  return { taken, cursor: { ...cursor, lastUid } }
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
  const fetched = await fetchCountingFailures(client, work, cursor, batch)
  const messages = await work.takeIn.prepare(fetched.map((mail) => arrivalOf(mail, work, cursor)))
  return { upTo: batch.upTo, bytes, uids: fetched.map((mail) => mail.uid), messages }
}

interface ArrivedMail extends FetchedMail {
  unparsed: string | null
}

async function fetchCountingFailures(
  client: ImapFlow,
  work: FolderWork,
  cursor: FolderCursor,
  { mails }: MailBatch,
): Promise<ArrivedMail[]> {
  const { source, place, troubles } = work
  const uids = mails.map((mail) => mail.uid)
  try {
    const [first] = mails
    if (mails.length === 1 && first && troubles.worth(first.uid) !== 'whole') {
      const header = troubles.worth(first.uid) === 'header' ? await fetchHeader(client, first.uid) : null
      work.core.log.error('the mail server does not hand out a mail; its ticket says so', {
        mailbox: place.mailbox,
        folder: place.folder,
        uid: first.uid,
        uidValidity: cursor.uidValidity,
      })
      return [{ ...first, ...unreadableRaw(place, cursor.uidValidity, first.uid, header) }]
    }
    const fetched = await fetchBatch(client, mails)
    troubles.succeeded(uids)
    return fetched.map((mail) => ({
      ...mail,
      unparsed: mail.raw.length > source.maxSize ? `larger than ${source.maxSize} bytes` : null,
    }))
  } catch (error) {
    troubles.failed(error instanceof UnfetchableMail ? [error.uid] : uids)
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

async function commit(work: FolderWork, uidValidity: string, batch: PreparedBatch): Promise<void> {
  const { core, held, place } = work
  await held.confirm()
  await work.takeIn.receive(batch.messages)
  const to = { uidValidity, lastUid: batch.upTo }
  if (!(await moveCursor(core.db, place, to, held.lease, core.clock.now()))) {
    throw new LeaseLost(held.lease.name)
  }
}
