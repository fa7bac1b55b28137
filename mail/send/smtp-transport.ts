import { pipeline, type Readable, Transform } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { MINUTE } from '../../core/kernel/duration.ts'
import type { Secret } from '../../core/kernel/secret.ts'

/** An SMTP server we send through, and how we log in there. */
export interface SmtpAccount {
  /** Our name for it, in log lines. */
  name: string
  host: string
  port: number
  /** `tls` from the first byte, `starttls`, or none; it never falls back to an unencrypted connection. */
  security: 'tls' | 'starttls' | 'none'
  login: SmtpLogin
  /** Connections open at once. */
  connections: number
  /** Mails sent over one connection before a new one is made; servers cap this. */
  maxMessages: number
  /** Further TLS settings, such as the certificate of a private server. */
  tls?: ConnectionOptions
}

export type SmtpLogin =
  | { kind: 'none' }
  | { kind: 'password'; user: string; password: Secret }
  /** XOAUTH2. `renew` is true when the server refused the previous token. */
  | { kind: 'oauth2'; user: string; accessToken: (renew: boolean) => Promise<string> }

/** A way to send a mail: `send` resolves once the mail is accepted, and throws when it is not. */
export interface MailTransport {
  /** How many mails may be in progress at once. */
  readonly parallel: number
  send(mail: SendMailOptions): Promise<void>
  /** Closes the connections; `force` also those with a mail in progress, whose fate then stays unknown. */
  close(force: boolean): void
}

const CONNECT_TIMEOUT_MS = 30_000
// RFC 5321 §4.5.3.2.6: the reply to the end of the data may take ten minutes.
const REPLY_TIMEOUT_MS = 10 * MINUTE
// A connection the server closed while idle is replaced once; a further failure is left to our own retry.
const REQUEUES = 1

/** Opens a pool of connections, made on demand and reused. */
export function openSmtpTransport(account: SmtpAccount): MailTransport {
  const { host, port, security, login, connections, maxMessages, tls } = account
  const transporter = createTransport({
    pool: true,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(tls ? { tls } : {}),
    ...authentication(login),
    maxConnections: connections,
    maxMessages,
    maxRequeues: REQUEUES,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: REPLY_TIMEOUT_MS,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  transporter.use('stream', (mail, done) => {
    mail.message.processFunc(joinPieces)
    done()
  })
  let refusedToken = false
  if (login.kind === 'oauth2') {
    transporter.set('oauth2_provision_cb', (_user, renew, done) => {
      const token = login.accessToken(renew || refusedToken)
      refusedToken = false
      token.then(
        (given) => done(null, given),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
    })
  }
  // Each failure also rejects `send`; an error event without a listener would end the process.
  transporter.on('error', () => {})
  return {
    // For each connection, one further mail is composed ahead.
    parallel: connections * 2,
    send: async (mail) => {
      try {
        await transporter.sendMail(mail)
      } catch (error) {
        if (login.kind !== 'oauth2' || !isRefusedLogIn(error)) throw error
        // Most servers refuse an invalid token outright, without the challenge nodemailer waits for.
        refusedToken = true
        await transporter.sendMail(mail)
      }
    },
    close: (force) => transporter.close({ force }),
  }
}

/** Accepts every mail and leaves it in the outbox, where the mail page shows it. Used when no server is configured. */
export const outboxOnlyTransport: MailTransport = { parallel: 50, send: async () => {}, close() {} }

// nodemailer emits a mail in a dozen pieces, and each would be a network write of its own.
function joinPieces(mail: Readable): Readable {
  const pieces: Buffer[] = []
  const whole = new Transform({
    transform(piece: Buffer, _encoding, done) {
      pieces.push(piece)
      done()
    },
    flush(done) {
      done(null, Buffer.concat(pieces))
    },
  })
  return pipeline(mail, whole, () => {})
}

function isRefusedLogIn(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAUTH' && 'responseCode' in error
}

function authentication(login: SmtpLogin) {
  switch (login.kind) {
    case 'none':
      return {}
    case 'password':
      return { auth: { user: login.user, pass: login.password.reveal() }, forceAuth: true }
    case 'oauth2':
      return { auth: { type: 'OAuth2' as const, user: login.user }, forceAuth: true }
  }
}
