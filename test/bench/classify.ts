import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js'
import { calibrationError, findThreshold, type Judged, macroF1 } from '../../core/classify/calibration.ts'
import { classify } from '../../core/classify/classify.ts'
import { SHIPPED_MODEL, shippedModel } from '../../core/classify/current-model.ts'
import { EXAMPLES_FOLDER, readExamples } from '../../core/classify/examples.ts'
import { learn } from '../../core/classify/learn.ts'
import { openModel } from '../../core/classify/model.ts'
import { encodeModel } from '../../core/classify/model-file.ts'
import { tokenise } from '../../core/classify/tokens.ts'
import { packModel, train } from '../../core/classify/train.ts'
import { readTrainingSet } from '../../core/classify/training-set.ts'
import { CATEGORIES, type Category } from '../../core/policy/category.ts'
import type { Bench } from '../run/bench.ts'
import { judgeOnFile } from './classify/labelled.ts'
import { measureModelCost } from './classify/model-cost.ts'
import { streamThroughCommand } from './classify/stream.ts'

export const bench: Bench = {
  what: 'the category decision on writers it has not read, beside natural’s Bayes, and its speed',
  usage: [
    '--writers a,b            leave out only these writers in turn (default: every one)',
    '--model M --labelled F   instead: a model of npm run train, judged on labelled JSON Lines',
    '--stream N               instead: the memory of npm run classify over N lines',
    '--retrain                instead: learn the shipped model again and compare every byte',
  ],
  run,
}

interface Message {
  text: string
  subject?: string
  category: Category
  language: string
  channel: string
  writer: string
  hard?: string
}

interface Result {
  message: Message
  judged: Judged
  abstained: boolean
  bayes: number
}

const OPTIONS = {
  writers: { type: 'string' },
  model: { type: 'string' },
  labelled: { type: 'string' },
  stream: { type: 'string' },
  retrain: { type: 'boolean' },
} as const

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  if (values.model && values.labelled) return printLabelled(values.model, values.labelled)
  if (values.stream) return printStream(Number(values.stream))
  if (values.retrain) {
    console.log(`shipped.model, byte for byte, in ${Math.round(retrainShippedModel())} s`)
    return
  }
  leaveWritersOut(values.writers?.split(','))
}

// No writer is judged by a model trained on any of their messages. Temperature and threshold are the shipped model's:
// two numbers, fitted in the same way, out of fold.
function leaveWritersOut(chosenWriters?: readonly string[]): void {
  const messages = readMessages()
  const writers = chosenWriters ?? [...new Set(messages.map(({ writer }) => writer))]
  const examples = messages.map(({ text, subject = '', category, writer }) => ({
    text,
    subject,
    label: category,
    writer,
    weight: 1,
  }))
  const labels = [...CATEGORIES].sort()
  const set = readTrainingSet(examples, labels, true)
  const { about } = shippedModel().model
  const results: Result[] = []
  for (const writer of writers) {
    const chosen = Int32Array.from(messages.keys()).filter((index) => messages[index]?.writer !== writer)
    const open = openModel(packModel(learn(set, chosen), { ...about, labels }))
    const bayes = learnBayes(messages.filter((message) => message.writer !== writer))
    for (const message of messages.filter((one) => one.writer === writer)) {
      const { text, subject = '', category } = message
      const decision = classify({ text, subject, doorCategory: 'other' }, open)
      results.push({
        message,
        abstained: decision.abstained,
        judged: {
          confidence: decision.confidence,
          predicted: labels.indexOf(decision.category),
          truth: labels.indexOf(category),
        },
        bayes: labels.indexOf(bayes(`${subject} ${text}`)),
      })
    }
    console.log(
      `${writer}: ${percent(
        share(
          results.filter((one) => one.message.writer === writer),
          isRight,
        ),
      )} right`,
    )
  }
  print(results, labels)
  measureSpeed(messages)
}

function readMessages(): Message[] {
  return readdirSync(EXAMPLES_FOLDER)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(EXAMPLES_FOLDER, name), 'utf8').split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Message)
}

// On our own words: its own tokeniser drops accented letters, and numbers as features disturb its weights.
function learnBayes(messages: readonly Message[]): (text: string) => Category {
  const bayes = new BayesClassifier()
  const words = (text: string) => tokenise(text).map(({ word }) => word)
  for (const { subject = '', text, category } of messages)
    bayes.addDocument(words(`${subject} ${text}`), category)
  bayes.train()
  return (text) => (bayes.getClassifications(words(text))[0]?.label ?? 'other') as Category
}

const isRight = ({ judged }: Result) => judged.predicted === judged.truth

function print(results: readonly Result[], labels: readonly string[]): void {
  const judged = results.map((result) => result.judged)
  const ordinary = results.filter(({ message }) => message.hard === undefined)
  const hard = results.filter(({ message }) => message.hard !== undefined)
  const by = (field: 'language' | 'channel', value: string) =>
    results.filter(({ message }) => message[field] === value)
  const lane = (category: Category) => results.filter(({ message }) => message.category === category)
  console.log(
    `\n| ${results.length} messages, each by a model that never read its writer | ours | natural Bayes |\n| --- | ---: | ---: |`,
  )
  const row = (name: string, some: readonly Result[]) =>
    console.log(
      `| ${name} | ${percent(share(some, isRight))} | ${percent(share(some, ({ bayes, judged: { truth } }) => bayes === truth))} |`,
    )
  row('right, all', results)
  row('right, ordinary', ordinary)
  row('right, hard', hard)
  row('right, French', by('language', 'fr'))
  row('right, English', by('language', 'en'))
  row('right, chat', by('channel', 'chat'))
  row('right, mail', by('channel', 'mail'))
  for (const category of CATEGORIES) row(`recall, ${category}`, lane(category))
  console.log(`| macro-F1 | ${percent(macroF1(judged, labels.length))} | |`)
  console.log(`| calibration error | ${percent(calibrationError(judged))} | |`)
  const threshold = findThreshold(judged, 0.97)
  const above = (some: readonly Result[]) =>
    share(some, ({ judged: { confidence } }) => confidence >= threshold)
  console.log(`| covered at 97 % precision, all | ${percent(above(results))} | |`)
  console.log(`| covered at 97 % precision, ordinary | ${percent(above(ordinary))} | |`)
  const decided = results.filter(({ abstained }) => !abstained)
  console.log(
    `| decided as shipped, and right then | ${percent(decided.length / results.length)}, ${percent(share(decided, isRight))} | |`,
  )
}

function measureSpeed(messages: readonly Message[]): void {
  const model = shippedModel()
  const started = performance.now()
  for (const { text, subject = '' } of messages) classify({ text, subject, doorCategory: 'other' }, model)
  const seconds = (performance.now() - started) / 1000
  console.log(`\n${Math.round(messages.length / seconds)} messages a second on one thread, reasons included.`)
  const { megabytes, loadMilliseconds, modelMegabytes, allMegabytes } = measureModelCost()
  console.log(
    `Shipped model: ${megabytes.toFixed(2)} MB; ready in ${loadMilliseconds.toFixed(0)} ms of processor time; ${modelMegabytes.toFixed(0)} MB of memory, ${allMegabytes.toFixed(0)} MB with the code that reads messages.`,
  )
}

function printLabelled(modelPath: string, linesPath: string): void {
  const figures = judgeOnFile(modelPath, linesPath)
  console.log(
    `${figures.messages} messages: ${percent(figures.right)} right, calibration error ${percent(figures.calibrationError)}; decides ${percent(figures.decided)}, ${percent(figures.rightWhereDecided)} of these rightly; ${Math.round(figures.perSecond)} a second.`,
  )
}

async function printStream(count: number): Promise<void> {
  const texts = readMessages().map(({ text }) => text)
  for (const lines of [Math.round(count / 10), count]) {
    const { seconds, peakMegabytes } = await streamThroughCommand(texts, lines)
    console.log(`${lines} lines: ${seconds.toFixed(0)} s, never more than ${peakMegabytes.toFixed(0)} MB`)
  }
}

function share(some: readonly Result[], holds: (result: Result) => boolean): number {
  return some.length === 0 ? 0 : some.filter(holds).length / some.length
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`
}

/** Retrains the shipped model from the messages beside it; throws unless every byte is the same. Returns seconds. */
export function retrainShippedModel(): number {
  const started = performance.now()
  const bytes = encodeModel(train(readExamples(), true))
  if (!readFileSync(SHIPPED_MODEL).equals(bytes))
    throw new Error('shipped.model is not what its examples give. Train it again: core/classify/README.md.')
  return (performance.now() - started) / 1_000
}
