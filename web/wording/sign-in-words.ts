import type { ProviderRefusal } from '../../core/auth/single-sign-on.ts'
import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** The texts of the sign-in besides its first page: the second factor, account recovery, the identity provider. */
interface SignInWords {
  code: {
    title: string
    lead: string
    label: string
    hint: string
    submit: string
    wrong: string
    locked: string
    tooOld: string
    again: string
  }
  wayBack: {
    title: string
    lead: string
    submit: string
    asked: string
    liftLead: string
    lift: string
    lifted: string
    back: string
  }
  provider: {
    button: (name: string) => string
    or: string
    away: (name: string) => string
    failed: (name: string) => string
    refused: Record<ProviderRefusal, string>
  }
}

/** The texts in both languages. */
export const SIGN_IN_WORDS: Record<Language, SignInWords> = {
  fr: {
    code: {
      title: say`Deuxième étape`,
      lead: say`Saisissez le code à six chiffres que montre votre application d'authentification.`,
      label: say`Code`,
      hint: say`Téléphone perdu ? Saisissez ici l'un de vos codes de secours.`,
      submit: say`Continuer`,
      wrong: say`Ce code ne convient pas. Attendez le suivant, puis saisissez-le.`,
      locked: say`Trop de codes manqués. Attendez quelques minutes, puis essayez de nouveau.`,
      tooOld: say`La première étape date de trop longtemps, ou trop de codes étaient faux. Recommencez.`,
      again: say`Recommencer`,
    },
    wayBack: {
      title: say`Retrouver votre accès`,
      lead: say`Indiquez votre adresse : nous vous enverrons un lien qui lève l'attente et permet de choisir un nouveau mot de passe.`,
      submit: say`Recevoir le lien`,
      asked: say`Si cette adresse est celle d'un membre, un courriel vient d'y être envoyé. Son lien est valable une heure. Rien n'arrive ? Demandez à un administrateur.`,
      liftLead: say`Vous connaissez votre mot de passe ? Gardez-le et levez seulement l'attente.`,
      lift: say`Garder mon mot de passe`,
      lifted: say`L'attente est levée. Vous pouvez vous connecter.`,
      back: say`Revenir à la connexion`,
    },
    provider: {
      button: (name) => say`Continuer avec ${name}`,
      or: say`ou`,
      away: (name) =>
        say`${name} ne répond pas pour le moment. Connectez-vous avec votre mot de passe, ou essayez de nouveau plus tard.`,
      failed: (name) => say`La connexion par ${name} n'a pas abouti. Recommencez depuis cette page.`,
      refused: {
        'email-not-verified': say`Votre adresse n'est pas confirmée auprès de ce fournisseur. Faites-la confirmer, puis essayez de nouveau.`,
        unknown: say`Aucun accès au bureau n'est ouvert à cette adresse. Demandez à un administrateur de vous ajouter.`,
        closed: say`Votre accès au bureau est fermé. Adressez-vous à un administrateur.`,
        'other-account': say`Votre accès est déjà relié à un autre compte de ce fournisseur. Demandez à un administrateur de le détacher.`,
      },
    },
  },
  en: {
    code: {
      title: sayIn`Second step`,
      lead: sayIn`Enter the six-digit code your authenticator app shows.`,
      label: sayIn`Code`,
      hint: sayIn`Lost your phone? Enter one of your recovery codes here.`,
      submit: sayIn`Continue`,
      wrong: sayIn`This code is not right. Wait for the next one, then enter it.`,
      locked: sayIn`Too many wrong codes. Wait a few minutes, then try again.`,
      tooOld: sayIn`The first step is too old, or too many codes were wrong. Begin again.`,
      again: sayIn`Begin again`,
    },
    wayBack: {
      title: sayIn`Getting back in`,
      lead: sayIn`Give your address: we will send you a link that lifts the wait and lets you choose a new password.`,
      submit: sayIn`Send me the link`,
      asked: sayIn`If this address is a member's, a mail has just been sent to it. Its link holds for one hour. Nothing arrives? Ask an administrator.`,
      liftLead: sayIn`You know your password? Keep it and only lift the wait.`,
      lift: sayIn`Keep my password`,
      lifted: sayIn`The wait is lifted. You can sign in.`,
      back: sayIn`Back to sign-in`,
    },
    provider: {
      button: (name) => sayIn`Continue with ${name}`,
      or: sayIn`or`,
      away: (name) =>
        sayIn`${name} does not answer at the moment. Sign in with your password, or try again later.`,
      failed: (name) => sayIn`Signing in with ${name} did not work out. Begin again from this page.`,
      refused: {
        'email-not-verified': sayIn`Your address is not confirmed with this provider. Have it confirmed, then try again.`,
        unknown: sayIn`No access to the desk is open for this address. Ask an administrator to add you.`,
        closed: sayIn`Your access to the desk is closed. Please turn to an administrator.`,
        'other-account': sayIn`Your access is linked to another account of this provider already. Ask an administrator to unlink it.`,
      },
    },
  },
}
