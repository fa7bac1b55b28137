import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { bringPrograms } from './debian-packages.ts'
import { codeFiles, type MutatedFile, mutateFiles, testFilesFor } from './mutated-files.ts'
import { type MutationResult, runMutants } from './mutation-run.ts'

const HELP = `npm run mutate -- PATH…

Puts small faults into the code of a folder or a file, one at a time, and says which of them no test notices. The
files themselves are left alone. The tests are those of the folder in test/ that mirrors PATH, and those that import
one of its files.

  --file PATH        the same as PATH
  --tests PATH       these test files or folders as well; may be given several times
  --limit NUMBER     only so many mutants, drawn by the seed
  --seed NUMBER      another draw (1)
  --slowest SECONDS  tests slower than this are not run with mutants (5)
  --patience SECONDS how long the tests tried on one mutant may last together (10)
  --root FOLDER      another project than this one
  --help             this page
`

const SHOWN = 110
const REMARK: Readonly<Record<Fate, string>> = {
  killed: '',
  survived: '',
  notCovered: ', not covered',
  untried: ', untried',
}
const DEFAULT_ROOT = new URL('../../', import.meta.url).pathname.replace(/\/$/, '')

process.exitCode = await run(process.argv.slice(2))

async function run(words: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        file: { type: 'string', multiple: true, default: [] },
        tests: { type: 'string', multiple: true, default: [] },
        limit: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: '1' },
        slowest: { type: 'string', default: '5' },
        patience: { type: 'string', default: '10' },
        root: { type: 'string', default: DEFAULT_ROOT },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return say(process.stdout, HELP, 0)
    const paths = [...positionals, ...values.file]
    if (paths.length === 0) return say(process.stderr, `Name a folder or a file.\n\n${HELP}`, 2)
    const [limit, seed, slowest, patience] = [values.limit, values.seed, values.slowest, values.patience].map(
      Number,
    )
    if (!isAbove(limit) || !isAbove(seed) || !isAbove(slowest) || !isAbove(patience))
      return say(
        process.stderr,
        'Write --limit, --seed, --slowest and --patience as numbers above zero.\n',
        2,
      )
    const code = paths.map((path) => codeFiles(values.root, path))
    const wrong = paths.filter((_, index) => code[index]?.length === 0)
    if (wrong.length > 0)
      return say(process.stderr, `There is no TypeScript code in ${wrong.join(', ')}.\n`, 2)
    return await mutate({
      root: values.root,
      paths,
      code: [...new Set(code.flat())],
      more: values.tests,
      limit,
      seed,
      slowest,
      patience,
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error) return say(process.stderr, `${error.message}\n`, 2)
    throw error
  }
}

function isAbove(number: number | undefined): number is number {
  return number !== undefined && number > 0
}

interface Wanted {
  readonly root: string
  readonly paths: readonly string[]
  readonly code: readonly string[]
  readonly more: readonly string[]
  readonly limit: number
  readonly seed: number
  readonly slowest: number
  readonly patience: number
}

async function mutate({ root, paths, code, more, limit, seed, slowest, patience }: Wanted): Promise<number> {
  const started = performance.now()
  const testFiles = testFilesFor(root, code, more)
  if (testFiles.length === 0)
    return say(process.stderr, `No test file belongs to ${paths.join(', ')}. Name some with --tests.\n`, 2)
  if (root === DEFAULT_ROOT) bringPrograms()
  const files = mutateFiles(code, { limit, seed }).filter(({ mutants }) => mutants.length > 0)
  const result = await runMutants({
    root,
    files,
    testFiles,
    slowest: slowest * 1_000,
    patience: patience * 1_000,
    progress,
  })
  progress('')
  const seconds = Math.round((performance.now() - started) / 1_000)
  return say(process.stdout, report({ root, paths, files, result, seconds }), 0)
}

interface Reported {
  readonly root: string
  readonly paths: readonly string[]
  readonly files: readonly MutatedFile[]
  readonly result: MutationResult
  readonly seconds: number
}

/** `untried`: reached, but no test could be run with it: those are slow, unsteady, or reach it before they begin. */
type Fate = 'killed' | 'survived' | 'notCovered' | 'untried'

function report({ root, paths, files, result, seconds }: Reported): string {
  const fateOf = (id: number): Fate => {
    if (result.killed.has(id)) return 'killed'
    if (result.tried.has(id)) return 'survived'
    return result.reached.has(id) ? 'untried' : 'notCovered'
  }
  const rows = files.map(({ path, mutants }) => ({
    file: relative(root, path),
    mutants: mutants.map((mutant) => ({ ...mutant, fate: fateOf(mutant.id) })),
  }))
  const table = rows.map(({ file, mutants }) => line(file, count(mutants)))
  const total = count(rows.flatMap(({ mutants }) => mutants))
  const survivors = rows.flatMap(({ file, mutants }) =>
    mutants
      .filter(({ fate }) => fate !== 'killed')
      .map(({ line, kind, before, after, fate }) => {
        const change = after === '' ? `without ${short(before)}` : `${short(before)} → ${short(after)}`
        return `${file}:${line}  ${kind}${REMARK[fate]}: ${change}`
      }),
  )
  const notes = [
    ...result.failing.map((name) => `Fails without a mutant, and was left out: ${name}`),
    ...result.slow.map((name) => `Too slow, and was left out: ${name}`),
  ]
  const summary = JSON.stringify({ paths, ...total, score: Number(score(total).toFixed(1)), seconds })
  return `${[...survivors, '', ...notes, heading(), ...table, line('all', total), summary].join('\n')}\n`
}

type Counts = Readonly<Record<Fate, number>> & { readonly mutants: number }

function count(mutants: readonly { fate: Fate }[]): Counts {
  const of = (fate: Fate) => mutants.filter((mutant) => mutant.fate === fate).length
  return {
    mutants: mutants.length,
    killed: of('killed'),
    survived: of('survived'),
    notCovered: of('notCovered'),
    untried: of('untried'),
  }
}

// What could not be tried says nothing of the tests, for or against.
function score({ mutants, killed, untried }: Counts): number {
  const judged = mutants - untried
  return judged === 0 ? 100 : (100 * killed) / judged
}

function heading(): string {
  return `${'file'.padEnd(44)}  killed  survived  not covered  untried   score`
}

function line(name: string, counts: Counts): string {
  const { killed, survived, notCovered, untried } = counts
  const widths = [8, 10, 13, 9]
  const numbers = [killed, survived, notCovered, untried].map((number, i) =>
    String(number).padStart(widths[i] ?? 0),
  )
  return `${name.padEnd(44)}${numbers.join('')}  ${score(counts).toFixed(1).padStart(5)}%`
}

function short(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`
}

// One line, written over again; silent where nobody looks at it.
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}`)
}

function say(stream: NodeJS.WriteStream, text: string, status: number): number {
  stream.write(text)
  return status
}
