import type { Secret } from '../../core/kernel/secret.ts'
import type { OAuthGrant } from '../oauth.ts'

/** An IMAP mailbox as the poller needs it; `config.ts` creates objects of this shape. */
export interface MailboxSource {
  /** Our own name for the mailbox, also in log lines. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** TLS from the first byte, STARTTLS before logging in, or neither, which is allowed only for the local host. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string
  readonly auth: { readonly type: 'password'; readonly password: Secret } | OAuthGrant
  /** The polled folder, usually INBOX. */
  readonly folder: string
  /** Where the server puts spam; its mail is received as spam. Null: not polled. */
  readonly junkFolder: string | null
  /** On the first connection, history is received from this instant on. Null: only mail that arrives from then on. */
  readonly since: Date | null
  /** What happens to a mail in the mailbox once it is stored. */
  readonly after: 'keyword' | 'move' | 'nothing'
  readonly keyword: string
  /** Never null with `after: 'move'`. */
  readonly moveTo: string | null
  /** Bytes; a larger mail is stored whole but not parsed. */
  readonly maxSize: number
  /** Seconds between sweeps of the folder, whether or not the server announced anything. */
  readonly sweepEvery: number
  /** PEM of the authority that signed the server's certificate, when it is not a public one. */
  readonly certificateAuthority?: string
}
