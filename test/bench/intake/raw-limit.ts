import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Dovecot } from '../../servers/dovecot.ts'

/** What fetching and parsing alone come to. */
export interface RawLimit {
  readonly perSecond: number
  /** CPU time of that process per mail, in milliseconds. */
  readonly cpuPerMail: number
}

// The better of these counts: what disturbed one of them is no limit.
const TIMES = 2

/**
 * Fetches and parses a mailbox's mails with imapflow and mailparser in a process of its own, storing nothing: what a
 * program in this language that answers every mail cannot get beyond on one core.
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
