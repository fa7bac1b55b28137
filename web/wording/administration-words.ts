import type { AuditKind } from '../../core/member/audit-log.ts'
import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

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
    saved: french`C'est enregistré.`,
    policy: {
      title: french`Délais de la politique`,
      lead: french`Quand chaque promesse est due, en heures depuis le premier contact.`,
      hours: french`heures`,
      usual: (hours) => french`d'origine : ${hours} h`,
      reason: french`Pourquoi ce changement`,
      reasonHint: french`Décision du comité du 12, période des fêtes…`,
      save: french`Changer les délais`,
      note: french`Les nouveaux délais valent pour les premiers contacts à venir. Ce qui a déjà été promis à un client le reste.`,
      history: french`Changements`,
      none: french`Les délais n'ont jamais été changés ici : ceux de la configuration sont en vigueur.`,
      changed: (what, from, to) => french`${what} : ${from} h, puis ${to} h`,
      refused: {
        reason: french`Dites pourquoi les délais changent : la raison reste dans l'historique.`,
        times: french`Un délai est un nombre d'heures plus grand que zéro, comme 24 ou 0,25.`,
        order: (what) =>
          french`Ces délais ne se suivent pas : ${what} viendrait avant ce qui doit le précéder.`,
        same: french`Ce sont déjà les délais en vigueur.`,
        overtaken: french`Un collègue vient de changer les délais. Rien n'a été remplacé : comparez avec les changements ci-dessous, puis envoyez de nouveau.`,
      },
    },
    teams: {
      title: french`Équipes et adresses`,
      lead: french`Le nom de chaque équipe, comme les clients et vos collègues le lisent.`,
      names: french`Noms`,
      french: french`en français`,
      english: french`en anglais`,
      save: french`Enregistrer`,
      saveFor: (team) => french`Enregistrer ${team}`,
      members: (count) => (count === 1 ? french`1 personne` : french`${String(count)} personnes`),
      levels: {
        'customer-service': french`service client`,
        resolution: french`résolution des problèmes`,
        'customer-experience': french`expérience client`,
      },
      addresses: french`Adresses des équipes`,
      addressesLead: french`Ce qui arrive à une adresse est classé d'après ses mots, avec une préférence pour la catégorie de l'adresse, et va d'abord à son équipe. Les adresses elles-mêmes et leurs serveurs sont dans le fichier de configuration.`,
      category: french`Catégorie`,
      team: french`Équipe`,
      refused: french`Une équipe a besoin d'un nom dans les deux langues, de 60 caractères au plus.`,
    },
    history: {
      title: french`Historique des réglages`,
      lead: french`Qui a changé quoi, et quand. Rien n'en est effacé.`,
      none: french`Rien n'a encore été changé.`,
      kinds: {
        'member-added': french`membre ajouté`,
        'member-deactivated': french`accès fermé`,
        'role-changed': french`rôle changé`,
        'team-joined': french`entré dans l'équipe`,
        'team-left': french`sorti de l'équipe`,
        'clearance-granted': french`habilitation donnée`,
        'clearance-withdrawn': french`habilitation retirée`,
        'skills-set': french`compétences changées`,
        'team-renamed': french`équipe renommée`,
        'address-routed': french`adresse réglée`,
        'policy-times-set': french`délais changés`,
        'token-made': french`jeton créé`,
        'token-revoked': french`jeton retiré`,
        'webhook-added': french`logiciel prévenu`,
        'webhook-removed': french`logiciel plus prévenu`,
      },
      all: french`Tout`,
      show: french`Afficher`,
      kind: french`Changement`,
      columns: {
        at: french`Quand`,
        who: french`Qui`,
        what: french`Quoi`,
        about: french`Sur`,
        detail: french`Détail`,
      },
      noDetail: french`aucun`,
    },
  },
  en: {
    saved: english`Saved.`,
    policy: {
      title: english`The policy's times`,
      lead: english`When each promise is due, in hours from the first contact.`,
      hours: english`hours`,
      usual: (hours) => english`originally ${hours} h`,
      reason: english`Why this change`,
      reasonHint: english`Decided by the board on the 12th, holiday season…`,
      save: english`Change the times`,
      note: english`The new times hold for first contacts to come. What has been promised to a customer stays promised.`,
      history: english`Changes`,
      none: english`The times were never changed here: those of the configuration are in force.`,
      changed: (what, from, to) => english`${what}: ${from} h, then ${to} h`,
      refused: {
        reason: english`Say why the times change: the reason stays in the history.`,
        times: english`A time is a number of hours above zero, such as 24 or 0.25.`,
        order: (what) =>
          english`These times do not follow each other: ${what} would come before what must precede it.`,
        same: english`These are the times in force already.`,
        overtaken: english`A colleague has just changed the times. Nothing was replaced: compare with the changes below, then send again.`,
      },
    },
    teams: {
      title: english`Teams and addresses`,
      lead: english`Each team's name, as customers and your colleagues read it.`,
      names: english`Names`,
      french: english`in French`,
      english: english`in English`,
      save: english`Save`,
      saveFor: (team) => english`Save ${team}`,
      members: (count) => (count === 1 ? english`1 person` : english`${String(count)} people`),
      levels: {
        'customer-service': english`customer service`,
        resolution: english`issue resolution`,
        'customer-experience': english`customer experience`,
      },
      addresses: english`Team addresses`,
      addressesLead: english`What comes in at an address is told apart by its words, with a leaning to the address's category, and goes to its team first. The addresses themselves and their servers stand in the configuration file.`,
      category: english`Category`,
      team: english`Team`,
      refused: english`A team needs a name in both languages, of at most 60 characters.`,
    },
    history: {
      title: english`History of settings`,
      lead: english`Who changed what, and when. Nothing is erased from it.`,
      none: english`Nothing was changed yet.`,
      kinds: {
        'member-added': english`member added`,
        'member-deactivated': english`access closed`,
        'role-changed': english`role changed`,
        'team-joined': english`joined the team`,
        'team-left': english`left the team`,
        'clearance-granted': english`clearance granted`,
        'clearance-withdrawn': english`clearance withdrawn`,
        'skills-set': english`skills changed`,
        'team-renamed': english`team renamed`,
        'address-routed': english`address set`,
        'policy-times-set': english`times changed`,
        'token-made': english`token made`,
        'token-revoked': english`token revoked`,
        'webhook-added': english`system told`,
        'webhook-removed': english`system no longer told`,
      },
      all: english`Everything`,
      show: english`Show`,
      kind: english`Change`,
      columns: {
        at: english`When`,
        who: english`Who`,
        what: english`What`,
        about: english`About`,
        detail: english`Detail`,
      },
      noDetail: english`none`,
    },
  },
}
