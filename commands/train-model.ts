import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { BadLine, readLabelledLines } from '../core/classify/examples.ts'
import type { Model } from '../core/classify/model.ts'
import { encodeModel } from '../core/classify/model-file.ts'
import { TooFewExamples, train } from '../core/classify/train.ts'
import type { Example } from '../core/classify/training-set.ts'
import { isCategory } from '../core/policy/category.ts'
import { progressBar } from './progress-bar.ts'

const HELP = `npm run train -- --data FILE [--data FILE …] --out MODEL

Trains a model on labelled JSON Lines, one object a line: {"text": "…", "category": "…"}, and perhaps "subject" and
"writer". Any labels will do. With three writers or more, the figures are for writers the model had not read.
Use it with: npm run classify -- --model MODEL

  --data FILE    what to learn from; may be given several times
  --out MODEL    where to write the model
  --help         this page

Exit status: 0 when the model is written, 2 when something is missing or wrong.
`

if (import.meta.main) process.exitCode = run(process.argv.slice(2))

function run(words: string[]): number {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        data: { type: 'string', multiple: true },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.help) return printAndReturn(process.stdout, HELP, 0)
    if (!values.data?.length)
      return printAndReturn(process.stderr, `Name what to learn from with --data FILE.\n\n${HELP}`, 2)
    if (!values.out)
      return printAndReturn(process.stderr, `Say where to write the model with --out MODEL.\n\n${HELP}`, 2)
    const examples = values.data.flatMap(readFile)
    const bar = progressBar(process.stderr)
    const complaints = examples.every(({ label }) => isCategory(label))
    const model = train(examples, complaints, bar.show)
    bar.end()
    const bytes = encodeModel(model)
    writeFileSync(values.out, bytes)
    return printAndReturn(process.stdout, summary(model, bytes.length, values.out), 0)
  } catch (error) {
    if (error instanceof BadLine || error instanceof TooFewExamples || isUsageOrFileError(error))
      return printAndReturn(process.stderr, `${(error as Error).message}\n`, 2)
    throw error
  }
}

function readFile(path: string): Example[] {
  return readLabelledLines(readFileSync(path, 'utf8'), basename(path))
}

// An unknown option, or a file that cannot be read or written: both have a useful message.
function isUsageOrFileError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('ERR_PARSE_ARGS') || /^E[A-Z]+$/.test(code)
}

function summary({ about, vocabulary }: Model, bytes: number, path: string): string {
  const { accuracy, macroF1, calibrationError, covered, precisionWhereCovered } = about.figures
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const labels = about.labels.length > 12 ? `${about.labels.length} labels` : about.labels.join(', ')
  return `${about.examples} examples of ${labels}
${vocabulary.hashes.length} features, ${(bytes / 1_048_576).toFixed(2)} MB in ${path}
On examples left out of the training:
  right              ${percent(accuracy)}
  macro-F1           ${percent(macroF1)}
  calibration error  ${percent(calibrationError)}
  decides            ${percent(covered)} of them, ${percent(precisionWhereCovered)} of these rightly; abstains from the rest
`
}

function printAndReturn(stream: NodeJS.WriteStream, text: string, status: number): number {
  stream.write(text)
  return status
}
