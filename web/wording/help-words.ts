import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** A group of keyboard shortcuts: the keys, and what they do. */
export interface KeyGroup {
  name: string
  keys: readonly (readonly [keys: string, does: string])[]
}

/** The texts of the page that lists the keys. */
export interface HelpWords {
  title: string
  lead: string
  next: string
  groups: readonly KeyGroup[]
  off: string
  offHint: string
  noScript: string
  close: string
}

/** The desk's keys and what they do, in both languages. */
export const HELP_WORDS: Record<Language, HelpWords> = {
  fr: {
    title: say`Au clavier`,
    lead: say`Ces touches n'agissent jamais pendant que vous écrivez.`,
    next: say`puis`,
    groups: [
      {
        name: say`Dans une liste`,
        keys: [
          ['j', say`Dossier suivant`],
          ['k', say`Dossier précédent`],
          ['Enter', say`Ouvrir le dossier`],
          ['x', say`Cocher ou décocher le dossier`],
          ['a', say`Attribuer les dossiers cochés`],
        ],
      },
      {
        name: say`Dans un dossier`,
        keys: [
          ['r', say`Répondre`],
          ['n', say`Écrire une note interne`],
          ['a', say`Attribuer`],
          ['e', say`Transmettre au niveau suivant`],
          ['c', say`Donner les conclusions, ou résoudre`],
          ['Ctrl Enter', say`Envoyer ce que vous écrivez`],
        ],
      },
      {
        name: say`Partout`,
        keys: [
          ['/', say`Chercher`],
          ['g q', say`Aller à la file « À traiter »`],
          ['g m', say`Aller à mes dossiers`],
          ['g t', say`Aller à ceux de mon équipe`],
          ['?', say`Afficher cette aide`],
          ['Esc', say`Fermer, ou quitter un champ`],
        ],
      },
    ],
    off: say`Ne pas utiliser les touches simples`,
    offHint: say`Utile avec une commande vocale ou un lecteur d'écran. Ce choix vaut pour ce navigateur. Ctrl Enter reste actif.`,
    noScript: say`Ce navigateur n'exécute pas de scripts : tout reste possible avec Tab et Entrée.`,
    close: say`Fermer`,
  },
  en: {
    title: sayIn`By keyboard`,
    lead: sayIn`These keys never act while you are writing.`,
    next: sayIn`then`,
    groups: [
      {
        name: sayIn`In a list`,
        keys: [
          ['j', sayIn`Next ticket`],
          ['k', sayIn`Previous ticket`],
          ['Enter', sayIn`Open the ticket`],
          ['x', sayIn`Tick or untick the ticket`],
          ['a', sayIn`Assign the ticked tickets`],
        ],
      },
      {
        name: sayIn`In a ticket`,
        keys: [
          ['r', sayIn`Answer`],
          ['n', sayIn`Write an internal note`],
          ['a', sayIn`Assign`],
          ['e', sayIn`Pass on to the next level`],
          ['c', sayIn`Give the conclusions, or resolve`],
          ['Ctrl Enter', sayIn`Send what you are writing`],
        ],
      },
      {
        name: sayIn`Everywhere`,
        keys: [
          ['/', sayIn`Search`],
          ['g q', sayIn`Go to the queue “To do”`],
          ['g m', sayIn`Go to my tickets`],
          ['g t', sayIn`Go to my team's`],
          ['?', sayIn`Show this help`],
          ['Esc', sayIn`Close, or leave a field`],
        ],
      },
    ],
    off: sayIn`Do not use single keys`,
    offHint: sayIn`Useful with voice control or a screen reader. The choice holds for this browser. Ctrl Enter stays on.`,
    noScript: sayIn`This browser runs no scripts: everything remains possible with Tab and Enter.`,
    close: sayIn`Close`,
  },
}
