import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockFolder } from '../../db/folder-lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agafort-lock-'))
})
const started: ChildProcess[] = []
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const HOLD = `
const { lockFolder } = await import(process.argv[1])
try { lockFolder(process.argv[2]); console.log('holds it as process ' + process.pid) }
catch (error) { console.log(error.message) }
process.stdin.resume().on('end', () => process.exit())`
const LOCK = join(import.meta.dirname, '../../db/folder-lock.ts')
// As two containers with one volume: each has process numbers of its own, and is number 1 there.
const CONTAINED = process.getuid?.() === 0
const NAMESPACE = ['unshare', '--pid', '--fork', '--kill-child=SIGKILL']

/** Starts a process that locks the folder and stays; returns what it says of it. */
async function startHolder() {
  const node = [process.execPath, '--input-type=module', '--eval', HOLD, LOCK, folder]
  const [command = '', ...args] = CONTAINED ? [...NAMESPACE, ...node] : node
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  started.push(child)
  const [said] = await once(child.stdout, 'data')
  return { said: String(said).trim(), child }
}

const REFUSED = /is in use by another copy of this program.*Stop that copy, or set DATA_DIR to another folder/

describe('A data folder', () => {
  it('is given to one of two containers, though each is process 1', async () => {
    const first = await startHolder()
    expect(first.said).toMatch(CONTAINED ? /^holds it as process 1$/ : /^holds it/)
    expect((await startHolder()).said).toMatch(REFUSED)
    expect(() => lockFolder(folder)).toThrow(REFUSED)
  })

  it('is given to exactly one of many that start at once', async () => {
    const holders = await Promise.all(Array.from({ length: 6 }, startHolder))
    const said = holders.map((holder) => holder.said)
    expect(said.filter((one) => one.startsWith('holds it'))).toHaveLength(1)
    expect(said.filter((one) => REFUSED.test(one))).toHaveLength(5)
  })

  it('is free again the moment its holder was killed, and no person is needed', async () => {
    const { child } = await startHolder()
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect((await startHolder()).said).toMatch(/^holds it/)
  })

  it('stays with a holder that is stopped and does not answer', async () => {
    const { child } = await startHolder()
    child.kill('SIGSTOP')
    expect((await startHolder()).said).toMatch(REFUSED)
  })

  it('is refused to a second database of the same process, and free when the first lets go', () => {
    const release = lockFolder(folder)
    expect(() => lockFolder(folder)).toThrow(REFUSED)
    release()
    lockFolder(folder)()
  })

  it('that cannot be locked is named with what to do', async () => {
    await mkdir(join(folder, 'database.lock'))
    expect(() => lockFolder(folder)).toThrow(/cannot be locked\. Set DATA_DIR to a folder on a local disk/)
  })
})
