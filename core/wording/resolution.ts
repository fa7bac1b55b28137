import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { ResolutionOutcome } from '../policy/resolution-outcome.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './letter.ts'
import { letterFrame } from './letter-frame.ts'
import { renderMail } from './mail.ts'
import { RESOLUTION_WORDS } from './resolution-words.ts'
import { type ScoreLinks, satisfactionBlocks } from './satisfaction.ts'
import { wordingIn } from './wording.ts'

export interface ResolutionFacts {
  language: Language
  reference: string
  category: Category
  outcome: ResolutionOutcome
  customerName: string | null
  resolvedAt: Date
  /** What the member wrote about the outcome, or null. */
  explanation: string | null
  memberFirstName: string | null
  /** The team's name in the customer's language. */
  team: string | null
  ticketUrl: string
  /** The question how satisfied they are; null when it is not asked by mail. */
  satisfaction: ScoreLinks | null
}

/** The mail telling a customer how their problem ended (policy §3), ready to send. */
export function resolutionMail(facts: ResolutionFacts): RenderedMail {
  return renderMail(resolutionLetter(facts))
}

/** What the mail of a resolution says: how it ended, why, and what to do if it has not. */
export function resolutionLetter(facts: ResolutionFacts): Letter {
  const words = wordingIn(facts.language)
  const outcome = RESOLUTION_WORDS[facts.language][facts.outcome]
  const about = words.categories[facts.category].about
  const when = dayAndTime(facts.language, facts.resolvedAt)
  const explanation: Block[] = facts.explanation === null ? [] : [{ kind: 'said', text: facts.explanation }]
  return {
    language: facts.language,
    reference: facts.reference,
    subject: outcome.subject,
    title: outcome.title,
    blocks: [
      { kind: 'paragraph', text: greeting(words, facts.customerName) },
      { kind: 'paragraph', text: outcome.told({ about, when }) },
      ...explanation,
      { kind: 'paragraph', text: outcome.notSolved },
      { kind: 'signature', name: facts.memberFirstName, team: facts.team },
      ...(facts.satisfaction === null
        ? []
        : [{ kind: 'frame' } as const, ...satisfactionBlocks(facts.language, facts.satisfaction)]),
      ...letterFrame(words, facts.reference, facts.ticketUrl),
    ],
    footer: [words.mail.personalLink],
  }
}

/** The same in a chat: how it ended, why, and what to do if it has not. */
export function resolutionInWords(facts: ResolutionFacts): string {
  const outcome = RESOLUTION_WORDS[facts.language][facts.outcome]
  const about = wordingIn(facts.language).categories[facts.category].about
  const told = outcome.told({ about, when: dayAndTime(facts.language, facts.resolvedAt) })
  return [told, facts.explanation, outcome.notSolved].filter((part) => part !== null).join('\n\n')
}
