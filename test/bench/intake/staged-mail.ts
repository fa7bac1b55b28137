import { randomBytes } from 'node:crypto'
import { chownSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serverAccount } from '../../servers/account.ts'
import type { Dovecot } from '../../servers/dovecot.ts'

/** Mails prepared beside a user's INBOX and delivered on demand. */
export interface MailStage {
  /** Writes a mail; Dovecot does not see it yet. */
  put(raw: Uint8Array): void
  /** Delivers all prepared mails at once, in the order of `put`. */
  deliver(): void
}

/** Returns a stage for the INBOX of a user whose folders Dovecot created at the first log-in. */
export async function stageFor(dovecot: Dovecot, user: string): Promise<MailStage> {
  const home = (await dovecot.doveadm('user', '-f', 'home', user)).trim()
  const maildir = join(home, 'Maildir')
  const { uid, gid } = serverAccount()
  const unique = randomBytes(6).toString('hex')
  const ready: string[] = []
  let count = 0
  return {
    put(raw) {
      // Dovecot assigns UIDs in the order of the seconds and the M number in the name.
      const seconds = Math.floor((performance.timeOrigin + performance.now()) / 1000)
      const name = `${seconds}.M${String(++count).padStart(6, '0')}P${process.pid}R${unique}.localhost`
      const path = join(maildir, 'tmp', name)
      writeFileSync(path, raw)
      chownSync(path, uid, gid)
      ready.push(name)
    },
    deliver() {
      for (const name of ready.splice(0)) renameSync(join(maildir, 'tmp', name), join(maildir, 'new', name))
    },
  }
}
