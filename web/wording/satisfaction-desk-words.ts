import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
    title: say`Satisfaction`,
    lead: (days) =>
      say`Ce que les clients ont dit du traitement de leur demande, sur les ${days} derniers jours.`,
    days: (days) => say`${days} jours`,
    period: say`Période`,
    whole: say`Ensemble`,
    groups: { teams: say`Équipe`, categories: say`Catégorie`, channels: say`Canal` },
    columns: {
      asked: say`Avis demandés`,
      rated: say`Réponses`,
      mean: say`Moyenne sur 5`,
      satisfied: say`Satisfaits`,
    },
    nobody: '–',
    asked: (when) => say`Avis demandé le ${when}, sans réponse encore`,
    unhappy: {
      title: say`Clients insatisfaits`,
      none: {
        title: say`Aucun client insatisfait n'attend`,
        next: say`Une note de 1 ou 2 paraîtra ici, pour l'équipe chargée de l'expérience client.`,
      },
      score: (score) => say`${score} sur 5`,
      reopened: say`dossier rouvert`,
      done: say`J'ai repris contact`,
      saved: say`C'est noté.`,
    },
  },
  en: {
    title: sayIn`Satisfaction`,
    lead: (days) =>
      sayIn`What customers said about how their request was handled, over the last ${days} days.`,
    days: (days) => sayIn`${days} days`,
    period: sayIn`Period`,
    whole: sayIn`All`,
    groups: { teams: sayIn`Team`, categories: sayIn`Category`, channels: sayIn`Channel` },
    columns: {
      asked: sayIn`Asked`,
      rated: sayIn`Answers`,
      mean: sayIn`Average out of 5`,
      satisfied: sayIn`Satisfied`,
    },
    nobody: '–',
    asked: (when) => sayIn`Asked on ${when}, no answer yet`,
    unhappy: {
      title: sayIn`Dissatisfied customers`,
      none: {
        title: sayIn`No dissatisfied customer is waiting`,
        next: sayIn`A score of 1 or 2 will appear here, for the customer experience team.`,
      },
      score: (score) => sayIn`${score} out of 5`,
      reopened: sayIn`ticket reopened`,
      done: sayIn`I have been in touch`,
      saved: sayIn`Noted.`,
    },
  },
}
