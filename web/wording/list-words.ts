import type { Language } from '../../core/policy/language.ts'
import type { Level } from '../../core/policy/level.ts'
import type { Queue } from '../../core/ticket/queue.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The texts of an empty list: why it is empty, and what comes next. */
interface EmptyWords {
  title: string
  next: string
}

/** The texts of the desk's frame and lists: navigation, queues, filters, search. */
export interface ListWords {
  menu: string
  close: string
  back: string
  pages: string
  help: string
  groups: {
    work: string
    more: string
    filters: string
    live: string
    rare: string
    /** Places without entries. */
    none: string
    supervision: string
    administration: string
  }
  queues: Record<Queue, string>
  empty: Record<Queue, EmptyWords>
  emptyFiltered: EmptyWords
  seeTeam: string
  seeOpen: string
  besides: string
  tickets: (count: number) => string
  manyTickets: string
  filter: {
    heading: string
    category: string
    team: string
    assignee: string
    language: string
    channel: string
    level: string
    levels: Record<Level, string>
    any: string
    nobody: string
    apply: string
    clear: string
    without: (what: string) => string
    save: string
    name: string
    saveHint: string
    saved: string
    deleted: string
    delete: (name: string) => string
    refused: string
    full: string
  }
  search: {
    label: string
    placeholder: string
    go: string
    title: string
    found: (text: string) => string
    what: string
    suggestions: string
    none: (text: string) => EmptyWords
    nothingAsked: EmptyWords
  }
}

/** The texts in both languages. */
export const LIST_WORDS: Record<Language, ListWords> = {
  fr: {
    menu: french`Menu`,
    close: french`Fermer le menu`,
    back: french`Retour à la liste`,
    pages: french`Pages de la liste`,
    help: french`Clavier`,
    groups: {
      work: french`Dossiers`,
      more: french`Plus`,
      filters: french`Mes filtres`,
      live: french`En direct`,
      rare: french`À surveiller`,
      none: french`Rien à signaler`,
      supervision: french`Supervision`,
      administration: french`Administration`,
    },
    queues: {
      mine: french`Les miens`,
      team: french`Mon équipe`,
      unassigned: french`À attribuer`,
      'at-risk': french`Bientôt en retard`,
      breached: french`Promesse rompue`,
      'waiting-customer': french`Attend le client`,
      'waiting-seller': french`Attend le vendeur`,
      open: french`À traiter`,
      resolved: french`Résolus`,
      spam: french`Indésirables`,
      all: french`Tous`,
    },
    empty: {
      mine: {
        title: french`Vous ne suivez aucun dossier`,
        next: french`Ouvrez un dossier de votre équipe et choisissez « M'attribuer » : il paraîtra ici jusqu'à sa résolution.`,
      },
      team: {
        title: french`Rien n'attend votre équipe`,
        next: french`Si vous n'êtes dans aucune équipe, demandez à un administrateur de vous y ajouter. Sinon, la file « À traiter » montre ce qui attend ailleurs.`,
      },
      unassigned: {
        title: french`Chaque dossier a son responsable`,
        next: french`Un nouveau message paraîtra ici tant que personne ne l'a pris. Les vôtres sont dans « Les miens ».`,
      },
      'at-risk': {
        title: french`Aucune promesse n'est à risque`,
        next: french`Un dossier arrive ici quand il reste moins d'un quart du temps promis au client.`,
      },
      breached: {
        title: french`Aucune promesse n'est rompue`,
        next: french`Un dossier arrive ici dès qu'une promesse n'a pas été tenue à temps. Suivez « Bientôt en retard » pour que cela n'arrive pas.`,
      },
      'waiting-customer': {
        title: french`Nous n'attendons aucun client`,
        next: french`Un dossier arrive ici quand vous posez une question au client, et en repart avec sa réponse.`,
      },
      'waiting-seller': {
        title: french`Nous n'attendons aucun vendeur`,
        next: french`Un dossier arrive ici quand vous interrogez le vendeur, et en repart avec sa réponse.`,
      },
      open: {
        title: french`Aucun dossier à traiter`,
        next: french`Tous les messages reçus ont eu leur réponse. Un nouveau message paraîtra ici dès son arrivée.`,
      },
      resolved: {
        title: french`Aucun dossier résolu`,
        next: french`Un dossier arrive ici quand quelqu'un le résout. Il se rouvre si le client répond.`,
      },
      spam: {
        title: french`La quarantaine est vide`,
        next: french`Les messages jugés indésirables attendent ici, sans accusé de réception ni délai. Vous pouvez les libérer.`,
      },
      all: {
        title: french`Aucun dossier pour l'instant`,
        next: french`Le premier courriel reçu à l'une des adresses de l'équipe ouvrira un dossier ici.`,
      },
    },
    emptyFiltered: {
      title: french`Aucun dossier ne répond à ce filtre`,
      next: french`Retirez un des critères, ou cherchez dans une autre file.`,
    },
    seeTeam: french`Voir ceux de mon équipe`,
    seeOpen: french`Voir tout ce qui est à traiter`,
    besides: french`La liste d'où vient ce dossier`,
    tickets: (count) => (count <= 1 ? french`${count} dossier` : french`${count} dossiers`),
    manyTickets: french`plus de 999 dossiers`,
    filter: {
      heading: french`Filtrer`,
      category: french`Catégorie`,
      team: french`Équipe`,
      assignee: french`Suivi par`,
      language: french`Langue`,
      channel: french`Canal`,
      level: french`Niveau`,
      levels: {
        'customer-service': french`Service client`,
        resolution: french`Résolution des problèmes`,
        'customer-experience': french`Expérience client`,
      },
      any: french`Peu importe`,
      nobody: french`Personne`,
      apply: french`Appliquer`,
      clear: french`Tout retirer`,
      without: (what) => french`Retirer le critère ${what}`,
      save: french`Garder ce filtre`,
      name: french`Nom du filtre`,
      saveHint: french`Par exemple : fraudes à Lyon`,
      saved: french`Le filtre est gardé. Il est dans le menu, sous « Mes filtres ».`,
      deleted: french`Le filtre est supprimé. Les dossiers n'ont pas changé.`,
      delete: (name) => french`Supprimer le filtre ${name}`,
      refused: french`Donnez un nom au filtre, de 60 caractères au plus.`,
      full: french`Vous avez déjà gardé 30 filtres. Supprimez-en un, puis recommencez.`,
    },
    search: {
      label: french`Chercher un dossier`,
      placeholder: french`Chercher`,
      go: french`Chercher`,
      title: french`Recherche`,
      found: (text) => french`Dossiers trouvés pour « ${text} »`,
      what: french`Cherché dans les références, les objets, les messages, les noms et adresses, les numéros de commande et les vendeurs, sans tenir compte des accents ni des majuscules.`,
      suggestions: french`Cette référence n'existe pas. Vouliez-vous dire :`,
      none: (text) => ({
        title: french`Aucun dossier pour « ${text} »`,
        next: french`Essayez un seul mot, le nom du client, son adresse ou son numéro de commande. Les dossiers que vous n'avez pas le droit de lire ne sont pas cherchés.`,
      }),
      nothingAsked: {
        title: french`Que cherchez-vous ?`,
        next: french`Une référence, un nom, une adresse, un numéro de commande ou des mots du message.`,
      },
    },
  },
  en: {
    menu: english`Menu`,
    close: english`Close the menu`,
    back: english`Back to the list`,
    pages: english`Pages of the list`,
    help: english`Keyboard`,
    groups: {
      work: english`Tickets`,
      more: english`More`,
      filters: english`My filters`,
      live: english`Live`,
      rare: english`To keep an eye on`,
      none: english`Nothing to report`,
      supervision: english`Supervision`,
      administration: english`Administration`,
    },
    queues: {
      mine: english`Mine`,
      team: english`My team`,
      unassigned: english`Unassigned`,
      'at-risk': english`Soon late`,
      breached: english`Promise broken`,
      'waiting-customer': english`Waiting for customer`,
      'waiting-seller': english`Waiting for seller`,
      open: english`To do`,
      resolved: english`Resolved`,
      spam: english`Spam`,
      all: english`All`,
    },
    empty: {
      mine: {
        title: english`You follow no ticket`,
        next: english`Open one of your team's tickets and choose “Assign to me”: it stays here until it is resolved.`,
      },
      team: {
        title: english`Nothing waits for your team`,
        next: english`If you are in no team, ask an administrator to add you to one. Otherwise “To do” shows what waits elsewhere.`,
      },
      unassigned: {
        title: english`Every ticket has someone who follows it`,
        next: english`A new message appears here until somebody takes it. Yours are in “Mine”.`,
      },
      'at-risk': {
        title: english`No promise is at risk`,
        next: english`A ticket comes here when less than a quarter of the time promised to the customer is left.`,
      },
      breached: {
        title: english`No promise is broken`,
        next: english`A ticket comes here as soon as a promise was not kept in time. Watch “Soon late” so that it does not happen.`,
      },
      'waiting-customer': {
        title: english`We are waiting for no customer`,
        next: english`A ticket comes here when you ask the customer a question, and leaves with the answer.`,
      },
      'waiting-seller': {
        title: english`We are waiting for no seller`,
        next: english`A ticket comes here when you ask the seller, and leaves with the answer.`,
      },
      open: {
        title: english`Nothing to do`,
        next: english`Every message has had its answer. A new one appears here as soon as it arrives.`,
      },
      resolved: {
        title: english`No resolved ticket`,
        next: english`A ticket comes here when somebody resolves it. It opens again if the customer answers.`,
      },
      spam: {
        title: english`The quarantine is empty`,
        next: english`Messages taken for spam wait here, without acknowledgement or promise. You can release them.`,
      },
      all: {
        title: english`No ticket yet`,
        next: english`The first message to one of the team's addresses opens a ticket here.`,
      },
    },
    emptyFiltered: {
      title: english`No ticket matches this filter`,
      next: english`Take one of the conditions away, or look in another queue.`,
    },
    seeTeam: english`See my team's`,
    seeOpen: english`See everything to do`,
    besides: english`The list this ticket comes from`,
    tickets: (count) => (count === 1 ? english`${count} ticket` : english`${count} tickets`),
    manyTickets: english`more than 999 tickets`,
    filter: {
      heading: english`Filter`,
      category: english`Category`,
      team: english`Team`,
      assignee: english`Followed by`,
      language: english`Language`,
      channel: english`Channel`,
      level: english`Level`,
      levels: {
        'customer-service': english`Customer service`,
        resolution: english`Problem resolution`,
        'customer-experience': english`Customer experience`,
      },
      any: english`Any`,
      nobody: english`Nobody`,
      apply: english`Apply`,
      clear: english`Remove all`,
      without: (what) => english`Remove the condition ${what}`,
      save: english`Keep this filter`,
      name: english`Name of the filter`,
      saveHint: english`For example: fraud in Lyon`,
      saved: english`The filter is kept. It is in the menu, under “My filters”.`,
      deleted: english`The filter is deleted. No ticket has changed.`,
      delete: (name) => english`Delete the filter ${name}`,
      refused: english`Give the filter a name of 60 characters at most.`,
      full: english`You have kept 30 filters already. Delete one, then try again.`,
    },
    search: {
      label: english`Search for a ticket`,
      placeholder: english`Search`,
      go: english`Search`,
      title: english`Search`,
      found: (text) => english`Tickets found for “${text}”`,
      what: english`Searched in references, subjects, messages, names and addresses, order numbers and sellers, whatever the accents and capitals.`,
      suggestions: english`There is no such reference. Did you mean:`,
      none: (text) => ({
        title: english`No ticket for “${text}”`,
        next: english`Try a single word, the customer's name, their address or their order number. Tickets you may not read are not searched.`,
      }),
      nothingAsked: {
        title: english`What are you looking for?`,
        next: english`A reference, a name, an address, an order number, or words of the message.`,
      },
    },
  },
}
