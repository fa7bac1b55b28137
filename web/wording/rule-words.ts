import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** The classifier's named rules, as a reason to follow "going by". */
export const RULE_WORDS: Record<Language, Readonly<Record<string, string>>> = {
  fr: {
    'formal-notice': say`une mise en demeure`,
    'dsa-notice': say`un signalement selon le règlement sur les services numériques`,
    'hacked-account': say`un compte piraté`,
    'data-protection-request': say`une demande sur des données personnelles`,
    'card-number': say`un numéro de carte dans le message`,
    'no-words': say`l'absence de texte`,
    mailbox: say`l'adresse ou la page par laquelle le message est arrivé`,
    door: say`l'adresse ou la page par laquelle le message est arrivé`,
  },
  en: {
    'formal-notice': sayIn`a formal notice`,
    'dsa-notice': sayIn`a notice under the Digital Services Act`,
    'hacked-account': sayIn`a hacked account`,
    'data-protection-request': sayIn`a request about personal data`,
    'card-number': sayIn`a card number in the message`,
    'no-words': sayIn`the absence of text`,
    mailbox: sayIn`the address or page the message came in by`,
    door: sayIn`the address or page the message came in by`,
  },
}
