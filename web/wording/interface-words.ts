import type { ApiScope } from '../../core/auth/api-token.ts'
import type { Language } from '../../core/policy/language.ts'
import type { WebhookEvent } from '../../core/ticket/webhook-subscription.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** The texts about other connected systems. */
interface InterfaceWords {
  title: string
  lead: string
  docs: string
  tokens: {
    title: string
    lead: string
    none: string
    name: string
    nameHint: string
    scopes: string
    scopeNames: Record<ApiScope, string>
    lanes: string
    make: string
    made: (name: string) => string
    by: (who: string, when: string) => string
    used: (when: string) => string
    neverUsed: string
    revoke: string
    confirmRevoke: (name: string) => string
    revoked: (when: string) => string
  }
  webhooks: {
    title: string
    lead: string
    none: string
    name: string
    address: string
    events: string
    eventNames: Record<WebhookEvent, string>
    subscribe: string
    made: (name: string) => string
    paused: string
    pause: string
    goOn: string
    remove: string
    waiting: (count: number) => string
    log: string
    logOf: (name: string) => string
    logEmpty: string
    again: string
    taken: string
    columns: { at: string; event: string; ticket: string; response: string; time: string }
  }
  saved: string
  refused: { incomplete: string; lanes: string; address: string }
  back: string
}

/** The texts in both languages. */
export const INTERFACE_WORDS: Record<Language, InterfaceWords> = {
  fr: {
    title: say`Interfaces`,
    lead: say`Les autres logiciels de la place de marché : ce qu'ils peuvent demander, et ce qui leur est annoncé.`,
    docs: say`Documentation de l'interface, avec une page d'essai`,
    tokens: {
      title: say`Jetons d'accès`,
      lead: say`Un jeton par logiciel. Il est montré une seule fois ; seule son empreinte est conservée.`,
      none: say`Aucun jeton. Aucun autre logiciel n'a accès.`,
      name: say`Nom du logiciel`,
      nameHint: say`Site marchand, application mobile…`,
      scopes: say`Peut`,
      scopeNames: {
        'tickets:read': say`lire les dossiers`,
        'tickets:write': say`ouvrir des dossiers`,
        'messages:write': say`ajouter les messages d'un client`,
        'sellers:write': say`tenir les vendeurs à jour`,
      },
      lanes: say`Dossiers confidentiels ouverts à ce logiciel`,
      make: say`Créer le jeton`,
      made: (name) => say`Jeton de ${name}. Copiez-le maintenant : il ne sera plus montré.`,
      by: (who, when) => say`créé par ${who} le ${when}`,
      used: (when) => say`utilisé le ${when}`,
      neverUsed: say`jamais utilisé`,
      revoke: say`Retirer`,
      confirmRevoke: (name) => say`Retirer le jeton de ${name}`,
      revoked: (when) => say`retiré le ${when}`,
    },
    webhooks: {
      title: say`Annonces aux autres logiciels`,
      lead: say`Chaque annonce est signée et dit seulement ce qui s'est passé et sur quel dossier : ni nom, ni message. Elle est renvoyée pendant trois jours si personne ne répond.`,
      none: say`Aucun logiciel n'est prévenu.`,
      name: say`Nom du logiciel`,
      address: say`Adresse qui reçoit les annonces`,
      events: say`Annoncer`,
      eventNames: {
        opened: say`dossier ouvert`,
        'message-received': say`message reçu`,
        'message-sent': say`message envoyé`,
        recategorised: say`catégorie changée`,
        assigned: say`dossier attribué`,
        escalated: say`dossier transmis`,
        concluded: say`conclusions annoncées`,
        resolved: say`dossier résolu`,
        reopened: say`dossier rouvert`,
        merged: say`dossiers réunis`,
        split: say`dossier séparé`,
        'set-aside': say`dossier mis de côté`,
        'taken-up': say`dossier repris`,
        'satisfaction-answered': say`satisfaction donnée`,
      },
      subscribe: say`Ajouter`,
      made: (name) =>
        say`Secret de ${name}, avec lequel les annonces sont signées. Copiez-le maintenant : il ne sera plus montré.`,
      paused: say`en pause`,
      pause: say`Mettre en pause`,
      goOn: say`Reprendre`,
      remove: say`Supprimer`,
      waiting: (count) =>
        count === 1 ? say`1 annonce en attente` : say`${String(count)} annonces en attente`,
      log: say`Journal des envois`,
      logOf: (name) => say`Envois à ${name}`,
      logEmpty: say`Rien n'a encore été envoyé. La première annonce partira avec le prochain événement choisi.`,
      again: say`Renvoyer`,
      taken: say`reçue`,
      columns: {
        at: say`Quand`,
        event: say`Annonce`,
        ticket: say`Dossier`,
        response: say`Réponse`,
        time: say`Durée`,
      },
    },
    saved: say`C'est enregistré.`,
    refused: {
      incomplete: say`Il manque le nom, ou au moins un choix. Complétez puis enregistrez de nouveau.`,
      lanes: say`Vous ne pouvez ouvrir à un logiciel que les dossiers confidentiels que vous pouvez lire vous-même.`,
      address: say`L'adresse doit commencer par https:// et ne contenir ni nom d'utilisateur ni mot de passe.`,
    },
    back: say`Retour aux interfaces`,
  },
  en: {
    title: sayIn`Interfaces`,
    lead: sayIn`The marketplace's other systems: what they may ask for, and what they are told.`,
    docs: sayIn`Documentation of the API, with a page to try it`,
    tokens: {
      title: sayIn`Access tokens`,
      lead: sayIn`One token for each system. It is shown once; only a hash of it is kept.`,
      none: sayIn`No token. No other system has access.`,
      name: sayIn`Name of the system`,
      nameHint: sayIn`Shop, mobile app…`,
      scopes: sayIn`May`,
      scopeNames: {
        'tickets:read': sayIn`read tickets`,
        'tickets:write': sayIn`open tickets`,
        'messages:write': sayIn`add a customer's messages`,
        'sellers:write': sayIn`keep sellers up to date`,
      },
      lanes: sayIn`Confidential matters open to this system`,
      make: sayIn`Make the token`,
      made: (name) => sayIn`Token of ${name}. Copy it now: it will not be shown again.`,
      by: (who, when) => sayIn`made by ${who} on ${when}`,
      used: (when) => sayIn`used on ${when}`,
      neverUsed: sayIn`never used`,
      revoke: sayIn`Revoke`,
      confirmRevoke: (name) => sayIn`Revoke the token of ${name}`,
      revoked: (when) => sayIn`revoked on ${when}`,
    },
    webhooks: {
      title: sayIn`Notices to other systems`,
      lead: sayIn`Each notice is signed and only says what happened to which ticket: no name, no message. It is sent again for three days while nobody answers.`,
      none: sayIn`No system is told.`,
      name: sayIn`Name of the system`,
      address: sayIn`Address that takes the notices`,
      events: sayIn`Tell of`,
      eventNames: {
        opened: sayIn`ticket opened`,
        'message-received': sayIn`message received`,
        'message-sent': sayIn`message sent`,
        recategorised: sayIn`category changed`,
        assigned: sayIn`ticket assigned`,
        escalated: sayIn`ticket escalated`,
        concluded: sayIn`conclusions told`,
        resolved: sayIn`ticket resolved`,
        reopened: sayIn`ticket reopened`,
        merged: sayIn`tickets merged`,
        split: sayIn`ticket split`,
        'set-aside': sayIn`ticket set aside`,
        'taken-up': sayIn`ticket taken up`,
        'satisfaction-answered': sayIn`satisfaction given`,
      },
      subscribe: sayIn`Add`,
      made: (name) =>
        sayIn`Secret of ${name}, which signs the notices. Copy it now: it will not be shown again.`,
      paused: sayIn`paused`,
      pause: sayIn`Pause`,
      goOn: sayIn`Go on`,
      remove: sayIn`Remove`,
      waiting: (count) => (count === 1 ? sayIn`1 notice waits` : sayIn`${String(count)} notices wait`),
      log: sayIn`Log of deliveries`,
      logOf: (name) => sayIn`Deliveries to ${name}`,
      logEmpty: sayIn`Nothing was sent yet. The first notice leaves with the next event chosen.`,
      again: sayIn`Send again`,
      taken: sayIn`taken`,
      columns: {
        at: sayIn`When`,
        event: sayIn`Notice`,
        ticket: sayIn`Ticket`,
        response: sayIn`Answer`,
        time: sayIn`Time`,
      },
    },
    saved: sayIn`Saved.`,
    refused: {
      incomplete: sayIn`The name, or at least one choice, is missing. Complete it and save again.`,
      lanes: sayIn`You can only open to a system the confidential matters that you may read yourself.`,
      address: sayIn`The address must begin with https:// and hold neither user name nor password.`,
    },
    back: sayIn`Back to the interfaces`,
  },
}
