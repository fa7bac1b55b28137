import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench } from '../run/bench.ts'
import { freePort } from '../servers/port.ts'
import { startPostgres } from '../servers/postgres.ts'
import { startProgram } from '../servers/program.ts'
import { startTalker, type Talker } from './chat/talker.ts'

export const bench: Bench = {
  what: 'conversations over WebSocket with PostgreSQL: capacity, time to the answer at half of it, and a kill in the middle',
  usage: ['--conversations 200   how many at once', '--seconds 20          how long each measurement takes'],
  run,
}

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      conversations: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '20' },
    },
  })
  const count = Number(values.conversations)
  const milliseconds = Number(values.seconds) * 1000
  const load = loadavg()[0] ?? 0
  if (load > 0.5) console.log(`This machine is busy (load ${load.toFixed(1)}): the figures are too low.`)
  const postgres = await startPostgres({ durable: true })
  const folder = await mkdtemp(join(tmpdir(), 'agafort-chat-'))
  const port = await freePort()
  const environment = {
    DATABASE_URL: await postgres.createDatabase('chat'),
    SECRET_KEYS: 'a-key-for-one-measurement-long-enough-to-sign-with',
    DATA_DIR: folder,
    PORT: String(port),
    DOORS: 'none',
    DEMO: 'off',
    LOG_LEVEL: 'warn',
    CHAT_CONVERSATIONS_PER_MINUTE: '100000',
    CHAT_MESSAGES_PER_MINUTE: '100000',
  }
  let program = startProgram({ ...environment, LOG_LEVEL: 'info' })
  try {
    await program.logged('ready')
    const address = `http://127.0.0.1:${port}`
    const talkers: Talker[] = []
    for (let i = 0; i < count; i += 20) {
      const some = Math.min(20, count - i)
      talkers.push(...(await Promise.all(Array.from({ length: some }, () => startTalker(address)))))
    }
    const flatOut = await talk(talkers, milliseconds, null)
    const capacity = flatOut.length / (milliseconds / 1000)
    const calm = await talk(talkers, milliseconds, capacity / 2)
    const before = performance.now()
    const through = talk(talkers, milliseconds, capacity / 4)
    await new Promise((resolve) => setTimeout(resolve, milliseconds / 3))
    await program.kill()
    program = startProgram({ ...environment, LOG_LEVEL: 'info' })
    const killed = await through
    console.log(`
On this machine, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), client and server on it, PostgreSQL durable,
${count} conversations at once:

| measured | |
|---|---|
| capacity | ${capacity.toFixed(0)} messages/s answered |
| at half of it: time to the answer, p50 / p99 | ${at(calm, 0.5)} / ${at(calm, 0.99)} ms |
| killed in the middle and started again | ${killed.length} messages, all answered; the longest waited ${(at(killed, 1) / 1000).toFixed(1)} s of ${((performance.now() - before) / 1000).toFixed(0)} s |
`)
    check(talkers)
    for (const talker of talkers) talker.close()
  } finally {
    await program.stop()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

// With a rate, each second has that many messages, with or without replies; otherwise each talker waits for its reply.
async function talk(
  talkers: readonly Talker[],
  milliseconds: number,
  rate: number | null,
): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + milliseconds
  const gap = rate === null ? 0 : (talkers.length / rate) * 1000
  await Promise.all(
    talkers.map(async (talker, index) => {
      let next = performance.now() + (gap * index) / talkers.length
      while (next < end) {
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())))
        times.push(await talker.say('Bonjour'))
        next = Math.max(next + gap, performance.now())
      }
    }),
  )
  return times
}

function check(talkers: readonly Talker[]): void {
  let lost = 0
  let doubled = 0
  for (const talker of talkers) {
    const mine = [...talker.seen.values()].filter(({ fromUser }) => fromUser).length
    lost += Math.max(0, talker.posted() - mine)
    doubled += talker.doubled() + Math.max(0, mine - talker.posted())
  }
  console.log(`lost ${lost}, doubled ${doubled}`)
  if (lost > 0 || doubled > 0) throw new Error('Messages were lost or doubled.')
}

function at(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
}
