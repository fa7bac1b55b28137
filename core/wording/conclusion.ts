import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Letter, RenderedMail } from './mail.ts'
import { letterFrame, renderMail } from './mail.ts'
import type { Sentence } from './sentences.ts'
import { english, french } from './typography.ts'
import { wordingIn } from './wording.ts'

export interface ConclusionFacts {
  language: Language
  reference: string
  category: Category
  customerName: string | null
  /** The member's text: the findings, and what follows. */
  findings: string
  writtenAt: Date
  /** When the problem is to be resolved; null when that time is over. */
  resolveBy: Date | null
  memberFirstName: string | null
  /** The team's name in the customer's language. */
  team: string | null
  ticketUrl: string
}

/** Returns the mail to a customer with the conclusions (policy §4), ready to send. */
export function conclusionMail(facts: ConclusionFacts): RenderedMail {
  return renderMail(conclusionLetter(facts))
}

/** Returns the content of a conclusion's mail: the findings, what comes next, and by when. */
function conclusionLetter(facts: ConclusionFacts): Letter {
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

/** The sentences around the findings in the mail of a conclusion. */
interface ConclusionWords {
  subject: string
  title: string
  told: Sentence<'about'>
  nextHeading: string
  /** The ticket is not resolved yet. */
  next: Sentence<'when'>
  /** When the time to resolve it is over: no date is named that cannot be kept. */
  nextLate: string
}

const CONCLUSION_WORDS: Record<Language, ConclusionWords> = {
  fr: {
    subject: french`Nos conclusions sur votre demande`,
    title: french`Nos conclusions`,
    told: ({ about }) => french`Nous avons examiné votre demande au sujet ${about}. Voici nos conclusions.`,
    nextHeading: french`La suite`,
    next: ({ when }) =>
      french`Votre dossier reste ouvert. Nous nous efforçons de résoudre votre problème d'ici au ${when} et vous informons des mesures prises.`,
    nextLate: french`Votre dossier reste ouvert. Nous sommes en retard et vous prions de nous en excuser ; nous nous efforçons de résoudre votre problème le plus tôt possible et vous informons des mesures prises.`,
  },
  en: {
    subject: english`Our conclusions on your request`,
    title: english`Our conclusions`,
    told: ({ about }) => english`We have looked into your request about ${about}. Here are our conclusions.`,
    nextHeading: english`What happens next`,
    next: ({ when }) =>
      english`Your case remains open. We aim to resolve your problem by ${when}, and will keep you informed of what is being done.`,
    nextLate: english`Your case remains open. We are late, and we apologise; we aim to resolve your problem as soon as possible, and will keep you informed of what is being done.`,
  },
}
