import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

// Whoever imports one of these, itself or through others, needs a server, a browser, a database or another process.
const HEAVY =
  /^(test\/servers\/|test\/browser\/|node:child_process$|node:worker_threads$|playwright-core$|pg$|@electric-sql\/)/
// Types and dynamic imports bring nothing in by themselves.
const IMPORT = /^(?:import|export) (?!type )[^'"]*?from '([^']+)'|^import '([^']+)'/gms

/** Returns the test files that need nothing but this process, by what they import. */
export function unitFiles(root: string): string[] {
  const known = new Map<string, boolean>()
  const isLight = (file: string): boolean => {
    const found = known.get(file)
    if (found !== undefined) return found
    // A circle of imports is as light as the rest of it.
    known.set(file, true)
    const light = importsOf(root, file).every(
      (one) => !HEAVY.test(one) && (!isOurs(root, one) || isLight(one)),
    )
    known.set(file, light)
    return light
  }
  return globSync('test/**/*.test.ts', { cwd: root }).filter(isLight).sort()
}

function isOurs(root: string, file: string): boolean {
  return file.endsWith('.ts') && existsSync(join(root, file))
}

/** What a file imports: files from the root of the repository, packages by their name. */
function importsOf(root: string, file: string): string[] {
  const found = readFileSync(join(root, file), 'utf8').matchAll(IMPORT)
  return [...found].map(([, from, bare]) => {
    const name = from ?? bare ?? ''
    return name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name
  })
}
