import { Secret } from '../core/kernel/secret.ts'
import { type ConfigFault, didYouMean } from './fault.ts'
import type { Environment } from './setting.ts'
import { type SettingPath, settingName } from './setting.ts'

/** Reads a text file; throws when it cannot. */
export type ReadFile = (path: string) => string

/** Reads secrets from NAME or from the file that NAME_FILE names, and collects faults. */
export interface Secrets {
  /** Returns the secret, or null when neither is set. */
  optional(name: string): Secret | null
  /** Returns the secret. When neither is set, it records a fault with the purpose and returns an empty secret. */
  required(name: string, purpose: string): Secret
  readonly faults: ConfigFault[]
}

/**
 * Opens the secrets, which come from the environment only: NAME itself, or NAME_FILE for a file that holds it (one
 * trailing line feed is not part of it). An empty variable counts as not set; setting both is a fault.
 */
export function openSecrets(env: Environment, readFile: ReadFile): Secrets {
  const faults: ConfigFault[] = []

  function optional(name: string): Secret | null {
    const value = env[name] || undefined
    const path = env[`${name}_FILE`] || undefined
    if (value !== undefined && path !== undefined) {
      faults.push({ where: name, problem: `is set, and so is ${name}_FILE`, remedy: 'Set one of the two.' })
    }
    if (value !== undefined) return new Secret(value)
    return path === undefined ? null : fromFile(name, path)
  }

  function required(name: string, purpose: string): Secret {
    const before = faults.length
    const secret = optional(name)
    if (!secret && faults.length === before) {
      const near = misspelt(name)
      faults.push({
        where: name,
        problem: `is not set; it is needed for ${purpose}`,
        remedy: `Set ${name}, or ${name}_FILE to a file that holds it.${near ? ` You set ${near}: misspelt?` : ''}`,
      })
    }
    return secret ?? new Secret('')
  }

  function fromFile(name: string, path: string): Secret | null {
    const where = `${name}_FILE`
    try {
      const value = readFile(path).replace(/\r?\n$/, '')
      if (value !== '') return new Secret(value)
      faults.push({
        where,
        problem: 'names an empty file',
        remedy: `Write the secret into it, or set ${name}.`,
      })
    } catch (error) {
      const { code } = error as { code?: unknown }
      const why = typeof code === 'string' ? ` (${code})` : ''
      faults.push({
        where,
        problem: `names a file that cannot be read${why}`,
        remedy: 'Set it to a file this user may read.',
      })
    }
    return null
  }

  // Only secrets of the same kind: a machine's environment holds other programs' passwords too.
  function misspelt(name: string): string | undefined {
    const ending = SECRET_ENDINGS.find((end) => name.endsWith(end)) ?? ''
    const others = Object.keys(env).filter(
      (other) => env[other] && other.replace(/_FILE$/, '').endsWith(ending),
    )
    return ending && didYouMean(name, others)
  }

  return { optional, required, faults }
}

/** Returns the variable of a mailbox's or SMTP server's secret: `MAILBOX_FRAUD_PASSWORD` for mailbox `fraud`. */
export function secretVariable(kind: 'MAILBOX' | 'SMTP', name: string, what: SecretKind): string {
  return `${kind}_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_${what}`
}

const SECRET_ENDINGS = [
  '_PASSWORD',
  '_CLIENT_SECRET',
  '_WEBHOOK_SECRET',
  '_REFRESH_TOKEN',
  '_URL',
  '_KEYS',
] as const

/** The variable of the token with which other systems of the marketplace use the API. */
export const API_TOKEN = 'API_TOKEN'

/** The variable of the token that opens `/metrics` and the details of `/health`. */
export const OPERATIONS_TOKEN = 'OPERATIONS_TOKEN'

/** The variable of our client secret at the identity provider. */
export const SIGN_IN_SECRET = 'SIGN_IN_CLIENT_SECRET'

/** The variable of the secret that signs webhooks to the marketplace. */
export const WEBHOOK_SECRET = 'MARKETPLACE_WEBHOOK_SECRET'

type SecretKind = 'PASSWORD' | 'CLIENT_SECRET' | 'REFRESH_TOKEN'

/**
 * Removes secrets from a file's settings and returns a fault for each, with the variable to set instead. Mutates the
 * settings, so that a removed secret cannot appear in any other fault.
 */
export function removeSecrets(settings: unknown, file: string): ConfigFault[] {
  const faults: ConfigFault[] = []
  walk(settings, [], settings)
  return faults

  function walk(value: unknown, path: SettingPath, nearest: unknown): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, [...path, index], item)
    } else if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) {
        if (isSecretName(key)) {
          const variable = variableInstead(key, path, nearest)
          faults.push({
            where: `${settingName([...path, key])} in ${file}`,
            problem: 'is a secret and must not be in the file',
            remedy: `Remove it, set ${variable} or ${variable}_FILE, and change the secret if others could read the file.`,
          })
          Reflect.deleteProperty(value, key)
        } else walk(Reflect.get(value, key), [...path, key], nearest)
      }
    }
  }
}

function isSecretName(key: string): boolean {
  const normalised = key.toLowerCase().replace(/[_-]/g, '')
  return /(?:^|smtp|imap|oauth|mail)pass(?:word|phrase|wd)?$|secret|(?:access|refresh)token$|database(?:listen)?url$|apikey$/.test(
    normalised,
  )
}

function variableInstead(key: string, path: SettingPath, nearest: unknown): string {
  const normalised = key.toLowerCase().replace(/[_-]/g, '')
  if (normalised.endsWith('databaseurl')) return 'DATABASE_URL'
  if (normalised.endsWith('databaselistenurl')) return 'DATABASE_LISTEN_URL'
  if (normalised.includes('secretkey')) return 'SECRET_KEYS'
  if (path[0] === 'marketplaceWebhook') return WEBHOOK_SECRET
  if (path[0] === 'signIn') return SIGN_IN_SECRET
  const name = (nearest as { name?: unknown } | null)?.name
  const named = typeof name === 'string' && /^[a-z][a-z0-9-]*$/.test(name) ? name : '<NAME>'
  const what = normalised.includes('secret')
    ? 'CLIENT_SECRET'
    : normalised.includes('token')
      ? 'REFRESH_TOKEN'
      : 'PASSWORD'
  const kind = path[0] === 'smtpServers' ? 'SMTP' : 'MAILBOX'
  return named === '<NAME>' ? `${kind}_<NAME>_${what}` : secretVariable(kind, named, what)
}
