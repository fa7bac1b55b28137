import type { Language } from '../policy/language.ts'
import type { Letter, RenderedMail } from './mail.ts'
import { letterFrame, renderMail } from './mail.ts'
import { wordingIn } from './wording.ts'

export interface ReplyFacts {
  language: Language
  reference: string
  /** What the member wrote, with their own greeting; line breaks are kept. */
  text: string
  /** First name only, or null when the member has none to show. */
  memberFirstName: string | null
  /** The team's name in the customer's language. */
  team: string | null
  ticketUrl: string
}

/** A member's answer, ready to send: their words, their first name and team, and a frame saying how to go on. */
export function replyMail(facts: ReplyFacts): RenderedMail {
  return renderMail(replyLetter(facts))
}

/** What an answer says: the member's words first and alone, the frame after. */
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
