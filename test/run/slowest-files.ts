import type { Reporter, TestModule } from 'vitest/node'

/** Ends a Vitest run with the files that took longest, what they do before and after their tests included. */
export default class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map((module) => ({
      name: module.relativeModuleId,
      milliseconds: module.diagnostic().duration,
    }))
    console.log(`\nSlowest files, in seconds:\n${slowest(files).join('\n')}`)
  }
}

/** Returns the files that took longest, the slowest first, as lines: seconds and file. */
export function slowest(files: readonly { name: string; milliseconds: number }[], most = 20): string[] {
  return [...files]
    .sort((one, other) => other.milliseconds - one.milliseconds)
    .slice(0, most)
    .map(({ name, milliseconds }) => `${(milliseconds / 1000).toFixed(1).padStart(7)}  ${name}`)
}
