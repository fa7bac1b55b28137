import type { Secret } from '../../core/kernel/secret.ts'
import type { OAuthGrant } from '../oauth.ts'

/** An IMAP mailbox as the poller needs it; `config.ts` gives objects of this shape. */
export interface MailboxSource {
  /** Our own name for it, also in log lines. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** TLS from the first byte, STARTTLS before logging in, or neither, which only this machine itself is given. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string
  readonly auth: { readonly type: 'password'; readonly password: Secret } | OAuthGrant
  /** The folder polled, usually INBOX. */
  readonly folder: string
  /** Where the server puts spam: what lies there is taken in as spam. Null: left alone. */
  readonly junkFolder: string | null
  /** History is taken in from this instant on when first connected. Null: only what arrives from then on. */
  readonly since: Date | null
  /** What is done with a mail once it is safely stored. */
  readonly after: 'keyword' | 'move' | 'nothing'
  readonly keyword: string
  /** Never null with `after: 'move'`. */
  readonly moveTo: string | null
  /** Bytes; a larger mail is kept whole but not parsed. */
  readonly maxSize: number
  /** Seconds between looks at the folder whether or not the server announced anything. */
  readonly sweepEvery: number
  /** PEM of the authority that signed the server's certificate, when it is not a public one. */
  readonly certificateAuthority?: string
}
