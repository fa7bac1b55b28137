import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

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
    title: french`Au clavier`,
    lead: french`Ces touches n'agissent jamais pendant que vous écrivez.`,
    next: french`puis`,
    groups: [
      {
        name: french`Dans une liste`,
        keys: [
          ['j', french`Dossier suivant`],
          ['k', french`Dossier précédent`],
          ['Enter', french`Ouvrir le dossier`],
          ['x', french`Cocher ou décocher le dossier`],
          ['a', french`Attribuer les dossiers cochés`],
        ],
      },
      {
        name: french`Dans un dossier`,
        keys: [
          ['r', french`Répondre`],
          ['n', french`Écrire une note interne`],
          ['a', french`Attribuer`],
          ['e', french`Transmettre au niveau suivant`],
          ['c', french`Donner les conclusions, ou résoudre`],
          ['Ctrl Enter', french`Envoyer ce que vous écrivez`],
        ],
      },
      {
        name: french`Partout`,
        keys: [
          ['/', french`Chercher`],
          ['g q', french`Aller à la file « À traiter »`],
          ['g m', french`Aller à mes dossiers`],
          ['g t', french`Aller à ceux de mon équipe`],
          ['?', french`Afficher cette aide`],
          ['Esc', french`Fermer, ou quitter un champ`],
        ],
      },
    ],
    off: french`Ne pas utiliser les touches simples`,
    offHint: french`Utile avec une commande vocale ou un lecteur d'écran. Ce choix vaut pour ce navigateur. Ctrl Enter reste actif.`,
    noScript: french`Ce navigateur n'exécute pas de scripts : tout reste possible avec Tab et Entrée.`,
    close: french`Fermer`,
  },
  en: {
    title: english`By keyboard`,
    lead: english`These keys never act while you are writing.`,
    next: english`then`,
    groups: [
      {
        name: english`In a list`,
        keys: [
          ['j', english`Next ticket`],
          ['k', english`Previous ticket`],
          ['Enter', english`Open the ticket`],
          ['x', english`Tick or untick the ticket`],
          ['a', english`Assign the ticked tickets`],
        ],
      },
      {
        name: english`In a ticket`,
        keys: [
          ['r', english`Answer`],
          ['n', english`Write an internal note`],
          ['a', english`Assign`],
          ['e', english`Pass on to the next level`],
          ['c', english`Give the conclusions, or resolve`],
          ['Ctrl Enter', english`Send what you are writing`],
        ],
      },
      {
        name: english`Everywhere`,
        keys: [
          ['/', english`Search`],
          ['g q', english`Go to the queue “To do”`],
          ['g m', english`Go to my tickets`],
          ['g t', english`Go to my team's`],
          ['?', english`Show this help`],
          ['Esc', english`Close, or leave a field`],
        ],
      },
    ],
    off: english`Do not use single keys`,
    offHint: english`Useful with voice control or a screen reader. The choice holds for this browser. Ctrl Enter stays on.`,
    noScript: english`This browser runs no scripts: everything remains possible with Tab and Enter.`,
    close: english`Close`,
  },
}
