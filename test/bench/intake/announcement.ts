import { ImapFlow } from 'imapflow'
import type { Dovecot } from '../../servers/dovecot.ts'
import { PASSWORD } from '../../servers/surroundings.ts'

/** When the server first announced new mail, in milliseconds as `Date.now()` counts them; undefined before. */
export interface Announcement {
  at(): number | undefined
  stop(): Promise<void>
}

/**
 * Waits with IDLE beside the program. Dovecot announces new mail to every waiting connection only half a second after
 * its arrival; nobody can start earlier.
 */
export async function awaitAnnouncement(dovecot: Dovecot, user: string): Promise<Announcement> {
  const client = new ImapFlow({
    host: dovecot.host,
    port: dovecot.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: PASSWORD },
    logger: false,
  })
  let announced: number | undefined
  client.on('exists', () => {
    announced ??= performance.timeOrigin + performance.now()
  })
  client.on('error', () => {}) // its end closes the connection, and that is all
  await client.connect()
  await client.mailboxOpen('INBOX', { readOnly: true })
  void client.idle().catch(() => {})
  return {
    at: () => announced,
    async stop() {
      client.close()
    },
  }
}
