import jsonc, { type ParseErrorCode } from 'jsonc-parser'
import type { ConfigFault } from './fault.ts'
import { type ReadFile, removeSecrets } from './secrets.ts'
import type { Environment } from './setting.ts'
import { type Group, isGroup } from './setting.ts'

/** The default file when CONFIG names none; it may be missing. */
const USUAL_FILE = './agafort.config.jsonc'

/** Where the configuration comes from. */
export interface ConfigSource {
  env: Environment
  /** Reads a text file; throws when it cannot, with `code` `ENOENT` when there is none. */
  readFile: ReadFile
  /** The file to read; overrides CONFIG. */
  file?: string | undefined
}

/** Returns the file's settings without its secrets, and its faults; nothing where there is no file. */
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
 * Reads JSON (RFC 8259) that may hold comments and commas before a closing bracket. A key written twice is a fault
 * rather than silently the last one. A fault never quotes the text: a secret pasted in the wrong place must not come
 * out in an error.
 */
export function readCommentedJson(text: string): CommentedJson {
  const open: Container[] = []
  let whole: unknown
  const add = (value: unknown) => {
    const container = open.at(-1)
    if (container === undefined) whole = value
    else if (container.kind === 'list') container.items.push(value)
    else container.entries.set(container.key, value)
  }
  const begin = (container: Container, place: Place) => {
    if (open.length > DEEPEST) throw new Misread(`no more than ${DEEPEST} brackets within each other`, place)
    open.push(container)
  }
  try {
    jsonc.visit(
      text.replace(/^\uFEFF/, ' '),
      {
        onObjectBegin: (_offset, _length, ...place) =>
          begin({ kind: 'group', entries: new Map(), key: '', wantsKey: true }, place),
        onObjectProperty: (key, _offset, _length, ...[line, column]) => {
          const group = open.at(-1)
          if (group?.kind !== 'group') return
          if (group.entries.has(key)) throw new Misread('each setting only once', [line, column])
          group.key = key
          group.wantsKey = false
        },
        onSeparator: (character) => {
          const group = open.at(-1)
          if (character === ',' && group?.kind === 'group') group.wantsKey = true
        },
        onObjectEnd: () => {
          const group = open.pop()
          if (group?.kind === 'group') add(Object.fromEntries(group.entries))
        },
        onArrayBegin: (_offset, _length, ...place) => begin({ kind: 'list', items: [] }, place),
        onArrayEnd: () => {
          const list = open.pop()
          if (list?.kind === 'list') add(list.items)
        },
        onLiteralValue: add,
        onError: (code, _offset, _length, ...place) => {
          throw new Misread(expectedAt(code, open.at(-1)), place)
        },
      },
      { allowTrailingComma: true },
    )
    return { ok: true, value: whole }
  } catch (error) {
    if (!(error instanceof Misread)) throw error
    return { ok: false, fault: { line: error.line + 1, column: error.column + 1, expected: error.message } }
  }
}

/** What is being read: a group of settings, with the one whose value comes next, or a list. */
type Container =
  | { kind: 'group'; entries: Map<string, unknown>; key: string; wantsKey: boolean }
  | { kind: 'list'; items: unknown[] }

/** Line and column, counted from 0. */
type Place = readonly [line: number, column: number, ...rest: unknown[]]

const DEEPEST = 50

function expectedAt(code: ParseErrorCode, container: Container | undefined): string {
  switch (jsonc.printParseErrorCode(code)) {
    case 'ColonExpected':
      return 'a colon'
    case 'CommaExpected':
    case 'CloseBraceExpected':
    case 'CloseBracketExpected':
      return container?.kind === 'list' ? 'a comma or ]' : 'a comma or }'
    case 'EndOfFileExpected':
      return 'the end of the file'
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return 'the end of this comment'
    case 'UnexpectedEndOfString':
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
    case 'InvalidCharacter':
      return 'a text that ends on its line, with its backslashes doubled'
    default:
      return container?.kind === 'group' && container.wantsKey
        ? 'a setting in double quotes, or }'
        : 'a value'
  }
}

class Misread extends Error {
  readonly line: number
  readonly column: number
  constructor(expected: string, [line, column]: Place) {
    super(expected)
    this.line = line
    this.column = column
  }
}
