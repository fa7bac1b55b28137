import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** The texts of a member's pages for live handoffs. */
interface HandoffWords {
  title: string
  presence: {
    away: string
    there: (capacity: number) => string
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
  assistant: string
  before: (lines: number) => string
  all: string
  unread: string
  sayHint: string
  end: { outcome: string; open: string; text: string; hint: string }
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

/** The texts in both languages. */
export const HANDOFF_WORDS: Record<Language, HandoffWords> = {
  fr: {
    title: say`Chat en direct`,
    presence: {
      away: say`Vous n'êtes pas disponible : aucun client ne vous attend.`,
      there: (capacity) =>
        capacity > 1
          ? say`Vous êtes disponible pour ${capacity} échanges à la fois, tant qu'une page de l'espace reste ouverte.`
          : say`Vous êtes disponible pour un échange à la fois, tant qu'une page de l'espace reste ouverte.`,
      capacity: say`Échanges en même temps`,
      come: say`Être disponible`,
      stay: say`Changer le nombre d'échanges`,
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
    assistant: say`Assistant`,
    before: (lines) =>
      lines > 1
        ? say`Échange avec l'assistant : ${lines} messages`
        : say`Échange avec l'assistant : 1 message`,
    all: say`Tous les échanges`,
    unread: say`non lus`,
    sayHint: say`Entrée envoie, Maj + Entrée va à la ligne.`,
    end: {
      outcome: say`Le dossier`,
      open: say`reste ouvert`,
      text: say`Ce que le client doit savoir`,
      hint: say`Avec une issue, le dossier est résolu et le client en est prévenu. Un refus donne sa raison.`,
    },
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
      away: sayIn`You are not available: no customer is waiting for you.`,
      there: (capacity) =>
        capacity > 1
          ? sayIn`You are available for ${capacity} conversations at once, as long as a page of the desk stays open.`
          : sayIn`You are available for one conversation at a time, as long as a page of the desk stays open.`,
      capacity: sayIn`Conversations at once`,
      come: sayIn`Be available`,
      stay: sayIn`Change the number`,
      go: sayIn`Take no more conversations`,
    },
    waiting: {
      title: sayIn`Waiting`,
      none: { title: sayIn`Nobody is waiting`, next: sayIn`A customer who asks for a person appears here.` },
      urgent: sayIn`Urgent`,
      take: sayIn`Take`,
      takeNext: sayIn`Take the next one`,
    },
    mine: {
      title: sayIn`My conversations`,
      none: { title: sayIn`No conversation under way`, next: sayIn`Take the first customer waiting.` },
      open: sayIn`Open`,
    },
    customer: sayIn`Customer`,
    assistant: sayIn`Assistant`,
    before: (lines) =>
      lines > 1
        ? sayIn`Talk with the assistant: ${lines} messages`
        : sayIn`Talk with the assistant: 1 message`,
    all: sayIn`All conversations`,
    unread: sayIn`not read`,
    sayHint: sayIn`Enter sends, Shift + Enter begins a new line.`,
    end: {
      outcome: sayIn`The ticket`,
      open: sayIn`stays open`,
      text: sayIn`What the customer is to know`,
      hint: sayIn`With an outcome the ticket is resolved and the customer is told. A refusal gives its reason.`,
    },
    noLines: sayIn`Nothing has been said yet.`,
    over: sayIn`This conversation has ended.`,
    otherHolds: sayIn`This conversation is not yours.`,
    say: sayIn`Your message`,
    file: sayIn`File`,
    send: sayIn`Send`,
    openTicket: sayIn`Open the ticket`,
    close: sayIn`End the conversation`,
    back: { label: sayIn`Summary for the customer`, submit: sayIn`Hand back to the assistant` },
    transfer: {
      label: sayIn`Hand over to`,
      queue: sayIn`the queue`,
      reason: sayIn`Reason, for colleagues`,
      submit: sayIn`Hand over`,
    },
    refused: sayIn`This was not done: the conversation has been taken, has ended, or needs clearance. Your text is kept below.`,
  },
}
