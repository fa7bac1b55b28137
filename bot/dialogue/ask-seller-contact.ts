import { openedTopic } from './dialogue-state.ts'
import { openKnown } from './open-topic.ts'
import { addMessage, botWordsOf, intend, type ReplyBuilder } from './reply-builder.ts'

/** Policy §5: asks for the seller's contact details on the matter at hand; without one, opens it first. */
export function askForSellerContact(draft: ReplyBuilder, text: string): void {
  const { state } = draft
  const opened = openedTopic(state)
  if (!opened) {
    state.wantsSellerContact = text
    openKnown(draft, text, 'order-dispute')
    return
  }
  state.wantsSellerContact = null
  intend(draft, { kind: 'ask-seller-contact', reference: opened.reference, text })
  // What comes next is said when core has it (hear-result.ts).
  state.sellerContactAsked = true
  addMessage(draft, botWordsOf(draft).sellerContact(opened.reference))
}
