import { hearMore } from './add-to-topic.ts'
import { askNext, askOpenQuestion, containsDetails, recordDetails, TELLS_SOMETHING } from './ask-details.ts'
import { openedTopic } from './dialogue-state.ts'
import type { CustomerFile, Detail } from './dialogue-types.ts'
import { looksLikeEmail } from './read/email-address.ts'
import { wordCount } from './read/fold-text.ts'
import { readAskedDetail, readDetails } from './read/read-details.ts'
import { skips } from './read/yes-no.ts'
import { addMessage, botWordsOf, intend, type ReplyBuilder, suggest } from './reply-builder.ts'

/** Hears the answer to the question for a detail; what says something else is heard as that. */
export function hearDetail(
  draft: ReplyBuilder,
  step: { detail: Detail; again: boolean },
  text: string,
  files: readonly CustomerFile[],
): void {
  const opened = openedTopic(draft.state)
  if (!opened) return
  const { matter, reference } = opened
  const value = readAskedDetail(step.detail, text)
  if (value !== null) {
    recordDetails(draft, matter, { ...readDetails(text), [step.detail]: value }, text)
    if (files.length > 0) intend(draft, { kind: 'add-to-ticket', reference, text: '', files })
    askNext(draft, botWordsOf(draft).thanksForDetail)
  } else if (containsDetails(draft, text)) {
    recordDetails(draft, matter, readDetails(text), text)
    if (files.length > 0) intend(draft, { kind: 'add-to-ticket', reference, text: '', files })
    addMessage(draft, botWordsOf(draft).thanksForDetail)
    askOpenQuestion(draft)
  } else if (givesName(draft, step.detail, text)) {
    recordDetails(draft, matter, { name: readAskedDetail('name', text) }, text)
    addMessage(draft, botWordsOf(draft).thanksForDetail)
    askOpenQuestion(draft)
  } else if (skips(text)) askNext(draft)
  else if (files.length > 0 || (wordCount(text) >= TELLS_SOMETHING && !looksLikeEmail(text))) {
    hearMore(draft, text, files)
  } else if (!step.again) {
    draft.state.step = { at: 'detail', detail: step.detail, again: true }
    addMessage(draft, botWordsOf(draft).askAgain[step.detail])
    suggest(draft, 'skip', 'person')
  } else {
    intend(draft, { kind: 'record-details', reference, details: {}, text })
    askNext(draft)
  }
}

// "Marie Dubois" where the e-mail address was asked.
function givesName({ state }: ReplyBuilder, asked: Detail, text: string): boolean {
  const capitals = /^\p{Lu}[\p{L}'’-]+ \p{Lu}[\p{L}'’-]+$/u.test(text.trim())
  return asked === 'email' && state.name === null && capitals && readAskedDetail('name', text) !== null
}
