import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Count } from './count.ts'

/** The part that is read of the JSON of Vitest's reporter. */
interface Results {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly startTime: number
    readonly endTime: number
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Returns the files of a Vitest run that took longest, the slowest first, as lines: seconds and file. */
export function slowestFiles(file: string, root: string, most = 20): string[] {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Results
  return testResults
    .map(({ name, startTime, endTime }) => ({
      name: relative(root, name),
      seconds: (endTime - startTime) / 1000,
    }))
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, most)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)}  ${name}`)
}

/**
 * Counts a Vitest run from its results file. A file that failed outside any test counts as one failure, and so does a
 * skipped or todo test: nothing is ignored silently. `status` is Vitest's exit status.
 */
export function countResults(file: string, status: number): Count & { readonly notes: readonly string[] } {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Results
  const tests = testResults.flatMap((result) => result.assertionResults)
  const passed = tests.filter((test) => test.status === 'passed').length
  const notRun = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
  const broken = testResults.filter(
    (result) =>
      result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed'),
  )
  const notes = [
    ...broken.map(({ name, message }) => `Failed outside its tests: ${name} ${message.split('\n')[0]}`),
    ...notRun.map(({ fullName }) => `Not run, counted as failed: ${fullName}`),
  ]
  const failed = tests.length - passed + broken.length
  if (status !== 0 && failed === 0) {
    return { passed, failed: 1, notes: [...notes, 'Vitest ended badly although no test failed (see above).'] }
  }
  return { passed, failed, notes }
}
