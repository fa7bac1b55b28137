import type { Language } from '../../core/policy/language.ts'
import type { MacroChangeKind } from '../../core/ticket-actions/macro.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The texts of the page of macros, and of the page of mentions. */
interface MacroPageWords {
  title: string
  lead: string
  none: { title: string; next: string }
  all: string
  archivedTitle: string
  name: string
  category: string
  french: string
  english: string
  variables: string
  add: string
  change: string
  save: string
  archive: string
  restore: string
  history: string
  changes: Record<MacroChangeKind, string>
  byProgram: string
  saved: string
  incomplete: string
  unknown: (names: string) => string
  taken: string
}

export const MACRO_WORDS: Record<Language, MacroPageWords> = {
  fr: {
    title: french`Textes préparés`,
    lead: french`Ils s'insèrent dans une réponse, dans la langue du client. Ce qui est entre accolades se remplit d'après le dossier.`,
    none: {
      title: french`Aucun texte préparé`,
      next: french`Un superviseur en ajoute ici ; chacun peut ensuite les insérer dans ses réponses.`,
    },
    all: french`Toutes les catégories`,
    archivedTitle: french`Archivés`,
    name: french`Nom`,
    category: french`Proposé pour`,
    french: french`Texte en français`,
    english: french`Texte en anglais`,
    variables: french`Variables`,
    add: french`Ajouter un texte`,
    change: french`Modifier`,
    save: french`Enregistrer`,
    archive: french`Archiver`,
    restore: french`Reprendre`,
    history: french`Historique`,
    changes: {
      created: french`Ajouté`,
      changed: french`Modifié`,
      archived: french`Archivé`,
      restored: french`Repris`,
    },
    byProgram: french`à l'installation`,
    saved: french`C'est enregistré.`,
    incomplete: french`Il manque le nom, ou le texte dans l'une des deux langues.`,
    unknown: (names) =>
      french`Aucune variable ne s'appelle ainsi : ${names}. Choisissez parmi celles de la liste.`,
    taken: french`Un autre texte porte déjà ce nom. Donnez-lui-en un autre.`,
  },
  en: {
    title: english`Prepared texts`,
    lead: english`They are put into an answer, in the customer's language. What stands between braces is filled in from the ticket.`,
    none: {
      title: english`No prepared text`,
      next: english`A supervisor adds them here; everyone can then put them into their answers.`,
    },
    all: english`Every category`,
    archivedTitle: english`Archived`,
    name: english`Name`,
    category: english`Offered for`,
    french: english`Text in French`,
    english: english`Text in English`,
    variables: english`Variables`,
    add: english`Add a text`,
    change: english`Change`,
    save: english`Save`,
    archive: english`Archive`,
    restore: english`Take back into use`,
    history: english`History`,
    changes: {
      created: english`Added`,
      changed: english`Changed`,
      archived: english`Archived`,
      restored: english`Taken back into use`,
    },
    byProgram: english`on installation`,
    saved: english`Saved.`,
    incomplete: english`The name is missing, or the text in one of the two languages.`,
    unknown: (names) => english`No variable has this name: ${names}. Choose from the list.`,
    taken: english`Another text has this name. Give it another.`,
  },
}

export const MENTION_WORDS: Record<
  Language,
  { title: string; none: { title: string; next: string }; by: (who: string) => string; unread: string }
> = {
  fr: {
    title: french`Mentions`,
    none: {
      title: french`Personne ne vous a cité`,
      next: french`Quand un collègue écrit @ et votre nom dans une note, elle paraît ici.`,
    },
    by: (who) => french`${who} vous cite`,
    unread: french`non lu`,
  },
  en: {
    title: english`Mentions`,
    none: {
      title: english`Nobody has named you`,
      next: english`When a colleague writes @ and your name in a note, it appears here.`,
    },
    by: (who) => english`${who} names you`,
    unread: english`unread`,
  },
}
