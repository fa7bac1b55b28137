import type { Language } from '../policy/language.ts'
import { dayAndTime } from './dates.ts'

import { english, french } from './typography.ts'

/** Returns the mail to a member about a change to their access. Text only. */
export function accountNoticeMail(
  language: Language,
  facts: {
    change: AccountChange
    memberFirstName: string
    at: Date
    /** The address of the connection, when known. */
    origin: string | null
    wayBackUrl: string
  },
): { subject: string; text: string } {
  const words = ACCOUNT_NOTICE_WORDS[language]
  const { subject, said } = words.changes[facts.change]
  const when = dayAndTime(language, facts.at)
  const text = [
    words.greeting(facts.memberFirstName),
    `${said} ${facts.origin === null ? words.when(when) : words.whenAndWhere(when, facts.origin)}`,
    `${words.notYou}\n${facts.wayBackUrl}`,
    words.closing,
  ]
  return { subject, text: text.join('\n\n') }
}

/** Returns the mail with the one-time link for a member who cannot sign in. `minutes` is how long the link is valid. */
export function accountRecoveryMail(
  language: Language,
  facts: { memberFirstName: string; url: string; minutes: number },
): { subject: string; text: string } {
  const words = ACCOUNT_NOTICE_WORDS[language]
  const text = [
    words.greeting(facts.memberFirstName),
    words.wayBack.lead,
    facts.url,
    words.wayBack.holds(facts.minutes),
    words.closing,
  ]
  return { subject: words.wayBack.subject, text: text.join('\n\n') }
}

/** A change that a member is notified of by mail, so that one they did not make is noticed. */
export type AccountChange =
  | 'password-changed'
  | 'second-factor-on'
  | 'second-factor-off'
  | 'second-factor-reset'
  | 'recovery-codes-made'
  | 'recovery-code-used'
  | 'provider-linked'

/** The sentences of the mails to members about their own access. */
interface AccountNoticeWords {
  greeting: (name: string) => string
  changes: Record<AccountChange, { subject: string; said: string }>
  /** Follows the sentence of the change; a sentence of its own. */
  when: (when: string) => string
  whenAndWhere: (when: string, origin: string) => string
  notYou: string
  wayBack: { subject: string; lead: string; holds: (minutes: number) => string }
  closing: string
}

const ACCOUNT_NOTICE_WORDS: Record<Language, AccountNoticeWords> = {
  fr: {
    greeting: (name) => french`Bonjour ${name},`,
    changes: {
      'password-changed': {
        subject: french`Votre mot de passe a été changé`,
        said: french`Le mot de passe de votre accès au bureau a été changé. Vos autres sessions sont fermées.`,
      },
      'second-factor-on': {
        subject: french`La double vérification est activée`,
        said: french`La double vérification de votre accès au bureau a été activée : un code vous est demandé à chaque connexion.`,
      },
      'second-factor-off': {
        subject: french`La double vérification est désactivée`,
        said: french`La double vérification de votre accès au bureau a été désactivée : le mot de passe suffit désormais.`,
      },
      'second-factor-reset': {
        subject: french`La double vérification a été réinitialisée`,
        said: french`Un administrateur a réinitialisé la double vérification de votre accès au bureau. Vos sessions sont fermées ; vous pourrez l'activer de nouveau après vous être connecté.`,
      },
      'recovery-codes-made': {
        subject: french`Vos codes de secours ont été remplacés`,
        said: french`De nouveaux codes de secours ont été créés pour votre accès au bureau. Les précédents ne valent plus rien.`,
      },
      'recovery-code-used': {
        subject: french`Un code de secours a été utilisé`,
        said: french`Quelqu'un s'est connecté à votre accès au bureau avec un code de secours. Ce code ne peut plus servir.`,
      },
      'provider-linked': {
        subject: french`Votre accès est relié à un compte extérieur`,
        said: french`Votre accès au bureau a été relié à votre compte auprès du fournisseur d'identité de l'entreprise, qui permet désormais de se connecter.`,
      },
    },
    when: (when) => french`C'était le ${when}.`,
    whenAndWhere: (when, origin) => french`C'était le ${when}, depuis l'adresse ${origin}.`,
    notYou: french`Si ce n'est pas vous, choisissez tout de suite un nouveau mot de passe et prévenez un administrateur :`,
    wayBack: {
      subject: french`Retrouver votre accès au bureau`,
      lead: french`Vous avez demandé à retrouver votre accès au bureau d'Agafort. Ce lien lève l'attente après des essais manqués et permet de choisir un nouveau mot de passe :`,
      holds: (minutes) =>
        french`Il sert une fois, pendant ${minutes} minutes. Si vous n'avez rien demandé, vous n'avez rien à faire : sans ce lien, rien ne change.`,
    },
    closing: french`Ce message ne s'adresse qu'à vous : ne le transmettez pas.`,
  },
  en: {
    greeting: (name) => english`Hello ${name},`,
    changes: {
      'password-changed': {
        subject: english`Your password was changed`,
        said: english`The password of your access to the desk was changed. Your other sessions are closed.`,
      },
      'second-factor-on': {
        subject: english`Two-step sign-in is on`,
        said: english`Two-step sign-in was switched on for your access to the desk: you are asked for a code each time you sign in.`,
      },
      'second-factor-off': {
        subject: english`Two-step sign-in is off`,
        said: english`Two-step sign-in was switched off for your access to the desk: the password is enough from now on.`,
      },
      'second-factor-reset': {
        subject: english`Two-step sign-in was reset`,
        said: english`An administrator reset the two-step sign-in of your access to the desk. Your sessions are closed; you can switch it on again once you have signed in.`,
      },
      'recovery-codes-made': {
        subject: english`Your recovery codes were replaced`,
        said: english`New recovery codes were made for your access to the desk. Those you had before are worth nothing now.`,
      },
      'recovery-code-used': {
        subject: english`A recovery code was used`,
        said: english`Someone signed in to your access to the desk with a recovery code. That code cannot be used again.`,
      },
      'provider-linked': {
        subject: english`Your access is linked to an outside account`,
        said: english`Your access to the desk was linked to your account at the company's identity provider, which lets you sign in from now on.`,
      },
    },
    when: (when) => english`It was on ${when}.`,
    whenAndWhere: (when, origin) => english`It was on ${when}, from the address ${origin}.`,
    notYou: english`If it was not you, choose a new password at once and tell an administrator:`,
    wayBack: {
      subject: english`Getting back into the desk`,
      lead: english`You asked to get back into the Agafort desk. This link lifts the wait after failed attempts and lets you choose a new password:`,
      holds: (minutes) =>
        english`It works once, for ${minutes} minutes. If you asked for nothing, there is nothing for you to do: without this link nothing changes.`,
    },
    closing: english`This message is for you alone: please do not pass it on.`,
  },
}
