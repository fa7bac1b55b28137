import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type RunnerTask,
  type RunnerTestCase,
  type RunnerTestFile,
  TestRunner,
  type TestTryOptions,
} from 'vitest'
import type { ConstantValues, Switch } from './instrument.ts'
import {
  EVENTS_FILE,
  FOLDER_VARIABLE,
  limitFor,
  PLAN_FILE,
  type Plan,
  type RunnerEvent,
} from './mutation-plan.ts'

type Suite = RunnerTestFile | Extract<RunnerTask, { type: 'suite' }>

const NONE = -1
const folder = process.env[FOLDER_VARIABLE] ?? ''
const eventsFile = join(folder, EVENTS_FILE)

interface SwitchState {
  active: number
  readonly reached: Set<number>
  readonly constants: { ids: readonly number[]; values: ConstantValues; saved: readonly unknown[] }[]
}

// Of the process, not of this module: it is loaded anew for every test file, the code under test is not.
const shared = globalThis as typeof globalThis & { __mutationState?: SwitchState; __mutant?: Switch }
shared.__mutationState ??= { active: NONE, reached: new Set(), constants: [] }
const state = shared.__mutationState
const { reached, constants } = state

shared.__mutant ??= {
  on(id) {
    reached.add(id)
    return id === state.active
  },
  read(ids) {
    for (const id of ids) reached.add(id)
  },
  constants(ids, values) {
    constants.push({ ids, values, saved: values.get() })
    if (ids.includes(state.active)) values.again()
  },
}

function switchTo(mutant: number): void {
  const before = state.active
  if (before === mutant) return
  state.active = mutant
  for (const { ids, values, saved } of constants) {
    if (ids.includes(before)) values.set(saved)
    if (ids.includes(mutant)) values.again()
  }
}

function emit(one: RunnerEvent): void {
  appendFileSync(eventsFile, `${JSON.stringify(one)}\n`)
}

// What the other workers have killed meanwhile need not be tried.
const killed = new Set<number>()
let readUpTo = 0
function refreshKilled(): void {
  if (statSync(eventsFile).size === readUpTo) return
  const text = readFileSync(eventsFile)
  for (const line of text.subarray(readUpTo).toString('utf8').split('\n')) {
    if (line.includes('"killed"')) killed.add(Number(/"mutant":(\d+)/.exec(line)?.[1]))
  }
  readUpTo = text.length
}

/**
 * Runs each test again and again within its file, each time with another mutant: servers, databases and modules stay.
 * After a failure the test must pass without a mutant. Where it does not, what the mutant left is in the way: the rest of
 * the file is another round's, on databases of its own. Where that does not help either, this process ends itself.
 */
export default class MutationRunner extends TestRunner {
  private readonly plan = JSON.parse(readFileSync(join(folder, PLAN_FILE), 'utf8')) as Plan
  private readonly lasts = new Map<string, number>()
  private started = 0
  private skips = false
  private isSpoilt = false

  override onCollectStart(file: RunnerTestFile): void {
    reached.clear()
    this.isSpoilt = false
    super.onCollectStart(file)
  }

  onCollected(files: RunnerTestFile[]): void {
    for (const file of files) this.choose(file)
  }

  // Each database says the same of nearly every mutant, and PostgreSQL says it sooner.
  private choose(suite: Suite): boolean {
    const names = suite.tasks.map(({ name }) => name)
    const chosen = suite.tasks.map((task) => {
      const isTwin =
        names.includes(task.name.replace(/\(PGlite\)$/, '(PostgreSQL)')) && task.name.endsWith('(PGlite)')
      const isWanted = !isTwin && (task.type === 'suite' ? this.choose(task) : this.wants(task))
      if (!isWanted && task.mode === 'run') task.mode = 'skip'
      return isWanted
    })
    return chosen.includes(true)
  }

  private wants(test: RunnerTestCase): boolean {
    return this.plan.task !== 'try' || (this.plan.tests[test.id]?.length ?? 0) > 0
  }

  override async onBeforeRunTask(test: RunnerTask): Promise<void> {
    await super.onBeforeRunTask(test)
    if (test.mode !== 'run' || test.type !== 'test') return
    if (this.isSpoilt) test.mode = 'skip'
    if (this.plan.task === 'cover') {
      this.outside(test.file)
      test.repeats = 1
    }
    if (this.plan.task === 'try') {
      test.repeats = this.mutantsOf(test).length
      test.retry = 1
    }
  }

  // The first run is without one: it tells how long the test lasts here and now.
  private mutantsOf(test: RunnerTask): readonly number[] {
    return this.plan.task === 'try' ? (this.plan.tests[test.id] ?? []) : []
  }

  override onBeforeTryTask(test: RunnerTask, options: TestTryOptions): void {
    super.onBeforeTryTask(test, options)
    this.started = performance.now()
    if (this.plan.task === 'cover') reached.clear()
    if (this.plan.task !== 'try') return
    if (this.isSpoilt && test.type === 'test') test.context.skip()
    const mutant = this.mutantAt(test, options)
    refreshKilled()
    this.skips = mutant !== NONE && killed.has(mutant)
    if (this.skips) return
    emit({ kind: 'trying', pid: process.pid, test: test.id, mutant })
    switchTo(mutant)
  }

  private mutantAt(test: RunnerTask, { retry, repeats }: TestTryOptions): number {
    return retry > 0 || repeats === 0 ? NONE : (this.mutantsOf(test)[repeats - 1] ?? NONE)
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    if (this.skips) return
    const run = TestRunner.getTestFn(test)
    if (this.plan.task !== 'try') return await run()
    const limit = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => limit.reject(new Error('It takes too long.')),
      limitFor(this.lasts.get(test.id) ?? 10_000),
    )
    try {
      await Promise.race([run(), limit.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  override async onAfterRetryTask(test: RunnerTestCase, options: TestTryOptions): Promise<void> {
    await super.onAfterRetryTask(test, options)
    const lasted = performance.now() - this.started
    const hasFailed = test.result?.state === 'fail'
    if (this.plan.task === 'cover') return this.cover(test, options, lasted, hasFailed)
    const mutant = this.mutantAt(test, options)
    switchTo(NONE)
    if (options.repeats === 0 && !hasFailed) this.lasts.set(test.id, lasted)
    if (!hasFailed) return
    if (test.result) delete test.result.errors
    if (mutant !== NONE) emit({ kind: 'killed', mutant, test: test.id, name: test.name })
    else if (options.retry > 0 && options.repeats === 0) process.kill(process.pid, 'SIGKILL')
    else if (options.retry > 0) this.isSpoilt = true
  }

  private first: readonly number[] = []
  private cover(test: RunnerTestCase, { repeats }: TestTryOptions, ms: number, hasFailed: boolean): void {
    if (repeats === 0) {
      this.first = [...reached]
      this.failedFirst = hasFailed
      return
    }
    emit({
      kind: 'covered',
      test: test.id,
      name: test.name,
      file: test.file.filepath,
      ms,
      passed: !this.failedFirst,
      steady: !hasFailed && !this.failedFirst,
      reached: this.first,
    })
    reached.clear()
  }

  private failedFirst = false

  private outside(file: RunnerTestFile): void {
    if (reached.size > 0) emit({ kind: 'outside', file: file.filepath, reached: [...reached] })
    reached.clear()
  }

  override async onAfterRunSuite(suite: Suite): Promise<void> {
    await super.onAfterRunSuite(suite)
    if (this.plan.task === 'cover') this.outside(suite.file)
  }
}
