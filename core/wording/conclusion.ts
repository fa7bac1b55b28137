import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { CONCLUSION_WORDS } from './conclusion-words.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Letter, RenderedMail } from './letter.ts'
import { letterFrame } from './letter-frame.ts'
import { renderMail } from './mail.ts'
import { wordingIn } from './wording.ts'

export interface ConclusionFacts {
  language: Language
  reference: string
  category: Category
  customerName: string | null
  /** What the member wrote: what was found, and what follows. */
  findings: string
  writtenAt: Date
  /** When the problem is to be resolved; null when that time is over. */
  resolveBy: Date | null
  memberFirstName: string | null
  /** The team's name in the customer's language. */
  team: string | null
  ticketUrl: string
}

/** The mail telling a customer the conclusions (policy §4), ready to send. */
export function conclusionMail(facts: ConclusionFacts): RenderedMail {
  return renderMail(conclusionLetter(facts))
}

/** What the mail of a conclusion says: the findings, what comes next, and by when. */
export function conclusionLetter(facts: ConclusionFacts): Letter {
  const { language } = facts
  const words = wordingIn(language)
  const conclusion = CONCLUSION_WORDS[language]
  const next =
    facts.resolveBy === null
      ? conclusion.nextLate
      : conclusion.next({ when: dayAndTime(language, facts.resolveBy, facts.writtenAt) })
  return {
    language,
    reference: facts.reference,
    subject: conclusion.subject,
    title: conclusion.title,
    blocks: [
      { kind: 'paragraph', text: greeting(words, facts.customerName) },
      { kind: 'paragraph', text: conclusion.told({ about: words.categories[facts.category].about }) },
      { kind: 'said', text: facts.findings },
      { kind: 'heading', text: conclusion.nextHeading },
      { kind: 'paragraph', text: next },
      { kind: 'signature', name: facts.memberFirstName, team: facts.team },
      ...letterFrame(words, facts.reference, facts.ticketUrl),
    ],
    footer: [words.mail.personalLink],
  }
}
