import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** The texts about the classifier's model. */
interface ModelWords {
  title: string
  lead: string
  inUse: string
  shipped: string
  learnedOn: (when: string) => string
  corrections: (count: number) => string
  refused: (why: string) => string
  history: string
  learned: string
  none: string
  by: (who: string) => string
  atNight: string
  back: string
  done: string
}

/** The texts in both languages. */
export const MODEL_WORDS: Record<Language, ModelWords> = {
  fr: {
    title: say`Classement automatique`,
    lead: say`Chaque nuit, le classement apprend des catégories que vous avez corrigées. Un nouveau modèle n'est pris que s'il ne fait pas moins bien sur les messages d'épreuve ; le précédent reste.`,
    inUse: say`En service`,
    shipped: say`le modèle livré avec le programme`,
    learnedOn: (when) => say`le modèle appris, en service depuis le ${when}`,
    corrections: (count) =>
      count > 1 ? say`${count} corrections apprises` : say`${count} correction apprise`,
    refused: (why) => say`non retenu : ${why}`,
    history: say`Changements`,
    learned: say`Apprentissages`,
    none: say`Rien encore : le premier apprentissage suit la première correction.`,
    by: (who) => say`par ${who}`,
    atNight: say`la nuit`,
    back: say`Revenir au modèle précédent`,
    done: say`Le modèle précédent est de nouveau en service, partout en moins d'une minute.`,
  },
  en: {
    title: sayIn`Classification`,
    lead: sayIn`Every night the classification learns from the categories you corrected. A new model is taken only when it does no worse on the test messages; the one before stays.`,
    inUse: sayIn`In use`,
    shipped: sayIn`the model that comes with the program`,
    learnedOn: (when) => sayIn`the model learned, in use since ${when}`,
    corrections: (count) =>
      count === 1 ? sayIn`${count} correction learned` : sayIn`${count} corrections learned`,
    refused: (why) => sayIn`not taken: ${why}`,
    history: sayIn`Changes`,
    learned: sayIn`Learning`,
    none: sayIn`Nothing yet: learning begins after the first correction.`,
    by: (who) => sayIn`by ${who}`,
    atNight: sayIn`at night`,
    back: sayIn`Go back to the model before`,
    done: sayIn`The model before is in use again, everywhere within a minute.`,
  },
}
