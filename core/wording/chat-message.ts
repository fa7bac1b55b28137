import type { Language } from '../policy/language.ts'
import { english, french } from './typography.ts'

type ChatMessageKind =
  | 'answer'
  | 'update'
  | 'information-request'
  | 'information-reminder'
  | 'conclusion'
  | 'resolution'
  | 'seller-contact'

const LEAD: Record<Language, Record<ChatMessageKind, (reference: string) => string>> = {
  fr: {
    answer: (reference) => french`Au sujet de votre dossier ${reference} :`,
    update: (reference) => french`Où en est votre dossier ${reference} :`,
    'information-request': (reference) => french`Une question sur votre dossier ${reference} :`,
    'information-reminder': (reference) =>
      french`Nous attendons votre réponse à notre question sur votre dossier ${reference} :`,
    conclusion: (reference) => french`Nos conclusions sur votre dossier ${reference} :`,
    resolution: (reference) => french`L'issue de votre dossier ${reference} :`,
    'seller-contact': (reference) => french`Les coordonnées du vendeur, pour votre dossier ${reference} :`,
  },
  en: {
    answer: (reference) => english`About your case ${reference}:`,
    update: (reference) => english`Where your case ${reference} stands:`,
    'information-request': (reference) => english`A question about your case ${reference}:`,
    'information-reminder': (reference) =>
      english`We are waiting for your answer to our question about your case ${reference}:`,
    conclusion: (reference) => english`Our conclusions on your case ${reference}:`,
    resolution: (reference) => english`The outcome of your case ${reference}:`,
    'seller-contact': (reference) => english`The seller's contact details, for your case ${reference}:`,
  },
}

/** Returns an unasked message in the chat: which ticket it is about, and the same content as the mail. */
export function chatMessageText(
  language: Language,
  kind: ChatMessageKind,
  reference: string,
  text: string,
): string {
  return `${LEAD[language][kind](reference)}\n\n${text}`
}
