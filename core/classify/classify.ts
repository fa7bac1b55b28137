import { type Category, isCategory } from '../policy/category.ts'
import { findRules, type RuleHit } from './category-rules.ts'
import { currentModel } from './current-model.ts'
import type { Evidence, TextPart } from './evidence.ts'
import { explain, type WordReason } from './explain.ts'
import { addWord, beginHash, endHash, KIND } from './feature-hash.ts'
import { readFeatures } from './features.ts'
import { intoProbabilities } from './learn-weights.ts'
import type { OpenModel } from './model.ts'

import { stem } from './stem.ts'
import { isUrgent } from './urgent.ts'

/** What a message is about, with a confidence. `category` is the best guess even when abstained. */
export interface Decision {
  category: Category
  /** Between 0 and 1: how often such a decision is right. */
  confidence: number
  /** True when a person should decide. `other` may be decided. */
  abstained: boolean
  reasons: Reason[]
  runnerUp: { category: Category; confidence: number } | null
  /** Danger to persons, fraud in progress, a legal deadline within days. */
  urgent: boolean
}

/**
 * Returns a message's category by its words, the named rules and the address it came by; a clear text outweighs the
 * address. Decides any text within milliseconds and never fails. `model` is the one in use by default.
 */
export function classify(evidence: Evidence, model: OpenModel = currentModel()): Decision {
  const { label, runnerUp, ...rest } = decide(model, evidence)
  return {
    category: categoryOf(label),
    ...rest,
    runnerUp: runnerUp && { category: categoryOf(runnerUp.label), confidence: runnerUp.confidence },
  }
}

function categoryOf(label: string): Category {
  if (!isCategory(label))
    throw new Error(`The model in use answers "${label}", which is no category of ours.`)
  return label
}

/** Why a label was chosen: the rule or the words that decided, and their weight. */
export type Reason = { rule: string; weight: number } | WordReason

/** What a text is, with a confidence, in any model's labels. `label` is the best guess even when abstained. */
export interface LabelDecision {
  label: string
  /** Between 0 and 1: how often such a decision is right. */
  confidence: number
  /** True when a person should decide. */
  abstained: boolean
  reasons: Reason[]
  runnerUp: { label: string; confidence: number } | null
  /** Danger to persons, fraud in progress, a legal deadline within days; false for labels other than ours. */
  urgent: boolean
}

// The address is a hint: seven times as likely. A clear text outweighs it nevertheless.
const MAILBOX_WEIGHT = 2
// Where the model knows a smaller share of the words than this, it knows too little of the text to decide.
const KNOWN_SHARE = 0.5
const WORDS_TO_JUDGE_BY = 4
const NO_WORDS: RuleHit = { rule: 'no-words', category: 'other', weight: 1 }

/**
 * Returns what a text is: the model's scores, plus the rules and the address where the labels are our categories.
 * Abstains below the model's threshold, and on text with hardly a word the model knows.
 */
export function decide(open: OpenModel, evidence: Evidence): LabelDecision {
  const { model } = open
  const { about } = model
  const { parts, features } = readFeatures(evidence.subject, evidence.text, about.complaints)
  const { scores, vector } = open.score(features)
  const ours = about.labels.every(isCategory)
  const hits = ours ? [...findRules(parts), ...mailboxHint(evidence.doorCategory)] : []
  if (ours && vector.count === 0) hits.push(NO_WORDS)
  for (const { category, weight } of hits) {
    const label = about.labels.indexOf(category)
    if (label >= 0) scores[label] = (scores[label] ?? 0) + weight
  }
  intoProbabilities(scores)
  const winner = largest(scores)
  const second = largest(scores, winner)
  const label = about.labels[winner] ?? ''
  const confidence = round(scores[winner] ?? 0)
  const words = explain(model, parts, features, vector, winner, second)
  const rules = hits
    .filter(({ category }) => category === label)
    .map(({ rule, weight }): Reason => ({ rule, weight }))
  return {
    label,
    confidence,
    abstained: confidence < about.threshold || isUnfamiliar(open, parts),
    reasons: [...rules, ...words],
    runnerUp:
      second < 0 ? null : { label: about.labels[second] ?? '', confidence: round(scores[second] ?? 0) },
    urgent: ours && isCategory(label) && isUrgent(parts, label),
  }
}

function mailboxHint(category: Category): RuleHit[] {
  return category === 'other' ? [] : [{ rule: 'mailbox', category, weight: MAILBOX_WEIGHT }]
}

// Another language, code, or a text without words: what the model recognises in it is chance.
function isUnfamiliar({ model }: OpenModel, parts: readonly TextPart[]): boolean {
  let known = 0
  let words = 0
  for (const { tokens } of parts) {
    for (const { word } of tokens) {
      if (!/^\p{L}/u.test(word)) continue
      words++
      if (model.vocabulary.find(endHash(addWord(beginHash(KIND.stem), stem(word)))) >= 0) known++
    }
  }
  return known === 0 || (words >= WORDS_TO_JUDGE_BY && known < words * KNOWN_SHARE)
}

function largest(scores: Float64Array, but = -1): number {
  let best = -1
  scores.forEach((score, index) => {
    if (index !== but && (best < 0 || score > (scores[best] ?? 0))) best = index
  })
  return best
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
