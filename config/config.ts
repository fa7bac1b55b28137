import { Secret } from '../core/kernel/secret.ts'
import {
  type MailboxConfig,
  mailboxConfig,
  optionalToken,
  type SignInConfig,
  type SmtpServerConfig,
  type Sources,
  signInConfig,
  smtpServerConfig,
  type WebhookConfig,
  webhookConfig,
} from './connections.ts'
import { InvalidConfig, type Place, schemaFaults } from './fault.ts'
import { ruleFaults } from './rules.ts'
import { API_TOKEN, OPERATIONS_TOKEN, openSecrets, type Secrets } from './secrets.ts'
import {
  type Environment,
  environmentOverrides,
  exampleValue,
  type Group,
  isGroup,
  type Override,
  put,
  type SettingPath,
  schemaAt,
  settingMeta,
  settingName,
  startsWith,
  unwrapSchema,
  valueAt,
} from './setting.ts'
import { type ConfigSource, readSettings } from './settings-file.ts'
import { type Settings, settingsSchema } from './settings-schema.ts'

type Plain = Omit<
  Settings,
  'demo' | 'publicUrl' | 'chat' | 'signIn' | 'marketplaceWebhook' | 'mailboxes' | 'smtpServers'
>

/** All settings in effect: checked, complete, deeply frozen. */
export interface Config extends DeepReadonly<Plain> {
  /** The file that was read, or null. */
  readonly file: string | null
  readonly demo: boolean
  /**
   * Without a trailing slash. With port 0 and no PUBLIC_URL it ends in `:0`, because the port is known only once it
   * listens.
   */
  readonly publicUrl: string
  /** Null: the embedded database in `dataDir`. */
  readonly databaseUrl: Secret | null
  /** Of the connection that hears notifications. Null: as `databaseUrl`, which leads to no pooler then. */
  readonly databaseListenUrl: Secret | null
  /** The first key signs, all verify. Null: stored in `dataDir`, see `secretKeys`. */
  readonly secretKeys: readonly Secret[] | null
  /** The password is null where the chat serves no channel of Azure. */
  readonly chat: DeepReadonly<Omit<Settings['chat'], 'authentication'>> & {
    readonly appPassword: Secret | null
  }
  /** Null: there is no API. */
  readonly apiToken: Secret | null
  /** Null: `/metrics` is told to this machine only, and the details of `/health` to nobody. */
  readonly operationsToken: Secret | null
  /** Null: the marketplace is notified later, once it has a webhook. */
  readonly marketplaceWebhook: WebhookConfig | null
  readonly signIn: SignInConfig
  readonly mailboxes: readonly MailboxConfig[]
  readonly smtpServers: readonly SmtpServerConfig[]
}

/**
 * Returns the configuration: the environment overrides the file, and defaults fill the rest. Throws `InvalidConfig`
 * with every fault found. Reads files only through `readFile`.
 */
export function readConfig(source: ConfigSource): Config {
  const { env } = source
  const { file, settings: given, faults } = readSettings(source)
  const overrides = environmentOverrides(settingsSchema, env)
  for (const override of overrides) put(given, override.path, override.value)
  const where = (path: SettingPath) => placeOf(path, overrides, file, given)

  const { settings, issues } = parseLeniently(given)
  faults.push(...schemaFaults(settingsSchema, given, issues, where))

  const secrets = openSecrets(env, source.readFile)
  const demo = settings.demo ?? nothingConfigured(settings, env)
  const wrong = issues.filter(({ code }) => code !== 'unrecognized_keys').map(({ path }) => path)
  const rules = ruleFaults(settings, demo).filter(
    ({ path }) => !wrong.some((other) => startsWith(path, other)),
  )
  faults.push(...rules.map(({ path, problem, remedy }) => ({ where: where(path).name, problem, remedy })))

  // An element whose name was made up during repair has no secrets to ask for.
  const isNamed = (list: string) => (_item: unknown, index: number) =>
    !wrong.some((path) => startsWith([list, index, 'name'], path))
  const mailboxes = settings.mailboxes.filter(isNamed('mailboxes'))
  const smtpServers = settings.smtpServers.filter(isNamed('smtpServers'))

  const config = assemble({ ...settings, mailboxes, smtpServers }, demo, file, {
    secrets,
    readFile: source.readFile,
  })
  faults.push(...secrets.faults)
  if (faults.length > 0) throw new InvalidConfig(faults)
  return deepFreeze(config)
}

// Parses. On failure it records the issues, puts a usable value in each faulty place and continues. So the rules
// between settings and the missing secrets are reported in the same run as a wrong port.
function parseLeniently(given: Group) {
  const first = settingsSchema.safeParse(given)
  if (first.success) return { settings: first.data, issues: [] }
  const issues = first.error.issues
  const repaired = structuredClone(given)
  for (let round = 0; round < 5; round++) {
    const result = settingsSchema.safeParse(repaired)
    if (result.success) return { settings: result.data, issues }
    for (const issue of result.error.issues)
      repair(repaired, issue.path, 'keys' in issue ? issue.keys : undefined)
  }
  return { settings: settingsSchema.parse({}), issues }
}

function repair(given: Group, path: SettingPath, unknownKeys: readonly string[] | undefined): void {
  if (unknownKeys) {
    const group = valueAt(given, path)
    if (isGroup(group)) for (const key of unknownKeys) delete group[key]
    return
  }
  const setting = schemaAt(settingsSchema, path)
  put(given, path, setting && (unwrapSchema(setting) === setting ? exampleValue(setting) : undefined))
}

function nothingConfigured(settings: Settings, env: Environment): boolean {
  return (
    !env.DATABASE_URL &&
    !env.DATABASE_URL_FILE &&
    settings.mailboxes.length === 0 &&
    settings.smtpServers.length === 0
  )
}

function assemble(settings: Settings, demo: boolean, file: string | null, sources: Sources): Config {
  const { secrets } = sources
  const databaseUrl = secrets.optional('DATABASE_URL')
  const listenUrl = secrets.optional('DATABASE_LISTEN_URL')
  return {
    ...settings,
    file,
    demo,
    publicUrl: (settings.publicUrl ?? `http://localhost:${settings.port}`).replace(/\/+$/, ''),
    databaseUrl: databaseUrl && checkedDatabaseUrl('DATABASE_URL', databaseUrl, secrets),
    databaseListenUrl: listenUrl && checkedDatabaseUrl('DATABASE_LISTEN_URL', listenUrl, secrets),
    secretKeys: signingKeys(databaseUrl !== null, secrets),
    chat: chatConfig(settings.chat, secrets),
    apiToken: optionalToken(API_TOKEN, secrets),
    operationsToken: optionalToken(OPERATIONS_TOKEN, secrets),
    signIn: signInConfig(settings.signIn, secrets),
    marketplaceWebhook: webhookConfig(settings.marketplaceWebhook, secrets),
    mailboxes: settings.mailboxes.map((mailbox) => mailboxConfig(mailbox, settings, sources)),
    smtpServers: settings.smtpServers.map((server) => smtpServerConfig(server, sources)),
  }
}

function chatConfig({ authentication: _, ...chat }: Settings['chat'], secrets: Secrets): Config['chat'] {
  return { ...chat, appPassword: chatPassword(chat.appId, secrets) }
}

function chatPassword(appId: string | undefined, secrets: Secrets): Secret | null {
  if (appId) return secrets.required('CHAT_APP_PASSWORD', "the chat's app at Azure")
  if (secrets.optional('CHAT_APP_PASSWORD')) {
    secrets.faults.push({
      where: 'CHAT_APP_PASSWORD',
      problem: 'is set, yet there is no app at Azure it belongs to',
      remedy: 'Set CHAT_APP_ID to the app id of the bot at Azure, or unset it.',
    })
  }
  return null
}

function checkedDatabaseUrl(where: string, url: Secret, secrets: Secrets): Secret {
  if (!/^postgres(ql)?:\/\/\S+$/.test(url.reveal())) {
    secrets.faults.push({
      where,
      problem: 'is not the address of a PostgreSQL database',
      remedy:
        where === 'DATABASE_URL'
          ? 'Set it to postgres://USER:PASSWORD@HOST/DATABASE, or unset it for the embedded database.'
          : 'Set it to postgres://USER:PASSWORD@HOST/DATABASE, or unset it where DATABASE_URL leads to no pooler.',
    })
  }
  return url
}

// A key with as many bits as the signature (HMAC-SHA256) takes at least this many characters in any alphabet.
const SHORTEST_KEY = 32

// Several processes may share a PostgreSQL database, each with its own data folder: keys generated there would differ.
function signingKeys(shared: boolean, secrets: Secrets): Secret[] | null {
  const purpose = 'signing links when DATABASE_URL is set'
  const given = shared ? secrets.required('SECRET_KEYS', purpose) : secrets.optional('SECRET_KEYS')
  const keys = (given?.reveal() ?? '').split(/[\s,]+/).filter((key) => key !== '')
  if (keys.some((key) => key.length < SHORTEST_KEY)) {
    secrets.faults.push({
      where: 'SECRET_KEYS',
      problem: `holds a key of fewer than ${SHORTEST_KEY} characters`,
      remedy:
        'Set it to keys made by `openssl rand -hex 32`, separated by commas: the first signs, all verify.',
    })
  }
  return keys.length > 0 ? keys.map((key) => new Secret(key)) : null
}

function placeOf(
  path: SettingPath,
  overrides: readonly Override[],
  file: string | null,
  given: Group,
): Place {
  const override = overrides.find((given) => startsWith(path, given.path))
  if (override) return { name: override.variable, path: override.path }
  const setting = schemaAt(settingsSchema, path)
  const variable = setting && settingMeta(setting).env
  if (variable && valueAt(given, path) === undefined) return { name: variable, path }
  return { name: file ? `${settingName(path)} in ${file}` : settingName(path), path }
}

type DeepReadonly<T> = T extends Secret | Date
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const key of Reflect.ownKeys(value)) deepFreeze(Reflect.get(value, key))
  }
  return value
}

/** Returns the settings in effect, one line each, for a terminal; a secret is only reported as set. */
export function describeConfig(config: Config): string {
  return settingLines(config, []).join('\n')
}

function settingLines(value: unknown, path: SettingPath): string[] {
  if (isList(value) && value.some(isSettingsObject))
    return value.flatMap((item, index) => settingLines(item, [...path, index]))
  if (isSettingsObject(value))
    return Object.entries(value).flatMap(([key, item]) => settingLines(item, [...path, key]))
  return [`${settingName(path)} = ${describeValue(value, String(path[0]))}`]
}

function describeValue(value: unknown, setting: string): string {
  if (value instanceof Secret) return setting.startsWith('database') ? databaseName(value) : '*** (set)'
  if (typeof value === 'string' && value.includes('-----BEGIN')) return '(read)'
  if (value instanceof Date) return value.toISOString()
  if (isList(value))
    return value.length === 0 ? 'none' : value.map((item) => describeValue(item, setting)).join(', ')
  return value === null ? 'not set' : String(value)
}

function databaseName(url: Secret): string {
  // URL cannot parse socket addresses, and its error would quote them.
  if (!URL.canParse(url.reveal())) return '*** (set)'
  const { host, pathname } = new URL(url.reveal())
  return `postgres://${host}${pathname} (user and password not shown)`
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isSettingsObject(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isList(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Date)
  )
}
