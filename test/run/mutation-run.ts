import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createVitest, type Vitest } from 'vitest/node'
import { instrumentation, type MutatedFile } from './mutated-files.ts'
import {
  EVENTS_FILE,
  FOLDER_VARIABLE,
  limitFor,
  PLAN_FILE,
  type Plan,
  type RunnerEvent,
} from './mutation-plan.ts'

/** What became of the mutants. */
export interface MutationResult {
  /** The test that killed each. */
  readonly killed: ReadonlyMap<number, string>
  /** Reached by a test, or while its file was loaded. */
  readonly reached: ReadonlySet<number>
  /** Run with a test at least once. */
  readonly tried: ReadonlySet<number>
  /** Tests that failed without a mutant, and those too slow to be tried. */
  readonly failing: readonly string[]
  readonly slow: readonly string[]
}

export interface MutationSettings {
  readonly root: string
  readonly files: readonly MutatedFile[]
  readonly testFiles: readonly string[]
  /** A test slower than this is not run with mutants, in milliseconds. */
  readonly slowest: number
  /** How long the tests tried on one mutant may last together, in milliseconds. */
  readonly patience: number
  progress(what: string): void
}

type Covered = Extract<RunnerEvent, { kind: 'covered' }>

// Most mutants fall to the first tests that reach them: shares of the patience there is with each.
const PASSES = [0.04, 0.25, 1]
const ROUNDS = 40
// Beyond the time a test may take: emptying the database before it.
const HOOKS_MS = 8_000
const WATCH_EVERY = 500

/**
 * Runs the tests with every mutant they reach, in worker processes that stay, and returns which were killed. The tree
 * is left alone: mutants are put in while the files are loaded.
 */
export async function runMutants(settings: MutationSettings): Promise<MutationResult> {
  const folder = join(settings.root, 'test/output/mutate', String(process.pid))
  mkdirSync(folder, { recursive: true })
  const notes = new Notes(folder)
  const vitest = await openVitest(settings, folder)
  try {
    const run = new MutationRun(settings, vitest, notes, folder)
    return await run.all()
  } finally {
    await vitest.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function openVitest({ root, files }: MutationSettings, folder: string): Promise<Vitest> {
  const transformed = instrumentation(files)
  return await createVitest(
    'test',
    {
      root,
      watch: false,
      config: existsSync(join(root, 'vitest.config.ts')) ? join(root, 'vitest.config.ts') : false,
      include: ['**/*.test.ts'],
      reporters: [{}],
      silent: true,
      pool: 'forks',
      isolate: false,
      maxWorkers: 2,
      fileParallelism: true,
      runner: join(import.meta.dirname, 'mutation-runner.ts'),
      env: { [FOLDER_VARIABLE]: folder },
      dangerouslyIgnoreUnhandledErrors: true,
    },
    {
      plugins: [
        {
          name: 'mutants',
          enforce: 'pre',
          transform(code, id) {
            const path = id.split('?')[0] ?? id
            if (!path.startsWith(root) || path.includes('/node_modules/') || !path.endsWith('.ts'))
              return null
            const changed = transformed(path, code)
            return changed === null ? null : { code: changed, map: null }
          },
        },
      ],
    },
  )
}

// Reads what the workers tell as it comes.
class Notes {
  readonly covered: Covered[] = []
  readonly reached = new Set<number>()
  readonly killed = new Map<number, string>()
  /** For each test the mutants it was run with; and those it has finished. */
  readonly trials = new Map<string, Set<number>>()
  /** What each worker is at, and since when. */
  readonly at = new Map<number, { test: string; mutant: number; since: number }>()
  private readonly file: string
  private readUpTo = 0

  constructor(folder: string) {
    this.file = join(folder, EVENTS_FILE)
    writeFileSync(this.file, '')
  }

  read(): void {
    const bytes = readFileSync(this.file).subarray(this.readUpTo)
    const end = bytes.lastIndexOf('\n') + 1
    this.readUpTo += end
    for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) {
      if (line) this.take(JSON.parse(line) as RunnerEvent)
    }
  }

  private take(event: RunnerEvent): void {
    switch (event.kind) {
      case 'covered':
        this.covered.push(event)
        for (const id of event.reached) this.reached.add(id)
        return
      case 'outside':
        for (const id of event.reached) this.reached.add(id)
        return
      case 'killed':
        if (!this.killed.has(event.mutant)) this.killed.set(event.mutant, event.name)
        return
      case 'trying':
        this.at.set(event.pid, { test: event.test, mutant: event.mutant, since: performance.now() })
        this.trialsOf(event.test).add(event.mutant)
        return
    }
  }

  trialsOf(test: string): Set<number> {
    const own = this.trials.get(test) ?? new Set()
    this.trials.set(test, own)
    return own
  }

  emit(event: RunnerEvent): void {
    appendFileSync(this.file, `${JSON.stringify(event)}\n`)
  }
}

class MutationRun {
  private readonly settings: MutationSettings
  private readonly vitest: Vitest
  private readonly notes: Notes
  private readonly folder: string
  private readonly lasts = new Map<string, number>()

  constructor(settings: MutationSettings, vitest: Vitest, notes: Notes, folder: string) {
    this.settings = settings
    this.vitest = vitest
    this.notes = notes
    this.folder = folder
  }

  async all(): Promise<MutationResult> {
    const { testFiles, slowest } = this.settings
    const { covered, reached, killed } = this.notes
    await this.run({ task: 'cover' }, testFiles, () => `${covered.length} tests without a mutant`)
    for (const { test, ms } of covered) this.lasts.set(test, ms)
    for (const share of PASSES) await this.tryAll(share * this.settings.patience)
    return {
      killed,
      reached,
      tried: new Set([...this.notes.trials.values()].flatMap((mutants) => [...mutants])),
      failing: covered.filter(({ passed }) => !passed).map(({ name }) => name),
      slow: covered.filter(({ ms }) => ms > slowest).map(({ name }) => name),
    }
  }

  // A worker that had to be ended, or found its database spoilt, leaves its file unfinished: the rest of it is another round's.
  private async tryAll(patience: number): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const tests = this.planned(patience)
      const ids = Object.keys(tests)
      if (ids.length === 0) return
      const files = this.settings.testFiles.filter((file) =>
        this.notes.covered.some((one) => one.file === file && tests[one.test] !== undefined),
      )
      const before = this.trialCount()
      await this.run({ task: 'try', tests }, files, () => this.progressText())
      if (this.trialCount() === before) return
    }
  }

  private trialCount(): number {
    return [...this.notes.trials.values()].reduce((sum, { size }) => sum + size, 0)
  }

  private progressText(): string {
    const { killed, reached } = this.notes
    return `${killed.size} of ${reached.size} reached mutants killed, ${this.trialCount()} runs`
  }

  // Quick tests that reach little come first: they say most about what they reach. One test at least, however slow.
  private planned(patience: number): Record<string, number[]> {
    const { covered, killed } = this.notes
    const fit = covered
      .filter(({ steady, ms }) => steady && ms <= this.settings.slowest)
      .sort((a, b) => a.ms * a.reached.length - b.ms * b.reached.length)
    const spent = new Map<number, number>()
    const tests: Record<string, number[]> = {}
    for (const { test, reached, ms } of fit) {
      const tried = this.notes.trials.get(test)
      for (const id of reached) {
        const before = spent.get(id) ?? 0
        if (killed.has(id) || (before > 0 && before + ms > patience)) continue
        spent.set(id, before + ms)
        if (tried?.has(id)) continue
        tests[test] ??= []
        tests[test].push(id)
      }
    }
    return tests
  }

  private async run(plan: Plan, files: readonly string[], text: () => string): Promise<void> {
    writeFileSync(join(this.folder, PLAN_FILE), JSON.stringify(plan))
    this.notes.at.clear()
    const watch = setInterval(() => {
      this.notes.read()
      this.endHanging()
      this.settings.progress(text())
    }, WATCH_EVERY)
    try {
      const project = this.vitest.getRootProject()
      await this.vitest.runTestSpecifications(files.map((file) => project.createSpecification(file)))
    } finally {
      clearInterval(watch)
      this.notes.read()
    }
  }

  // A loop without an end is seen from outside only.
  private endHanging(): void {
    for (const [pid, { test, mutant, since }] of this.notes.at) {
      const limit = limitFor(this.lasts.get(test) ?? 10_000) + HOOKS_MS
      if (performance.now() - since < limit || !isRunning(pid)) continue
      if (mutant >= 0) this.notes.emit({ kind: 'killed', mutant, test, name: 'It never came to an end.' })
      this.notes.at.delete(pid)
      process.kill(pid, 'SIGKILL')
    }
  }
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`)
}
