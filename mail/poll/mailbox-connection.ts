import { ImapFlow } from 'imapflow'
import type { AccessTokens } from '../oauth.ts'
import type { MailboxSource } from './mailbox-source.ts'

/** How patient a connection is. */
export interface ConnectionPatience {
  /** Milliseconds in which a server that fell silent without closing is found out. */
  silenceLimit: number
}

// Between two commands of one sweep less time passes; IDLE begins once we have nothing to ask.
const IDLE_AFTER_MS = 100
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/i

/**
 * Connects and logs in to a mailbox's server. A silent server is asked with NOOP after half of `silenceLimit` and given
 * up after the other half. Rejects when it cannot be reached, its certificate is wrong, it refuses the log-in, or
 * `stopping` comes first.
 */
export async function connectMailbox(
  source: MailboxSource,
  tokens: AccessTokens,
  patience: ConnectionPatience,
  stopping: AbortSignal,
): Promise<ImapFlow> {
  if (source.security === 'none' && !LOOPBACK.test(source.host)) {
    throw new Error(
      `Mailbox ${source.name} would be read without encryption. Set its security to tls or starttls.`,
    )
  }
  const account = `mailbox:${source.name}`
  const half = Math.ceil(patience.silenceLimit / 2)
  const client = new ImapFlow({
    host: source.host,
    port: source.port,
    secure: source.security === 'tls',
    doSTARTTLS: source.security === 'starttls',
    tls: source.certificateAuthority ? { ca: source.certificateAuthority } : {},
    auth: { user: source.user, ...(await credentials(source, tokens, account)) },
    logger: false,
    clientInfo: { name: 'agafort-intake' },
    connectionTimeout: half,
    greetingTimeout: half,
    socketTimeout: half,
    autoIdleDelay: IDLE_AFTER_MS,
    disableAutoEnable: true,
    disableCompression: true,
  })
  // The close that follows every error is what the session watches; unheard, an error would end the process.
  client.on('error', () => {})
  const giveUp = () => client.close()
  stopping.addEventListener('abort', giveUp)
  try {
    stopping.throwIfAborted()
    await client.connect()
  } catch (error) {
    client.close()
    if (source.auth.type === 'oauth2' && isLogInRefused(error)) tokens.forget(account)
    throw error
  } finally {
    stopping.removeEventListener('abort', giveUp)
  }
  return client
}

/** Logs out, and closes the connection when the server does not answer soon. Never rejects. */
export async function disconnect(client: ImapFlow, patience: number): Promise<void> {
  const impatient = setTimeout(() => client.close(), patience)
  await client.logout().catch(() => {})
  clearTimeout(impatient)
  client.close()
}

async function credentials(source: MailboxSource, tokens: AccessTokens, account: string) {
  const { auth } = source
  if (auth.type === 'password') return { pass: auth.password.reveal() }
  return { accessToken: await tokens.get(account, auth) }
}

function isLogInRefused(error: unknown): boolean {
  return error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true
}
