import { z } from 'zod'

/** Metadata of a setting in the schema; the example file, the faults and the environment are derived from it. */
interface SettingMeta {
  description?: string
  /** The environment variable that overrides the file. */
  env?: string
  /** Completes "set it to …". */
  expects?: string
  /** A value for the example file where there is no default. */
  example?: unknown
  /** True for a setting of earlier versions, which a rule explains and the example file leaves out. */
  retired?: boolean
}

/** Returns the schema without its default or optional wrapper. */
export function unwrapSchema(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault
    ? unwrapSchema(schema.unwrap())
    : schema
}

/** Returns the metadata of a setting; that of a wrapper overrides that of the wrapped schema. */
export function settingMeta(schema: z.core.$ZodType): SettingMeta {
  const own = (z.globalRegistry.get(schema) ?? {}) as SettingMeta
  const inner = unwrapSchema(schema)
  return inner === schema ? own : { ...(z.globalRegistry.get(inner) as SettingMeta), ...own }
}

/** Returns the schema at a path; undefined where the schema does not have that path. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let current: z.core.$ZodType | undefined = schema
  for (const key of path) {
    const inside: z.core.$ZodType | undefined = current && unwrapSchema(current)
    if (inside instanceof z.ZodArray) current = inside.element
    else if (inside instanceof z.ZodObject) {
      current = Object.hasOwn(inside.shape, key) ? inside.shape[String(key)] : undefined
    } else if (inside instanceof z.ZodDiscriminatedUnion) {
      current = inside.options.map((option) => schemaAt(option, [key])).find((found) => found !== undefined)
    } else return undefined
  }
  return current
}

/**
 * Returns a value the schema accepts, as the example file shows it: for a group its required settings. Undefined for an
 * optional one.
 */
export function exampleValue(schema: z.core.$ZodType): unknown {
  const { example } = settingMeta(schema)
  if (example !== undefined) return example
  if (unwrapSchema(schema) !== schema) return undefined
  if (schema instanceof z.ZodEnum) return schema.options[0]
  if (!(schema instanceof z.ZodObject)) return undefined
  const entries = Object.entries(schema.shape).map(([key, child]) => [
    key,
    exampleValue(child as z.core.$ZodType),
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** A single-line text, never empty and without control characters: a line feed in it could end a mail header. */
export function text(expects: string) {
  return z
    .string()
    .regex(/^[^\p{Cc}]{1,500}$/u)
    .meta({ expects })
}

/** A TCP port; 0 takes a free one. */
export function port() {
  return z.int().min(0).max(65535).meta({ expects: 'a port number from 0 to 65535' })
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number) {
  return z
    .int()
    .min(least)
    .max(most)
    .meta({ expects: `a whole number from ${least} to ${most}` })
}

/** True or false; the environment also accepts on/off, yes/no and 1/0. */
export function flag() {
  return z.boolean()
}

/** A list of known words, each once. */
export function wordList<const Words extends readonly [string, ...string[]]>(known: Words) {
  return z.array(z.enum(known)).refine((list) => new Set(list).size === list.length)
}

/** An e-mail address of our own. */
export function address(description: string, env: string) {
  return z.email().toLowerCase().meta({ description, env, expects: 'an e-mail address' })
}

/** The name of a mail header (RFC 5322 §2.2). */
export function headerName() {
  return z
    .string()
    .regex(/^[!-9;-~]{1,100}$/)
    .meta({ expects: 'the name of a header, without the colon' })
}

/** The path of a setting: `['mailboxes', 0, 'host']`. */
export type SettingPath = readonly PropertyKey[]

/** `mailboxes[0].host` */
export function settingName(path: SettingPath): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`))
    .join('')
}

/** Returns the value at a path, or undefined. */
export function valueAt(input: unknown, path: SettingPath): unknown {
  return path.reduce(
    (value: unknown, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    input,
  )
}

/** Settings as a file has them, unchecked. */
export type Group = Record<PropertyKey, unknown>

/** Returns whether the value is `{ … }`. */
export function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets the value at a path; undefined removes it, so that the schema's default applies. */
export function put(settings: Group, path: SettingPath, value: unknown): void {
  let current: unknown = settings
  for (const key of path.slice(0, -1)) {
    if (typeof current !== 'object' || current === null) return
    if (!Object.hasOwn(current, key)) Reflect.set(current, key, {})
    current = Reflect.get(current, key)
  }
  const last = path.at(-1)
  if (last === undefined || typeof current !== 'object' || current === null) return
  if (value === undefined) Reflect.deleteProperty(current, last)
  else Reflect.set(current, last, value)
}

/** Returns whether `path` is `start` or within it. */
export function startsWith(path: SettingPath, start: SettingPath): boolean {
  return start.every((key, index) => path[index] === key)
}

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A setting given by the environment. */
export interface Override {
  path: readonly string[]
  variable: string
  value: unknown
}

/**
 * Returns the settings given by the environment. An empty variable counts as not set, because compose files pass such
 * variables on. A value that cannot be converted to its type stays text, for the schema to refuse.
 */
export function environmentOverrides(schema: z.core.$ZodType, env: Environment): Override[] {
  return variablesOf(schema).flatMap(({ path, variable, setting }) => {
    const text = env[variable]?.trim()
    return text ? [{ path, variable, value: fromText(setting, text) }] : []
  })
}

/** Returns every environment variable the schema names, with the setting it overrides. */
export function variablesOf(
  schema: z.core.$ZodType,
  path: readonly string[] = [],
): { path: readonly string[]; variable: string; setting: z.core.$ZodType }[] {
  const inside = unwrapSchema(schema)
  const { env } = settingMeta(schema)
  const own = env ? [{ path, variable: env, setting: inside }] : []
  if (!(inside instanceof z.ZodObject)) return own
  return [
    ...own,
    ...Object.entries(inside.shape).flatMap(([key, child]) =>
      variablesOf(child as z.core.$ZodType, [...path, key]),
    ),
  ]
}

const YES = ['true', 'on', 'yes', '1']
const NO = ['false', 'off', 'no', '0']

function fromText(setting: z.core.$ZodType, text: string): unknown {
  if (setting instanceof z.ZodNumber) return /^-?\d+$/.test(text) ? Number(text) : text
  if (setting instanceof z.ZodBoolean) {
    if (YES.includes(text.toLowerCase())) return true
    return NO.includes(text.toLowerCase()) ? false : text
  }
  if (setting instanceof z.ZodArray) {
    if (text.toLowerCase() === 'none') return []
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  }
  return text
}
