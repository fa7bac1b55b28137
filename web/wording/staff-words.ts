import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The texts about who is available, and who has which skills. */
interface StaffWords {
  title: string
  lead: string
  everything: string
  awayUntil: (when: string) => string
  awayForNow: string
  notYet: (when: string) => string
  skills: { edit: string; categories: string; languages: string; hint: string; save: string }
  away: { edit: string; from: string; until: string; untilHint: string; save: string; back: string }
  saved: string
  refused: string
}

/** The texts in both languages. */
export const STAFF_WORDS: Record<Language, StaffWords> = {
  fr: {
    title: french`Présences`,
    lead: french`Un dossier n'est confié qu'à une personne présente, qui sait le traiter et peut le lire. Qui n'a aucune compétence cochée peut tout prendre.`,
    everything: french`prend tout`,
    awayUntil: (when) => french`en absence jusqu'au ${when}`,
    awayForNow: french`en absence`,
    notYet: (when) => french`en absence à partir du ${when}`,
    skills: {
      edit: french`Compétences`,
      categories: french`Catégories`,
      languages: french`Langues`,
      hint: french`Rien de coché : tout.`,
      save: french`Enregistrer les compétences`,
    },
    away: {
      edit: french`Absence`,
      from: french`À partir de`,
      until: french`Jusqu'à`,
      untilHint: french`Vide : jusqu'à nouvel ordre. Heure de Paris.`,
      save: french`Noter l'absence`,
      back: french`De retour`,
    },
    saved: french`C'est enregistré.`,
    refused: french`Rien n'est enregistré : l'absence doit finir après son début, à une date complète.`,
  },
  en: {
    title: english`Presence`,
    lead: english`A ticket is given only to someone who is there, can handle it and may read it. Whoever has no skill ticked can take everything.`,
    everything: english`takes everything`,
    awayUntil: (when) => english`away until ${when}`,
    awayForNow: english`away`,
    notYet: (when) => english`away from ${when}`,
    skills: {
      edit: english`Skills`,
      categories: english`Categories`,
      languages: english`Languages`,
      hint: english`Nothing ticked: everything.`,
      save: english`Save the skills`,
    },
    away: {
      edit: english`Absence`,
      from: english`From`,
      until: english`Until`,
      untilHint: english`Empty: until further notice. Paris time.`,
      save: english`Note the absence`,
      back: english`Back again`,
    },
    saved: english`It is saved.`,
    refused: english`Nothing is saved: an absence must end after it begins, at a complete date.`,
  },
}
