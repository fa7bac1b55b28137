/** The result of a test run. */
export interface Count {
  readonly passed: number
  readonly failed: number
}

/** Returns the sum of several counts. */
export function sum(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
  }
}

/** Returns the last line of every run. */
export function countLine({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`
}

/** Returns the count in a program's last line; undefined when that line has none. */
export function readCountLine(output: string): Count | undefined {
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  const found = /^(\d+) passed, (\d+) failed$/.exec(last.trim())
  return found ? { passed: Number(found[1]), failed: Number(found[2]) } : undefined
}

/**
 * Returns the count of a program's run. It has at least one failure when the program ended badly or never printed its
 * last line, so that a crash never counts as success.
 */
export function countOf({ status, output }: { status: number; output: string }): Count {
  const counted = readCountLine(output)
  if (!counted) return { passed: 0, failed: 1 }
  return status === 0 ? counted : { ...counted, failed: Math.max(1, counted.failed) }
}
