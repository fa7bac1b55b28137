import { globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { changedConstants, importsOf, instrument, isSwitchable, type Numbered } from './instrument.ts'
import { findMutants, type Mutant } from './mutants.ts'
import { type Node, parse } from './syntax.ts'

/** A file under test with the mutants of it that are tried. */
export interface MutatedFile {
  readonly path: string
  readonly code: string
  readonly tree: Node
  readonly mutants: readonly Numbered[]
}

/** Returns the code files of a folder, or the one file, without tests; empty when there is none. */
export function codeFiles(root: string, path: string): string[] {
  const whole = join(root, path)
  const stat = statSync(whole, { throwIfNoEntry: false })
  if (stat?.isFile()) return whole.endsWith('.ts') ? [whole] : []
  if (!stat) return []
  return globSync('**/*.ts', { cwd: whole, exclude: (name) => name === 'node_modules' })
    .filter((name) => !/\.(?:test|d)\.ts$/.test(name))
    .sort()
    .map((name) => join(whole, name))
}

/** Returns the mutants of files, numbered; of more than `limit`, so many drawn by the seed. */
export function mutateFiles(
  paths: readonly string[],
  { limit, seed }: { limit: number; seed: number },
): MutatedFile[] {
  const read = paths.map((path) => {
    const code = readFileSync(path, 'utf8')
    const tree = parse(code)
    const mutants = findMutants(code, tree).filter((mutant) => isSwitchable(mutant, tree))
    return { path, code, tree, mutants }
  })
  const all = read.flatMap(({ mutants }) => mutants)
  const numbers = new Map(sample(all, limit, seed).map((mutant, id) => [mutant, id]))
  return read.map((file) => ({ ...file, mutants: numbered(file.mutants, numbers) }))
}

function numbered(mutants: readonly Mutant[], numbers: ReadonlyMap<Mutant, number>): Numbered[] {
  return mutants.flatMap((mutant) => {
    const id = numbers.get(mutant)
    return id === undefined ? [] : [{ ...mutant, id }]
  })
}

function sample(all: readonly Mutant[], limit: number, seed: number): readonly Mutant[] {
  if (all.length <= limit) return all
  const next = randomFrom(seed)
  const drawn = all
    .map((mutant) => ({ mutant, key: next() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, limit)
  const kept = new Set(drawn.map(({ mutant }) => mutant))
  return all.filter((mutant) => kept.has(mutant))
}

// Mulberry32: the same seed draws the same mutants.
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Returns what turns a file into the code that is run: the mutants of its own, and the reading of changed constants. */
export function instrumentation(
  files: readonly MutatedFile[],
): (path: string, code: string) => string | null {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const constants = new Map(files.map(({ path, tree, mutants }) => [path, changedConstants(tree, mutants)]))
  return (path, code) => {
    const own = byPath.get(path)
    const tree = own?.tree ?? parse(code)
    const imported = importsOf(tree).flatMap(({ local, name, from }) => {
      const found = constants.get(join(dirname(path), from))?.find((constant) => constant.name === name)
      return found ? [{ name: local, ids: found.ids }] : []
    })
    if (!own && imported.length === 0) return null
    return instrument(code, tree, own?.mutants ?? [], imported)
  }
}

/**
 * Returns the test files for some code files, the nearest first: those of the folder in `test/` that mirrors them, and
 * those that import one of them. Tests in a browser are not among them: they take seconds for each mutant.
 */
export function testFilesFor(root: string, files: readonly string[], more: readonly string[]): string[] {
  const all = globSync('**/*.test.ts', {
    cwd: root,
    exclude: (name) => name === 'node_modules' || name === 'output',
  })
  const folders = new Set(files.map((file) => dirname(relative(root, file))))
  const mirrored = all.filter((name) =>
    [...folders].some((folder) => isUnder(name, [join('test', folder), folder])),
  )
  const named = all.filter((name) => isUnder(name, more))
  const importing = all.filter((name) => !name.includes('-in-browser') && importsAny(join(root, name), files))
  return [...new Set([...mirrored, ...named, ...importing])].map((name) => join(root, name))
}

function isUnder(name: string, folders: readonly string[]): boolean {
  return folders.some(
    (folder) => folder === '.' || name === folder || name.startsWith(`${folder.replace(/\/$/, '')}/`),
  )
}

function importsAny(testFile: string, files: readonly string[]): boolean {
  const imports = readFileSync(testFile, 'utf8').matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)
  return [...imports].some(([, from, late]) => files.includes(join(dirname(testFile), from ?? late ?? '')))
}
