import { MINUTE } from '../../core/kernel/duration.ts'
import type { FolderCursor } from '../../core/mailbox/folder-cursor.ts'
import type { FolderMail } from './fetch.ts'

/** What the server says of a folder it has just opened. */
interface OpenedFolder {
  uidValidity: string
  uidNext: number
}

/** Where taking in begins. `first`: never connected before; `renumbered`: the kept UIDs mean nothing any more. */
type FolderStart =
  | { kind: 'first'; cursor: FolderCursor & { historyEnd: number } }
  | { kind: 'resumed' | 'renumbered'; cursor: FolderCursor }

// The server's clock and ours may differ. After a renumbering, a mail from just before the first connection that comes
// in as history is a smaller mistake than one that is lost.
const CLOCK_DIFFERENCE_MS = 10 * MINUTE

/**
 * Decides where to begin in a folder. Connected for the first time: from now, or from its first mail when history is
 * wanted. Renumbered (RFC 9051 §2.3.1.1: another UIDVALIDITY): from its first mail again; intake knows what it has had.
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

/** Whether a mail is taken in at all: all that came after the first connection, and history as far as it is wanted. */
export function isWanted(mail: FolderMail, cursor: FolderCursor, since: Date | null): boolean {
  if (cursor.historyEnd !== null && mail.uid > cursor.historyEnd) return true
  if (mail.internalDate === null) return true
  if (cursor.historyEnd !== null) return since !== null && mail.internalDate >= since
  const from = (since ?? cursor.connectedAt).getTime() - CLOCK_DIFFERENCE_MS
  return mail.internalDate.getTime() >= from
}

/** Whether a mail is history: there before the folder was first connected, so never acknowledged and owed no promise. */
export function isHistoricMail(mail: FolderMail, cursor: FolderCursor): boolean {
  if (cursor.historyEnd !== null) return mail.uid <= cursor.historyEnd
  return mail.internalDate !== null && mail.internalDate < cursor.connectedAt
}
