import { pipeline, type Readable, Transform } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { MINUTE, SECOND } from '../../core/kernel/duration.ts'
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
  /** `again`: it failed before, so it goes by a connection apart, where it holds up no other. */
  send(mail: SendMailOptions, given: { again: boolean }): Promise<void>
  /** Closes the connections; `force` also those with a mail in progress, whose fate then stays unknown. */
  close(force: boolean): void
}

const CONNECT_TIMEOUT_MS = 30_000
// RFC 5321 §4.5.3.2.6: the reply to the end of the data may take ten minutes.
const REPLY_TIMEOUT_MS = 10 * MINUTE
// A connection the server closed while idle is replaced once; a further failure is left to our own retry.
const REQUEUES = 1
// Below what firewalls remember a silent connection for: one they forgot would hang until the reply times out.
const IDLE_TIMEOUT_MS = 30 * SECOND
// A connection that waits longer for a reply is hanging: another is opened in its place, as many as were allowed before.
const HANGING_AFTER_MS = MINUTE

/**
 * Opens connections on demand and reuses them. Mails that failed before share one connection, so that a few that make
 * the server hang do not take every connection again.
 */
export function openSmtpTransport(account: SmtpAccount): MailTransport {
  const first = openPool(account, account.connections)
  const again = openPool(account, 1)
  return {
    // For each connection, one further mail is composed ahead.
    parallel: account.connections * 2,
    send: (mail, { again: failedBefore }) => (failedBefore ? again : first).send(mail),
    close: (force) => {
      first.close(force)
      again.close(force)
    },
  }
}

function openPool({ login, ...account }: SmtpAccount, connections: number) {
  const { host, port, security, maxMessages, tls } = account
  const transporter = createTransport({
    pool: true,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(tls ? { tls } : {}),
    ...authentication(login),
    // The gate lets so many in, and others in place of those that hang.
    maxConnections: connections * 2,
    maxMessages,
    maxRequeues: REQUEUES,
    idleTimeout: IDLE_TIMEOUT_MS,
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
  const gate = openGate(connections)
  return {
    send: async (mail: SendMailOptions) => {
      const leave = await gate.enter()
      try {
        await transporter.sendMail(mail)
      } catch (error) {
        if (login.kind !== 'oauth2' || !isRefusedLogIn(error)) throw error
        // Most servers refuse an invalid token outright, without the challenge nodemailer waits for.
        refusedToken = true
        await transporter.sendMail(mail)
      } finally {
        leave()
      }
    },
    close: (force: boolean) => transporter.close({ force }),
  }
}

/** Lets `most` in at a time; those inside for longer than a reply may take do not count, but `most` of them at most. */
function openGate(most: number) {
  const inside = new Set<{ since: number }>()
  const waiting: ((one: { since: number }) => void)[] = []

  function hasRoom(): boolean {
    const hung = performance.now() - HANGING_AFTER_MS
    const hanging = [...inside].filter(({ since }) => since <= hung).length
    return inside.size - Math.min(hanging, most) < most
  }

  function admit(): void {
    while (waiting.length > 0 && hasRoom()) waiting.shift()?.(begin())
  }

  function begin(): { since: number } {
    const one = { since: performance.now() }
    inside.add(one)
    return one
  }

  async function turn(): Promise<{ since: number }> {
    const looking = setInterval(admit, SECOND)
    const one = await new Promise<{ since: number }>((resolve) => waiting.push(resolve))
    clearInterval(looking)
    return one
  }

  return {
    /** Resolves, once there is room, with what is called on leaving. */
    async enter(): Promise<() => void> {
      const one = hasRoom() ? begin() : await turn()
      return () => {
        inside.delete(one)
        admit()
      }
    },
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
