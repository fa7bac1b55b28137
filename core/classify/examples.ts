import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLabelledLines } from './labelled-lines.ts'
import type { Example } from './training-set.ts'

/** Where the hand-written messages are, a file per writer. */
export const EXAMPLES_FOLDER = join(import.meta.dirname, 'examples')

/** The hand-written messages the shipped model learned from, in the order of file names and lines. */
export function readExamples(): Example[] {
  return readdirSync(EXAMPLES_FOLDER)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readLabelledLines(readFileSync(join(EXAMPLES_FOLDER, name), 'utf8'), name))
}
