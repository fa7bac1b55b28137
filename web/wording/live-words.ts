import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The texts of the desk's live notices. */
interface LiveWords {
  lost: string
  back: string
  signedOut: string
  notSent: string
  kept: string
  newMessage: string
  news: string
  show: string
  gone: string
  looks: (names: readonly string[]) => string
  types: (names: readonly string[]) => string
  arrived: (name: string) => string
  take: string
  given: (name: string, lines: number) => string
  open: string
  tray: string
  sound: { on: string; off: string }
  typing: string
}

const and = (names: readonly string[], word: string) =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`

/** The texts in both languages. */
export const LIVE_WORDS: Record<Language, LiveWords> = {
  fr: {
    lost: french`Connexion perdue, nous réessayons ; ce que vous écrivez est gardé ici.`,
    back: french`Reconnecté.`,
    signedOut: french`Votre session est terminée. Ce que vous avez écrit est gardé ici : connectez-vous pour continuer.`,
    notSent: french`Le serveur ne répond pas : rien n'a été envoyé, et votre texte est gardé ici. Réessayez dans un instant.`,
    kept: french`Texte gardé de votre dernière visite.`,
    newMessage: french`Nouveau message`,
    news: french`Ce dossier a changé`,
    show: french`afficher`,
    gone: french`Ce dossier n'est plus accessible.`,
    looks: (names) =>
      names.length > 1
        ? french`${and(names, 'et')} regardent aussi ce dossier.`
        : french`${and(names, 'et')} regarde aussi ce dossier.`,
    types: (names) =>
      names.length > 1
        ? french`${and(names, 'et')} écrivent une réponse.`
        : french`${and(names, 'et')} écrit une réponse.`,
    arrived: (name) => french`${name} attend une personne`,
    take: french`Prendre`,
    given: (name, lines) =>
      lines > 1 ? french`${name} : ${lines} nouveaux messages` : french`${name} : 1 nouveau message`,
    open: french`Ouvrir`,
    tray: french`Chat en direct`,
    sound: {
      on: french`Son activé à l'arrivée d'un client`,
      off: french`Activer le son à l'arrivée d'un client`,
    },
    typing: french`Le client écrit…`,
  },
  en: {
    lost: english`Connection lost, trying again; what you write is kept here.`,
    back: english`Connected again.`,
    signedOut: english`Your session has ended. What you wrote is kept here: sign in to go on.`,
    notSent: english`The server does not answer: nothing was sent, and your text is kept here. Try again in a moment.`,
    kept: english`Text kept from your last visit.`,
    newMessage: english`New message`,
    news: english`This ticket has changed`,
    show: english`show`,
    gone: english`This ticket is no longer open to you.`,
    looks: (names) =>
      names.length > 1
        ? english`${and(names, 'and')} are also looking at this ticket.`
        : english`${and(names, 'and')} is also looking at this ticket.`,
    types: (names) =>
      names.length > 1
        ? english`${and(names, 'and')} are writing an answer.`
        : english`${and(names, 'and')} is writing an answer.`,
    arrived: (name) => english`${name} is waiting for a person`,
    take: english`Take`,
    given: (name, lines) =>
      lines > 1 ? english`${name}: ${lines} new messages` : english`${name}: 1 new message`,
    open: english`Open`,
    tray: english`Live chat`,
    sound: {
      on: english`Sound on when a customer arrives`,
      off: english`Switch on a sound when a customer arrives`,
    },
    typing: english`The customer is typing…`,
  },
}
