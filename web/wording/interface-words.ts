import type { ApiScope } from '../../core/auth/api-token.ts'
import type { Language } from '../../core/policy/language.ts'
import type { WebhookEvent } from '../../core/ticket/webhook-subscription.ts'
import { english, french } from '../../core/wording/typography.ts'

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
    title: french`Interfaces`,
    lead: french`Les autres logiciels de la place de marché : ce qu'ils peuvent demander, et ce qui leur est annoncé.`,
    docs: french`Documentation de l'interface, avec une page d'essai`,
    tokens: {
      title: french`Jetons d'accès`,
      lead: french`Un jeton par logiciel. Il est montré une seule fois ; seule son empreinte est conservée.`,
      none: french`Aucun jeton. Aucun autre logiciel n'a accès.`,
      name: french`Nom du logiciel`,
      nameHint: french`Site marchand, application mobile…`,
      scopes: french`Peut`,
      scopeNames: {
        'tickets:read': french`lire les dossiers`,
        'tickets:write': french`ouvrir des dossiers`,
        'messages:write': french`ajouter les messages d'un client`,
        'sellers:write': french`tenir les vendeurs à jour`,
      },
      lanes: french`Dossiers confidentiels ouverts à ce logiciel`,
      make: french`Créer le jeton`,
      made: (name) => french`Jeton de ${name}. Copiez-le maintenant : il ne sera plus montré.`,
      by: (who, when) => french`créé par ${who} le ${when}`,
      used: (when) => french`utilisé le ${when}`,
      neverUsed: french`jamais utilisé`,
      revoke: french`Retirer`,
      confirmRevoke: (name) => french`Retirer le jeton de ${name}`,
      revoked: (when) => french`retiré le ${when}`,
    },
    webhooks: {
      title: french`Annonces aux autres logiciels`,
      lead: french`Chaque annonce est signée et dit seulement ce qui s'est passé et sur quel dossier : ni nom, ni message. Elle est renvoyée pendant trois jours si personne ne répond.`,
      none: french`Aucun logiciel n'est prévenu.`,
      name: french`Nom du logiciel`,
      address: french`Adresse qui reçoit les annonces`,
      events: french`Annoncer`,
      eventNames: {
        opened: french`dossier ouvert`,
        'message-received': french`message reçu`,
        'message-sent': french`message envoyé`,
        recategorised: french`catégorie changée`,
        assigned: french`dossier attribué`,
        escalated: french`dossier transmis`,
        concluded: french`conclusions annoncées`,
        resolved: french`dossier résolu`,
        reopened: french`dossier rouvert`,
        merged: french`dossiers réunis`,
        split: french`dossier séparé`,
        'set-aside': french`dossier mis de côté`,
        'taken-up': french`dossier repris`,
        'satisfaction-answered': french`satisfaction donnée`,
      },
      subscribe: french`Ajouter`,
      made: (name) =>
        french`Secret de ${name}, avec lequel les annonces sont signées. Copiez-le maintenant : il ne sera plus montré.`,
      paused: french`en pause`,
      pause: french`Mettre en pause`,
      goOn: french`Reprendre`,
      remove: french`Supprimer`,
      waiting: (count) =>
        count === 1 ? french`1 annonce en attente` : french`${String(count)} annonces en attente`,
      log: french`Journal des envois`,
      logOf: (name) => french`Envois à ${name}`,
      logEmpty: french`Rien n'a encore été envoyé. La première annonce partira avec le prochain événement choisi.`,
      again: french`Renvoyer`,
      taken: french`reçue`,
      columns: {
        at: french`Quand`,
        event: french`Annonce`,
        ticket: french`Dossier`,
        response: french`Réponse`,
        time: french`Durée`,
      },
    },
    saved: french`C'est enregistré.`,
    refused: {
      incomplete: french`Il manque le nom, ou au moins un choix. Complétez puis enregistrez de nouveau.`,
      lanes: french`Vous ne pouvez ouvrir à un logiciel que les dossiers confidentiels que vous pouvez lire vous-même.`,
      address: french`L'adresse doit commencer par https:// et ne contenir ni nom d'utilisateur ni mot de passe.`,
    },
    back: french`Retour aux interfaces`,
  },
  en: {
    title: english`Interfaces`,
    lead: english`The marketplace's other systems: what they may ask for, and what they are told.`,
    docs: english`Documentation of the API, with a page to try it`,
    tokens: {
      title: english`Access tokens`,
      lead: english`One token for each system. It is shown once; only a hash of it is kept.`,
      none: english`No token. No other system has access.`,
      name: english`Name of the system`,
      nameHint: english`Shop, mobile app…`,
      scopes: english`May`,
      scopeNames: {
        'tickets:read': english`read tickets`,
        'tickets:write': english`open tickets`,
        'messages:write': english`add a customer's messages`,
        'sellers:write': english`keep sellers up to date`,
      },
      lanes: english`Confidential matters open to this system`,
      make: english`Make the token`,
      made: (name) => english`Token of ${name}. Copy it now: it will not be shown again.`,
      by: (who, when) => english`made by ${who} on ${when}`,
      used: (when) => english`used on ${when}`,
      neverUsed: english`never used`,
      revoke: english`Revoke`,
      confirmRevoke: (name) => english`Revoke the token of ${name}`,
      revoked: (when) => english`revoked on ${when}`,
    },
    webhooks: {
      title: english`Notices to other systems`,
      lead: english`Each notice is signed and only says what happened to which ticket: no name, no message. It is sent again for three days while nobody answers.`,
      none: english`No system is told.`,
      name: english`Name of the system`,
      address: english`Address that takes the notices`,
      events: english`Tell of`,
      eventNames: {
        opened: english`ticket opened`,
        'message-received': english`message received`,
        'message-sent': english`message sent`,
        recategorised: english`category changed`,
        assigned: english`ticket assigned`,
        escalated: english`ticket escalated`,
        concluded: english`conclusions told`,
        resolved: english`ticket resolved`,
        reopened: english`ticket reopened`,
        merged: english`tickets merged`,
        split: english`ticket split`,
        'set-aside': english`ticket set aside`,
        'taken-up': english`ticket taken up`,
        'satisfaction-answered': english`satisfaction given`,
      },
      subscribe: english`Add`,
      made: (name) =>
        english`Secret of ${name}, which signs the notices. Copy it now: it will not be shown again.`,
      paused: english`paused`,
      pause: english`Pause`,
      goOn: english`Go on`,
      remove: english`Remove`,
      waiting: (count) => (count === 1 ? english`1 notice waits` : english`${String(count)} notices wait`),
      log: english`Log of deliveries`,
      logOf: (name) => english`Deliveries to ${name}`,
      logEmpty: english`Nothing was sent yet. The first notice leaves with the next event chosen.`,
      again: english`Send again`,
      taken: english`taken`,
      columns: {
        at: english`When`,
        event: english`Notice`,
        ticket: english`Ticket`,
        response: english`Answer`,
        time: english`Time`,
      },
    },
    saved: english`Saved.`,
    refused: {
      incomplete: english`The name, or at least one choice, is missing. Complete it and save again.`,
      lanes: english`You can only open to a system the confidential matters that you may read yourself.`,
      address: english`The address must begin with https:// and hold neither user name nor password.`,
    },
    back: english`Back to the interfaces`,
  },
}
