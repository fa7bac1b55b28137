/** What a run of tests came to. */
export interface Count {
  readonly passed: number
  readonly failed: number
}

/** The sum of several counts. */
export function sum(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
  }
}

/** The line every run ends with. */
export function countLine({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`
}

/** The count a program printed as its last line; undefined when its last line is none. */
export function readCountLine(output: string): Count | undefined {
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  const found = /^(\d+) passed, (\d+) failed$/.exec(last.trim())
  return found ? { passed: Number(found[1]), failed: Number(found[2]) } : undefined
}

/**
 * What a program's run counts for: its own count, with at least one failure when it ended badly or never came to its
 * last line, so that a crash is never taken for success.
 */
export function countOf({ status, output }: { status: number; output: string }): Count {
  const counted = readCountLine(output)
  if (!counted) return { passed: 0, failed: 1 }
  return status === 0 ? counted : { ...counted, failed: Math.max(1, counted.failed) }
}
