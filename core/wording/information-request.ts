import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import { INFORMATION_REQUEST_WORDS } from './information-request-words.ts'
import type { Letter, RenderedMail } from './letter.ts'
import { letterFrame } from './letter-frame.ts'
import { renderMail } from './mail.ts'
import { wordingIn } from './wording.ts'

export interface InformationRequestFacts {
  language: Language
  reference: string
  /** What the member asks, with their own greeting. */
  question: string
  writtenAt: Date
  replyBy: Date
  memberFirstName: string | null
  /** The team's name in the customer's language. */
  team: string | null
  ticketUrl: string
}

/** The mail that asks the customer for something we need to know, ready to send. */
export function informationRequestMail(facts: InformationRequestFacts): RenderedMail {
  return renderMail(informationRequestLetter(facts))
}

/** What the question's mail says: the member's words, then by when we need the answer. */
export function informationRequestLetter(facts: InformationRequestFacts): Letter {
  const { language } = facts
  const words = wordingIn(language)
  const asks = INFORMATION_REQUEST_WORDS[language]
  return {
    language,
    reference: facts.reference,
    subject: asks.subject,
    title: null,
    blocks: [
      { kind: 'said', text: facts.question },
      { kind: 'paragraph', text: replyByInWords(facts) },
      { kind: 'signature', name: facts.memberFirstName, team: facts.team },
      ...letterFrame(words, facts.reference, facts.ticketUrl),
    ],
    footer: [words.mail.personalLink],
  }
}

/** By when we need the answer, and that we go on meanwhile. */
export function replyByInWords(
  facts: Pick<InformationRequestFacts, 'language' | 'replyBy' | 'writtenAt'>,
): string {
  const { language, replyBy, writtenAt } = facts
  return INFORMATION_REQUEST_WORDS[language].replyBy({ when: dayAndTime(language, replyBy, writtenAt) })
}

/** Until when an answer still counts, and what happens without one. */
export function reminderReplyByInWords({
  language,
  replyBy,
  writtenAt,
}: Pick<InformationReminderFacts, 'language' | 'replyBy' | 'writtenAt'>): string {
  const when = dayAndTime(language, replyBy, writtenAt)
  return INFORMATION_REQUEST_WORDS[language].reminder.replyBy({ when })
}

export interface InformationReminderFacts {
  language: Language
  reference: string
  category: Category
  customerName: string | null
  question: string
  askedAt: Date
  replyBy: Date
  writtenAt: Date
  ticketUrl: string
}

/** The one reminder of a question nobody has answered, ready to send. */
export function informationReminderMail(facts: InformationReminderFacts): RenderedMail {
  return renderMail(informationReminderLetter(facts))
}

/** What the reminder says: the question again, until when, and what happens when nothing comes. */
export function informationReminderLetter(facts: InformationReminderFacts): Letter {
  const { language, writtenAt } = facts
  const words = wordingIn(language)
  const { reminder } = INFORMATION_REQUEST_WORDS[language]
  const { about } = words.categories[facts.category]
  const asked = dayAndTime(language, facts.askedAt, writtenAt)
  return {
    language,
    reference: facts.reference,
    subject: reminder.subject,
    title: reminder.title,
    blocks: [
      { kind: 'paragraph', text: greeting(words, facts.customerName) },
      { kind: 'paragraph', text: reminder.told({ about, asked }) },
      { kind: 'said', text: facts.question },
      { kind: 'paragraph', text: reminderReplyByInWords(facts) },
      ...letterFrame(words, facts.reference, facts.ticketUrl),
    ],
    footer: [words.mail.personalLink],
  }
}
