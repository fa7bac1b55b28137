import type { Language } from '../../core/policy/language.ts'

/** The sentences of the page around the conversation. */
export interface PageWords {
  title: string
  heading: string
  product: string
  /** Who is present: our assistant, or a person whose first name replaces `{name}`. */
  withBot: string
  withPerson: string
  otherLanguage: string
  again: string
  close: string
  loading: string
  offline: string
  lost: string
  /** Other ways to reach us; `{telephone}` and `{email}` are replaced. */
  unreachable: string
  /** Why a message was not accepted, by the status of the response. */
  refused: Readonly<Record<413 | 415 | 429, string>>
  /** It could not be stored: the server or its database is unavailable. */
  notSent: string
  noScript: string
  conversation: string
}

/** In both languages. */
export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = {
  fr: {
    title: 'Discuter avec nous · Agafort',
    heading: 'Discuter avec nous',
    product: 'Agafort',
    withBot: 'Vous parlez avec notre assistant automatique.',
    withPerson: 'Vous parlez avec {name}, du service client.',
    otherLanguage: 'English',
    again: 'Nouvelle conversation',
    close: 'Réduire le chat',
    loading: 'Le chat s’ouvre…',
    offline: 'Vous êtes hors ligne. Votre conversation reprendra dès que la connexion sera revenue.',
    lost: 'La connexion est perdue. Nous essayons de la rétablir ; rien de ce que vous avez envoyé n’est perdu.',
    unreachable:
      'Le chat n’est pas disponible pour le moment. Vous pouvez nous appeler au {telephone} ou nous écrire à {email}.',
    notSent:
      'Votre message n’a pas pu être enregistré pour le moment. Ce que vous aviez envoyé avant est conservé\u00a0; renvoyez-le dans quelques instants.',
    refused: {
      413: 'C’est trop lourd pour le chat : 10 Mo au plus par fichier, cinq fichiers à la fois. Vous pouvez nous envoyer le reste par courriel.',
      415: 'Nous ne pouvons pas recevoir ce type de fichier. Envoyez des photos, des vidéos, des PDF ou du texte.',
      429: 'Vous avez envoyé beaucoup de messages en peu de temps. Attendez une minute, puis renvoyez le dernier.',
    },
    noScript:
      'Le chat a besoin de JavaScript. Vous pouvez aussi nous appeler au {telephone} ou nous écrire à {email}.',
    conversation: 'Conversation',
  },
  en: {
    title: 'Chat with us · Agafort',
    heading: 'Chat with us',
    product: 'Agafort',
    withBot: 'You are talking with our automatic assistant.',
    withPerson: 'You are talking with {name}, from customer service.',
    otherLanguage: 'Français',
    again: 'New conversation',
    close: 'Minimise the chat',
    loading: 'The chat is opening…',
    offline: 'You are offline. Your conversation will go on as soon as the connection is back.',
    lost: 'The connection is lost. We are trying to restore it; nothing you have sent is lost.',
    unreachable:
      'The chat is not available at the moment. You can call us on {telephone} or write to us at {email}.',
    notSent:
      'Your message could not be recorded at the moment. What you had sent before is kept; please send it again shortly.',
    refused: {
      413: 'This is too large for the chat: up to 10 MB for each file, five files at a time. You can send us the rest by email.',
      415: 'We cannot take this kind of file. Send photos, videos, PDF files or text.',
      429: 'You have sent many messages in a short time. Wait a minute, then send the last one again.',
    },
    noScript: 'The chat needs JavaScript. You can also call us on {telephone} or write to us at {email}.',
    conversation: 'Conversation',
  },
}
