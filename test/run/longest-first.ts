import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Files that start browsers, programs or servers of their own, or seed tickets, take longest. On a machine that has not
// run them yet, Vitest would go by the size of a file.
const LONG = /-in-browser|\/rehearsal\/|\/program\.|\/recovery\.|outage|\/demo\.|\/query-plans\./

/** Runs the longest files first, so that the workers end together and none waits for one that began last. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ordered = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId)
    return [...ordered.filter(isLong), ...ordered.filter((file) => !isLong(file))]
  }
}
