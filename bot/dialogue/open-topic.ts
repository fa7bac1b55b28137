import type { Decision } from '../../core/classify/classify.ts'
import type { Category } from '../../core/policy/category.ts'
import { detailsOf, type Topic } from './dialogue-state.ts'
import type { CustomerFile } from './dialogue-types.ts'
import { readDetails } from './read/read-details.ts'
import { intend, type ReplyBuilder } from './reply-builder.ts'

/** Opens what was said so far under a category the customer chose. */
export function openAs(draft: ReplyBuilder, category: Category): void {
  const { unclear } = draft.state
  if (!unclear) return
  const decision = draft.context.classify(unclear.text)
  openTopics(draft, [newTopic(unclear.text, { ...decision, abstained: false }, category, unclear.files)])
}

/** Opens what was said, whatever it is: someone will read it. The decision counts when it is one. */
export function openUnclear(
  draft: ReplyBuilder,
  text: string,
  files: readonly CustomerFile[],
  urgent: boolean,
): void {
  const whole = [draft.state.unclear?.text, text].filter(Boolean).join('\n')
  const decision = draft.context.classify(whole)
  noteDetails(draft, whole, undefined)
  const matter = newTopic(whole, decision, decision.category, [
    ...(draft.state.unclear?.files ?? []),
    ...files,
  ])
  // Nobody said otherwise: the classifier was unsure, and no correction is to be learnt from that.
  openTopics(draft, [
    {
      ...matter,
      corrected: null,
      abstained: decision.abstained || decision.category === 'other',
      urgent: matter.urgent || urgent,
    },
  ])
}

/** Opens a matter whose category follows from what was asked for; nobody corrected anything. */
export function openKnown(draft: ReplyBuilder, text: string, category: Category): void {
  noteDetails(draft, text, undefined)
  const matter = newTopic(text, draft.context.classify(text), category, [])
  openTopics(draft, [{ ...matter, corrected: null, abstained: false }])
}

/** Keeps what a text says of the customer and of the matter. What is known already stays. */
export function noteDetails(draft: ReplyBuilder, text: string, matter: Topic | undefined): void {
  const { state } = draft
  const read = readDetails(text)
  state.email ??= read.email
  state.name ??= read.name
  state.telephone ??= read.telephone
  if (!matter) return
  matter.orderNumber ??= read.orderNumber
  matter.listing ??= read.listing
}

/** Returns a topic as the customer put it, with what the classifier made of it. */
export function newTopic(
  text: string,
  decision: Decision,
  category: Category,
  files: readonly CustomerFile[],
): Topic {
  const read = readDetails(text)
  return {
    text,
    category,
    corrected: category === decision.category ? null : decision.category,
    abstained: decision.abstained,
    urgent: decision.urgent,
    runnerUp: decision.runnerUp?.category ?? null,
    files: [...files],
    reference: null,
    orderNumber: read.orderNumber,
    listing: read.listing,
    asked: [],
    answer: null,
  }
}

/** Puts topics at the end of those under way and asks the core for their tickets. */
export function openTopics(draft: ReplyBuilder, matters: readonly Topic[]): void {
  const { state } = draft
  state.unclear = null
  state.step = { at: 'idle' }
  state.openingTogether = matters.length
  matters.forEach((matter, index) => {
    state.matters.push(matter)
    intend(draft, {
      kind: 'open-ticket',
      language: state.language,
      category: matter.category,
      corrected: matter.corrected,
      abstained: matter.abstained,
      urgent: matter.urgent,
      text: matter.text,
      details: detailsOf(state, matter),
      // Files belong to the message they came with, so they go with its first matter.
      files: index === 0 ? matter.files : [],
    })
  })
}
