import type { Language } from '../policy/language.ts'
import type { Letter, RenderedMail } from './mail.ts'
import { letterFrame, renderMail } from './mail.ts'
import { wordingIn } from './wording.ts'

export interface ReplyFacts {
  language: Language
  reference: string
  /** The member's text, with their own greeting; line breaks are kept. */
  text: string
  /** First name only, or null when the member has none. */
  memberFirstName: string | null
  /** The team's name in the customer's language. */
  team: string | null
  ticketUrl: string
}

/** Returns a member's reply, ready to send: their text, their first name and team, and a frame with how to continue. */
export function replyMail(facts: ReplyFacts): RenderedMail {
  return renderMail(replyLetter(facts))
}

/** Returns the content of a reply: the member's text first and alone, the frame after it. */
function replyLetter(facts: ReplyFacts): Letter {
  const words = wordingIn(facts.language)
  return {
    language: facts.language,
    reference: facts.reference,
    subject: words.answer.subject,
    title: null,
    blocks: [
      { kind: 'said', text: facts.text },
      { kind: 'signature', name: facts.memberFirstName, team: facts.team },
      ...letterFrame(words, facts.reference, facts.ticketUrl),
    ],
    footer: [words.mail.personalLink],
  }
}
