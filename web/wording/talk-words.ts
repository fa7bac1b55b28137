import type { Language } from '../../core/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** Talking live with customers: the words of a member's pages. */
export interface TalkWords {
  title: string
  presence: {
    away: string
    there: (until: string) => string
    capacity: string
    come: string
    stay: string
    go: string
  }
  waiting: {
    title: string
    none: { title: string; next: string }
    urgent: string
    take: string
    takeNext: string
  }
  mine: { title: string; none: { title: string; next: string }; open: string }
  customer: string
  noLines: string
  over: string
  otherHolds: string
  say: string
  file: string
  send: string
  openTicket: string
  close: string
  back: { label: string; submit: string }
  transfer: { label: string; queue: string; reason: string; submit: string }
  refused: string
}

/** The words in both languages. */
export const TALK_WORDS: Record<Language, TalkWords> = {
  fr: {
    title: say`Chat en direct`,
    presence: {
      away: say`Vous n'êtes pas disponible : aucun client ne vous attend.`,
      there: (until) => say`Vous êtes disponible jusqu'à ${until}.`,
      capacity: say`Échanges à la fois`,
      come: say`Être disponible une heure`,
      stay: say`Prolonger d'une heure`,
      go: say`Ne plus prendre d'échange`,
    },
    waiting: {
      title: say`En attente`,
      none: { title: say`Personne n'attend`, next: say`Un client qui demande une personne paraîtra ici.` },
      urgent: say`Urgent`,
      take: say`Prendre`,
      takeNext: say`Prendre le suivant`,
    },
    mine: {
      title: say`Mes échanges`,
      none: { title: say`Aucun échange en cours`, next: say`Prenez le premier client en attente.` },
      open: say`Ouvrir`,
    },
    customer: say`Client`,
    noLines: say`Rien n'a encore été dit.`,
    over: say`Cet échange est terminé.`,
    otherHolds: say`Cet échange n'est pas le vôtre.`,
    say: say`Votre message`,
    file: say`Fichier`,
    send: say`Envoyer`,
    openTicket: say`Ouvrir le dossier`,
    close: say`Terminer l'échange`,
    back: { label: say`Résumé pour le client`, submit: say`Rendre à l'assistant` },
    transfer: {
      label: say`Confier à`,
      queue: say`la file d'attente`,
      reason: say`Raison, pour les collègues`,
      submit: say`Confier`,
    },
    refused: say`Cela n'a pas été fait : l'échange est pris, terminé, ou demande une habilitation. Votre texte est gardé ci-dessous.`,
  },
  en: {
    title: sayIn`Live chat`,
    presence: {
      away: sayIn`You are not available: no customer waits for you.`,
      there: (until) => sayIn`You are available until ${until}.`,
      capacity: sayIn`Talks at once`,
      come: sayIn`Be available for an hour`,
      stay: sayIn`One more hour`,
      go: sayIn`Take no more talks`,
    },
    waiting: {
      title: sayIn`Waiting`,
      none: { title: sayIn`Nobody is waiting`, next: sayIn`A customer who asks for a person appears here.` },
      urgent: sayIn`Urgent`,
      take: sayIn`Take`,
      takeNext: sayIn`Take the next one`,
    },
    mine: {
      title: sayIn`My talks`,
      none: { title: sayIn`No talk under way`, next: sayIn`Take the first customer who waits.` },
      open: sayIn`Open`,
    },
    customer: sayIn`Customer`,
    noLines: sayIn`Nothing has been said yet.`,
    over: sayIn`This talk is over.`,
    otherHolds: sayIn`This talk is not yours.`,
    say: sayIn`Your message`,
    file: sayIn`File`,
    send: sayIn`Send`,
    openTicket: sayIn`Open the ticket`,
    close: sayIn`End the talk`,
    back: { label: sayIn`Summary for the customer`, submit: sayIn`Give back to the assistant` },
    transfer: {
      label: sayIn`Give to`,
      queue: sayIn`the queue`,
      reason: sayIn`Reason, for colleagues`,
      submit: sayIn`Give on`,
    },
    refused: sayIn`It was not done: the talk is taken, over, or needs a clearance. Your text is kept below.`,
  },
}
