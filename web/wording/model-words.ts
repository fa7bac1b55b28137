import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

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
    title: french`Classement automatique`,
    lead: french`Chaque nuit, le classement apprend des catégories que vous avez corrigées. Un nouveau modèle n'est pris que s'il ne fait pas moins bien sur les messages d'épreuve ; le précédent reste.`,
    inUse: french`En service`,
    shipped: french`le modèle livré avec le programme`,
    learnedOn: (when) => french`le modèle appris, en service depuis le ${when}`,
    corrections: (count) =>
      count > 1 ? french`${count} corrections apprises` : french`${count} correction apprise`,
    refused: (why) => french`non retenu : ${why}`,
    history: french`Changements`,
    learned: french`Apprentissages`,
    none: french`Rien encore : le premier apprentissage suit la première correction.`,
    by: (who) => french`par ${who}`,
    atNight: french`la nuit`,
    back: french`Revenir au modèle précédent`,
    done: french`Le modèle précédent est de nouveau en service, partout en moins d'une minute.`,
  },
  en: {
    title: english`Classification`,
    lead: english`Every night the classification learns from the categories you corrected. A new model is taken only when it does no worse on the test messages; the one before stays.`,
    inUse: english`In use`,
    shipped: english`the model that comes with the program`,
    learnedOn: (when) => english`the model learned, in use since ${when}`,
    corrections: (count) =>
      count === 1 ? english`${count} correction learned` : english`${count} corrections learned`,
    refused: (why) => english`not taken: ${why}`,
    history: english`Changes`,
    learned: english`Learning`,
    none: english`Nothing yet: learning begins after the first correction.`,
    by: (who) => english`by ${who}`,
    atNight: english`at night`,
    back: english`Go back to the model before`,
    done: english`The model before is in use again, everywhere within a minute.`,
  },
}
