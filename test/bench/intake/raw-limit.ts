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

/**
 * Fetches and parses a mailbox's mails with imapflow and mailparser in a process of its own, storing nothing: what a
 * program in this language that answers every mail cannot get beyond on one core.
 */
export async function measureRawLimit(dovecot: Dovecot, user: string, count: number): Promise<RawLimit> {
  const script = join(import.meta.dirname, 'fetch-and-parse.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [
    script,
    dovecot.host,
    String(dovecot.imapPort),
    user,
  ])
  const { mails, seconds, cpuSeconds } = JSON.parse(stdout) as Record<
    'mails' | 'seconds' | 'cpuSeconds',
    number
  >
  if (mails !== count) throw new Error(`The limit was measured on ${mails} mails instead of ${count}.`)
  return { perSecond: mails / seconds, cpuPerMail: (cpuSeconds * 1000) / mails }
}
