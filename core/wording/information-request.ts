import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Letter, RenderedMail } from './mail.ts'
import { letterFrame, renderMail } from './mail.ts'
import type { Sentence, Values } from './sentences.ts'
import { english, french } from './typography.ts'
import { wordingIn } from './wording.ts'

interface InformationRequestFacts {
  language: Language
  reference: string
  /** The member's question, with their own greeting. */
  question: string
  writtenAt: Date
  replyBy: Date
  memberFirstName: string | null
  /** The team's name in the customer's language. */
  team: string | null
  ticketUrl: string
}

/** Returns the mail with a question to the customer, ready to send. */
export function informationRequestMail(facts: InformationRequestFacts): RenderedMail {
  return renderMail(informationRequestLetter(facts))
}

/** Returns the content of the question's mail: the member's text, then by when we need the reply. */
function informationRequestLetter(facts: InformationRequestFacts): Letter {
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

/** Returns the sentences on by when we need the reply, and that we continue meanwhile; for the mail and the chat. */
export function replyByInWords(
  facts: Pick<InformationRequestFacts, 'language' | 'replyBy' | 'writtenAt'>,
): string {
  const { language, replyBy, writtenAt } = facts
  return INFORMATION_REQUEST_WORDS[language].replyBy({ when: dayAndTime(language, replyBy, writtenAt) })
}

/** Returns the sentences on until when a reply still counts, and what happens without one; for the mail and the chat. */
export function reminderReplyByInWords({
  language,
  replyBy,
  writtenAt,
}: Pick<InformationReminderFacts, 'language' | 'replyBy' | 'writtenAt'>): string {
  const when = dayAndTime(language, replyBy, writtenAt)
  return INFORMATION_REQUEST_WORDS[language].reminder.replyBy({ when })
}

interface InformationReminderFacts {
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

/** Returns the one reminder of an open question, ready to send. */
export function informationReminderMail(facts: InformationReminderFacts): RenderedMail {
  return renderMail(informationReminderLetter(facts))
}

/** Returns the content of the reminder: the question again, until when, and what happens without a reply. */
function informationReminderLetter(facts: InformationReminderFacts): Letter {
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

/** The sentences around a question to the customer, and those of its reminder. */
interface InformationRequestWords {
  subject: string
  /** By when we need the reply, and that we continue meanwhile. */
  replyBy: Sentence<'when'>
  reminder: {
    subject: string
    title: string
    told: (values: Pick<Values, 'about'> & { asked: string }) => string
    replyBy: Sentence<'when'>
  }
}

const INFORMATION_REQUEST_WORDS: Record<Language, InformationRequestWords> = {
  fr: {
    subject: french`Une question sur votre demande`,
    replyBy: ({ when }) =>
      french`Merci de nous répondre d'ici au ${when}. En attendant votre réponse, nous continuons à traiter votre dossier.`,
    reminder: {
      subject: french`Nous attendons votre réponse`,
      title: french`Nous attendons votre réponse`,
      told: ({ about, asked }) =>
        french`Vous nous avez contactés au sujet ${about}. Le ${asked}, nous vous avons posé la question suivante, à laquelle nous n'avons pas encore reçu de réponse.`,
      replyBy: ({ when }) =>
        french`Vous pouvez nous répondre jusqu'au ${when}. Passé ce délai, nous déciderons de la suite avec les éléments dont nous disposons ; votre demande ne sera pas rejetée pour cette seule raison.`,
    },
  },
  en: {
    subject: english`A question about your request`,
    replyBy: ({ when }) =>
      english`Please reply by ${when}. While we wait for your answer, we continue to work on your case.`,
    reminder: {
      subject: english`We are waiting for your reply`,
      title: english`We are waiting for your reply`,
      told: ({ about, asked }) =>
        english`You contacted us about ${about}. On ${asked}, we asked you the following question, and have not yet received your answer.`,
      replyBy: ({ when }) =>
        english`You can reply until ${when}. After that, we will decide how to proceed on the basis of what we know; your request will not be refused for that reason alone.`,
    },
  },
}
