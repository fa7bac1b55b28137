import { z } from 'zod'
import { settingMeta, unwrapSchema } from './setting.ts'

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A setting given by the environment. */
export interface Override {
  path: readonly string[]
  variable: string
  value: unknown
}

/**
 * The settings the environment gives. An empty variable counts as not set: compose files pass those on.
 * What cannot be read as its type is handed on as text, for the schema to refuse.
 */
export function environmentOverrides(schema: z.core.$ZodType, env: Environment): Override[] {
  return variablesOf(schema).flatMap(({ path, variable, setting }) => {
    const text = env[variable]?.trim()
    return text ? [{ path, variable, value: fromText(setting, text) }] : []
  })
}

/** Every environment variable the schema names, with the setting it overrides. */
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
