import type { TeamId } from '../core/kernel/id.ts'
import type { Secret } from '../core/kernel/secret.ts'
import { type Category, firstTeam } from '../core/policy/category.ts'
import type { Role } from '../core/policy/role.ts'
import type { MailboxSettings, OAuth2Settings, Security, SmtpServerSettings } from './mail-schema.ts'
import { type ReadFile, type Secrets, SIGN_IN_SECRET, secretVariable, WEBHOOK_SECRET } from './secrets.ts'
import type { Settings } from './settings-schema.ts'

interface OAuth2Config {
  readonly type: 'oauth2'
  readonly tokenUrl: string
  readonly clientId: string
  readonly scope: string
  /** Null for an application registered without one. */
  readonly clientSecret: Secret | null
  /** The initial refresh token. A rotated one is stored in the database and takes precedence. */
  readonly refreshToken: Secret
}

type AuthConfig = { readonly type: 'password'; readonly password: Secret } | OAuth2Config

/** An IMAP mailbox, complete. */
export interface MailboxConfig {
  readonly name: string
  readonly address: string
  readonly category: Category
  /** The configured team, or the category's own. */
  readonly team: TeamId
  readonly host: string
  readonly port: number
  readonly security: Security
  /** PEM; absent: the authorities Node trusts. */
  readonly certificateAuthority?: string
  readonly user: string
  readonly auth: AuthConfig
  readonly folder: string
  readonly junkFolder: string | null
  /** Null: from the first connection on. */
  readonly since: Date | null
  readonly after: 'keyword' | 'move' | 'nothing'
  readonly keyword: string
  /** Never null with `after: 'move'`. */
  readonly moveTo: string | null
  /** Bytes; a larger mail is stored whole but not parsed. */
  readonly maxSize: number
  /** Seconds. */
  readonly sweepEvery: number
  readonly send: {
    /** Name of one of `smtpServers`; null with none configured. */
    readonly server: string | null
    readonly from: string
    /** Null: `fromNames` in the customer's language. */
    readonly fromName: string | null
    /** Null: the SMTP server's, else `from`. */
    readonly envelopeFrom: string | null
  }
}

/** An SMTP server that sends our mail, complete. */
export interface SmtpServerConfig {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly security: Security
  /** PEM; absent: the authorities Node trusts. */
  readonly certificateAuthority?: string
  readonly user: string | null
  /** Null: no log-in. */
  readonly auth: AuthConfig | null
  readonly connections: number
  readonly maxMessages: number
  readonly envelopeFrom: string | null
}

/** What completing a mailbox or server needs besides its settings; faults go to `secrets.faults`. */
export interface Sources {
  secrets: Secrets
  readFile: ReadFile
}

/** Returns the mailbox with its defaults filled in and its secrets taken from the environment. */
export function mailboxConfig(mailbox: MailboxSettings, settings: Settings, sources: Sources): MailboxConfig {
  const { send, certificateAuthority, ...rest } = mailbox
  return {
    ...rest,
    ...authority(certificateAuthority, `certificateAuthority of mailbox ${mailbox.name}`, sources),
    team: mailbox.team ?? firstTeam(mailbox.category),
    port: mailbox.port ?? (mailbox.security === 'tls' ? 993 : 143),
    user: mailbox.user ?? mailbox.address,
    auth: authConfig('MAILBOX', mailbox.name, mailbox.auth, sources.secrets),
    junkFolder: mailbox.junkFolder ?? null,
    since: mailbox.since === undefined ? null : new Date(mailbox.since),
    moveTo: mailbox.moveTo ?? null,
    send: {
      server: send.server ?? settings.smtpServers[0]?.name ?? null,
      from: send.from ?? mailbox.address,
      fromName: send.fromName ?? null,
      envelopeFrom: send.envelopeFrom ?? null,
    },
  }
}

/** Returns the SMTP server with its defaults filled in and its secrets taken from the environment. */
export function smtpServerConfig(server: SmtpServerSettings, sources: Sources): SmtpServerConfig {
  const { certificateAuthority, ...rest } = server
  const auth = server.auth ?? (server.user === undefined ? NO_LOG_IN : PASSWORD)
  return {
    ...rest,
    ...authority(certificateAuthority, `certificateAuthority of SMTP server ${server.name}`, sources),
    port: server.port ?? { tls: 465, starttls: 587, none: 25 }[server.security],
    user: server.user ?? null,
    auth: auth.type === 'none' ? null : authConfig('SMTP', server.name, auth, sources.secrets),
    envelopeFrom: server.envelopeFrom ?? null,
  }
}

const NO_LOG_IN = { type: 'none' } as const
const PASSWORD = { type: 'password' } as const

type Kind = 'MAILBOX' | 'SMTP'

function authConfig(
  kind: Kind,
  name: string,
  auth: { type: 'password' } | OAuth2Settings,
  secrets: Secrets,
): AuthConfig {
  const purpose = kind === 'MAILBOX' ? `mailbox ${name}` : `SMTP server ${name}`
  if (auth.type === 'password') {
    return { type: 'password', password: secrets.required(secretVariable(kind, name, 'PASSWORD'), purpose) }
  }
  const clientSecret = secretVariable(kind, name, 'CLIENT_SECRET')
  return {
    type: 'oauth2',
    tokenUrl: auth.tokenUrl ?? tokenUrlOf(auth),
    clientId: auth.clientId,
    scope: auth.scope ?? scopeOf(auth, kind),
    // Google issues every application a secret and renews no token without it; Microsoft's public clients have none.
    clientSecret:
      auth.provider === 'google' ? secrets.required(clientSecret, purpose) : secrets.optional(clientSecret),
    refreshToken: secrets.required(secretVariable(kind, name, 'REFRESH_TOKEN'), purpose),
  }
}

function tokenUrlOf({ provider, tenant }: OAuth2Settings): string {
  if (provider === 'google') return 'https://oauth2.googleapis.com/token'
  return `https://login.microsoftonline.com/${tenant ?? 'organizations'}/oauth2/v2.0/token`
}

function scopeOf({ provider }: OAuth2Settings, kind: Kind): string {
  if (provider === 'google') return 'https://mail.google.com/'
  const right = kind === 'MAILBOX' ? 'IMAP.AccessAsUser.All' : 'SMTP.Send'
  return `https://outlook.office.com/${right} offline_access`
}

function authority(path: string | undefined, where: string, { secrets, readFile }: Sources) {
  if (path === undefined) return {}
  const remedy = 'Set it to a PEM file this user may read.'
  try {
    const certificateAuthority = readFile(path)
    if (certificateAuthority.includes('-----BEGIN CERTIFICATE-----')) return { certificateAuthority }
    secrets.faults.push({ where, problem: 'names a file that holds no certificate', remedy })
  } catch {
    secrets.faults.push({ where, problem: 'names a file that cannot be read', remedy })
  }
  return {}
}

/** The identity provider, complete. */
interface ProviderConfig {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret
  readonly createsMembers: boolean
  readonly asksSecondFactor: boolean
}

export interface SignInConfig {
  /** Roles that must use a second factor; empty while it is optional. */
  readonly secondFactorFor: readonly Role[]
  /** Null: local accounts only. */
  readonly provider: ProviderConfig | null
}

/** Returns how members sign in, with the provider's secret from the environment. */
export function signInConfig(
  { secondFactor, requiredFor, provider }: Settings['signIn'],
  secrets: Secrets,
): SignInConfig {
  const { issuer, clientId = '', ...others } = provider
  return {
    secondFactorFor: secondFactor === 'required' ? requiredFor : [],
    provider:
      issuer === undefined
        ? null
        : {
            ...others,
            issuer,
            clientId,
            clientSecret: secrets.required(SIGN_IN_SECRET, 'the identity provider of the sign-in'),
          },
  }
}

export interface WebhookConfig {
  readonly url: string
  /** Signs the webhooks; the marketplace has the same secret. */
  readonly secret: Secret
}

// A secret with as many bits as the signature (HMAC-SHA256) takes at least this many characters in any alphabet.
const SHORTEST_SECRET = 32

/** Returns the marketplace's webhook with its secret from the environment; null when no URL is set. */
export function webhookConfig(
  settings: Settings['marketplaceWebhook'],
  secrets: Secrets,
): WebhookConfig | null {
  if (settings.url === undefined) return null
  const secret = secrets.required(WEBHOOK_SECRET, 'signing what the marketplace is told')
  const length = secret.reveal().length
  if (length > 0 && length < SHORTEST_SECRET) {
    secrets.faults.push({
      where: WEBHOOK_SECRET,
      problem: `has fewer than ${SHORTEST_SECRET} characters`,
      remedy: 'Set it to one made by `openssl rand -hex 32`, here and at the marketplace.',
    })
  }
  return { url: settings.url, secret }
}

/** Returns the token in a variable, such as API_TOKEN; null when it is not set. */
export function optionalToken(variable: string, secrets: Secrets): Secret | null {
  const token = secrets.optional(variable)
  if (token && token.reveal().length < SHORTEST_SECRET) {
    secrets.faults.push({
      where: variable,
      problem: `has fewer than ${SHORTEST_SECRET} characters`,
      remedy: 'Set it to one made by `openssl rand -hex 32`.',
    })
  }
  return token
}
