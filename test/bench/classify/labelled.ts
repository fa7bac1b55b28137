import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { calibrationError, type Judged } from '../../../core/classify/calibration.ts'
import { decide } from '../../../core/classify/classify.ts'
import { readLabelledLines } from '../../../core/classify/examples.ts'
import { openModel } from '../../../core/classify/model.ts'
import { decodeModel } from '../../../core/classify/model-file.ts'

/** How a model performs on labelled messages. Shares between 0 and 1. */
export interface LabelledFigures {
  messages: number
  right: number
  calibrationError: number
  decided: number
  rightWhereDecided: number
  /** In one thread once warm, reasons included; the fastest of ten rounds. */
  perSecond: number
}

const ROUNDS = 10

/** Evaluates a model made by `npm run train` on labelled JSON Lines that it was not trained on. */
export function judgeOnFile(modelPath: string, linesPath: string): LabelledFigures {
  const open = openModel(decodeModel(readFileSync(modelPath)))
  const { labels } = open.model.about
  const examples = readLabelledLines(readFileSync(linesPath, 'utf8'), basename(linesPath))
  const decideAll = () =>
    examples.map(({ subject, text }) => decide(open, { subject, text, doorCategory: 'other' }))
  const decisions = decideAll()
  const judged = decisions.map(
    ({ label, confidence }, index): Judged => ({
      confidence,
      predicted: labels.indexOf(label),
      truth: labels.indexOf(examples[index]?.label ?? ''),
    }),
  )
  const decided = judged.filter((_, index) => !decisions[index]?.abstained)
  return {
    messages: examples.length,
    right: shareRight(judged),
    calibrationError: calibrationError(judged),
    decided: decided.length / examples.length,
    rightWhereDecided: shareRight(decided),
    perSecond: Math.max(...Array.from({ length: ROUNDS }, () => examples.length / secondsOf(decideAll))),
  }
}

function shareRight(judged: readonly Judged[]): number {
  return judged.filter(({ predicted, truth }) => predicted === truth).length / Math.max(1, judged.length)
}

function secondsOf(work: () => unknown): number {
  const started = performance.now()
  work()
  return (performance.now() - started) / 1_000
}
