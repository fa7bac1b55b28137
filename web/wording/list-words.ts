import type { Language } from '../../core/policy/language.ts'
import type { Level } from '../../core/policy/level.ts'
import type { Queue } from '../../core/ticket/queue.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
    menu: say`Menu`,
    close: say`Fermer le menu`,
    back: say`Retour à la liste`,
    pages: say`Pages de la liste`,
    help: say`Clavier`,
    groups: {
      work: say`Dossiers`,
      more: say`Plus`,
      filters: say`Mes filtres`,
      live: say`En direct`,
      rare: say`À surveiller`,
      none: say`Rien à signaler`,
      supervision: say`Supervision`,
      administration: say`Administration`,
    },
    queues: {
      mine: say`Les miens`,
      team: say`Mon équipe`,
      unassigned: say`À attribuer`,
      'at-risk': say`Bientôt en retard`,
      breached: say`Promesse rompue`,
      'waiting-customer': say`Attend le client`,
      'waiting-seller': say`Attend le vendeur`,
      open: say`À traiter`,
      resolved: say`Résolus`,
      spam: say`Indésirables`,
      all: say`Tous`,
    },
    empty: {
      mine: {
        title: say`Vous ne suivez aucun dossier`,
        next: say`Ouvrez un dossier de votre équipe et choisissez « M'attribuer » : il paraîtra ici jusqu'à sa résolution.`,
      },
      team: {
        title: say`Rien n'attend votre équipe`,
        next: say`Si vous n'êtes dans aucune équipe, demandez à un administrateur de vous y ajouter. Sinon, la file « À traiter » montre ce qui attend ailleurs.`,
      },
      unassigned: {
        title: say`Chaque dossier a son responsable`,
        next: say`Un nouveau message paraîtra ici tant que personne ne l'a pris. Les vôtres sont dans « Les miens ».`,
      },
      'at-risk': {
        title: say`Aucune promesse n'est à risque`,
        next: say`Un dossier arrive ici quand il reste moins d'un quart du temps promis au client.`,
      },
      breached: {
        title: say`Aucune promesse n'est rompue`,
        next: say`Un dossier arrive ici dès qu'une promesse n'a pas été tenue à temps. Suivez « Bientôt en retard » pour que cela n'arrive pas.`,
      },
      'waiting-customer': {
        title: say`Nous n'attendons aucun client`,
        next: say`Un dossier arrive ici quand vous posez une question au client, et en repart avec sa réponse.`,
      },
      'waiting-seller': {
        title: say`Nous n'attendons aucun vendeur`,
        next: say`Un dossier arrive ici quand vous interrogez le vendeur, et en repart avec sa réponse.`,
      },
      open: {
        title: say`Aucun dossier à traiter`,
        next: say`Tous les messages reçus ont eu leur réponse. Un nouveau message paraîtra ici dès son arrivée.`,
      },
      resolved: {
        title: say`Aucun dossier résolu`,
        next: say`Un dossier arrive ici quand quelqu'un le résout. Il se rouvre si le client répond.`,
      },
      spam: {
        title: say`La quarantaine est vide`,
        next: say`Les messages jugés indésirables attendent ici, sans accusé de réception ni délai. Vous pouvez les libérer.`,
      },
      all: {
        title: say`Aucun dossier pour l'instant`,
        next: say`Le premier courriel reçu à l'une des adresses de l'équipe ouvrira un dossier ici.`,
      },
    },
    emptyFiltered: {
      title: say`Aucun dossier ne répond à ce filtre`,
      next: say`Retirez un des critères, ou cherchez dans une autre file.`,
    },
    seeTeam: say`Voir ceux de mon équipe`,
    seeOpen: say`Voir tout ce qui est à traiter`,
    besides: say`La liste d'où vient ce dossier`,
    tickets: (count) => (count <= 1 ? say`${count} dossier` : say`${count} dossiers`),
    manyTickets: say`plus de 999 dossiers`,
    filter: {
      heading: say`Filtrer`,
      category: say`Catégorie`,
      team: say`Équipe`,
      assignee: say`Suivi par`,
      language: say`Langue`,
      channel: say`Canal`,
      level: say`Niveau`,
      levels: {
        'customer-service': say`Service client`,
        resolution: say`Résolution des problèmes`,
        'customer-experience': say`Expérience client`,
      },
      any: say`Peu importe`,
      nobody: say`Personne`,
      apply: say`Appliquer`,
      clear: say`Tout retirer`,
      without: (what) => say`Retirer le critère ${what}`,
      save: say`Garder ce filtre`,
      name: say`Nom du filtre`,
      saveHint: say`Par exemple : fraudes à Lyon`,
      saved: say`Le filtre est gardé. Il est dans le menu, sous « Mes filtres ».`,
      deleted: say`Le filtre est supprimé. Les dossiers n'ont pas changé.`,
      delete: (name) => say`Supprimer le filtre ${name}`,
      refused: say`Donnez un nom au filtre, de 60 caractères au plus.`,
      full: say`Vous avez déjà gardé 30 filtres. Supprimez-en un, puis recommencez.`,
    },
    search: {
      label: say`Chercher un dossier`,
      placeholder: say`Chercher`,
      go: say`Chercher`,
      title: say`Recherche`,
      found: (text) => say`Dossiers trouvés pour « ${text} »`,
      what: say`Cherché dans les références, les objets, les messages, les noms et adresses, les numéros de commande et les vendeurs, sans tenir compte des accents ni des majuscules.`,
      suggestions: say`Cette référence n'existe pas. Vouliez-vous dire :`,
      none: (text) => ({
        title: say`Aucun dossier pour « ${text} »`,
        next: say`Essayez un seul mot, le nom du client, son adresse ou son numéro de commande. Les dossiers que vous n'avez pas le droit de lire ne sont pas cherchés.`,
      }),
      nothingAsked: {
        title: say`Que cherchez-vous ?`,
        next: say`Une référence, un nom, une adresse, un numéro de commande ou des mots du message.`,
      },
    },
  },
  en: {
    menu: sayIn`Menu`,
    close: sayIn`Close the menu`,
    back: sayIn`Back to the list`,
    pages: sayIn`Pages of the list`,
    help: sayIn`Keyboard`,
    groups: {
      work: sayIn`Tickets`,
      more: sayIn`More`,
      filters: sayIn`My filters`,
      live: sayIn`Live`,
      rare: sayIn`To keep an eye on`,
      none: sayIn`Nothing to report`,
      supervision: sayIn`Supervision`,
      administration: sayIn`Administration`,
    },
    queues: {
      mine: sayIn`Mine`,
      team: sayIn`My team`,
      unassigned: sayIn`Unassigned`,
      'at-risk': sayIn`Soon late`,
      breached: sayIn`Promise broken`,
      'waiting-customer': sayIn`Waiting for customer`,
      'waiting-seller': sayIn`Waiting for seller`,
      open: sayIn`To do`,
      resolved: sayIn`Resolved`,
      spam: sayIn`Spam`,
      all: sayIn`All`,
    },
    empty: {
      mine: {
        title: sayIn`You follow no ticket`,
        next: sayIn`Open one of your team's tickets and choose “Assign to me”: it stays here until it is resolved.`,
      },
      team: {
        title: sayIn`Nothing waits for your team`,
        next: sayIn`If you are in no team, ask an administrator to add you to one. Otherwise “To do” shows what waits elsewhere.`,
      },
      unassigned: {
        title: sayIn`Every ticket has someone who follows it`,
        next: sayIn`A new message appears here until somebody takes it. Yours are in “Mine”.`,
      },
      'at-risk': {
        title: sayIn`No promise is at risk`,
        next: sayIn`A ticket comes here when less than a quarter of the time promised to the customer is left.`,
      },
      breached: {
        title: sayIn`No promise is broken`,
        next: sayIn`A ticket comes here as soon as a promise was not kept in time. Watch “Soon late” so that it does not happen.`,
      },
      'waiting-customer': {
        title: sayIn`We are waiting for no customer`,
        next: sayIn`A ticket comes here when you ask the customer a question, and leaves with the answer.`,
      },
      'waiting-seller': {
        title: sayIn`We are waiting for no seller`,
        next: sayIn`A ticket comes here when you ask the seller, and leaves with the answer.`,
      },
      open: {
        title: sayIn`Nothing to do`,
        next: sayIn`Every message has had its answer. A new one appears here as soon as it arrives.`,
      },
      resolved: {
        title: sayIn`No resolved ticket`,
        next: sayIn`A ticket comes here when somebody resolves it. It opens again if the customer answers.`,
      },
      spam: {
        title: sayIn`The quarantine is empty`,
        next: sayIn`Messages taken for spam wait here, without acknowledgement or promise. You can release them.`,
      },
      all: {
        title: sayIn`No ticket yet`,
        next: sayIn`The first message to one of the team's addresses opens a ticket here.`,
      },
    },
    emptyFiltered: {
      title: sayIn`No ticket matches this filter`,
      next: sayIn`Take one of the conditions away, or look in another queue.`,
    },
    seeTeam: sayIn`See my team's`,
    seeOpen: sayIn`See everything to do`,
    besides: sayIn`The list this ticket comes from`,
    tickets: (count) => (count === 1 ? sayIn`${count} ticket` : sayIn`${count} tickets`),
    manyTickets: sayIn`more than 999 tickets`,
    filter: {
      heading: sayIn`Filter`,
      category: sayIn`Category`,
      team: sayIn`Team`,
      assignee: sayIn`Followed by`,
      language: sayIn`Language`,
      channel: sayIn`Channel`,
      level: sayIn`Level`,
      levels: {
        'customer-service': sayIn`Customer service`,
        resolution: sayIn`Problem resolution`,
        'customer-experience': sayIn`Customer experience`,
      },
      any: sayIn`Any`,
      nobody: sayIn`Nobody`,
      apply: sayIn`Apply`,
      clear: sayIn`Remove all`,
      without: (what) => sayIn`Remove the condition ${what}`,
      save: sayIn`Keep this filter`,
      name: sayIn`Name of the filter`,
      saveHint: sayIn`For example: fraud in Lyon`,
      saved: sayIn`The filter is kept. It is in the menu, under “My filters”.`,
      deleted: sayIn`The filter is deleted. No ticket has changed.`,
      delete: (name) => sayIn`Delete the filter ${name}`,
      refused: sayIn`Give the filter a name of 60 characters at most.`,
      full: sayIn`You have kept 30 filters already. Delete one, then try again.`,
    },
    search: {
      label: sayIn`Search for a ticket`,
      placeholder: sayIn`Search`,
      go: sayIn`Search`,
      title: sayIn`Search`,
      found: (text) => sayIn`Tickets found for “${text}”`,
      what: sayIn`Searched in references, subjects, messages, names and addresses, order numbers and sellers, whatever the accents and capitals.`,
      suggestions: sayIn`There is no such reference. Did you mean:`,
      none: (text) => ({
        title: sayIn`No ticket for “${text}”`,
        next: sayIn`Try a single word, the customer's name, their address or their order number. Tickets you may not read are not searched.`,
      }),
      nothingAsked: {
        title: sayIn`What are you looking for?`,
        next: sayIn`A reference, a name, an address, an order number, or words of the message.`,
      },
    },
  },
}
