import { MINUTE } from '../../core/kernel/duration.ts'
import type { FolderCursor } from '../../core/mailbox/folder-cursor.ts'
import type { FolderMail } from './fetch.ts'

/** What the server reports about a folder it has just opened. */
export interface OpenedFolder {
  uidValidity: string
  uidNext: number
}

/** Where polling starts. `first`: never connected before; `renumbered`: the stored UIDs are no longer valid. */
type FolderStart =
  | { kind: 'first'; cursor: FolderCursor & { historyEnd: number } }
  | { kind: 'resumed' | 'renumbered'; cursor: FolderCursor }

// The server's clock and ours may differ. After a renumbering, receiving a mail from just before the first connection
// as history is a smaller mistake than losing it.
const CLOCK_DIFFERENCE_MS = 10 * MINUTE

/**
 * Returns where to start in a folder. On the first connection: from now, or from its first mail when history is wanted.
 * After a renumbering (RFC 9051 §2.3.1.1: another UIDVALIDITY): from its first mail again; intake deduplicates.
 */
export function startFolder(
  kept: FolderCursor | null,
  opened: OpenedFolder,
  since: Date | null,
  now: Date,
): FolderStart {
  const { uidValidity, uidNext } = opened
  if (kept?.uidValidity === uidValidity) return { kind: 'resumed', cursor: kept }
  if (kept) {
    return {
      kind: 'renumbered',
      cursor: { uidValidity, lastUid: 0, connectedAt: kept.connectedAt, historyEnd: null },
    }
  }
  const newest = uidNext - 1
  return {
    kind: 'first',
    cursor: { uidValidity, lastUid: since ? 0 : newest, connectedAt: now, historyEnd: newest },
  }
}

/** Returns whether a mail is received at all: every mail after the first connection, and history from `since` on. */
export function isWanted(mail: FolderMail, cursor: FolderCursor, since: Date | null): boolean {
  if (cursor.historyEnd !== null && mail.uid > cursor.historyEnd) return true
  if (mail.internalDate === null) return true
  if (cursor.historyEnd !== null) return since !== null && mail.internalDate >= since
  const from = (since ?? cursor.connectedAt).getTime() - CLOCK_DIFFERENCE_MS
  return mail.internalDate.getTime() >= from
}

/**
 * Returns whether a mail is history: in the folder before the first connection, so never acknowledged and without
 * promises.
 */
export function isHistoricMail(mail: FolderMail, cursor: FolderCursor): boolean {
  if (cursor.historyEnd !== null) return mail.uid <= cursor.historyEnd
  return mail.internalDate !== null && mail.internalDate < cursor.connectedAt
}
