import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { markSent } from '../core/correspondence/consequences.ts'
import type { Core } from '../core/kernel/core.ts'
import { isUuid, type OutboxId } from '../core/kernel/id.ts'

/** A row of the outbox that left while the database was away. */
interface SentRow {
  id: OutboxId
  at: Date
}

/**
 * Keeps on disk what left and could not be recorded before the program had to stop, so that the next start sends none of
 * it a second time. `dataDir` is DATA_DIR.
 */
export function keepUnrecorded(dataDir: string, sent: readonly SentRow[]): void {
  if (sent.length === 0) return
  mkdirSync(dataDir, { recursive: true })
  appendFileSync(fileIn(dataDir), sent.map((row) => `${JSON.stringify(row)}\n`).join(''))
}

/** Records what the last stop kept, before anything is sent. Returns how many rows that were. */
export async function recordKept(core: Core, dataDir: string): Promise<number> {
  const file = fileIn(dataDir)
  if (!existsSync(file)) return 0
  const sent = readFileSync(file, 'utf8').split('\n').flatMap(sentRow)
  await markSent(core, sent)
  rmSync(file)
  return sent.length
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'sent-unrecorded.jsonl')
}

// A line that was cut off by the end of the process is left out: that row is sent again.
function sentRow(line: string): SentRow[] {
  try {
    const { id, at } = JSON.parse(line)
    const instant = new Date(at)
    return typeof id === 'string' && isUuid<OutboxId>(id) && !Number.isNaN(instant.getTime())
      ? [{ id, at: instant }]
      : []
  } catch {
    return []
  }
}
