import { askNext, containsDetails, recordDetails } from './ask-details.ts'
import { openedTopic } from './dialogue-state.ts'
import type { CustomerFile } from './dialogue-types.ts'
import { noteDetails } from './open-topic.ts'
import { foldText, wordCount } from './read/fold-text.ts'
import { readDetails } from './read/read-details.ts'
import { addMessage, botWordsOf, intend, type ReplyBuilder, suggest } from './reply-builder.ts'
import { hearProblem } from './topic.ts'

const ANOTHER =
  / (?:(?:un |une |l )?autre (?:probleme|souci|demande|question|sujet|commande|chose|litige)|(?:rien|pas) a voir|nouveau (?:probleme|litige)|nouvelle (?:demande|reclamation|question)|(?:another|different|new|second|separate) (?:problem|issue|request|question|matter|order|complaint|thing)|something else|nothing to do with) /
// Fewer words of another kind are still about the matter at hand ("je veux être remboursé").
const TELLS_A_TOPIC = 7

/** Hears words while a matter is open: they are added to its ticket, or tell another matter, or that is asked. */
export function hearMore(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): void {
  const opened = openedTopic(draft.state)
  if (!opened) {
    hearProblem(draft, text, files)
    return
  }
  if (files.length === 0 && containsDetails(draft, text)) {
    recordDetails(draft, opened.matter, readDetails(text), text)
    askNext(draft, botWordsOf(draft).thanksForDetail)
    return
  }
  const decision = draft.context.classify(text)
  const clear = !decision.abstained && decision.category !== 'other'
  if (ANOTHER.test(foldText(text)) && (clear || wordCount(text) >= TELLS_A_TOPIC)) {
    hearProblem(draft, text, files)
    return
  }
  if (clear && decision.category !== opened.matter.category && wordCount(text) >= TELLS_A_TOPIC) {
    draft.state.step = { at: 'same-or-new', text, files: [...files] }
    addMessage(draft, botWordsOf(draft).sameOrNew(opened.reference))
    suggest(draft, 'same-matter', 'other-matter', 'person')
    return
  }
  addToTopic(draft, text, files)
}

/** Adds words and files to the ticket of the matter at hand. */
export function addToTopic(draft: ReplyBuilder, text: string, files: readonly CustomerFile[]): void {
  const opened = openedTopic(draft.state)
  if (!opened) return
  noteDetails(draft, text, opened.matter)
  opened.matter.text += `\n${text}`
  intend(draft, { kind: 'add-to-ticket', reference: opened.reference, text, files })
}
