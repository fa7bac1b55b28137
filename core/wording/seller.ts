import type { Language } from '../policy/language.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './mail.ts'
import { renderMail } from './mail.ts'
import type { Sentence } from './sentences.ts'
import { english, french } from './typography.ts'
import { wordingIn } from './wording.ts'

/** What every mail to a seller has: nothing in it identifies the customer. */
export interface SellerLetterFacts {
  /** The seller's. */
  language: Language
  /** With the suffix of the seller's thread. */
  reference: string
  sellerName: string
  writtenAt: Date
}

interface SellerRequestFacts extends SellerLetterFacts {
  /** The member's question. */
  question: string
  replyBy: Date
  memberFirstName: string | null
  /** The team's name in the seller's language. */
  team: string | null
}

/** Returns the mail that asks a seller for help with a customer's complaint (policy §5), ready to send. */
export function sellerRequestMail(facts: SellerRequestFacts): RenderedMail {
  return renderMail(sellerRequestLetter(facts))
}

/** Returns the content of the question's mail: why we write, the member's text, by when we need the reply. */
function sellerRequestLetter(facts: SellerRequestFacts): Letter {
  const { request } = SELLER_WORDS[facts.language]
  const when = dayAndTime(facts.language, facts.replyBy, facts.writtenAt)
  return sellerLetter(facts, request.subject, [
    { kind: 'paragraph', text: request.intro },
    { kind: 'said', text: facts.question },
    { kind: 'paragraph', text: request.answerBy({ when }) },
    { kind: 'signature', name: facts.memberFirstName, team: facts.team },
  ])
}

interface SellerReminderFacts extends SellerLetterFacts {
  question: string
  askedAt: Date
  answerBy: Date
}

/** Returns the one reminder of a question to a seller, ready to send. */
export function sellerReminderMail(facts: SellerReminderFacts): RenderedMail {
  return renderMail(sellerReminderLetter(facts))
}

/** Returns the content of the reminder: when we asked, the deadline, what may follow (policy §6), the question. */
function sellerReminderLetter(facts: SellerReminderFacts): Letter {
  const { reminder } = SELLER_WORDS[facts.language]
  const inWords = (at: Date) => dayAndTime(facts.language, at, facts.writtenAt)
  return sellerLetter(facts, reminder.subject, [
    { kind: 'paragraph', text: reminder.told({ when: inWords(facts.askedAt) }) },
    { kind: 'paragraph', text: reminder.answerBy({ when: inWords(facts.answerBy) }) },
    { kind: 'paragraph', text: reminder.why },
    { kind: 'heading', text: reminder.questionHeading },
    { kind: 'said', text: facts.question },
  ])
}

/** Returns a letter to a seller around its content: the greeting before, which ticket it is and how to reply after. */
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
      { kind: 'paragraph', text: words.aboutCase({ reference: facts.reference }) },
    ],
    footer: [words.parisTime],
  }
}

/** Every sentence to a seller about a customer's complaint (policy §5). Names are as customers know the seller. */
interface SellerWords {
  /** Which ticket it is, how to reply, and who reads the reply. */
  aboutCase: Sentence<'reference'>
  parisTime: string
  request: {
    subject: string
    intro: string
    answerBy: Sentence<'when'>
  }
  reminder: {
    subject: string
    told: Sentence<'when'>
    answerBy: Sentence<'when'>
    questionHeading: string
    /** Policy §6. */
    why: string
  }
}

const SELLER_WORDS: Record<Language, SellerWords> = {
  fr: {
    aboutCase: ({ reference }) =>
      french`Ce message concerne le dossier ${reference}. Pour nous répondre, répondez simplement à ce message : votre réponse est lue par nos équipes et n'est pas transmise telle quelle au client.`,
    parisTime: french`Les heures indiquées sont celles de Paris.`,
    request: {
      subject: french`Une réclamation au sujet d'une de vos ventes`,
      intro: french`Un client nous a signalé un problème au sujet d'une de vos ventes. Nous vous écrivons en son nom, afin de le résoudre avec vous.`,
      answerBy: ({ when }) => french`Merci de nous répondre avant le ${when}.`,
    },
    reminder: {
      subject: french`Rappel : nous attendons votre réponse`,
      told: ({ when }) =>
        french`Le ${when}, nous vous avons écrit au sujet d'une de vos ventes. Nous n'avons pas encore reçu votre réponse.`,
      answerBy: ({ when }) =>
        french`Merci de nous répondre avant le ${when}. Une réponse brève suffit pour que nous puissions avancer.`,
      questionHeading: french`Ce que nous vous demandons`,
      why: french`Selon notre politique de résolution des litiges, un vendeur qui ne coopère pas de bonne foi pour résoudre la plainte d'un client peut voir son compte vendeur restreint ou résilié.`,
    },
  },
  en: {
    aboutCase: ({ reference }) =>
      english`This message is about case ${reference}. To answer us, simply reply to this message: your answer is read by our team and is not passed on to the customer as it is.`,
    parisTime: english`All times are Paris time.`,
    request: {
      subject: english`A complaint about one of your sales`,
      intro: english`A customer has told us of a problem with one of your sales. We are writing to you on the customer's behalf, to resolve it with you.`,
      answerBy: ({ when }) => english`Please answer us by ${when}.`,
    },
    reminder: {
      subject: english`Reminder: we are waiting for your answer`,
      told: ({ when }) =>
        english`On ${when} we wrote to you about one of your sales. We have not received your answer yet.`,
      answerBy: ({ when }) => english`Please answer us by ${when}. A short answer is enough for us to go on.`,
      questionHeading: english`What we are asking you`,
      why: english`Under our dispute resolution policy, a seller who does not cooperate in good faith to resolve a customer's complaint may have their seller account restricted or terminated.`,
    },
  },
}
