import type { Category } from '../policy/category.ts'
import type { Language } from '../policy/language.ts'
import type { ResolutionOutcome } from '../policy/resolution-outcome.ts'
import { dayAndTime } from './dates.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './mail.ts'
import { letterFrame, renderMail } from './mail.ts'
import { type ScoreLinks, satisfactionBlocks } from './satisfaction.ts'
import type { Sentence } from './sentences.ts'
import { english, french } from './typography.ts'
import { wordingIn } from './wording.ts'

export interface ResolutionFacts {
  language: Language
  reference: string
  category: Category
  outcome: ResolutionOutcome
  customerName: string | null
  resolvedAt: Date
  /** The member's text about the outcome, or null. */
  explanation: string | null
  memberFirstName: string | null
  /** The team's name in the customer's language. */
  team: string | null
  ticketUrl: string
  /** The question how satisfied they are; null when it is not asked by mail. */
  satisfaction: ScoreLinks | null
}

/** Returns the mail to a customer about how their problem ended (policy §3), ready to send. */
export function resolutionMail(facts: ResolutionFacts): RenderedMail {
  return renderMail(resolutionLetter(facts))
}

/** Returns the content of a resolution's mail: how it ended, why, and what to do if it has not. */
function resolutionLetter(facts: ResolutionFacts): Letter {
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

/** Returns the sentences of a resolution for a chat: how it ended, why, and what to do if it has not. */
export function resolutionInWords(facts: ResolutionFacts): string {
  const outcome = RESOLUTION_WORDS[facts.language][facts.outcome]
  const about = wordingIn(facts.language).categories[facts.category].about
  const lead = outcome.told({ about, when: dayAndTime(facts.language, facts.resolvedAt) })
  return [lead, facts.explanation, outcome.notSolved].filter((part) => part !== null).join('\n\n')
}

/** The sentences of one outcome. */
interface OutcomeWords {
  subject: string
  title: string
  told: Sentence<'about' | 'when'>
  /** What a customer who disagrees can do. */
  notSolved: string
}

/** The sentences of a resolution's mail, by outcome. */
const RESOLUTION_WORDS: Record<Language, Record<ResolutionOutcome, OutcomeWords>> = {
  fr: {
    solved: {
      subject: french`Votre problème est résolu`,
      title: french`Votre problème est résolu`,
      told: ({ about, when }) =>
        french`Vous nous aviez contactés au sujet ${about}. Le ${when}, nous avons clos votre dossier, car nous considérons votre problème comme résolu.`,
      notSolved: french`S'il reste quelque chose à régler, dites-le-nous en répondant à ce message : votre dossier sera rouvert.`,
    },
    refused: {
      subject: french`Notre décision sur votre demande`,
      title: french`Notre décision sur votre demande`,
      told: ({ about, when }) =>
        french`Vous nous aviez contactés au sujet ${about}. Le ${when}, après examen de votre dossier, nous avons décidé de ne pas donner une suite favorable à votre demande, pour la raison suivante :`,
      notSolved: french`Si vous n'êtes pas d'accord avec cette décision ou si vous avez de nouveaux éléments à nous communiquer, répondez à ce message : votre dossier sera rouvert.`,
    },
    withdrawn: {
      subject: french`Votre dossier est clos`,
      title: french`Votre dossier est clos`,
      told: ({ about, when }) =>
        french`Vous nous aviez contactés au sujet ${about}. Vous ne souhaitez pas donner suite à votre demande ; nous avons donc clos votre dossier le ${when}.`,
      notSolved: french`Si vous changez d'avis, dites-le-nous en répondant à ce message : votre dossier sera rouvert.`,
    },
    'out-of-scope': {
      subject: french`Votre demande ne relève pas de notre compétence`,
      title: french`Votre demande ne relève pas de notre compétence`,
      told: ({ about, when }) =>
        french`Vous nous aviez contactés au sujet ${about}. Nous ne sommes pas en mesure de traiter cette demande, qui ne relève pas d'Agafort, et avons clos votre dossier le ${when}.`,
      notSolved: french`Si nous vous avons mal compris, dites-le-nous en répondant à ce message : votre dossier sera rouvert.`,
    },
  },
  en: {
    solved: {
      subject: english`Your problem is resolved`,
      title: english`Your problem is resolved`,
      told: ({ about, when }) =>
        english`You contacted us about ${about}. On ${when}, we closed your case, as we consider your problem resolved.`,
      notSolved: english`If anything remains to be settled, please tell us by replying to this message: your case will be reopened.`,
    },
    refused: {
      subject: english`Our decision on your request`,
      title: english`Our decision on your request`,
      told: ({ about, when }) =>
        english`You contacted us about ${about}. On ${when}, having looked into your case, we decided that we cannot grant your request, for the following reason:`,
      notSolved: english`If you disagree with this decision or have something new to tell us, please reply to this message: your case will be reopened.`,
    },
    withdrawn: {
      subject: english`Your case is closed`,
      title: english`Your case is closed`,
      told: ({ about, when }) =>
        english`You contacted us about ${about}. As you do not wish to pursue your request, we closed your case on ${when}.`,
      notSolved: english`If you change your mind, please tell us by replying to this message: your case will be reopened.`,
    },
    'out-of-scope': {
      subject: english`Your request is not one we can handle`,
      title: english`Your request is not one we can handle`,
      told: ({ about, when }) =>
        english`You contacted us about ${about}. This is not a matter for Agafort, so we are unable to handle it, and we closed your case on ${when}.`,
      notSolved: english`If we have misunderstood you, please tell us by replying to this message: your case will be reopened.`,
    },
  },
}
