import type { ProviderRefusal } from '../../core/auth/single-sign-on.ts'
import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

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
      title: french`Deuxième étape`,
      lead: french`Saisissez le code à six chiffres que montre votre application d'authentification.`,
      label: french`Code`,
      hint: french`Téléphone perdu ? Saisissez ici l'un de vos codes de secours.`,
      submit: french`Continuer`,
      wrong: french`Ce code ne convient pas. Attendez le suivant, puis saisissez-le.`,
      locked: french`Trop de codes manqués. Attendez quelques minutes, puis essayez de nouveau.`,
      tooOld: french`La première étape date de trop longtemps, ou trop de codes étaient faux. Recommencez.`,
      again: french`Recommencer`,
    },
    wayBack: {
      title: french`Retrouver votre accès`,
      lead: french`Indiquez votre adresse : nous vous enverrons un lien qui lève l'attente et permet de choisir un nouveau mot de passe.`,
      submit: french`Recevoir le lien`,
      asked: french`Si cette adresse est celle d'un membre, un courriel vient d'y être envoyé. Son lien est valable une heure. Rien n'arrive ? Demandez à un administrateur.`,
      liftLead: french`Vous connaissez votre mot de passe ? Gardez-le et levez seulement l'attente.`,
      lift: french`Garder mon mot de passe`,
      lifted: french`L'attente est levée. Vous pouvez vous connecter.`,
      back: french`Revenir à la connexion`,
    },
    provider: {
      button: (name) => french`Continuer avec ${name}`,
      or: french`ou`,
      away: (name) =>
        french`${name} ne répond pas pour le moment. Connectez-vous avec votre mot de passe, ou essayez de nouveau plus tard.`,
      failed: (name) => french`La connexion par ${name} n'a pas abouti. Recommencez depuis cette page.`,
      refused: {
        'email-not-verified': french`Votre adresse n'est pas confirmée auprès de ce fournisseur. Faites-la confirmer, puis essayez de nouveau.`,
        unknown: french`Aucun accès au bureau n'est ouvert à cette adresse. Demandez à un administrateur de vous ajouter.`,
        closed: french`Votre accès au bureau est fermé. Adressez-vous à un administrateur.`,
        'other-account': french`Votre accès est déjà relié à un autre compte de ce fournisseur. Demandez à un administrateur de le détacher.`,
      },
    },
  },
  en: {
    code: {
      title: english`Second step`,
      lead: english`Enter the six-digit code your authenticator app shows.`,
      label: english`Code`,
      hint: english`Lost your phone? Enter one of your recovery codes here.`,
      submit: english`Continue`,
      wrong: english`This code is not right. Wait for the next one, then enter it.`,
      locked: english`Too many wrong codes. Wait a few minutes, then try again.`,
      tooOld: english`The first step is too old, or too many codes were wrong. Begin again.`,
      again: english`Begin again`,
    },
    wayBack: {
      title: english`Getting back in`,
      lead: english`Give your address: we will send you a link that lifts the wait and lets you choose a new password.`,
      submit: english`Send me the link`,
      asked: english`If this address is a member's, a mail has just been sent to it. Its link holds for one hour. Nothing arrives? Ask an administrator.`,
      liftLead: english`You know your password? Keep it and only lift the wait.`,
      lift: english`Keep my password`,
      lifted: english`The wait is lifted. You can sign in.`,
      back: english`Back to sign-in`,
    },
    provider: {
      button: (name) => english`Continue with ${name}`,
      or: english`or`,
      away: (name) =>
        english`${name} does not answer at the moment. Sign in with your password, or try again later.`,
      failed: (name) => english`Signing in with ${name} did not work out. Begin again from this page.`,
      refused: {
        'email-not-verified': english`Your address is not confirmed with this provider. Have it confirmed, then try again.`,
        unknown: english`No access to the desk is open for this address. Ask an administrator to add you.`,
        closed: english`Your access to the desk is closed. Please turn to an administrator.`,
        'other-account': english`Your access is linked to another account of this provider already. Ask an administrator to unlink it.`,
      },
    },
  },
}
