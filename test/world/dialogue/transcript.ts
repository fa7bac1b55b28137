import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../../bot/dialogue/transcripts')

/** One line of a transcript, with its number. */
export interface TranscriptLine {
  text: string
  number: number
}

/** An event of a dialogue, and what is expected of its turn. */
export interface Happening extends TranscriptLine {
  expected: TranscriptLine[]
}

export interface Transcript {
  file: string
  title: string
  happenings: Happening[]
}

/**
 * Returns every dialogue in test/bot/dialogue/transcripts. A file holds several, each after its title with `#`. An
 * event is at the margin (`Customer: …`, `Camille accepts`, settings in brackets), its expectations are indented below
 * it: `bot: a / b` (a message with both), `not: …`, `bot is silent`, `offers: …`, `core: …`, `core: nothing`.
 */
export function readTranscripts(): Transcript[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .flatMap((file) => readFile(file, readFileSync(join(FOLDER, file), 'utf8')))
}

function readFile(file: string, text: string): Transcript[] {
  const transcripts: Transcript[] = []
  text.split('\n').forEach((line, index) => {
    const number = index + 1
    const last = transcripts.at(-1)
    if (line.trim() === '' || line.startsWith('//')) return
    if (line.startsWith('# ')) transcripts.push({ file, title: line.slice(2).trim(), happenings: [] })
    else if (!last) throw new Error(`${file}:${number} stands before the first title.`)
    else if (!/^\s/.test(line)) last.happenings.push({ text: line.trim(), number, expected: [] })
    else {
      const happening = last.happenings.at(-1)
      if (!happening) throw new Error(`${file}:${number} expects something before anything happened.`)
      happening.expected.push({ text: line.trim(), number })
    }
  })
  return transcripts
}
