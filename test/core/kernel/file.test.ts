import { randomBytes } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { fileOf, keepFiles, readFile } from '../../../core/kernel/file.ts'
import { describeOnEachDatabase } from '../../servers/database.ts'
import { TUESDAY } from '../../world/world.ts'

describeOnEachDatabase('A file of 40 MB (case 7)', (database) => {
  it('is kept and read byte for byte, and holds up nobody for long', async () => {
    const file = fileOf(randomBytes(40_000_000))
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    await database.db.transaction().execute((trx) => keepFiles(trx, [file], TUESDAY))
    const read = await readFile(database.db, file.sha256)
    delay.disable()
    expect(read.equals(file.content)).toBe(true)
    // Nanoseconds. A slow way with bytes takes five seconds at a time.
    expect(delay.max / 1e9).toBeLessThan(3)
  })
})
