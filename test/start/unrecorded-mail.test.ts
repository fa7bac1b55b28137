import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../db/database.ts'
import { keepUnrecorded, recordKept } from '../../start/unrecorded-mail.ts'
import { useTestDatabase } from '../servers/database.ts'
import { startProxy } from '../servers/proxy.ts'
import { enqueue, outboxRow, useSending } from '../world/sending-world.ts'
import { openWorld } from '../world/world.ts'

describe('Mail that left while the database was away', () => {
  const database = useTestDatabase('PostgreSQL')
  const { core } = openWorld(database)
  const sending = useSending()
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'agafort-unrecorded-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is not sent again after a restart: the stop keeps what left, the start records it', async () => {
    const proxy = await startProxy({ port: Number(new URL(database.url).port) })
    const behind = await openDatabase({ kind: 'postgres', url: proxy.through(database.url) })
    // The database goes away between the mail and its 250.
    const sink = await sending.sink({ onMail: () => void proxy.become('refuse') })
    const engine = sending.deliver({ ...core, db: behind.db }, sink, {
      stopSeconds: 1,
      leaseSeconds: 1,
      keepUnrecorded: (sent) => keepUnrecorded(folder, sent),
    })
    const id = await enqueue(core)
    engine.wake()
    await sink.waitForCount(1)
    await engine.stop()
    expect((await outboxRow(core, id)).sent_at).toBeNull()

    appendFileSync(join(folder, 'sent-unrecorded.jsonl'), '{"id":"cut o')
    expect(await recordKept(core, folder)).toBe(1)
    expect(existsSync(join(folder, 'sent-unrecorded.jsonl'))).toBe(false)
    await sending.deliver(core, sink).drained()
    expect(sink.mails).toHaveLength(1)
    expect((await outboxRow(core, id)).sent_at).not.toBeNull()
    await behind.close()
    await proxy.stop()
  })

  it('leaves nothing on disk where everything was recorded', async () => {
    expect(await recordKept(core, folder)).toBe(0)
    expect(readdirSync(folder)).toEqual([])
  })
})
