import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Example } from './training-set.ts'

/** The folder of the hand-written messages, one file per writer. */
export const EXAMPLES_FOLDER = join(import.meta.dirname, 'examples')

/** Returns the hand-written messages the shipped model learned from, in the order of file names and lines. */
export function readExamples(): Example[] {
  return readdirSync(EXAMPLES_FOLDER)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readLabelledLines(readFileSync(join(EXAMPLES_FOLDER, name), 'utf8'), name))
}

/** Thrown for an unusable line of training data; the message names the line and the remedy. */
export class BadLine extends Error {}

const KNOWN_FIELDS = [
  'text',
  'category',
  'label',
  'subject',
  'writer',
  'language',
  'channel',
  'mailbox',
  'hard',
]

/**
 * Returns the examples of labelled JSON Lines: one object a line with `text` and `category` (or `label`), optionally
 * `subject` and `writer`. Skips blank lines. `source` names the file in errors. Throws BadLine for the first bad line.
 */
export function readLabelledLines(content: string, source: string): Example[] {
  return content.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return []
    return [readLine(line.replace(/^\ufeff/, ''), `${source}, line ${index + 1}`)]
  })
}

function readLine(line: string, where: string): Example {
  const row = parse(line, where)
  const unknown = Object.keys(row).filter((field) => !KNOWN_FIELDS.includes(field))
  if (unknown.length > 0)
    throw new BadLine(`${where}: unknown field "${unknown[0]}". Known fields: ${KNOWN_FIELDS.join(', ')}.`)
  const { text, subject, writer } = row
  const label = row.category ?? row.label
  if (typeof text !== 'string') throw new BadLine(`${where}: "text" must be a text.`)
  if (typeof label !== 'string' || label === '')
    throw new BadLine(`${where}: "category" must be a text that is not empty.`)
  return {
    text,
    label,
    subject: typeof subject === 'string' ? subject : '',
    writer: typeof writer === 'string' ? writer : null,
    weight: 1,
  }
}

function parse(line: string, where: string): Record<string, unknown> {
  try {
    const row: unknown = JSON.parse(line)
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Record<string, unknown>
  } catch {
    // The error below covers it.
  }
  throw new BadLine(`${where}: not a JSON object. Write one like {"text": "…", "category": "…"}.`)
}
