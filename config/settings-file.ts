import type { ConfigFault } from './fault.ts'
import { type ReadFile, removeSecrets } from './secrets.ts'
import type { Environment } from './setting.ts'
import { type Group, isGroup } from './setting.ts'

/** The file read when CONFIG names none; it need not exist. */
const USUAL_FILE = './agafort.config.jsonc'

/** Where configuration comes from. */
export interface ConfigSource {
  env: Environment
  /** Reads a text file; throws when it cannot, with `code` `ENOENT` when there is none. */
  readFile: ReadFile
  /** The file to read; goes before CONFIG. */
  file?: string | undefined
}

/** What the file says, without its secrets, and what is wrong with it; nothing where there is no file. */
export function readSettings({ env, readFile, file: asked }: ConfigSource) {
  const faults: ConfigFault[] = []
  const chosen = asked ?? (env.CONFIG || undefined)
  const file = chosen ?? USUAL_FILE
  const nothing = (found: string | null) => ({ file: found, settings: {} as Group, faults })

  let text: string
  try {
    text = readFile(file)
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (chosen === undefined && code === 'ENOENT') return nothing(null)
    const why =
      code === 'ENOENT' ? 'does not exist' : `cannot be read (${typeof code === 'string' ? code : 'unknown'})`
    faults.push({
      where: file,
      problem: why,
      remedy: 'Set CONFIG to a file this user may read, or unset it.',
    })
    return nothing(file)
  }

  const read = readCommentedJson(text)
  if (!read.ok) {
    const { line, column, expected } = read.fault
    faults.push({
      where: `${file}:${line}:${column}`,
      problem: 'is not JSON with comments',
      remedy: `Write ${expected} there.`,
    })
    return nothing(file)
  }
  if (!isGroup(read.value)) {
    faults.push({
      where: file,
      problem: 'is not a group of settings',
      remedy: 'Begin it with { and end it with }.',
    })
    return nothing(file)
  }
  faults.push(...removeSecrets(read.value, file))
  return { file, settings: read.value, faults }
}

/** Where a text stops being JSON with comments, counted from 1, and what was expected there. */
interface TextFault {
  line: number
  column: number
  expected: string
}

type CommentedJson = { ok: true; value: unknown } | { ok: false; fault: TextFault }

/**
 * Reads JSON (RFC 8259) that may hold line and block comments and commas before a closing bracket.
 * A key written twice is a fault rather than silently the last one. A fault never quotes the text: a secret pasted in
 * the wrong place must not come out in an error.
 */
export function readCommentedJson(text: string): CommentedJson {
  let at = 0

  try {
    const value = readValue(0)
    skip()
    if (at < text.length) fail('the end of the file')
    return { ok: true, value }
  } catch (error) {
    if (!(error instanceof Misread)) throw error
    const before = text.slice(0, error.at).split('\n')
    return {
      ok: false,
      fault: { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected: error.message },
    }
  }

  function readValue(depth: number): unknown {
    skip()
    if (depth > DEEPEST) fail(`no more than ${DEEPEST} brackets within each other`)
    const first = text[at]
    if (first === '{') return readObject(depth)
    if (first === '[') return readList(depth)
    if (first === '"') return readString()
    const word = match(WORD)
    if (word === undefined) return fail('a value')
    return JSON.parse(word)
  }

  function readObject(depth: number): unknown {
    const entries = new Map<string, unknown>()
    at++
    for (skip(); text[at] !== '}'; skip()) {
      if (text[at] !== '"') fail('a setting in double quotes, or }')
      const start = at
      const key = readString()
      if (entries.has(key)) {
        at = start
        fail('each setting only once')
      }
      skip()
      if (text[at] !== ':') fail('a colon')
      at++
      entries.set(key, readValue(depth + 1))
      skip()
      if (text[at] === ',') at++
      else if (text[at] !== '}') fail('a comma or }')
    }
    at++
    return Object.fromEntries(entries)
  }

  function readList(depth: number): unknown[] {
    const list: unknown[] = []
    at++
    for (skip(); text[at] !== ']'; skip()) {
      list.push(readValue(depth + 1))
      skip()
      if (text[at] === ',') at++
      else if (text[at] !== ']') fail('a comma or ]')
    }
    at++
    return list
  }

  function readString(): string {
    const start = at
    const quoted = match(STRING)
    if (quoted !== undefined) return JSON.parse(quoted)
    at = start
    return fail('a text that ends on its line, with its backslashes doubled')
  }

  function skip(): void {
    match(BLANK)
    if (text.startsWith('/*', at)) fail('the end of this comment')
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    at += found?.length ?? 0
    return found
  }

  function fail(expected: string): never {
    throw new Misread(expected, at)
  }
}

const DEEPEST = 50
const BLANK = /(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
const STRING = /"(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/uy
const WORD = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y

class Misread extends Error {
  readonly at: number
  constructor(expected: string, at: number) {
    super(expected)
    this.at = at
  }
}
