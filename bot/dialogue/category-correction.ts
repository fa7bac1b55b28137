import { CATEGORIES, type Category } from '../../core/policy/category.ts'
import { wordingIn } from '../../core/wording/wording.ts'
import { askNext } from './ask-details.ts'
import type { ChoiceId } from './choice.ts'
import { currentTopic, openedTopic } from './dialogue-state.ts'
import { mayGiveArticle } from './needed-details.ts'
import { addMessage, botWordsOf, intend, type ReplyBuilder, suggest } from './reply-builder.ts'

/** The customer says that the category is wrong: which one is right? */
export function beginCorrection(draft: ReplyBuilder): void {
  const { state } = draft
  if (openedTopic(state)) {
    askWhich(draft, 0)
    return
  }
  addMessage(draft, botWordsOf(draft).unclearAgain)
  suggest(draft, 'person')
}

/** Hears in words what the matter is about; not understood, it stays as it is and a person sees the remark. */
export function hearCorrection(draft: ReplyBuilder, failures: number, text: string): void {
  const opened = openedTopic(draft.state)
  if (!opened) {
    beginCorrection(draft)
    return
  }
  const decision = draft.context.classify(text)
  if (!decision.abstained && decision.category !== opened.matter.category) {
    intend(draft, { kind: 'record-details', reference: opened.reference, details: {}, text })
    correctTo(draft, decision.category)
    return
  }
  if (failures === 0) {
    askWhich(draft, 1)
    return
  }
  intend(draft, { kind: 'record-details', reference: opened.reference, details: {}, text })
  askNext(draft, botWordsOf(draft).notCorrected)
}

/** Corrects the category of the matter at hand: core moves the ticket, and the correction is proposed for learning. */
export function correctTo(draft: ReplyBuilder, category: Category): void {
  const opened = openedTopic(draft.state)
  if (!opened) return
  const { matter, reference } = opened
  const before = matter.category
  const name = wordingIn(draft.state.language).categories[category]
  if (before !== category) {
    intend(draft, { kind: 'correct-category', reference, from: before, to: category })
    matter.corrected = before
    matter.category = category
    matter.abstained = false
  }
  addMessage(
    draft,
    botWordsOf(draft).corrected(name.name),
    mayGiveArticle(category) ? null : name.advice.join(' '),
  )
  askNext(draft)
}

function askWhich(draft: ReplyBuilder, failures: number): void {
  const matter = currentTopic(draft.state)
  const likely = [matter?.runnerUp, ...CATEGORIES].filter((one) => one !== null && one !== undefined)
  const others = [...new Set(likely)].filter((category) => category !== matter?.category)
  draft.state.step = { at: 'correction', failures }
  addMessage(draft, botWordsOf(draft).whichCategory)
  suggest(draft, ...others.map((category): ChoiceId => `category:${category}`))
}
