import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

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
    title: french`Chat en direct`,
    presence: {
      away: french`Vous n'êtes pas disponible : aucun client ne vous attend.`,
      there: (capacity) =>
        capacity > 1
          ? french`Vous êtes disponible pour ${capacity} échanges à la fois, tant qu'une page de l'espace reste ouverte.`
          : french`Vous êtes disponible pour un échange à la fois, tant qu'une page de l'espace reste ouverte.`,
      capacity: french`Échanges en même temps`,
      come: french`Être disponible`,
      stay: french`Changer le nombre d'échanges`,
      go: french`Ne plus prendre d'échange`,
    },
    waiting: {
      title: french`En attente`,
      none: {
        title: french`Personne n'attend`,
        next: french`Un client qui demande une personne paraîtra ici.`,
      },
      urgent: french`Urgent`,
      take: french`Prendre`,
      takeNext: french`Prendre le suivant`,
    },
    mine: {
      title: french`Mes échanges`,
      none: { title: french`Aucun échange en cours`, next: french`Prenez le premier client en attente.` },
      open: french`Ouvrir`,
    },
    customer: french`Client`,
    assistant: french`Assistant`,
    before: (lines) =>
      lines > 1
        ? french`Échange avec l'assistant : ${lines} messages`
        : french`Échange avec l'assistant : 1 message`,
    all: french`Tous les échanges`,
    unread: french`non lus`,
    sayHint: french`Entrée envoie, Maj + Entrée va à la ligne.`,
    end: {
      outcome: french`Le dossier`,
      open: french`reste ouvert`,
      text: french`Ce que le client doit savoir`,
      hint: french`Avec une issue, le dossier est résolu et le client en est prévenu. Un refus donne sa raison.`,
    },
    noLines: french`Rien n'a encore été dit.`,
    over: french`Cet échange est terminé.`,
    otherHolds: french`Cet échange n'est pas le vôtre.`,
    say: french`Votre message`,
    file: french`Fichier`,
    send: french`Envoyer`,
    openTicket: french`Ouvrir le dossier`,
    close: french`Terminer l'échange`,
    back: { label: french`Résumé pour le client`, submit: french`Rendre à l'assistant` },
    transfer: {
      label: french`Confier à`,
      queue: french`la file d'attente`,
      reason: french`Raison, pour les collègues`,
      submit: french`Confier`,
    },
    refused: french`Cela n'a pas été fait : l'échange est pris, terminé, ou demande une habilitation. Votre texte est gardé ci-dessous.`,
  },
  en: {
    title: english`Live chat`,
    presence: {
      away: english`You are not available: no customer is waiting for you.`,
      there: (capacity) =>
        capacity > 1
          ? english`You are available for ${capacity} conversations at once, as long as a page of the desk stays open.`
          : english`You are available for one conversation at a time, as long as a page of the desk stays open.`,
      capacity: english`Conversations at once`,
      come: english`Be available`,
      stay: english`Change the number`,
      go: english`Take no more conversations`,
    },
    waiting: {
      title: english`Waiting`,
      none: {
        title: english`Nobody is waiting`,
        next: english`A customer who asks for a person appears here.`,
      },
      urgent: english`Urgent`,
      take: english`Take`,
      takeNext: english`Take the next one`,
    },
    mine: {
      title: english`My conversations`,
      none: { title: english`No conversation under way`, next: english`Take the first customer waiting.` },
      open: english`Open`,
    },
    customer: english`Customer`,
    assistant: english`Assistant`,
    before: (lines) =>
      lines > 1
        ? english`Talk with the assistant: ${lines} messages`
        : english`Talk with the assistant: 1 message`,
    all: english`All conversations`,
    unread: english`not read`,
    sayHint: english`Enter sends, Shift + Enter begins a new line.`,
    end: {
      outcome: english`The ticket`,
      open: english`stays open`,
      text: english`What the customer is to know`,
      hint: english`With an outcome the ticket is resolved and the customer is told. A refusal gives its reason.`,
    },
    noLines: english`Nothing has been said yet.`,
    over: english`This conversation has ended.`,
    otherHolds: english`This conversation is not yours.`,
    say: english`Your message`,
    file: english`File`,
    send: english`Send`,
    openTicket: english`Open the ticket`,
    close: english`End the conversation`,
    back: { label: english`Summary for the customer`, submit: english`Hand back to the assistant` },
    transfer: {
      label: english`Hand over to`,
      queue: english`the queue`,
      reason: english`Reason, for colleagues`,
      submit: english`Hand over`,
    },
    refused: english`This was not done: the conversation has been taken, has ended, or needs clearance. Your text is kept below.`,
  },
}
