import { readFileSync } from 'node:fs'
import type { Count } from './count.ts'

/** The part that is read of the JSON of Vitest's reporter. */
interface Results {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/**
 * Counts a Vitest run from its results file. A file that failed outside any test counts as one failure, and so does a
 * skipped or todo test: nothing is ignored silently. Where tests were `chosen` by their title the others do not count,
 * and none at all is a failure. `status` is Vitest's exit status.
 */
export function countResults(
  file: string,
  status: number,
  { chosen = false }: { chosen?: boolean } = {},
): Count & { readonly notes: readonly string[] } {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Results
  const tests = testResults
    .flatMap((result) => result.assertionResults)
    .filter((test) => !chosen || test.status !== 'skipped')
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
  if (chosen && tests.length === 0) return { passed, failed: 1, notes: [...notes, 'No test was chosen.'] }
  return { passed, failed, notes }
}
