import type { SignInEventKind, SignInMethod } from '../../core/auth/sign-in-log.ts'
import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
    title: say`Mon accès`,
    done: {
      details: say`C'est enregistré.`,
      password: say`Le mot de passe est changé. Vos autres sessions sont fermées.`,
      'second-factor-off': say`La double vérification est désactivée.`,
      'session-ended': say`La session est fermée.`,
      'others-ended': say`Vos autres sessions sont fermées.`,
      reset: say`La double vérification est réinitialisée. Le membre en est averti par courriel.`,
      'sessions-ended': say`Toutes les sessions de ce membre sont fermées.`,
      lifted: say`L'attente est levée.`,
      unlinked: say`Le compte extérieur est détaché.`,
    },
    refused: {
      name: say`Indiquez votre nom.`,
      password: say`Le mot de passe actuel ne convient pas.`,
      tooShort: (least) => say`Le nouveau mot de passe doit avoir ${least} caractères au moins.`,
      code: say`Ce code ne convient pas. Attendez le suivant, puis saisissez-le.`,
      proof: say`Le mot de passe ou le code ne convient pas. Rien n'a été changé.`,
      locked: say`Trop d'essais manqués. Attendez quelques minutes, puis essayez de nouveau.`,
      needed: say`Votre rôle demande la double vérification : elle ne peut pas être désactivée.`,
      ended: say`Cette session était déjà fermée.`,
    },
    details: {
      title: say`Vous`,
      name: say`Prénom et nom`,
      language: say`Langue du bureau`,
      save: say`Enregistrer`,
    },
    password: {
      title: say`Mot de passe`,
      lead: say`Vos autres sessions seront fermées.`,
      present: say`Mot de passe actuel`,
      wanted: say`Nouveau mot de passe`,
      hint: (least) => say`${least} caractères au moins. Une phrase courte convient bien.`,
      save: say`Changer le mot de passe`,
    },
    noPassword: say`Vous vous connectez par le fournisseur d'identité de l'entreprise ; aucun mot de passe n'est enregistré ici.`,
    secondFactor: {
      title: say`Double vérification`,
      lead: say`À la connexion, un code de votre téléphone s'ajoute au mot de passe : qui devinerait l'un n'aurait pas l'autre.`,
      off: say`désactivée`,
      on: (since) => say`activée le ${since}`,
      setUp: say`Activer la double vérification`,
      switchOff: say`Désactiver`,
      required: say`Votre rôle la demande.`,
      codesLeft: (count) =>
        count === 1 ? say`Il reste 1 code de secours.` : say`Il reste ${count} codes de secours.`,
      renew: say`Créer de nouveaux codes de secours`,
      proofPassword: say`Mot de passe`,
      proofCode: say`Code de l'application, ou code de secours`,
    },
    setUp: {
      title: say`Activer la double vérification`,
      needed: say`Votre rôle demande une double vérification. Activez-la pour continuer : cela prend une minute.`,
      scan: say`Ouvrez votre application d'authentification et photographiez cette image.`,
      picture: say`Image à photographier avec l'application d'authentification`,
      orType: say`Vous ne pouvez pas photographier ? Saisissez cette clé dans l'application :`,
      codeLabel: say`Code à six chiffres que l'application montre`,
      confirm: say`Activer`,
      cancel: say`Annuler`,
    },
    codes: {
      title: say`Vos codes de secours`,
      lead: say`Chacun remplace une fois le code de votre téléphone, s'il est perdu. Ils ne sont montrés qu'ici : imprimez-les ou rangez-les en lieu sûr.`,
      ready: say`Ils sont en lieu sûr`,
    },
    sessions: {
      title: say`Sessions ouvertes`,
      lead: say`Vous ne reconnaissez pas l'une d'elles ? Fermez-la, puis changez de mot de passe.`,
      here: say`celle-ci`,
      opened: (when, how) => say`ouverte le ${when} (${how})`,
      lastUsed: say`dernier usage`,
      from: (origin) => say`depuis ${origin}`,
      end: say`Fermer`,
      endOf: (browser) => say`Fermer la session de ${browser}`,
      endOthers: say`Fermer toutes les autres`,
    },
    events: {
      title: say`Dernières connexions`,
      lead: say`Gardées douze mois.`,
      by: (name) => say`par ${name}`,
      none: say`Rien pour l'instant.`,
    },
    methods: {
      password: say`mot de passe`,
      code: say`mot de passe et code`,
      'recovery-code': say`code de secours`,
      provider: say`fournisseur d'identité`,
      invitation: say`lien d'invitation`,
      'way-back': say`lien reçu par courriel`,
    },
    kinds: {
      'signed-in': say`Connexion`,
      failed: say`Mot de passe refusé`,
      'code-refused': say`Code refusé`,
      locked: say`Trop d'essais : accès bloqué un moment`,
      'way-back-asked': say`Lien demandé pour retrouver l'accès`,
      'wait-lifted': say`Attente levée`,
      'password-changed': say`Mot de passe changé`,
      'second-factor-on': say`Double vérification activée`,
      'second-factor-off': say`Double vérification désactivée`,
      'second-factor-reset': say`Double vérification réinitialisée`,
      'recovery-codes-made': say`Codes de secours remplacés`,
      'recovery-code-used': say`Code de secours utilisé`,
      'provider-linked': say`Compte extérieur relié`,
      'provider-unlinked': say`Compte extérieur détaché`,
      'provider-refused': say`Connexion par le fournisseur refusée`,
      'session-ended': say`Session fermée`,
      'sessions-ended': say`Sessions fermées`,
    },
    administrator: {
      secondFactorOn: say`double vérification`,
      linked: say`compte extérieur`,
      lockedOut: say`accès bloqué un moment`,
      reset: say`Réinitialiser la double vérification`,
      confirmReset: (name) => say`Réinitialiser la double vérification de ${name}`,
      endSessions: say`Fermer ses sessions`,
      confirmEnd: (name) => say`Fermer les sessions de ${name}`,
      lift: say`Lever l'attente`,
      unlink: say`Détacher le compte extérieur`,
      signIns: say`Connexions`,
      signInsOf: (name) => say`Connexions de ${name}`,
      back: say`Revenir à l'équipe`,
    },
  },
  en: {
    title: sayIn`My access`,
    done: {
      details: sayIn`It is saved.`,
      password: sayIn`The password is changed. Your other sessions are closed.`,
      'second-factor-off': sayIn`Two-step sign-in is off.`,
      'session-ended': sayIn`The session is closed.`,
      'others-ended': sayIn`Your other sessions are closed.`,
      reset: sayIn`Two-step sign-in is reset. The member is told by mail.`,
      'sessions-ended': sayIn`All of this member's sessions are closed.`,
      lifted: sayIn`The wait is lifted.`,
      unlinked: sayIn`The outside account is unlinked.`,
    },
    refused: {
      name: sayIn`Please give your name.`,
      password: sayIn`The present password is not right.`,
      tooShort: (least) => sayIn`The new password needs at least ${least} characters.`,
      code: sayIn`This code is not right. Wait for the next one, then enter it.`,
      proof: sayIn`The password or the code is not right. Nothing was changed.`,
      locked: sayIn`Too many failed attempts. Wait a few minutes, then try again.`,
      needed: sayIn`Your role needs two-step sign-in: it cannot be switched off.`,
      ended: sayIn`This session was closed already.`,
    },
    details: {
      title: sayIn`You`,
      name: sayIn`First and last name`,
      language: sayIn`Language of the desk`,
      save: sayIn`Save`,
    },
    password: {
      title: sayIn`Password`,
      lead: sayIn`Your other sessions will be closed.`,
      present: sayIn`Present password`,
      wanted: sayIn`New password`,
      hint: (least) => sayIn`At least ${least} characters. A short sentence works well.`,
      save: sayIn`Change the password`,
    },
    noPassword: sayIn`You sign in by the company's identity provider; no password is kept here.`,
    secondFactor: {
      title: sayIn`Two-step sign-in`,
      lead: sayIn`When you sign in, a code from your phone is asked for beside the password: whoever guesses one does not have the other.`,
      off: sayIn`off`,
      on: (since) => sayIn`on since ${since}`,
      setUp: sayIn`Switch two-step sign-in on`,
      switchOff: sayIn`Switch off`,
      required: sayIn`Your role needs it.`,
      codesLeft: (count) =>
        count === 1 ? sayIn`1 recovery code is left.` : sayIn`${count} recovery codes are left.`,
      renew: sayIn`Make new recovery codes`,
      proofPassword: sayIn`Password`,
      proofCode: sayIn`Code of the app, or a recovery code`,
    },
    setUp: {
      title: sayIn`Switch two-step sign-in on`,
      needed: sayIn`Your role needs two-step sign-in. Switch it on to go on: it takes a minute.`,
      scan: sayIn`Open your authenticator app and scan this picture.`,
      picture: sayIn`Picture to scan with the authenticator app`,
      orType: sayIn`You cannot scan it? Type this key into the app:`,
      codeLabel: sayIn`Six-digit code the app shows`,
      confirm: sayIn`Switch on`,
      cancel: sayIn`Cancel`,
    },
    codes: {
      title: sayIn`Your recovery codes`,
      lead: sayIn`Each replaces the code of your phone once, should you lose it. They are shown only here: print them or keep them in a safe place.`,
      ready: sayIn`They are in a safe place`,
    },
    sessions: {
      title: sayIn`Open sessions`,
      lead: sayIn`You do not recognise one of them? Close it, then change your password.`,
      here: sayIn`this one`,
      opened: (when, how) => sayIn`opened on ${when} (${how})`,
      lastUsed: sayIn`last used`,
      from: (origin) => sayIn`from ${origin}`,
      end: sayIn`Close`,
      endOf: (browser) => sayIn`Close the session of ${browser}`,
      endOthers: sayIn`Close all others`,
    },
    events: {
      title: sayIn`Latest sign-ins`,
      lead: sayIn`Kept for twelve months.`,
      by: (name) => sayIn`by ${name}`,
      none: sayIn`Nothing yet.`,
    },
    methods: {
      password: sayIn`password`,
      code: sayIn`password and code`,
      'recovery-code': sayIn`recovery code`,
      provider: sayIn`identity provider`,
      invitation: sayIn`invitation link`,
      'way-back': sayIn`link received by mail`,
    },
    kinds: {
      'signed-in': sayIn`Signed in`,
      failed: sayIn`Password refused`,
      'code-refused': sayIn`Code refused`,
      locked: sayIn`Too many attempts: locked for a while`,
      'way-back-asked': sayIn`Link asked for to get back in`,
      'wait-lifted': sayIn`Wait lifted`,
      'password-changed': sayIn`Password changed`,
      'second-factor-on': sayIn`Two-step sign-in switched on`,
      'second-factor-off': sayIn`Two-step sign-in switched off`,
      'second-factor-reset': sayIn`Two-step sign-in reset`,
      'recovery-codes-made': sayIn`Recovery codes replaced`,
      'recovery-code-used': sayIn`Recovery code used`,
      'provider-linked': sayIn`Outside account linked`,
      'provider-unlinked': sayIn`Outside account unlinked`,
      'provider-refused': sayIn`Sign-in by the provider refused`,
      'session-ended': sayIn`Session closed`,
      'sessions-ended': sayIn`Sessions closed`,
    },
    administrator: {
      secondFactorOn: sayIn`two-step sign-in`,
      linked: sayIn`outside account`,
      lockedOut: sayIn`locked for a while`,
      reset: sayIn`Reset two-step sign-in`,
      confirmReset: (name) => sayIn`Reset the two-step sign-in of ${name}`,
      endSessions: sayIn`Close their sessions`,
      confirmEnd: (name) => sayIn`Close the sessions of ${name}`,
      lift: sayIn`Lift the wait`,
      unlink: sayIn`Unlink the outside account`,
      signIns: sayIn`Sign-ins`,
      signInsOf: (name) => sayIn`Sign-ins of ${name}`,
      back: sayIn`Back to the team`,
    },
  },
}
