import { importsOf, type SourceFile } from './source-file.ts'

/** Returns the groups of files that import each other in a ring, directly or by others, each in alphabetical order. */
export function importCycles(files: readonly SourceFile[]): string[][] {
  const targets = new Map(
    files.map(({ path, read }) => [path, importsOf(path, read()).flatMap(({ target }) => target ?? [])]),
  )
  return ringsOf(targets)
}

/** Tarjan's strongly connected components of more than one file. */
export function ringsOf(targets: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>()
  const open: string[] = []
  const rings: string[][] = []
  const visit = (file: string): number => {
    const own = index.size
    index.set(file, own)
    open.push(file)
    let low = own
    for (const target of targets.get(file) ?? []) {
      if (!targets.has(target)) continue
      if (!index.has(target)) low = Math.min(low, visit(target))
      else if (open.includes(target)) low = Math.min(low, index.get(target) ?? own)
    }
    if (low === own) {
      const ring = open.splice(open.indexOf(file))
      if (ring.length > 1) rings.push(ring.sort())
    }
    return low
  }
  for (const file of targets.keys()) if (!index.has(file)) visit(file)
  return rings
}
