import type { Language } from '../policy/language.ts'
import type { Sentence } from './sentences.ts'
import { english, french } from './typography.ts'

/** What the mail of a conclusion says around the findings. */
export interface ConclusionWords {
  subject: string
  title: string
  told: Sentence<'about'>
  nextHeading: string
  /** The matter is not resolved yet. */
  next: Sentence<'when'>
  /** The same when the time to resolve it is over: no date is named that cannot be kept. */
  nextLate: string
}

export const CONCLUSION_WORDS: Record<Language, ConclusionWords> = {
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
