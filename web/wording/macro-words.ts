import type { Language } from '../../core/policy/language.ts'
import type { MacroChangeKind } from '../../core/ticket-actions/macro.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
    title: say`Textes préparés`,
    lead: say`Ils s'insèrent dans une réponse, dans la langue du client. Ce qui est entre accolades se remplit d'après le dossier.`,
    none: {
      title: say`Aucun texte préparé`,
      next: say`Un superviseur en ajoute ici ; chacun peut ensuite les insérer dans ses réponses.`,
    },
    all: say`Toutes les catégories`,
    archivedTitle: say`Archivés`,
    name: say`Nom`,
    category: say`Proposé pour`,
    french: say`Texte en français`,
    english: say`Texte en anglais`,
    variables: say`Variables`,
    add: say`Ajouter un texte`,
    change: say`Modifier`,
    save: say`Enregistrer`,
    archive: say`Archiver`,
    restore: say`Reprendre`,
    history: say`Historique`,
    changes: {
      created: say`Ajouté`,
      changed: say`Modifié`,
      archived: say`Archivé`,
      restored: say`Repris`,
    },
    byProgram: say`à l'installation`,
    saved: say`C'est enregistré.`,
    incomplete: say`Il manque le nom, ou le texte dans l'une des deux langues.`,
    unknown: (names) =>
      say`Aucune variable ne s'appelle ainsi : ${names}. Choisissez parmi celles de la liste.`,
    taken: say`Un autre texte porte déjà ce nom. Donnez-lui-en un autre.`,
  },
  en: {
    title: sayIn`Prepared texts`,
    lead: sayIn`They are put into an answer, in the customer's language. What stands between braces is filled in from the ticket.`,
    none: {
      title: sayIn`No prepared text`,
      next: sayIn`A supervisor adds them here; everyone can then put them into their answers.`,
    },
    all: sayIn`Every category`,
    archivedTitle: sayIn`Archived`,
    name: sayIn`Name`,
    category: sayIn`Offered for`,
    french: sayIn`Text in French`,
    english: sayIn`Text in English`,
    variables: sayIn`Variables`,
    add: sayIn`Add a text`,
    change: sayIn`Change`,
    save: sayIn`Save`,
    archive: sayIn`Archive`,
    restore: sayIn`Take back into use`,
    history: sayIn`History`,
    changes: {
      created: sayIn`Added`,
      changed: sayIn`Changed`,
      archived: sayIn`Archived`,
      restored: sayIn`Taken back into use`,
    },
    byProgram: sayIn`on installation`,
    saved: sayIn`Saved.`,
    incomplete: sayIn`The name is missing, or the text in one of the two languages.`,
    unknown: (names) => sayIn`No variable has this name: ${names}. Choose from the list.`,
    taken: sayIn`Another text has this name. Give it another.`,
  },
}

export const MENTION_WORDS: Record<
  Language,
  { title: string; none: { title: string; next: string }; by: (who: string) => string; unread: string }
> = {
  fr: {
    title: say`Mentions`,
    none: {
      title: say`Personne ne vous a cité`,
      next: say`Quand un collègue écrit @ et votre nom dans une note, elle paraît ici.`,
    },
    by: (who) => say`${who} vous cite`,
    unread: say`non lu`,
  },
  en: {
    title: sayIn`Mentions`,
    none: {
      title: sayIn`Nobody has named you`,
      next: sayIn`When a colleague writes @ and your name in a note, it appears here.`,
    },
    by: (who) => sayIn`${who} names you`,
    unread: sayIn`unread`,
  },
}
