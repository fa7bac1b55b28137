import type { Secret } from '../../core/kernel/secret.ts'
import type { AccessTokens, OAuthGrant } from '../oauth.ts'
import type { SendingMailbox } from './compose-mail.ts'
import type { SendingAccount } from './deliver-mail.ts'
import type { SmtpAccount, SmtpLogin } from './smtp-transport.ts'

/** A configured SMTP server; `config.ts` creates objects of this shape. */
interface SmtpServer {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly security: SmtpAccount['security']
  /** PEM of the authority that signed the server's certificate, when it is not a public one. */
  readonly certificateAuthority?: string
  readonly user: string | null
  /** Null: no log-in. */
  readonly auth: { readonly type: 'password'; readonly password: Secret } | OAuthGrant | null
  readonly connections: number
  readonly maxMessages: number
}

/** A mailbox and the name of the SMTP server that sends its mail; null leaves the mail in the outbox. */
type MailboxSending = SendingMailbox & { server: string | null }

/**
 * Returns the sending accounts: each is a server with the mailboxes that use it. The first is the general mailbox's.
 * Throws when there is no mailbox.
 */
export function sendingAccounts(
  servers: readonly SmtpServer[],
  mailboxes: readonly MailboxSending[],
  tokens: AccessTokens,
): [SendingAccount, ...SendingAccount[]] {
  const names = [...new Set(mailboxes.map((mailbox) => mailbox.server))]
  const [first, ...others] = names.map((name): SendingAccount => {
    const server = servers.find((candidate) => candidate.name === name)
    return {
      smtp: server ? smtpAccount(server, tokens) : null,
      mailboxes: mailboxes.filter((mailbox) => mailbox.server === name),
    }
  })
  if (!first) throw new Error('There is no mailbox to send as.')
  return [first, ...others]
}

function smtpAccount(server: SmtpServer, tokens: AccessTokens): SmtpAccount {
  const { name, host, port, security, connections, maxMessages, certificateAuthority } = server
  return {
    name,
    host,
    port,
    security,
    login: login(server, tokens),
    connections,
    maxMessages,
    ...(certificateAuthority ? { tls: { ca: certificateAuthority } } : {}),
  }
}

function login({ name, user, auth }: SmtpServer, tokens: AccessTokens): SmtpLogin {
  if (!auth || user === null) return { kind: 'none' }
  if (auth.type === 'password') return { kind: 'password', user, password: auth.password }
  const account = `smtp:${name}`
  return {
    kind: 'oauth2',
    user,
    accessToken: (renew) => {
      if (renew) tokens.forget(account)
      return tokens.get(account, auth)
    },
  }
}
