import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The desk's texts about customers' satisfaction. */
interface SatisfactionDeskWords {
  title: string
  lead: (days: number) => string
  days: (days: number) => string
  period: string
  whole: string
  groups: { teams: string; categories: string; channels: string }
  columns: { asked: string; rated: string; mean: string; satisfied: string }
  nobody: string
  asked: (when: string) => string
  unhappy: {
    title: string
    none: { title: string; next: string }
    score: (score: number) => string
    reopened: string
    done: string
    saved: string
  }
}

/** The texts in both languages. */
export const SATISFACTION_DESK_WORDS: Record<Language, SatisfactionDeskWords> = {
  fr: {
    title: french`Satisfaction`,
    lead: (days) =>
      french`Ce que les clients ont dit du traitement de leur demande, sur les ${days} derniers jours.`,
    days: (days) => french`${days} jours`,
    period: french`Période`,
    whole: french`Ensemble`,
    groups: { teams: french`Équipe`, categories: french`Catégorie`, channels: french`Canal` },
    columns: {
      asked: french`Avis demandés`,
      rated: french`Réponses`,
      mean: french`Moyenne sur 5`,
      satisfied: french`Satisfaits`,
    },
    nobody: '–',
    asked: (when) => french`Avis demandé le ${when}, sans réponse encore`,
    unhappy: {
      title: french`Clients insatisfaits`,
      none: {
        title: french`Aucun client insatisfait n'attend`,
        next: french`Une note de 1 ou 2 paraîtra ici, pour l'équipe chargée de l'expérience client.`,
      },
      score: (score) => french`${score} sur 5`,
      reopened: french`dossier rouvert`,
      done: french`J'ai repris contact`,
      saved: french`C'est noté.`,
    },
  },
  en: {
    title: english`Satisfaction`,
    lead: (days) =>
      english`What customers said about how their request was handled, over the last ${days} days.`,
    days: (days) => english`${days} days`,
    period: english`Period`,
    whole: english`All`,
    groups: { teams: english`Team`, categories: english`Category`, channels: english`Channel` },
    columns: {
      asked: english`Asked`,
      rated: english`Answers`,
      mean: english`Average out of 5`,
      satisfied: english`Satisfied`,
    },
    nobody: '–',
    asked: (when) => english`Asked on ${when}, no answer yet`,
    unhappy: {
      title: english`Dissatisfied customers`,
      none: {
        title: english`No dissatisfied customer is waiting`,
        next: english`A score of 1 or 2 will appear here, for the customer experience team.`,
      },
      score: (score) => english`${score} out of 5`,
      reopened: english`ticket reopened`,
      done: english`I have been in touch`,
      saved: english`Noted.`,
    },
  },
}
