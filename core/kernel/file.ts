import { createHash } from 'node:crypto'
import type { Queryable, Trx } from './core.ts'
import { Problem } from './problem.ts'

/** Bytes and their SHA-256 (lower-case hex). The hash deduplicates them: the same bytes are stored once. */
export interface KeptFile {
  sha256: string
  content: Uint8Array
}

// Big enough that ordinary mail is one row, small enough that a 70 MB mail is never in memory as one value.
const PART_BYTES = 4 * 1024 * 1024
// A statement holds at most this much, so that a batch of large mails does not build one giant statement.
const STATEMENT_BYTES = 16 * 1024 * 1024

/** Returns some bytes with their hash; nothing is stored yet. */
export function fileOf(content: Uint8Array): KeptFile {
  return { sha256: createHash('sha256').update(content).digest('hex'), content }
}

/** Stores files, each once. Sorts them by hash, so that two batches with the same files cannot deadlock. */
export async function keepFiles(trx: Trx, files: readonly KeptFile[], now: Date): Promise<void> {
  const unique = [...new Map(files.map((file) => [file.sha256, file])).values()]
  unique.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
  let rows: ReturnType<typeof partRows> = []
  let bytes = 0
  for (const file of unique) {
    for (const part of partRows(file, now)) {
      rows.push(part)
      bytes += part.bytes.byteLength
      if (bytes >= STATEMENT_BYTES) {
        await insertParts(trx, rows)
        rows = []
        bytes = 0
      }
    }
  }
  if (rows.length > 0) await insertParts(trx, rows)
}

/** Returns the whole content of a stored file. Throws `not-found` when it was erased. */
export async function readFile(db: Queryable, sha256: string): Promise<Buffer> {
  const rows = await db
    .selectFrom('files')
    .select('bytes')
    .where('sha256', '=', sha256)
    .orderBy('part')
    .execute()
  if (rows.length === 0) throw new Problem('not-found', 'This file is no longer kept.')
  return Buffer.concat(rows.map((row) => row.bytes))
}

function partRows(file: KeptFile, now: Date) {
  const size = file.content.byteLength
  const count = Math.max(1, Math.ceil(size / PART_BYTES))
  return Array.from({ length: count }, (_, part) => ({
    sha256: file.sha256,
    part,
    size,
    bytes: file.content.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
    created_at: now,
  }))
}

async function insertParts(trx: Trx, rows: ReturnType<typeof partRows>): Promise<void> {
  await trx
    .insertInto('files')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['sha256', 'part']).doNothing())
    .execute()
}
