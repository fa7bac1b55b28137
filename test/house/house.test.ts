import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importCycles } from './import-cycles.ts'
import { codeOf, importsOf, ROOT, sourceFiles, typeScriptFiles } from './source-file.ts'

const lines = (text: string) => text.trimEnd().split('\n').length
const isProduct = ({ path }: { path: string }) => !path.startsWith('test/')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** The lines of the code, its texts left out, that a pattern finds, as `path:line text`. */
function found(files: ReturnType<typeof typeScriptFiles>, pattern: RegExp): string[] {
  return files.flatMap((file) =>
    codeOf(file.read())
      .split('\n')
      .map((line) => line.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''"))
      .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : [])),
  )
}

describe('Rooms', () => {
  const code = typeScriptFiles()

  it('have at most 40 code files at one level, so that one is found by looking', () => {
    const folders = Map.groupBy(code, ({ path }) => posix.dirname(path))
    const full = [...folders].map(([folder, files]) => ({ folder, files: files.length }))
    expect(full.filter(({ files }) => files > 40)).toEqual([])
  })

  it('say what they are for: each has a README', () => {
    const folders = new Set(code.map(({ path }) => path.split('/').slice(0, -1).slice(0, 2).join('/')))
    // Where tests mirror a room, the room's own README speaks for them.
    const mirrors = (folder: string) => folder.startsWith('test/') && existsSync(join(ROOT, folder.slice(5)))
    const silent = [...folders].filter(
      (folder) => !mirrors(folder) && !existsSync(join(ROOT, folder, 'README.md')),
    )
    expect(silent).toEqual([])
  })

  it('hold no files that need each other in a ring, types included', () => {
    expect(importCycles(code)).toEqual([])
  })

  it('give no name to two files, but to one and its page, its letter or its test', () => {
    const logic = code.filter(({ path }) => isProduct({ path }) && !/(^web|(^|\/)wording)\//.test(path))
    const tests = code.filter((file) => !isProduct(file))
    for (const files of [logic, tests]) {
      const byName = [...Map.groupBy(files, ({ path }) => posix.basename(path)).values()]
      expect(byName.filter(({ length }) => length > 1).map((same) => same.map(({ path }) => path))).toEqual(
        [],
      )
    }
  })
})

describe('Files', () => {
  const written = sourceFiles()
  const TEXT = /\.(ts|js|css|html)$/
  const WORDS = /(^|\/)(wording|migrations|samples)\//

  it('hold at most 400 lines of logic; what people read, and what is never edited, is as long as it is', () => {
    const logic = written.filter(({ path }) => isProduct({ path }) && TEXT.test(path) && !WORDS.test(path))
    const long = logic.map((file) => ({ path: file.path, lines: lines(file.read()) }))
    expect(long.filter((file) => file.lines > 400)).toEqual([])
  })

  it('are named in kebab-case', () => {
    // Papers, tools' own files, and migrations, which are counted.
    const NAME_GIVEN_BY_CUSTOM =
      /(^|\/)[A-Z]+(\.md)?$|^\.[a-z-]+(\/[a-z-]+)?$|^db\/migrations\/\d{4}_[a-z0-9-]+\.ts$/
    const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
    const wrong = written
      .map(({ path }) => path)
      .filter((path) => !NAME_GIVEN_BY_CUSTOM.test(path))
      .filter((path) => !path.split('/').every((part) => kebab.test(part)))
    expect(wrong).toEqual([])
  })

  it('are named by what they are about, not by a drawer', () => {
    const drawer = /(^|[/.-])(utils?|helpers?|managers?|services?|misc|common|stuff)([/.-]|$)/
    expect(written.map(({ path }) => path).filter((path) => drawer.test(path))).toEqual([])
  })
})

describe('Code', () => {
  it('imports our files by their whole name, and they are there', () => {
    const missing = typeScriptFiles()
      .filter(({ path }) => path !== 'test/house/rooms.test.ts')
      .flatMap((file) => importsOf(file.path, file.read()).map((one) => ({ path: file.path, ...one })))
      .filter(
        ({ target }) => target !== undefined && !(target.endsWith('.ts') && existsSync(join(ROOT, target))),
      )
    expect(missing).toEqual([])
  })

  it('reads the machine’s clock in one place', () => {
    // A command is a program of its own: what it does, it does now.
    const told = typeScriptFiles().filter(
      (file) => isProduct(file) && file.path !== 'core/kernel/clock.ts' && !file.path.startsWith('commands/'),
    )
    expect(
      found(told, /\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()|\bDate\.now\b|(?<!new )\bDate\(\s*\)/),
    ).toEqual([])
  })

  it('has no type that means nothing, and no check switched off without a reason', () => {
    const everyFile = typeScriptFiles()
    // The word in a sentence has another word behind it, and in a pattern no space before it; the type has neither.
    expect(found(everyFile, /(?:<|(?:[\w)\]}]\??:|[|&,]|\bas|\bextends) )any\b(?!\s+[a-z])/)).toEqual([])
    const switchedOff = everyFile.flatMap(({ path, read }) =>
      [...read().matchAll(/^\s*(?:\/\/|\/\*|\{\/\*)\s*(@ts-\S+|biome-ignore\S*)(.*)$/gm)]
        .filter(([, what = '', reason = '']) => /nocheck|ts-ignore/.test(what) || reason.length < 20)
        .map(([line]) => `${path} ${line.trim()}`),
    )
    expect(switchedOff).toEqual([])
  })

  it('casts no column to an id or a closed word: the types of the tables say which it holds', () => {
    const cast =
      /(?:\.\w+|\b[a-z]+_\w+) as (?:\w+(?:Id|Kind|Outcome)|Category|Reference|Language|Level|Channel|Role)\b/
    expect(found(typeScriptFiles().filter(isProduct), cast)).toEqual([])
  })

  it('says of every public function what it promises', () => {
    const silent = typeScriptFiles()
      .filter(isProduct)
      .flatMap(({ path, read }) =>
        [...read().matchAll(/^(.*)\nexport (?:async )?function\*? (\w+)/gm)]
          .filter(([, before = '']) => !before.trimEnd().endsWith('*/') && !/^export .*function/.test(before))
          .map(([, , name]) => `${path} ${name}`),
      )
    expect(silent).toEqual([])
  })
})

describe('Dependencies', () => {
  const manifest = JSON.parse(read('package.json')) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies }

  it('are named in exact versions', () => {
    const inexact = Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    expect(inexact).toEqual([])
  })

  it('are locked at those versions', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { version?: string }>
    }
    const differing = Object.entries(wanted).filter(
      ([name, version]) => packages[`node_modules/${name}`]?.version !== version,
    )
    expect(differing).toEqual([])
  })

  it('are fetched from wherever the machine fetches packages: no file names a registry', () => {
    const named = new RegExp(
      `"resolved":|${['registry', '[a-z]+'].join('\\.')}|^\\s*(@\\w+:)?registry\\s*=`,
      'm',
    )
    const checked = sourceFiles().filter(({ path }) =>
      /(^|\/)(package(-lock)?\.json|\.npmrc|run)$|\.(sh|md)$/.test(path),
    )
    expect(checked.filter((file) => named.test(file.read())).map(({ path }) => path)).toEqual([])
  })
})

describe('The repository', () => {
  it('names no folder of one developer’s machine', () => {
    const own = new RegExp(`(?<![\\w.])/(${['home', 'root', 'work'].join('|')})/[a-z]`)
    const named = sourceFiles().filter(({ path }) => /\.(ts|json|jsonc|md|sh)$|(^|\/)run$/.test(path))
    expect(named.filter((file) => own.test(file.read())).map(({ path }) => path)).toEqual([])
  })

  it('runs in CI the very test command that the README names, and then the soaks', () => {
    const ci = read('.ci/run')
    const [command] = /npm ci && npm test/.exec(read('README.md')) ?? ['(the README names no test command)']
    expect(ci).toContain(`'${command}'`)
    expect(ci.indexOf('npm run soak')).toBeGreaterThan(ci.indexOf(command))
  })
})
