import { randomUUID } from 'node:crypto'
import type { Core, Queryable, Trx } from '../kernel/core.ts'
import { fileOf, keepFiles, readFile } from '../kernel/file.ts'
import { Problem } from '../kernel/problem.ts'

/** A file a customer sent in the chat; its bytes are stored once, by their hash. */
interface DirectLineFile {
  id: string
  name: string
  type: string
  size: number
  sha256: string
}

/** Stores the files of one upload. `name` and `type` are already cleaned and checked. */
export async function keepDirectLineFiles(
  core: Core,
  conversationId: string,
  files: readonly { name: string; type: string; content: Uint8Array }[],
): Promise<DirectLineFile[]> {
  const now = core.clock.now()
  return core.db.transaction().execute(async (trx) => {
    const stored = files.map(({ name, type, content }) => ({ name, type, file: fileOf(content) }))
    await keepFiles(
      trx,
      stored.map(({ file }) => file),
      now,
    )
    const rows = stored.map(({ name, type, file }) => ({
      // Part of a URL: must not be guessable from the one before.
      id: randomUUID(),
      conversation_id: conversationId,
      name,
      type,
      size: file.content.byteLength,
      sha256: file.sha256,
      created_at: now,
    }))
    if (rows.length > 0) await trx.insertInto('direct_line_files').values(rows).execute()
    return rows.map(({ id, name, type, size, sha256 }) => ({ id, name, type, size, sha256 }))
  })
}

/**
 * Shares stored files with a conversation: what a member sends.
 * Returns an empty list for a conversation the channel does not have.
 */
export async function shareFiles(
  trx: Trx,
  core: Core,
  conversationId: string,
  files: readonly Omit<DirectLineFile, 'id'>[],
): Promise<DirectLineFile[]> {
  if (files.length === 0) return []
  const known = await trx
    .selectFrom('direct_line_conversations')
    .select('id')
    .where('id', '=', conversationId)
    .executeTakeFirst()
  if (!known) return []
  const shared = files.map((file) => ({ ...file, id: randomUUID() }))
  await trx
    .insertInto('direct_line_files')
    .values(
      shared.map((file) => ({ ...file, conversation_id: conversationId, created_at: core.clock.now() })),
    )
    .execute()
  return shared
}

/** Returns a stored file's facts; undefined when this conversation has no such file. */
export async function findDirectLineFile(
  db: Queryable,
  given: { id: string; conversationId?: string },
): Promise<DirectLineFile | undefined> {
  let query = db
    .selectFrom('direct_line_files')
    .select(['id', 'name', 'type', 'size', 'sha256'])
    .where('id', '=', given.id)
  if (given.conversationId !== undefined) query = query.where('conversation_id', '=', given.conversationId)
  return query.executeTakeFirst()
}

/** Returns a stored file with its bytes; throws `not-found` when there is none. */
export async function readDirectLineFile(
  core: Core,
  id: string,
): Promise<DirectLineFile & { content: Buffer }> {
  const file = await findDirectLineFile(core.db, { id })
  if (!file) throw new Problem('not-found', 'There is no such file.')
  return { ...file, content: await readFile(core.db, file.sha256) }
}
