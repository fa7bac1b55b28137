/** What the workers of a mutation run are asked to do; written by the command, read by each worker's runner. */
export type Plan =
  | { readonly task: 'cover' }
  /** Which mutants each test, by its id, is to be run with. */
  | { readonly task: 'try'; readonly tests: Readonly<Record<string, readonly number[]>> }

/** What the workers tell, one a line of a file. */
export type RunnerEvent =
  /** A test ran without a mutant; `steady` when it did so twice, `ms` the second time. */
  | {
      readonly kind: 'covered'
      readonly test: string
      readonly name: string
      readonly file: string
      readonly ms: number
      readonly steady: boolean
      readonly passed: boolean
      readonly reached: readonly number[]
    }
  /** Reached outside of tests: while a file was loaded, or before and after its tests. */
  | { readonly kind: 'outside'; readonly file: string; readonly reached: readonly number[] }
  | { readonly kind: 'trying'; readonly pid: number; readonly test: string; readonly mutant: number }
  | { readonly kind: 'killed'; readonly test: string; readonly mutant: number; readonly name: string }

/** How long a test may take with a mutant that lasts `ms` without one, in milliseconds. */
export function limitFor(ms: number): number {
  return 4_000 + 8 * ms
}

/** Names of the files in the folder of a run, and of the variable that says where it is. */
export const PLAN_FILE = 'plan.json'
export const EVENTS_FILE = 'events.jsonl'
export const FOLDER_VARIABLE = 'MUTATION_FOLDER'
