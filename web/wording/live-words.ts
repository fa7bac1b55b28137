import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
    lost: say`Connexion perdue, nous réessayons ; ce que vous écrivez est gardé ici.`,
    back: say`Reconnecté.`,
    signedOut: say`Votre session est terminée. Ce que vous avez écrit est gardé ici : connectez-vous pour continuer.`,
    notSent: say`Le serveur ne répond pas : rien n'a été envoyé, et votre texte est gardé ici. Réessayez dans un instant.`,
    kept: say`Texte gardé de votre dernière visite.`,
    newMessage: say`Nouveau message`,
    news: say`Ce dossier a changé`,
    show: say`afficher`,
    gone: say`Ce dossier n'est plus accessible.`,
    looks: (names) =>
      names.length > 1
        ? say`${and(names, 'et')} regardent aussi ce dossier.`
        : say`${and(names, 'et')} regarde aussi ce dossier.`,
    types: (names) =>
      names.length > 1
        ? say`${and(names, 'et')} écrivent une réponse.`
        : say`${and(names, 'et')} écrit une réponse.`,
    arrived: (name) => say`${name} attend une personne`,
    take: say`Prendre`,
    given: (name, lines) =>
      lines > 1 ? say`${name} : ${lines} nouveaux messages` : say`${name} : 1 nouveau message`,
    open: say`Ouvrir`,
    tray: say`Chat en direct`,
    sound: { on: say`Son activé à l'arrivée d'un client`, off: say`Activer le son à l'arrivée d'un client` },
    typing: say`Le client écrit…`,
  },
  en: {
    lost: sayIn`Connection lost, trying again; what you write is kept here.`,
    back: sayIn`Connected again.`,
    signedOut: sayIn`Your session has ended. What you wrote is kept here: sign in to go on.`,
    notSent: sayIn`The server does not answer: nothing was sent, and your text is kept here. Try again in a moment.`,
    kept: sayIn`Text kept from your last visit.`,
    newMessage: sayIn`New message`,
    news: sayIn`This ticket has changed`,
    show: sayIn`show`,
    gone: sayIn`This ticket is no longer open to you.`,
    looks: (names) =>
      names.length > 1
        ? sayIn`${and(names, 'and')} are also looking at this ticket.`
        : sayIn`${and(names, 'and')} is also looking at this ticket.`,
    types: (names) =>
      names.length > 1
        ? sayIn`${and(names, 'and')} are writing an answer.`
        : sayIn`${and(names, 'and')} is writing an answer.`,
    arrived: (name) => sayIn`${name} is waiting for a person`,
    take: sayIn`Take`,
    given: (name, lines) =>
      lines > 1 ? sayIn`${name}: ${lines} new messages` : sayIn`${name}: 1 new message`,
    open: sayIn`Open`,
    tray: sayIn`Live chat`,
    sound: {
      on: sayIn`Sound on when a customer arrives`,
      off: sayIn`Switch on a sound when a customer arrives`,
    },
    typing: sayIn`The customer is typing…`,
  },
}
