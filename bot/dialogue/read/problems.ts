import type { Decision } from '../../../core/classify/classify.ts'
import type { Category } from '../../../core/policy/category.ts'
import { wordCount } from './fold-text.ts'

/** A problem told in a text, and what it was decided to be. */
interface ToldProblem {
  text: string
  decision: Decision
}

// How people begin their second problem.
const TURN =
  /(?:^|[\s.,;!?])(?=(?:et |and )?(?:aussi|par ailleurs|autre chose|autre (?:problème|probleme|souci|question)|d['’]autre part|deuxièmement|deuxiemement|ensuite|en plus|sinon|au passage|et puis|also|another (?:thing|problem|issue|question)|second(?:ly)?|on another (?:note|matter)|separately|besides|in addition|by the way|one more thing)(?!\p{L}))/giu
const FEWEST_WORDS = 4
const MOST_PROBLEMS = 3

/**
 * The problems a text tells, one or several: it is cut where people turn to another matter, and a cut is believed only
 * when both sides are clearly of different categories. Never empty.
 */
export function readProblems(text: string, classify: (text: string) => Decision): ToldProblem[] {
  const whole = { text, decision: classify(text) }
  const pieces = cut(text)
  if (pieces.length < 2) return [whole]
  const told: ToldProblem[] = []
  for (const piece of pieces) {
    const decision = classify(piece)
    const last = told.at(-1)
    const own = !decision.abstained && decision.category !== 'other' && wordCount(piece) >= FEWEST_WORDS
    if (last && (!own || last.decision.category === decision.category)) {
      const text = `${last.text} ${piece}`
      told[told.length - 1] = { text, decision: last.decision }
    } else told.push({ text: piece, decision })
  }
  const clear = told.filter(({ decision }) => !decision.abstained && decision.category !== 'other')
  const categories = new Set<Category>(clear.map(({ decision }) => decision.category))
  return clear.length === told.length && categories.size === told.length && told.length > 1
    ? told.slice(0, MOST_PROBLEMS)
    : [whole]
}

function cut(text: string): string[] {
  const starts = [...text.slice(0, 4_000).matchAll(TURN)].map(({ index, 0: mark }) => index + mark.length)
  const cuts = [0, ...starts.filter((start) => start > 0), text.length]
  return cuts
    .slice(0, -1)
    .map((start, index) => text.slice(start, cuts[index + 1]).trim())
    .filter((piece) => piece !== '')
}
