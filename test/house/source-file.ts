import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** The repository's folder. */
export const ROOT = join(import.meta.dirname, '../..')

/** One file of the repository. */
export interface SourceFile {
  /** From the repository's folder, with `/`. */
  readonly path: string
  read(): string
}

/** What a file imports, as written: static, dynamic, re-exported, or the address of a worker beside it. */
export interface Import {
  readonly specifier: string
  /** For a relative import, the file meant, from the repository's folder. */
  readonly target: string | undefined
  /** Nothing of it is there when the program runs. */
  readonly typesOnly: boolean
}

// Not ours, or not kept.
const LEFT_OUT = ['.git', 'node_modules', 'data', 'test/output']

/** Every file of the repository but dependencies, data and what test runs leave behind. */
export function sourceFiles(folder = ''): SourceFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (LEFT_OUT.includes(path) || entry.name.endsWith('.log')) return []
    if (entry.isDirectory()) return sourceFiles(path)
    return [{ path, read: () => readFileSync(join(ROOT, path), 'utf8') }]
  })
}

/** The TypeScript among them. */
export function typeScriptFiles(): SourceFile[] {
  return sourceFiles().filter(({ path }) => path.endsWith('.ts'))
}

/** A file's text without its comments' lines and without comments behind code. */
export function codeOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '$1')
}

const IMPORTS = [
  /^\s*(?:import|export)\b(?<what>[^'"`;]*?)\bfrom\s*['"](?<specifier>[^'"]+)['"]/gm,
  /^\s*import\s*['"](?<specifier>[^'"]+)['"]/gm,
  /\bimport\(\s*['"`](?<specifier>[^'"`]+)['"`]/g,
  /\bnew URL\(\s*['"](?<specifier>[^'"]+\.[cm]?[jt]s)['"]\s*,\s*import\.meta\.url/g,
]

/** Everything a file imports, in no particular order. */
export function importsOf(path: string, text: string): Import[] {
  const code = codeOf(text)
  return IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)]).map(({ groups }) => {
    const { specifier = '', what = '' } = groups ?? {}
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined
    return { specifier, target, typesOnly: ofTypes(what) }
  })
}

// `import type { … }`, or a list in which every name is marked `type`.
function ofTypes(what: string): boolean {
  if (/^\s*type\b/.test(what)) return true
  const names = /^\s*\{(.*)\}\s*$/s
    .exec(what)?.[1]
    ?.split(',')
    .map((name) => name.trim())
  return names?.filter((name) => name !== '').every((name) => name.startsWith('type ')) ?? false
}
