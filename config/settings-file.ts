import type { Environment } from './environment.ts'
import type { ConfigFault } from './fault.ts'
import { type Group, isGroup } from './path.ts'
import { type ReadFile, removeSecrets } from './secrets.ts'
import { readCommentedJson } from './text.ts'

/** The file read when CONFIG names none; it need not exist. */
export const USUAL_FILE = './agafort.config.jsonc'

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
