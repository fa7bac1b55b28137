import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { poll } from '../../servers/poll.ts'
import type { RunningProgram } from '../../servers/program.ts'
import type { TakenMail } from '../../servers/quick-sink.ts'
import type { Random } from '../../world/random.ts'

/** What a process is doing when it is killed. */
export const KILL_MOMENTS = ['starting', 'fetching', 'answering', 'before-250', 'after-250'] as const
export type KillMoment = (typeof KILL_MOMENTS)[number]

/** Called for each mail the sink accepts, before the 250 is written. */
export interface SinkEar {
  onMail: (mail: TakenMail) => void
}

export interface KillOrder {
  program: RunningProgram
  database: pg.Client
  ear: SinkEar
  random: Random
}

// A process without work is killed while idle: that moment must be survived too.
const PATIENCE_MS = 15_000

/** Kills a process just started, at a random moment of the given kind; returns when it has ended. */
export async function killAt(moment: KillMoment, order: KillOrder): Promise<void> {
  const { program, random } = order
  if (moment === 'starting') await pause(random.below(1500))
  else if (moment === 'fetching') {
    await holdsAMailbox(order)
    await pause(random.below(250))
  } else await nthAnswer(moment, order, 1 + random.below(8))
  await program.kill()
  if (!program.killed()) throw new Error(`The program ended by itself:\n${program.output()}`)
}

async function holdsAMailbox({ program, database }: KillOrder): Promise<void> {
  await poll(
    'the process to hold a mailbox',
    async () => {
      const { rows } = await database.query(
        `select 1 from leases where name like 'mailbox:%' and holder like $1 and expires_at > now()`,
        [`%:${program.pid}:%`],
      )
      return rows.length > 0
    },
    { deadline: PATIENCE_MS, every: 5 },
  ).catch(() => {})
}

// The sink itself sends the kill, before it writes its 250 or in the turn after, so that it hits the intended moment.
async function nthAnswer(
  moment: 'answering' | 'before-250' | 'after-250',
  { program, ear, random }: KillOrder,
  nth: number,
): Promise<void> {
  const impatient = new AbortController()
  const answered = new Promise<void>((resolve) => {
    let heard = 0
    ear.onMail = () => {
      if (++heard !== nth) return
      if (moment === 'before-250') process.kill(program.pid, 'SIGKILL')
      if (moment === 'after-250') setImmediate(() => process.kill(program.pid, 'SIGKILL'))
      resolve()
    }
  })
  const waited = pause(PATIENCE_MS, undefined, { signal: impatient.signal }).catch(() => {})
  await Promise.race([answered, waited])
  ear.onMail = () => {}
  impatient.abort()
  if (moment === 'answering') await pause(random.below(120))
}
