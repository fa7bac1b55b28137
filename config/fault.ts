import { z } from 'zod'
import { type SettingPath, schemaAt, settingMeta, unwrapSchema, valueAt } from './setting.ts'

/** One fault of the configuration. It holds no given value, which could be a secret. */
export interface ConfigFault {
  /** The setting, and where it was given: `PORT`, `mailboxes[0].host in agafort.config.jsonc`. */
  where: string
  /** What is wrong with it. */
  problem: string
  /** What to do about it, as a sentence. */
  remedy: string
}

/** The configuration cannot be used. `faults` holds everything found at once; `message` is all of it as text. */
export class InvalidConfig extends Error {
  readonly faults: readonly ConfigFault[]
  constructor(found: readonly ConfigFault[]) {
    // Two bad elements of a list given by a variable produce the same fault.
    const faults = [...new Map(found.map((fault) => [JSON.stringify(fault), fault])).values()]
    super(describeFaults(faults))
    this.name = 'InvalidConfig'
    this.faults = faults
  }
}

/** Returns all faults as text for a terminal: one line each for the problem, one for the remedy. */
export function describeFaults(faults: readonly ConfigFault[]): string {
  const title =
    faults.length === 1 ? 'The configuration has a fault:' : `The configuration has ${faults.length} faults:`
  return [title, ...faults.map((fault) => `  - ${fault.where}: ${fault.problem}\n    ${fault.remedy}`)].join(
    '\n',
  )
}

/** Where a value was given: what to call it, and the path of the setting it names. */
export interface Place {
  name: string
  path: SettingPath
}

/** Returns the faults of one schema error. `placed` returns where the value of a path was given. */
export function schemaFaults(
  schema: z.core.$ZodType,
  input: unknown,
  issues: readonly z.core.$ZodIssue[],
  placed: (path: SettingPath) => Place,
): ConfigFault[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const parent = schemaAt(schema, issue.path)
      return issue.keys.map((key) => unknownSetting(parent, placed([...issue.path, key]).name, key))
    }
    const { name, path } = placed(issue.path)
    const problem = valueAt(input, issue.path) === undefined ? 'is missing' : problemOf(issue)
    // A wrong "type" of a log-in is explained at the log-in.
    const explained = issue.code === 'invalid_union' ? path.slice(0, -1) : path
    return [{ where: name, problem, remedy: remedyOf(schemaAt(schema, explained)) }]
  })
}

/**
 * Returns the nearest of several names when one was probably meant: small slips, other case, an environment variable's
 * name.
 */
export function didYouMean(typed: string, known: readonly string[]): string | undefined {
  const normalise = (name: string) => name.toLowerCase().replace(/[_-]/g, '')
  const [nearest] = known
    .map((name) => ({ name, slips: slipsBetween(normalise(typed), normalise(name)) }))
    .sort((a, b) => a.slips - b.slips)
  return nearest && nearest.slips <= Math.max(1, nearest.name.length / 3) ? nearest.name : undefined
}

function unknownSetting(parent: z.core.$ZodType | undefined, where: string, key: string): ConfigFault {
  const inside = parent && unwrapSchema(parent)
  const known = inside instanceof z.ZodObject ? Object.keys(inside.shape) : []
  const meant = didYouMean(key, known)
  return {
    where,
    problem: 'is not a setting',
    remedy: meant ? `Did you mean "${meant}"?` : `Remove it. Known here: ${known.join(', ')}.`,
  }
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom' && issue.message !== 'Invalid input') return issue.message
  if (issue.code === 'too_small') return 'is too small'
  if (issue.code === 'too_big') return 'is too big'
  return 'is not usable'
}

function remedyOf(schema: z.core.$ZodType | undefined): string {
  if (!schema) return 'Compare config.example.jsonc.'
  const { expects } = settingMeta(schema)
  const inside = unwrapSchema(schema)
  if (expects) return `Set it to ${expects}.`
  if (inside instanceof z.ZodEnum) return `Set it to one of: ${inside.options.join(', ')}.`
  if (inside instanceof z.ZodBoolean) return 'Set it to true or false.'
  if (inside instanceof z.ZodNumber) return 'Set it to a number.'
  if (inside instanceof z.ZodArray) return 'Set it to a list: [ … ].'
  if (inside instanceof z.ZodObject) return 'Set it to a group of settings: { … }.'
  return 'Compare config.example.jsonc.'
}

// Levenshtein distance; names are short.
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
