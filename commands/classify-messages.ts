import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { parseArgs } from 'node:util'
import { decide } from '../core/classify/classify.ts'
import { shippedModel } from '../core/classify/current-model.ts'
import { type OpenModel, openModel } from '../core/classify/model.ts'
import { BadModel, decodeModel } from '../core/classify/model-file.ts'
import { type Category, isCategory } from '../core/policy/category.ts'

const HELP = `npm run -s classify < MESSAGES > DECISIONS

Reads JSON Lines from standard input, one message a line: {"text": "…"}, and perhaps "subject" and "mailbox" (one of
contact, account, security, privacy, legal, an address such as securite@…, or a category). Writes a line for each, in
the same order: {"category", "confidence", "abstained", "reasons", "runnerUp", "urgent"}, or {"error", "line"} for a
line that cannot be read. Streams: any number of lines in the same memory.

  --model MODEL  a model made by npm run train, instead of the one shipped
  --help         this page

Exit status: 0, also when lines could not be read; 2 when the model cannot be.
`

const MAILBOXES: readonly [RegExp, Category][] = [
  [/^(?:security|securite|fraud|fraude|abuse|phishing)/, 'fraud'],
  [/^(?:privacy|confidentialite|vie-privee|dpo|donnees|rgpd|gdpr)/, 'privacy'],
  [/^(?:legal|juridique|contentieux)/, 'legal'],
  [/^(?:account|compte)/, 'account'],
]

// A mail is 70 MB at most; a longer line is not one of ours and must not fill the memory.
const LONGEST_LINE = 128 * 1_048_576

if (import.meta.main) process.exitCode = await run(process.argv.slice(2))

async function run(words: string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: words,
      options: { model: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
    if (values.help) {
      process.stdout.write(HELP)
      return 0
    }
    const model = values.model ? openModel(decodeModel(readFileSync(values.model))) : shippedModel()
    // The reader of our output may stop early (`| head`): then we are done too.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
    await decideAll(model)
    return 0
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!(error instanceof BadModel || code.startsWith('ERR_PARSE_ARGS') || /^E[A-Z]+$/.test(code)))
      throw error
    process.stderr.write(`${(error as Error).message}\n`)
    return 2
  }
}

async function decideAll(model: OpenModel): Promise<void> {
  for await (const lines of readLines(process.stdin)) {
    let output = ''
    for (const line of lines) {
      if (line.text?.trim() === '') continue
      output += `${JSON.stringify(decideLine(model, line))}\n`
    }
    if (!process.stdout.write(output)) await once(process.stdout, 'drain')
  }
}

function decideLine(model: OpenModel, { number, text }: InputLine): object {
  if (text === null) return { error: 'The line is too long. Cut the message.', line: number }
  const message = readMessage(text.replace(/^\ufeff/, ''))
  if (typeof message === 'string') return { error: message, line: number }
  const { label, runnerUp, ...rest } = decide(model, message)
  return {
    category: label,
    ...rest,
    runnerUp: runnerUp && { category: runnerUp.label, confidence: runnerUp.confidence },
  }
}

function readMessage(line: string): { subject: string; text: string; doorCategory: Category } | string {
  let row: unknown
  try {
    row = JSON.parse(line)
  } catch {
    return 'Not JSON. Write one object a line, like {"text": "…"}.'
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return 'Not an object. Write one a line, like {"text": "…"}.'
  const { text, subject, mailbox } = row as Record<string, unknown>
  if (typeof text !== 'string') return 'There is no "text", or it is not a text.'
  if (subject !== undefined && subject !== null && typeof subject !== 'string')
    return '"subject" is not a text.'
  if (mailbox !== undefined && mailbox !== null && typeof mailbox !== 'string')
    return '"mailbox" is not a text.'
  return { text, subject: subject ?? '', doorCategory: mailbox ? mailboxCategory(mailbox) : 'other' }
}

/** Returns the category of a mailbox by its name, address or category; `other` when it is unknown. */
function mailboxCategory(mailbox: string): Category {
  const name = mailbox.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  if (isCategory(name)) return name
  return MAILBOXES.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
}

/** A line of standard input, numbered from 1; the text is null when the line was too long. */
interface InputLine {
  number: number
  text: string | null
}

/** Yields a stream's lines in batches, one batch for each chunk that arrives; buffers one line at most. */
async function* readLines(
  input: AsyncIterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<InputLine[]> {
  const decoder = new StringDecoder('utf8')
  let number = 0
  let open = ''
  let tooLong = false
  const finish = (text: string): InputLine => {
    number++
    const line = { number, text: tooLong || text.length > longest ? null : text }
    tooLong = false
    return line
  }
  for await (const piece of input) {
    const pieces = decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)).split('\n')
    const rest = pieces.pop() ?? ''
    const lines = pieces.map((text, index) => finish(index === 0 ? open + text : text))
    open = lines.length > 0 ? rest : open + rest
    if (open.length > longest) {
      tooLong = true
      open = ''
    }
    if (lines.length > 0) yield lines
  }
  open += decoder.end()
  if (open !== '' || tooLong) yield [finish(open)]
}
