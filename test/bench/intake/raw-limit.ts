import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Dovecot } from '../../servers/dovecot.ts'

/** The speed of fetching and parsing alone. */
export interface RawLimit {
  readonly perSecond: number
  /** CPU time of that process per mail, in milliseconds. */
  readonly cpuPerMail: number
}

// The better run counts: a disturbed one is no limit.
const TIMES = 2

/**
 * Fetches and parses a mailbox's mails with imapflow and mailparser in a separate process, storing nothing. A program
 * in this language that acknowledges every mail cannot be faster on one core.
 */
export async function measureRawLimit(dovecot: Dovecot, user: string, count: number): Promise<RawLimit> {
  const limits: RawLimit[] = []
  for (let time = 0; time < TIMES; time++) limits.push(await measureOnce(dovecot, user, count))
  return limits.reduce((best, limit) => (limit.perSecond > best.perSecond ? limit : best))
}

async function measureOnce(dovecot: Dovecot, user: string, count: number): Promise<RawLimit> {
  const script = join(import.meta.dirname, 'fetch-and-parse.ts')
  const server = [dovecot.host, String(dovecot.imapPort), user]
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...server])
  const measured = JSON.parse(stdout) as Record<'mails' | 'seconds' | 'cpuSeconds', number>
  const { mails, seconds, cpuSeconds } = measured
  if (mails !== count) throw new Error(`The limit was measured on ${mails} mails instead of ${count}.`)
  return { perSecond: mails / seconds, cpuPerMail: (cpuSeconds * 1000) / mails }
}
