import { z } from 'zod'

/** What the schema says of a setting beside its type; the example file, the faults and the environment live on it. */
export interface SettingMeta {
  description?: string
  /** The environment variable that overrides the file. */
  env?: string
  /** Completes "set it to …". */
  expects?: string
  /** A value for the example file where there is no default. */
  example?: unknown
}

/** The schema without its default or optional wrapping. */
export function unwrapSchema(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault
    ? unwrapSchema(schema.unwrap())
    : schema
}

/** What the schema says of this setting; what stands on a wrapping goes before what stands within. */
export function settingMeta(schema: z.core.$ZodType): SettingMeta {
  const own = (z.globalRegistry.get(schema) ?? {}) as SettingMeta
  const inner = unwrapSchema(schema)
  return inner === schema ? own : { ...(z.globalRegistry.get(inner) as SettingMeta), ...own }
}

/** The schema a path of a value leads to; undefined where the path leaves what is known. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let here: z.core.$ZodType | undefined = schema
  for (const key of path) {
    const inside: z.core.$ZodType | undefined = here && unwrapSchema(here)
    if (inside instanceof z.ZodArray) here = inside.element
    else if (inside instanceof z.ZodObject) {
      here = Object.hasOwn(inside.shape, key) ? inside.shape[String(key)] : undefined
    } else if (inside instanceof z.ZodDiscriminatedUnion) {
      here = inside.options.map((option) => schemaAt(option, [key])).find((found) => found !== undefined)
    } else return undefined
  }
  return here
}

/**
 * A value the schema accepts, as the example file shows it: for a group its required settings. Undefined for what
 * may be left out.
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

/** A line of text, never empty and without control characters: a line feed in it could end a mail header. */
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

/** True or false; the environment may also say on/off, yes/no and 1/0. */
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
