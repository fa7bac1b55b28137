import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
    title: say`Présences`,
    lead: say`Un dossier n'est confié qu'à une personne présente, qui sait le traiter et peut le lire. Qui n'a aucune compétence cochée peut tout prendre.`,
    everything: say`prend tout`,
    awayUntil: (when) => say`en absence jusqu'au ${when}`,
    awayForNow: say`en absence`,
    notYet: (when) => say`en absence à partir du ${when}`,
    skills: {
      edit: say`Compétences`,
      categories: say`Catégories`,
      languages: say`Langues`,
      hint: say`Rien de coché : tout.`,
      save: say`Enregistrer les compétences`,
    },
    away: {
      edit: say`Absence`,
      from: say`À partir de`,
      until: say`Jusqu'à`,
      untilHint: say`Vide : jusqu'à nouvel ordre. Heure de Paris.`,
      save: say`Noter l'absence`,
      back: say`De retour`,
    },
    saved: say`C'est enregistré.`,
    refused: say`Rien n'est enregistré : l'absence doit finir après son début, à une date complète.`,
  },
  en: {
    title: sayIn`Presence`,
    lead: sayIn`A ticket is given only to someone who is there, can handle it and may read it. Whoever has no skill ticked can take everything.`,
    everything: sayIn`takes everything`,
    awayUntil: (when) => sayIn`away until ${when}`,
    awayForNow: sayIn`away`,
    notYet: (when) => sayIn`away from ${when}`,
    skills: {
      edit: sayIn`Skills`,
      categories: sayIn`Categories`,
      languages: sayIn`Languages`,
      hint: sayIn`Nothing ticked: everything.`,
      save: sayIn`Save the skills`,
    },
    away: {
      edit: sayIn`Absence`,
      from: sayIn`From`,
      until: sayIn`Until`,
      untilHint: sayIn`Empty: until further notice. Paris time.`,
      save: sayIn`Note the absence`,
      back: sayIn`Back again`,
    },
    saved: sayIn`It is saved.`,
    refused: sayIn`Nothing is saved: an absence must end after it begins, at a complete date.`,
  },
}
