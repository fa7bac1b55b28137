import type { SignInEventKind, SignInMethod } from '../../core/auth/sign-in-log.ts'
import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The texts of a member's own access, and of an administrator's help with it. */
export interface AccountWords {
  title: string
  done: Record<AccountDone, string>
  refused: {
    name: string
    password: string
    tooShort: (least: number) => string
    code: string
    proof: string
    locked: string
    needed: string
    ended: string
  }
  details: { title: string; name: string; language: string; save: string }
  password: {
    title: string
    lead: string
    present: string
    wanted: string
    hint: (least: number) => string
    save: string
  }
  noPassword: string
  secondFactor: {
    title: string
    lead: string
    off: string
    on: (since: string) => string
    setUp: string
    switchOff: string
    required: string
    codesLeft: (count: number) => string
    renew: string
    proofPassword: string
    proofCode: string
  }
  setUp: {
    title: string
    needed: string
    scan: string
    picture: string
    orType: string
    codeLabel: string
    confirm: string
    cancel: string
  }
  codes: { title: string; lead: string; ready: string }
  sessions: {
    title: string
    lead: string
    here: string
    opened: (when: string, how: string) => string
    lastUsed: string
    from: (origin: string) => string
    end: string
    endOf: (browser: string) => string
    endOthers: string
  }
  events: { title: string; lead: string; by: (name: string) => string; none: string }
  methods: Record<SignInMethod, string>
  kinds: Record<SignInEventKind, string>
  administrator: {
    secondFactorOn: string
    linked: string
    lockedOut: string
    reset: string
    confirmReset: (name: string) => string
    endSessions: string
    confirmEnd: (name: string) => string
    lift: string
    unlink: string
    signIns: string
    signInsOf: (name: string) => string
    back: string
  }
}

/** The notices of a POST on the page it redirects to. */
export type AccountDone =
  | 'details'
  | 'password'
  | 'second-factor-off'
  | 'session-ended'
  | 'others-ended'
  | 'reset'
  | 'sessions-ended'
  | 'lifted'
  | 'unlinked'

/** The texts in both languages. */
export const ACCOUNT_WORDS: Record<Language, AccountWords> = {
  fr: {
    title: french`Mon accès`,
    done: {
      details: french`C'est enregistré.`,
      password: french`Le mot de passe est changé. Vos autres sessions sont fermées.`,
      'second-factor-off': french`La double vérification est désactivée.`,
      'session-ended': french`La session est fermée.`,
      'others-ended': french`Vos autres sessions sont fermées.`,
      reset: french`La double vérification est réinitialisée. Le membre en est averti par courriel.`,
      'sessions-ended': french`Toutes les sessions de ce membre sont fermées.`,
      lifted: french`L'attente est levée.`,
      unlinked: french`Le compte extérieur est détaché.`,
    },
    refused: {
      name: french`Indiquez votre nom.`,
      password: french`Le mot de passe actuel ne convient pas.`,
      tooShort: (least) => french`Le nouveau mot de passe doit avoir ${least} caractères au moins.`,
      code: french`Ce code ne convient pas. Attendez le suivant, puis saisissez-le.`,
      proof: french`Le mot de passe ou le code ne convient pas. Rien n'a été changé.`,
      locked: french`Trop d'essais manqués. Attendez quelques minutes, puis essayez de nouveau.`,
      needed: french`Votre rôle demande la double vérification : elle ne peut pas être désactivée.`,
      ended: french`Cette session était déjà fermée.`,
    },
    details: {
      title: french`Vous`,
      name: french`Prénom et nom`,
      language: french`Langue du bureau`,
      save: french`Enregistrer`,
    },
    password: {
      title: french`Mot de passe`,
      lead: french`Vos autres sessions seront fermées.`,
      present: french`Mot de passe actuel`,
      wanted: french`Nouveau mot de passe`,
      hint: (least) => french`${least} caractères au moins. Une phrase courte convient bien.`,
      save: french`Changer le mot de passe`,
    },
    noPassword: french`Vous vous connectez par le fournisseur d'identité de l'entreprise ; aucun mot de passe n'est enregistré ici.`,
    secondFactor: {
      title: french`Double vérification`,
      lead: french`À la connexion, un code de votre téléphone s'ajoute au mot de passe : qui devinerait l'un n'aurait pas l'autre.`,
      off: french`désactivée`,
      on: (since) => french`activée le ${since}`,
      setUp: french`Activer la double vérification`,
      switchOff: french`Désactiver`,
      required: french`Votre rôle la demande.`,
      codesLeft: (count) =>
        count === 1 ? french`Il reste 1 code de secours.` : french`Il reste ${count} codes de secours.`,
      renew: french`Créer de nouveaux codes de secours`,
      proofPassword: french`Mot de passe`,
      proofCode: french`Code de l'application, ou code de secours`,
    },
    setUp: {
      title: french`Activer la double vérification`,
      needed: french`Votre rôle demande une double vérification. Activez-la pour continuer : cela prend une minute.`,
      scan: french`Ouvrez votre application d'authentification et photographiez cette image.`,
      picture: french`Image à photographier avec l'application d'authentification`,
      orType: french`Vous ne pouvez pas photographier ? Saisissez cette clé dans l'application :`,
      codeLabel: french`Code à six chiffres que l'application montre`,
      confirm: french`Activer`,
      cancel: french`Annuler`,
    },
    codes: {
      title: french`Vos codes de secours`,
      lead: french`Chacun remplace une fois le code de votre téléphone, s'il est perdu. Ils ne sont montrés qu'ici : imprimez-les ou rangez-les en lieu sûr.`,
      ready: french`Ils sont en lieu sûr`,
    },
    sessions: {
      title: french`Sessions ouvertes`,
      lead: french`Vous ne reconnaissez pas l'une d'elles ? Fermez-la, puis changez de mot de passe.`,
      here: french`celle-ci`,
      opened: (when, how) => french`ouverte le ${when} (${how})`,
      lastUsed: french`dernier usage`,
      from: (origin) => french`depuis ${origin}`,
      end: french`Fermer`,
      endOf: (browser) => french`Fermer la session de ${browser}`,
      endOthers: french`Fermer toutes les autres`,
    },
    events: {
      title: french`Dernières connexions`,
      lead: french`Gardées douze mois.`,
      by: (name) => french`par ${name}`,
      none: french`Rien pour l'instant.`,
    },
    methods: {
      password: french`mot de passe`,
      code: french`mot de passe et code`,
      'recovery-code': french`code de secours`,
      provider: french`fournisseur d'identité`,
      invitation: french`lien d'invitation`,
      'way-back': french`lien reçu par courriel`,
    },
    kinds: {
      'signed-in': french`Connexion`,
      failed: french`Mot de passe refusé`,
      'code-refused': french`Code refusé`,
      locked: french`Trop d'essais : accès bloqué un moment`,
      'way-back-asked': french`Lien demandé pour retrouver l'accès`,
      'wait-lifted': french`Attente levée`,
      'password-changed': french`Mot de passe changé`,
      'second-factor-on': french`Double vérification activée`,
      'second-factor-off': french`Double vérification désactivée`,
      'second-factor-reset': french`Double vérification réinitialisée`,
      'recovery-codes-made': french`Codes de secours remplacés`,
      'recovery-code-used': french`Code de secours utilisé`,
      'provider-linked': french`Compte extérieur relié`,
      'provider-unlinked': french`Compte extérieur détaché`,
      'provider-refused': french`Connexion par le fournisseur refusée`,
      'session-ended': french`Session fermée`,
      'sessions-ended': french`Sessions fermées`,
    },
    administrator: {
      secondFactorOn: french`double vérification`,
      linked: french`compte extérieur`,
      lockedOut: french`accès bloqué un moment`,
      reset: french`Réinitialiser la double vérification`,
      confirmReset: (name) => french`Réinitialiser la double vérification de ${name}`,
      endSessions: french`Fermer ses sessions`,
      confirmEnd: (name) => french`Fermer les sessions de ${name}`,
      lift: french`Lever l'attente`,
      unlink: french`Détacher le compte extérieur`,
      signIns: french`Connexions`,
      signInsOf: (name) => french`Connexions de ${name}`,
      back: french`Revenir à l'équipe`,
    },
  },
  en: {
    title: english`My access`,
    done: {
      details: english`It is saved.`,
      password: english`The password is changed. Your other sessions are closed.`,
      'second-factor-off': english`Two-step sign-in is off.`,
      'session-ended': english`The session is closed.`,
      'others-ended': english`Your other sessions are closed.`,
      reset: english`Two-step sign-in is reset. The member is told by mail.`,
      'sessions-ended': english`All of this member's sessions are closed.`,
      lifted: english`The wait is lifted.`,
      unlinked: english`The outside account is unlinked.`,
    },
    refused: {
      name: english`Please give your name.`,
      password: english`The present password is not right.`,
      tooShort: (least) => english`The new password needs at least ${least} characters.`,
      code: english`This code is not right. Wait for the next one, then enter it.`,
      proof: english`The password or the code is not right. Nothing was changed.`,
      locked: english`Too many failed attempts. Wait a few minutes, then try again.`,
      needed: english`Your role needs two-step sign-in: it cannot be switched off.`,
      ended: english`This session was closed already.`,
    },
    details: {
      title: english`You`,
      name: english`First and last name`,
      language: english`Language of the desk`,
      save: english`Save`,
    },
    password: {
      title: english`Password`,
      lead: english`Your other sessions will be closed.`,
      present: english`Present password`,
      wanted: english`New password`,
      hint: (least) => english`At least ${least} characters. A short sentence works well.`,
      save: english`Change the password`,
    },
    noPassword: english`You sign in by the company's identity provider; no password is kept here.`,
    secondFactor: {
      title: english`Two-step sign-in`,
      lead: english`When you sign in, a code from your phone is asked for beside the password: whoever guesses one does not have the other.`,
      off: english`off`,
      on: (since) => english`on since ${since}`,
      setUp: english`Switch two-step sign-in on`,
      switchOff: english`Switch off`,
      required: english`Your role needs it.`,
      codesLeft: (count) =>
        count === 1 ? english`1 recovery code is left.` : english`${count} recovery codes are left.`,
      renew: english`Make new recovery codes`,
      proofPassword: english`Password`,
      proofCode: english`Code of the app, or a recovery code`,
    },
    setUp: {
      title: english`Switch two-step sign-in on`,
      needed: english`Your role needs two-step sign-in. Switch it on to go on: it takes a minute.`,
      scan: english`Open your authenticator app and scan this picture.`,
      picture: english`Picture to scan with the authenticator app`,
      orType: english`You cannot scan it? Type this key into the app:`,
      codeLabel: english`Six-digit code the app shows`,
      confirm: english`Switch on`,
      cancel: english`Cancel`,
    },
    codes: {
      title: english`Your recovery codes`,
      lead: english`Each replaces the code of your phone once, should you lose it. They are shown only here: print them or keep them in a safe place.`,
      ready: english`They are in a safe place`,
    },
    sessions: {
      title: english`Open sessions`,
      lead: english`You do not recognise one of them? Close it, then change your password.`,
      here: english`this one`,
      opened: (when, how) => english`opened on ${when} (${how})`,
      lastUsed: english`last used`,
      from: (origin) => english`from ${origin}`,
      end: english`Close`,
      endOf: (browser) => english`Close the session of ${browser}`,
      endOthers: english`Close all others`,
    },
    events: {
      title: english`Latest sign-ins`,
      lead: english`Kept for twelve months.`,
      by: (name) => english`by ${name}`,
      none: english`Nothing yet.`,
    },
    methods: {
      password: english`password`,
      code: english`password and code`,
      'recovery-code': english`recovery code`,
      provider: english`identity provider`,
      invitation: english`invitation link`,
      'way-back': english`link received by mail`,
    },
    kinds: {
      'signed-in': english`Signed in`,
      failed: english`Password refused`,
      'code-refused': english`Code refused`,
      locked: english`Too many attempts: locked for a while`,
      'way-back-asked': english`Link asked for to get back in`,
      'wait-lifted': english`Wait lifted`,
      'password-changed': english`Password changed`,
      'second-factor-on': english`Two-step sign-in switched on`,
      'second-factor-off': english`Two-step sign-in switched off`,
      'second-factor-reset': english`Two-step sign-in reset`,
      'recovery-codes-made': english`Recovery codes replaced`,
      'recovery-code-used': english`Recovery code used`,
      'provider-linked': english`Outside account linked`,
      'provider-unlinked': english`Outside account unlinked`,
      'provider-refused': english`Sign-in by the provider refused`,
      'session-ended': english`Session closed`,
      'sessions-ended': english`Sessions closed`,
    },
    administrator: {
      secondFactorOn: english`two-step sign-in`,
      linked: english`outside account`,
      lockedOut: english`locked for a while`,
      reset: english`Reset two-step sign-in`,
      confirmReset: (name) => english`Reset the two-step sign-in of ${name}`,
      endSessions: english`Close their sessions`,
      confirmEnd: (name) => english`Close the sessions of ${name}`,
      lift: english`Lift the wait`,
      unlink: english`Unlink the outside account`,
      signIns: english`Sign-ins`,
      signInsOf: (name) => english`Sign-ins of ${name}`,
      back: english`Back to the team`,
    },
  },
}
