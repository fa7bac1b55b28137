import type { AuditKind } from '../../core/member/audit-log.ts'
import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** The texts of the desk's administration: the policy's times, teams and addresses, and who changed what. */
interface AdministrationWords {
  saved: string
  policy: {
    title: string
    lead: string
    hours: string
    /** Before anybody changed it. */
    usual: (hours: string) => string
    reason: string
    reasonHint: string
    save: string
    note: string
    history: string
    none: string
    changed: (what: string, from: string, to: string) => string
    refused: {
      reason: string
      times: string
      order: (what: string) => string
      same: string
      overtaken: string
    }
  }
  teams: {
    title: string
    lead: string
    names: string
    french: string
    english: string
    save: string
    saveFor: (team: string) => string
    members: (count: number) => string
    levels: Record<'customer-service' | 'resolution' | 'customer-experience', string>
    addresses: string
    addressesLead: string
    category: string
    team: string
    refused: string
  }
  history: {
    title: string
    lead: string
    none: string
    kinds: Record<AuditKind, string>
    all: string
    show: string
    kind: string
    columns: { at: string; who: string; what: string; about: string; detail: string }
    noDetail: string
  }
}

/** The texts in both languages. */
export const ADMINISTRATION_WORDS: Record<Language, AdministrationWords> = {
  fr: {
    saved: say`C'est enregistré.`,
    policy: {
      title: say`Délais de la politique`,
      lead: say`Quand chaque promesse est due, en heures depuis le premier contact.`,
      hours: say`heures`,
      usual: (hours) => say`d'origine : ${hours} h`,
      reason: say`Pourquoi ce changement`,
      reasonHint: say`Décision du comité du 12, période des fêtes…`,
      save: say`Changer les délais`,
      note: say`Les nouveaux délais valent pour les premiers contacts à venir. Ce qui a déjà été promis à un client le reste.`,
      history: say`Changements`,
      none: say`Les délais n'ont jamais été changés ici : ceux de la configuration sont en vigueur.`,
      changed: (what, from, to) => say`${what} : ${from} h, puis ${to} h`,
      refused: {
        reason: say`Dites pourquoi les délais changent : la raison reste dans l'historique.`,
        times: say`Un délai est un nombre d'heures plus grand que zéro, comme 24 ou 0,25.`,
        order: (what) => say`Ces délais ne se suivent pas : ${what} viendrait avant ce qui doit le précéder.`,
        same: say`Ce sont déjà les délais en vigueur.`,
        overtaken: say`Un collègue vient de changer les délais. Rien n'a été remplacé : comparez avec les changements ci-dessous, puis envoyez de nouveau.`,
      },
    },
    teams: {
      title: say`Équipes et adresses`,
      lead: say`Le nom de chaque équipe, comme les clients et vos collègues le lisent.`,
      names: say`Noms`,
      french: say`en français`,
      english: say`en anglais`,
      save: say`Enregistrer`,
      saveFor: (team) => say`Enregistrer ${team}`,
      members: (count) => (count === 1 ? say`1 personne` : say`${String(count)} personnes`),
      levels: {
        'customer-service': say`service client`,
        resolution: say`résolution des problèmes`,
        'customer-experience': say`expérience client`,
      },
      addresses: say`Adresses des équipes`,
      addressesLead: say`Ce qui arrive à une adresse est classé d'après ses mots, avec une préférence pour la catégorie de l'adresse, et va d'abord à son équipe. Les adresses elles-mêmes et leurs serveurs sont dans le fichier de configuration.`,
      category: say`Catégorie`,
      team: say`Équipe`,
      refused: say`Une équipe a besoin d'un nom dans les deux langues, de 60 caractères au plus.`,
    },
    history: {
      title: say`Historique des réglages`,
      lead: say`Qui a changé quoi, et quand. Rien n'en est effacé.`,
      none: say`Rien n'a encore été changé.`,
      kinds: {
        'member-added': say`membre ajouté`,
        'member-deactivated': say`accès fermé`,
        'role-changed': say`rôle changé`,
        'team-joined': say`entré dans l'équipe`,
        'team-left': say`sorti de l'équipe`,
        'clearance-granted': say`habilitation donnée`,
        'clearance-withdrawn': say`habilitation retirée`,
        'skills-set': say`compétences changées`,
        'team-renamed': say`équipe renommée`,
        'address-routed': say`adresse réglée`,
        'policy-times-set': say`délais changés`,
        'token-made': say`jeton créé`,
        'token-revoked': say`jeton retiré`,
        'webhook-added': say`logiciel prévenu`,
        'webhook-removed': say`logiciel plus prévenu`,
      },
      all: say`Tout`,
      show: say`Afficher`,
      kind: say`Changement`,
      columns: { at: say`Quand`, who: say`Qui`, what: say`Quoi`, about: say`Sur`, detail: say`Détail` },
      noDetail: say`aucun`,
    },
  },
  en: {
    saved: sayIn`Saved.`,
    policy: {
      title: sayIn`The policy's times`,
      lead: sayIn`When each promise is due, in hours from the first contact.`,
      hours: sayIn`hours`,
      usual: (hours) => sayIn`originally ${hours} h`,
      reason: sayIn`Why this change`,
      reasonHint: sayIn`Decided by the board on the 12th, holiday season…`,
      save: sayIn`Change the times`,
      note: sayIn`The new times hold for first contacts to come. What has been promised to a customer stays promised.`,
      history: sayIn`Changes`,
      none: sayIn`The times were never changed here: those of the configuration are in force.`,
      changed: (what, from, to) => sayIn`${what}: ${from} h, then ${to} h`,
      refused: {
        reason: sayIn`Say why the times change: the reason stays in the history.`,
        times: sayIn`A time is a number of hours above zero, such as 24 or 0.25.`,
        order: (what) =>
          sayIn`These times do not follow each other: ${what} would come before what must precede it.`,
        same: sayIn`These are the times in force already.`,
        overtaken: sayIn`A colleague has just changed the times. Nothing was replaced: compare with the changes below, then send again.`,
      },
    },
    teams: {
      title: sayIn`Teams and addresses`,
      lead: sayIn`Each team's name, as customers and your colleagues read it.`,
      names: sayIn`Names`,
      french: sayIn`in French`,
      english: sayIn`in English`,
      save: sayIn`Save`,
      saveFor: (team) => sayIn`Save ${team}`,
      members: (count) => (count === 1 ? sayIn`1 person` : sayIn`${String(count)} people`),
      levels: {
        'customer-service': sayIn`customer service`,
        resolution: sayIn`issue resolution`,
        'customer-experience': sayIn`customer experience`,
      },
      addresses: sayIn`Team addresses`,
      addressesLead: sayIn`What comes in at an address is told apart by its words, with a leaning to the address's category, and goes to its team first. The addresses themselves and their servers stand in the configuration file.`,
      category: sayIn`Category`,
      team: sayIn`Team`,
      refused: sayIn`A team needs a name in both languages, of at most 60 characters.`,
    },
    history: {
      title: sayIn`History of settings`,
      lead: sayIn`Who changed what, and when. Nothing is erased from it.`,
      none: sayIn`Nothing was changed yet.`,
      kinds: {
        'member-added': sayIn`member added`,
        'member-deactivated': sayIn`access closed`,
        'role-changed': sayIn`role changed`,
        'team-joined': sayIn`joined the team`,
        'team-left': sayIn`left the team`,
        'clearance-granted': sayIn`clearance granted`,
        'clearance-withdrawn': sayIn`clearance withdrawn`,
        'skills-set': sayIn`skills changed`,
        'team-renamed': sayIn`team renamed`,
        'address-routed': sayIn`address set`,
        'policy-times-set': sayIn`times changed`,
        'token-made': sayIn`token made`,
        'token-revoked': sayIn`token revoked`,
        'webhook-added': sayIn`system told`,
        'webhook-removed': sayIn`system no longer told`,
      },
      all: sayIn`Everything`,
      show: sayIn`Show`,
      kind: sayIn`Change`,
      columns: {
        at: sayIn`When`,
        who: sayIn`Who`,
        what: sayIn`What`,
        about: sayIn`About`,
        detail: sayIn`Detail`,
      },
      noDetail: sayIn`none`,
    },
  },
}
