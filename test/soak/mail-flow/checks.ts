import { countLine } from '../../run/count.ts'

/** Counts which checks hold, and prints each. */
export interface Checks {
  /** `found` is printed when the check fails. */
  check(sentence: string, holds: boolean, found?: unknown): void
  /** Prints the last line of every run, and sets the exit status. */
  end(): void
}

/** Opens a list of checks for a program that runs by itself. */
export function openChecks(): Checks {
  let passed = 0
  let failed = 0
  return {
    check(sentence, holds, found) {
      if (holds) passed++
      else failed++
      console.log(holds ? `  holds   ${sentence}` : `  FAILED  ${sentence}: ${JSON.stringify(found)}`)
    },
    end() {
      console.log(countLine({ passed, failed }))
      process.exitCode = failed === 0 ? 0 : 1
    },
  }
}

/** Runs a soak; an error it throws is printed and counts as a failure. */
export async function runSoak(soak: (checks: Checks) => Promise<void>): Promise<void> {
  const checks = openChecks()
  try {
    await soak(checks)
  } catch (error) {
    console.error(error)
    checks.check('it came to its end', false, error instanceof Error ? error.message : String(error))
  }
  checks.end()
}
