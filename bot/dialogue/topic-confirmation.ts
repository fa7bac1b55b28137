import { wordingIn } from '../../core/wording/wording.ts'
import { askNext } from './ask-details.ts'
import { goOnAskingPerson } from './ask-person.ts'
import { detailsOf, type Topic } from './dialogue-state.ts'
import type { DueTimes } from './dialogue-types.ts'
import { mayGiveArticle } from './needed-details.ts'
import {
  addCard,
  addMarkdown,
  addMessage,
  botWordsOf,
  dateInWords,
  type ReplyBuilder,
  suggest,
} from './reply-builder.ts'

/** Tells what was understood, the reference and what happens by when; then helps, or asks for what is missing. */
export function confirmTopic(draft: ReplyBuilder, matter: Topic, due: DueTimes): void {
  const sentences = botWordsOf(draft)
  const category = wordingIn(draft.state.language).categories[matter.category]
  const understood = matter.abstained
    ? null
    : sentences.understood({ name: category.name, understood: category.understood })
  addMessage(
    draft,
    [understood, understood && sentences.howToCorrect].filter(Boolean).join(' '),
    noted(draft, matter),
    matter.files.length > 0 ? sentences.fileKept(matter.files.length) : null,
  )
  confirmReference(draft, matter, due)
  if (matter.category === 'fraud' && matter.urgent) {
    // Minutes count: a person at once, and what the bank can do now.
    addMessage(draft, sentences.fraudNow)
    draft.state.wantsPerson = { reason: 'urgent', urgent: true }
    goOnAskingPerson(draft)
    return
  }
  if (!mayGiveArticle(matter.category)) addMessage(draft, category.advice.join(' '))
  if (offerArticle(draft, matter)) return
  askNext(draft)
}

/** Tells the reference and what happens by when (policy §3, §4). */
export function confirmReference(draft: ReplyBuilder, { reference, category }: Topic, due: DueTimes): void {
  if (!reference) return
  const { card, reference: sentence } = botWordsOf(draft)
  const times = {
    investigation: dateInWords(draft, due.investigation),
    conclusions: dateInWords(draft, due.conclusions),
    resolution: dateInWords(draft, due.resolution),
  }
  const { name } = wordingIn(draft.state.language).categories[category]
  const facts = [
    { label: card.category, value: name },
    { label: card.conclusions, value: times.conclusions },
    { label: card.resolution, value: times.resolution },
  ]
  addCard(draft, { title: card.title, reference, facts }, sentence({ reference, times }))
}

/** Tells the reference to who waits for a person: shortly, unless it is clear what the matter is and nobody is in danger. */
export function confirmReferenceFirst(draft: ReplyBuilder, matter: Topic, due: DueTimes): void {
  const clear = !matter.abstained && !matter.urgent && matter.category !== 'other'
  if (clear) confirmReference(draft, matter, due)
  else if (matter.reference) addMessage(draft, botWordsOf(draft).recorded(matter.reference))
}

/** Tells the references of several matters told at once. */
export function confirmTopics(draft: ReplyBuilder, matters: readonly Topic[]): void {
  const { understoodSeveral, severalLine } = botWordsOf(draft)
  const { categories } = wordingIn(draft.state.language)
  const lines = matters.flatMap(({ category, reference }) =>
    reference ? [severalLine({ name: categories[category].name, reference })] : [],
  )
  addMessage(draft, [understoodSeveral(matters.length), ...lines].join('\n'))
  askNext(draft)
}

function noted(draft: ReplyBuilder, matter: Topic): string | null {
  const { detailNames, noted } = botWordsOf(draft)
  const known = detailsOf(draft.state, matter)
  const facts = (['orderNumber', 'listing', 'name', 'email', 'telephone'] as const).flatMap((detail) =>
    known[detail] ? [`${detailNames[detail]} ${known[detail]}`] : [],
  )
  return facts.length > 0 ? noted(facts) : null
}

function offerArticle(draft: ReplyBuilder, matter: Topic): boolean {
  const { state, context } = draft
  if (matter.urgent || matter.abstained || !mayGiveArticle(matter.category)) return false
  const answer = context.readyAnswer(matter.category, matter.text, state.language)
  if (!answer) return false
  matter.answer = answer.name
  addMarkdown(draft, answer.text)
  if (!answer.solves) return false
  state.step = { at: 'answered', again: false }
  addMessage(draft, botWordsOf(draft).didItSolve)
  suggest(draft, 'solved', 'not-solved', 'wrong-category', 'person')
  return true
}
