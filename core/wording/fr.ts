import { plural } from './plural.ts'
import type { Wording } from './sentences.ts'
import { french as say } from './typography.ts'

const EXCUSE = say`Nous sommes en retard et vous prions de nous en excuser.`

/** French, the marketplace's own language. `french` sets spaces and apostrophes. */
export const fr: Wording = {
  language: 'fr',

  categories: {
    account: {
      name: say`Compte Agafort`,
      about: say`de votre compte Agafort`,
      understood: say`Votre demande porte sur votre compte Agafort : connexion, mot de passe, coordonnées, vérification ou facturation.`,
      advice: [
        say`Ne nous envoyez jamais votre mot de passe : nous n'en avons pas besoin pour vous répondre.`,
      ],
    },
    'account-closure': {
      name: say`Fermeture de compte`,
      about: say`de la fermeture de votre compte Agafort`,
      understood: say`Vous souhaitez fermer votre compte Agafort.`,
      advice: [
        say`Ne nous envoyez jamais votre mot de passe : nous n'en avons pas besoin pour vous répondre.`,
      ],
    },
    fraud: {
      name: say`Sécurité et fraude`,
      about: say`d'un problème de sécurité ou d'une suspicion de fraude`,
      understood: say`Vous nous signalez un problème de sécurité ou une suspicion de fraude.`,
      advice: [
        say`N'envoyez jamais par courriel de mot de passe, de code reçu par SMS ni de numéro de carte bancaire. Aucun membre de nos équipes ne vous les demandera.`,
        say`Si un paiement que vous n'avez pas fait apparaît sur votre compte bancaire, prévenez votre banque sans attendre notre réponse.`,
      ],
    },
    privacy: {
      name: say`Données personnelles`,
      about: say`de vos données personnelles`,
      understood: say`Votre demande porte sur vos données personnelles.`,
      advice: [
        say`Ne joignez pas de pièce d'identité à ce stade. Si nous avons besoin de vérifier votre identité, nous vous l'indiquerons.`,
      ],
    },
    legal: {
      name: say`Litige juridique`,
      about: say`d'un litige juridique`,
      understood: say`Vous nous écrivez au sujet d'un litige juridique.`,
      advice: [
        say`Conservez les originaux de vos courriers et de vos justificatifs. Ce message confirme seulement que nous avons reçu le vôtre ; il ne répond pas encore sur le fond.`,
      ],
    },
    'product-information': {
      name: say`Information sur un produit`,
      about: say`d'une information sur un produit`,
      understood: say`Vous nous signalez une information incorrecte sur un produit.`,
      advice: [
        say`Si vous ne l'avez pas déjà fait, indiquez-nous le nom du produit, l'adresse de sa page et l'information à corriger.`,
      ],
    },
    'product-infringement': {
      name: say`Produit en infraction`,
      about: say`d'un produit en infraction`,
      understood: say`Vous nous signalez un produit en infraction : contrefaçon, produit dangereux ou interdit, par exemple.`,
      advice: [
        say`Si vous ne l'avez pas déjà fait, indiquez-nous le nom du produit, l'adresse de sa page et ce qui vous semble contraire aux règles.`,
      ],
    },
    'order-dispute': {
      name: say`Commande`,
      about: say`d'une commande`,
      understood: say`Vous rencontrez un problème avec une commande : livraison, état du produit, retour, remboursement ou vendeur qui ne répond pas, par exemple.`,
      advice: [
        say`Si vous ne l'avez pas déjà fait, indiquez-nous le numéro de la commande et joignez ce qui peut nous aider : photos, échanges avec le vendeur, preuve d'achat.`,
        say`S'il faut joindre le vendeur, nous ferons tout notre possible pour le contacter en votre nom.`,
      ],
    },
    other: {
      name: say`Autre demande`,
      about: say`d'une question générale`,
      understood: say`Nous avons enregistré votre message comme une demande générale, sans lien avec une commande ou un compte en particulier.`,
      advice: [],
    },
  },

  teams: {
    'customer-service': { name: say`Service client`, the: say`le service client` },
    resolution: {
      name: say`Équipe de résolution des problèmes`,
      the: say`l'équipe de résolution des problèmes`,
    },
    'customer-experience': {
      name: say`Équipe chargée de l'expérience client`,
      the: say`l'équipe chargée de l'expérience client`,
    },
  },

  promises: {
    acknowledge: {
      name: say`accusé de réception`,
      dueIn: ({ relative }) => say`accusé de réception ${relative}`,
      due: ({ when }) => say`Vous recevrez notre accusé de réception au plus tard le ${when}.`,
      kept: ({ when }) => say`Nous avons accusé réception de votre message le ${when}.`,
      broken: ({ when }) => say`Notre accusé de réception devait vous parvenir avant le ${when}. ${EXCUSE}`,
    },
    update: {
      name: say`prochaines nouvelles`,
      dueIn: ({ relative }) => say`prochaines nouvelles ${relative}`,
      due: ({ when }) => say`Nous vous donnerons des nouvelles par courriel au plus tard le ${when}.`,
      kept: ({ when }) => say`Nous vous avons donné des nouvelles par courriel le ${when}.`,
      broken: ({ when }) => say`Nous devions vous donner des nouvelles avant le ${when}. ${EXCUSE}`,
    },
    investigate: {
      name: say`enquête`,
      dueIn: ({ relative }) => say`enquête ${relative}`,
      due: ({ when }) =>
        say`Si votre problème n'est pas résolu d'ici au ${when}, un membre de l'équipe de résolution des problèmes entreprendra une enquête.`,
      kept: ({ when }) =>
        say`Un membre de l'équipe de résolution des problèmes a entrepris une enquête le ${when}.`,
      broken: ({ when }) =>
        say`Un membre de l'équipe de résolution des problèmes devait entreprendre une enquête le ${when}. ${EXCUSE}`,
    },
    conclude: {
      name: say`conclusions`,
      dueIn: ({ relative }) => say`conclusions ${relative}`,
      due: ({ when }) => say`Nous vous ferons part de nos conclusions au plus tard le ${when}.`,
      kept: ({ when }) => say`Nous vous avons fait part de nos conclusions le ${when}.`,
      broken: ({ when }) => say`Nous devions vous faire part de nos conclusions avant le ${when}. ${EXCUSE}`,
    },
    escalate: {
      name: say`transmission à l'équipe chargée de l'expérience client`,
      dueIn: ({ relative }) => say`transmission à l'équipe chargée de l'expérience client ${relative}`,
      due: ({ when }) =>
        say`Si votre problème n'est pas résolu d'ici au ${when}, votre dossier sera transmis à l'équipe chargée de l'expérience client.`,
      kept: ({ when }) =>
        say`Votre dossier a été transmis à l'équipe chargée de l'expérience client le ${when}.`,
      broken: ({ when }) =>
        say`Votre dossier devait être transmis à l'équipe chargée de l'expérience client le ${when}. ${EXCUSE}`,
    },
    resolve: {
      name: say`résolution`,
      dueIn: ({ relative }) => say`résolution ${relative}`,
      due: ({ when }) => say`Nous nous efforçons de résoudre votre problème au plus tard le ${when}.`,
      kept: ({ when }) => say`Votre problème a été résolu le ${when}.`,
      broken: ({ when }) => say`Nous voulions avoir résolu votre problème avant le ${when}. ${EXCUSE}`,
    },
  },

  notices: {
    'no-text': say`Ce message ne contient pas de texte lisible.`,
  },

  greeting: { named: ({ name }) => say`Bonjour ${name},`, neutral: say`Bonjour,` },

  mail: {
    referenceLabel: say`Votre numéro de dossier`,
    openPage: say`Ouvrir la page de votre dossier`,
    personalLink: say`Le lien vers votre dossier vous est personnel : toute personne qui l'ouvre peut lire votre dossier. Ne le transmettez pas.`,
    howToReply: say`Pour nous répondre, répondez simplement à ce message ou écrivez-nous depuis la page de votre dossier.`,
    whyYou: say`Vous recevez ce message parce que nous avons été contactés avec cette adresse électronique. Si vous n'êtes pas à l'origine de cette demande, répondez-nous pour nous le signaler.`,
    contact: {
      heading: say`Pour nous joindre`,
      byMail: say`Par courriel : répondez à ce message sans en modifier l'objet`,
      byChat: { lead: say`Par chat en direct :`, link: say`ouvrir le chat d'Agafort` },
      byTelephone: say`Par téléphone :`,
      help: { lead: say`Pour en savoir plus :`, link: say`consulter la page d'aide` },
    },
  },

  acknowledgement: {
    subject: say`Nous avons bien reçu votre message`,
    title: say`Nous avons bien reçu votre message`,
    thanks: say`Merci de nous avoir contactés. Votre demande est enregistrée et nous avons ouvert un dossier pour en assurer le suivi.`,
    keepReference: say`Indiquez ce numéro chaque fois que vous nous contactez : il nous permet de retrouver votre dossier.`,
    nextHeading: say`Ce qui va se passer, et quand`,
    firstContact: {
      when: say`Pour commencer`,
      what: say`Dans la mesure du possible, notre service client tente de résoudre votre problème dès ce premier contact.`,
    },
    investigation: {
      when: ({ when }) => say`À partir du ${when}`,
      what: say`Si notre service client n'a pas pu résoudre votre problème, un membre de l'équipe de résolution des problèmes entreprend une enquête. Il pourra vous demander des informations supplémentaires.`,
    },
    conclusions: {
      when: ({ when }) => say`Au plus tard le ${when}`,
      what: say`Nous vous informons des conclusions de l'enquête. Si votre problème n'est pas résolu, votre dossier est transmis automatiquement à l'équipe chargée de l'expérience client, dernier niveau de traitement.`,
    },
    resolution: {
      when: ({ when }) => say`D'ici au ${when}`,
      what: say`Nous nous efforçons de résoudre votre problème.`,
    },
    countedFrom: ({ when }) =>
      say`Ces délais partent de votre premier contact, le ${when}. Les heures indiquées sont celles de Paris.`,
    updates: say`Tant que votre problème n'est pas résolu, nous vous informons régulièrement par courriel des mesures prises. Lorsqu'il est résolu, nous vous le faisons savoir par courriel.`,
    late: ({ when }) =>
      say`Votre message nous est parvenu le ${when} et nous vous répondons avec retard. Nous vous prions de nous en excuser.`,
    lateResolution: say`Nous nous efforçons de résoudre votre problème le plus tôt possible.`,
    understoodHeading: say`Ce que nous avons compris`,
    unclearHeading: say`Votre demande`,
    notRight: say`Si ce n'est pas le cas, dites-le-nous en répondant à ce message.`,
    abstained: say`Nous n'avons pas pu déterminer avec certitude l'objet de votre demande. Vous pouvez nous le préciser en répondant à ce message.`,
    unreadable: [
      say`Une partie au moins de ce que vous nous avez envoyé n'a pas pu être lue. Nous la conservons telle que nous l'avons reçue.`,
      say`Si vous le pouvez, écrivez-nous en quelques lignes ce que vous demandez, en répondant à ce message.`,
    ],
    attachments: ({ count }) =>
      plural('fr', count, {
        one: say`Nous avons aussi reçu votre pièce jointe.`,
        other: say`Nous avons aussi reçu vos ${count} pièces jointes.`,
      }),
    recorded: {
      withName: say`Pour vous tenir au courant et suivre votre dossier, nous avons enregistré votre nom, vos coordonnées et la nature du problème.`,
      withoutName: say`Pour vous tenir au courant et suivre votre dossier, nous avons enregistré vos coordonnées et la nature du problème.`,
      unclearWithName: say`Pour vous tenir au courant et suivre votre dossier, nous avons enregistré votre nom, vos coordonnées et votre message.`,
      unclearWithoutName: say`Pour vous tenir au courant et suivre votre dossier, nous avons enregistré vos coordonnées et votre message.`,
    },
  },

  reopening: {
    subject: say`Nous avons rouvert votre dossier`,
    title: say`Nous avons rouvert votre dossier`,
    thanks: say`Merci de nous avoir écrit de nouveau. Nous avons bien reçu votre message et rouvert votre dossier : son traitement reprend là où il s'était arrêté.`,
    investigation: {
      when: ({ when }) => say`À partir du ${when}`,
      what: say`Si votre problème n'est pas encore résolu, nous enquêtons. Nous pourrons vous demander des informations supplémentaires.`,
    },
    conclusions: {
      when: ({ when }) => say`Au plus tard le ${when}`,
      what: say`Nous vous faisons part de nos conclusions. Si votre problème n'est pas résolu, votre dossier est confié à l'équipe chargée de l'expérience client, dernier niveau de traitement, si elle ne le suit pas déjà.`,
    },
    resolution: {
      when: ({ when }) => say`D'ici au ${when}`,
      what: say`Nous nous efforçons de résoudre votre problème.`,
    },
    countedFrom: ({ when }) =>
      say`Ces délais partent de votre nouveau message, reçu le ${when}. Les heures indiquées sont celles de Paris.`,
  },

  answer: {
    subject: say`Notre réponse à votre demande`,
    aboutCase: ({ reference }) => say`Ce message concerne votre dossier ${reference}.`,
  },

  ticketPage: {
    title: ({ reference }) => say`Votre dossier ${reference}`,
    about: ({ about }) => say`Votre demande au sujet ${about}`,
    firstContact: ({ when }) => say`Premier contact le ${when}`,
    states: {
      received: {
        label: say`Reçu`,
        explanation: say`Nous avons bien reçu votre demande. Dans la mesure du possible, le service client tente de résoudre votre problème dès ce premier contact.`,
      },
      'in-progress': { label: say`En cours`, explanation: say`Votre demande est en cours de traitement.` },
      resolved: {
        label: say`Clos`,
        explanation: say`Votre dossier est clos. S'il reste quelque chose à régler, écrivez-nous : votre dossier sera rouvert.`,
      },
    },
    nextHeading: say`Ce qui va se passer, et quand`,
    followedBy: ({ team }) => say`Votre dossier est suivi par ${team}.`,
    nothingDue: say`Aucune échéance n'est en cours pour ce dossier.`,
    historyHeading: say`Ce qui s'est passé jusqu'ici`,
    history: {
      opened: say`Nous avons ouvert votre dossier`,
      'message-received': say`Vous nous avez écrit`,
      acknowledged: say`Nous vous avons envoyé un accusé de réception`,
      'message-sent': say`Nous vous avons répondu`,
      recategorised: ({ about }) => say`Nous avons corrigé le sujet de votre dossier : il s'agit ${about}`,
      assigned: ({ team }) => say`Votre dossier est désormais suivi par ${team}`,
      resolved: say`Nous avons clos votre dossier`,
      reopened: say`Votre dossier a été rouvert`,
    },
    filesAdded: ({ count }) =>
      plural('fr', count, { one: say`Une pièce jointe`, other: say`${count} pièces jointes` }),
    you: say`Vous`,
    us: ({ name, team }) => say`${name}, pour ${team}`,
    showQuoted: say`Afficher le message entier`,
    attachment: ({ fileName, size }) => say`Télécharger ${fileName} (${size})`,
    answer: {
      heading: say`Nous répondre`,
      headingResolved: say`Nous écrire de nouveau`,
      label: say`Votre message`,
      hint: say`N'indiquez ni mot de passe ni numéro de carte bancaire.`,
      files: say`Ajouter des fichiers (facultatif)`,
      filesHint: ({ count, size }) =>
        plural('fr', count, {
          one: say`Un fichier au plus, de ${size} au maximum.`,
          other: say`${count} fichiers au plus, de ${size} au maximum chacun.`,
        }),
      send: say`Envoyer votre message`,
      sent: say`Votre message est bien arrivé. Il est ajouté à votre dossier.`,
      empty: say`Écrivez un message ou ajoutez un fichier, puis envoyez de nouveau.`,
      tooLong: ({ count }) =>
        say`Votre message est trop long : raccourcissez-le à ${count} caractères ou joignez le texte en pièce jointe. Rien n'a été effacé.`,
      fileTooLarge: ({ fileName, size }) =>
        say`Le fichier ${fileName} est trop lourd : ${size} au maximum. Choisissez un fichier plus léger, puis envoyez de nouveau.`,
      tooManyFiles: ({ count }) =>
        plural('fr', count, {
          one: say`Un seul fichier peut être joint à la fois. Retirez les autres, puis envoyez de nouveau.`,
          other: say`${count} fichiers au plus peuvent être joints à la fois. Retirez-en, puis envoyez de nouveau.`,
        }),
      failed: say`Votre message n'a pas pu être envoyé. Votre texte est toujours là : essayez de nouveau dans quelques minutes.`,
    },
    linkExpired: {
      title: say`Ce lien n'est plus valable`,
      explanation: say`Pour protéger votre dossier, les liens que nous envoyons ne fonctionnent qu'un certain temps. Votre dossier, lui, est bien conservé.`,
      whatToDo: say`Ouvrez le lien de notre message le plus récent, ou contactez-nous en indiquant votre numéro de dossier.`,
    },
    linkInvalid: {
      title: say`Ce lien ne mène à aucun dossier`,
      explanation: say`L'adresse est peut-être incomplète : il arrive qu'un lien soit coupé lorsqu'il est copié.`,
      whatToDo: say`Ouvrez de nouveau le lien depuis notre message, ou contactez-nous en indiquant votre numéro de dossier.`,
    },
    tooManyRequests: {
      title: say`Merci de patienter un instant`,
      explanation: say`Cette page a été demandée trop souvent en peu de temps. Essayez de nouveau dans quelques minutes.`,
    },
    unavailable: {
      title: say`Cette page est momentanément indisponible`,
      explanation: say`Le problème vient de chez nous et votre dossier est bien conservé. Essayez de nouveau dans quelques minutes.`,
    },
    personalLink: say`Cette page vous est personnelle : toute personne qui en connaît l'adresse peut la lire. Ne la transmettez pas.`,
    parisTime: say`Les heures indiquées sont celles de Paris.`,
  },
}
