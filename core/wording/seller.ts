import type { Language } from '../policy/language.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './letter.ts'
import { renderMail } from './mail.ts'
import { SELLER_WORDS } from './seller-words.ts'
import { wordingIn } from './wording.ts'

/** What every mail to a seller has: nothing in it tells who the customer is. */
export interface SellerLetterFacts {
  /** The seller's. */
  language: Language
  /** With the suffix of the seller's thread. */
  reference: string
  sellerName: string
  writtenAt: Date
}

export interface SellerRequestFacts extends SellerLetterFacts {
  /** What the member asks. */
  question: string
  answerBy: Date
  memberFirstName: string | null
  /** The team's name in the seller's language. */
  team: string | null
}

/** The mail that asks a seller for help with a customer's complaint (policy §5), ready to send. */
export function sellerRequestMail(facts: SellerRequestFacts): RenderedMail {
  return renderMail(sellerRequestLetter(facts))
}

/** What the question's mail says: why we write, the member's words, by when we need the answer. */
export function sellerRequestLetter(facts: SellerRequestFacts): Letter {
  const { request } = SELLER_WORDS[facts.language]
  const when = dayAndTime(facts.language, facts.answerBy, facts.writtenAt)
  return sellerLetter(facts, request.subject, [
    { kind: 'paragraph', text: request.intro },
    { kind: 'said', text: facts.question },
    { kind: 'paragraph', text: request.answerBy({ when }) },
    { kind: 'signature', name: facts.memberFirstName, team: facts.team },
  ])
}

export interface SellerReminderFacts extends SellerLetterFacts {
  question: string
  askedAt: Date
  answerBy: Date
}

/** The one reminder of a question to a seller, ready to send. */
export function sellerReminderMail(facts: SellerReminderFacts): RenderedMail {
  return renderMail(sellerReminderLetter(facts))
}

/** What the reminder says: when we asked, by when we need the answer, what may follow (policy §6), the question again. */
export function sellerReminderLetter(facts: SellerReminderFacts): Letter {
  const { reminder } = SELLER_WORDS[facts.language]
  const said = (at: Date) => dayAndTime(facts.language, at, facts.writtenAt)
  return sellerLetter(facts, reminder.subject, [
    { kind: 'paragraph', text: reminder.told({ when: said(facts.askedAt) }) },
    { kind: 'paragraph', text: reminder.answerBy({ when: said(facts.answerBy) }) },
    { kind: 'paragraph', text: reminder.why },
    { kind: 'heading', text: reminder.questionHeading },
    { kind: 'said', text: facts.question },
  ])
}

/** A letter to a seller around what it says: the greeting before, which matter it is and how to answer after. */
export function sellerLetter(facts: SellerLetterFacts, subject: string, blocks: readonly Block[]): Letter {
  const words = SELLER_WORDS[facts.language]
  return {
    language: facts.language,
    reference: facts.reference,
    subject,
    title: null,
    blocks: [
      { kind: 'paragraph', text: greeting(wordingIn(facts.language), facts.sellerName) },
      ...blocks,
      { kind: 'frame' },
      { kind: 'paragraph', text: words.matter({ reference: facts.reference }) },
    ],
    footer: [words.parisTime],
  }
}
