import { plural } from './plural.ts'
import type { Wording } from './sentences.ts'
import { french } from './typography.ts'

const EXCUSE = french`Nous sommes en retard et vous prions de nous en excuser.`

/** French, the marketplace's own language. `french` sets spaces and apostrophes. */
export const fr: Wording = {
  language: 'fr',

  categories: {
    account: {
      name: french`Compte Agafort`,
      about: french`de votre compte Agafort`,
      understood: french`Votre demande porte sur votre compte Agafort : connexion, mot de passe, coordonnées, vérification ou facturation.`,
      advice: [
        french`Ne nous envoyez jamais votre mot de passe : nous n'en avons pas besoin pour vous répondre.`,
      ],
    },
    'account-closure': {
      name: french`Fermeture de compte`,
      about: french`de la fermeture de votre compte Agafort`,
      understood: french`Vous souhaitez fermer votre compte Agafort.`,
      advice: [
        french`Ne nous envoyez jamais votre mot de passe : nous n'en avons pas besoin pour vous répondre.`,
      ],
    },
    fraud: {
      name: french`Sécurité et fraude`,
      about: french`d'un problème de sécurité ou d'une suspicion de fraude`,
      understood: french`Vous nous signalez un problème de sécurité ou une suspicion de fraude.`,
      advice: [
        french`N'envoyez jamais par courriel de mot de passe, de code reçu par SMS ni de numéro de carte bancaire. Aucun membre de nos équipes ne vous les demandera.`,
        french`Si un paiement que vous n'avez pas fait apparaît sur votre compte bancaire, prévenez votre banque sans attendre notre réponse.`,
      ],
    },
    privacy: {
      name: french`Données personnelles`,
      about: french`de vos données personnelles`,
      understood: french`Votre demande porte sur vos données personnelles.`,
      advice: [
        french`Ne joignez pas de pièce d'identité à ce stade. Si nous avons besoin de vérifier votre identité, nous vous l'indiquerons.`,
      ],
    },
    legal: {
      name: french`Litige juridique`,
      about: french`d'un litige juridique`,
      understood: french`Vous nous écrivez au sujet d'un litige juridique.`,
      advice: [
        french`Conservez les originaux de vos courriers et de vos justificatifs. Ce message confirme seulement que nous avons reçu le vôtre ; il ne répond pas encore sur le fond.`,
      ],
    },
    'product-information': {
      name: french`Information sur un produit`,
      about: french`d'une information sur un produit`,
      understood: french`Vous nous signalez une information incorrecte sur un produit.`,
      advice: [
        french`Si vous ne l'avez pas déjà fait, indiquez-nous le nom du produit, l'adresse de sa page et l'information à corriger.`,
      ],
    },
    'product-infringement': {
      name: french`Produit en infraction`,
      about: french`d'un produit en infraction`,
      understood: french`Vous nous signalez un produit en infraction : contrefaçon, produit dangereux ou interdit, par exemple.`,
      advice: [
        french`Si vous ne l'avez pas déjà fait, indiquez-nous le nom du produit, l'adresse de sa page et ce qui vous semble contraire aux règles.`,
      ],
    },
    'order-dispute': {
      name: french`Commande`,
      about: french`d'une commande`,
      understood: french`Vous rencontrez un problème avec une commande : livraison, état du produit, retour, remboursement ou vendeur qui ne répond pas, par exemple.`,
      advice: [
        french`Si vous ne l'avez pas déjà fait, indiquez-nous le numéro de la commande et joignez ce qui peut nous aider : photos, échanges avec le vendeur, preuve d'achat.`,
        french`S'il faut joindre le vendeur, nous ferons tout notre possible pour le contacter en votre nom.`,
      ],
    },
    other: {
      name: french`Autre demande`,
      about: french`d'une question générale`,
      understood: french`Nous avons enregistré votre message comme une demande générale, sans lien avec une commande ou un compte en particulier.`,
      advice: [],
    },
  },

  teams: {
    'customer-service': { name: french`Service client`, the: french`le service client` },
    resolution: {
      name: french`Équipe de résolution des problèmes`,
      the: french`l'équipe de résolution des problèmes`,
    },
    'customer-experience': {
      name: french`Équipe chargée de l'expérience client`,
      the: french`l'équipe chargée de l'expérience client`,
    },
  },

  promises: {
    acknowledge: {
      name: french`accusé de réception`,
      dueIn: ({ relative }) => french`accusé de réception ${relative}`,
      due: ({ when }) => french`Vous recevrez notre accusé de réception au plus tard le ${when}.`,
      kept: ({ when }) => french`Nous avons accusé réception de votre message le ${when}.`,
      broken: ({ when }) =>
        french`Notre accusé de réception devait vous parvenir avant le ${when}. ${EXCUSE}`,
    },
    update: {
      name: french`prochaines nouvelles`,
      dueIn: ({ relative }) => french`prochaines nouvelles ${relative}`,
      due: ({ when }) => french`Nous vous donnerons des nouvelles par courriel au plus tard le ${when}.`,
      kept: ({ when }) => french`Nous vous avons donné des nouvelles par courriel le ${when}.`,
      broken: ({ when }) => french`Nous devions vous donner des nouvelles avant le ${when}. ${EXCUSE}`,
    },
    investigate: {
      name: french`enquête`,
      dueIn: ({ relative }) => french`enquête ${relative}`,
      due: ({ when }) =>
        french`Si votre problème n'est pas résolu d'ici au ${when}, un membre de l'équipe de résolution des problèmes entreprendra une enquête.`,
      kept: ({ when }) =>
        french`Un membre de l'équipe de résolution des problèmes a entrepris une enquête le ${when}.`,
      broken: ({ when }) =>
        french`Un membre de l'équipe de résolution des problèmes devait entreprendre une enquête le ${when}. ${EXCUSE}`,
    },
    conclude: {
      name: french`conclusions`,
      dueIn: ({ relative }) => french`conclusions ${relative}`,
      due: ({ when }) => french`Nous vous ferons part de nos conclusions au plus tard le ${when}.`,
      kept: ({ when }) => french`Nous vous avons fait part de nos conclusions le ${when}.`,
      broken: ({ when }) =>
        french`Nous devions vous faire part de nos conclusions avant le ${when}. ${EXCUSE}`,
    },
    escalate: {
      name: french`transmission à l'équipe chargée de l'expérience client`,
      dueIn: ({ relative }) => french`transmission à l'équipe chargée de l'expérience client ${relative}`,
      due: ({ when }) =>
        french`Si votre problème n'est pas résolu d'ici au ${when}, votre dossier sera transmis à l'équipe chargée de l'expérience client.`,
      kept: ({ when }) =>
        french`Votre dossier a été transmis à l'équipe chargée de l'expérience client le ${when}.`,
      broken: ({ when }) =>
        french`Votre dossier devait être transmis à l'équipe chargée de l'expérience client le ${when}. ${EXCUSE}`,
    },
    resolve: {
      name: french`résolution`,
      dueIn: ({ relative }) => french`résolution ${relative}`,
      due: ({ when }) => french`Nous nous efforçons de résoudre votre problème au plus tard le ${when}.`,
      kept: ({ when }) => french`Votre problème a été résolu le ${when}.`,
      broken: ({ when }) => french`Nous voulions avoir résolu votre problème avant le ${when}. ${EXCUSE}`,
    },
  },

  notices: {
    'no-text': french`Ce message ne contient pas de texte lisible.`,
  },

  greeting: { named: ({ name }) => french`Bonjour ${name},`, neutral: french`Bonjour,` },

  mail: {
    referenceLabel: french`Votre numéro de dossier`,
    openPage: french`Ouvrir la page de votre dossier`,
    personalLink: french`Le lien vers votre dossier vous est personnel : toute personne qui l'ouvre peut lire votre dossier. Ne le transmettez pas.`,
    howToReply: french`Pour nous répondre, répondez simplement à ce message ou écrivez-nous depuis la page de votre dossier.`,
    whyYou: french`Vous recevez ce message parce que nous avons été contactés avec cette adresse électronique. Si vous n'êtes pas à l'origine de cette demande, répondez-nous pour nous le signaler.`,
    contact: {
      heading: french`Pour nous joindre`,
      byMail: french`Par courriel : répondez à ce message sans en modifier l'objet`,
      byChat: { lead: french`Par chat en direct :`, link: french`ouvrir le chat d'Agafort` },
      byTelephone: french`Par téléphone :`,
      help: { lead: french`Pour en savoir plus :`, link: french`consulter la page d'aide` },
    },
  },

  acknowledgement: {
    subject: french`Nous avons bien reçu votre message`,
    title: french`Nous avons bien reçu votre message`,
    thanks: french`Merci de nous avoir contactés. Votre demande est enregistrée et nous avons ouvert un dossier pour en assurer le suivi.`,
    keepReference: french`Indiquez ce numéro chaque fois que vous nous contactez : il nous permet de retrouver votre dossier.`,
    nextHeading: french`Ce qui va se passer, et quand`,
    firstContact: {
      when: french`Pour commencer`,
      what: french`Dans la mesure du possible, notre service client tente de résoudre votre problème dès ce premier contact.`,
    },
    investigation: {
      when: ({ when }) => french`À partir du ${when}`,
      what: french`Si notre service client n'a pas pu résoudre votre problème, un membre de l'équipe de résolution des problèmes entreprend une enquête. Il pourra vous demander des informations supplémentaires.`,
    },
    conclusions: {
      when: ({ when }) => french`Au plus tard le ${when}`,
      what: french`Nous vous informons des conclusions de l'enquête. Si votre problème n'est pas résolu, votre dossier est transmis automatiquement à l'équipe chargée de l'expérience client, dernier niveau de traitement.`,
    },
    resolution: {
      when: ({ when }) => french`D'ici au ${when}`,
      what: french`Nous nous efforçons de résoudre votre problème.`,
    },
    countedFrom: ({ when }) =>
      french`Ces délais partent de votre premier contact, le ${when}. Les heures indiquées sont celles de Paris.`,
    updates: french`Tant que votre problème n'est pas résolu, nous vous informons régulièrement par courriel des mesures prises. Lorsqu'il est résolu, nous vous le faisons savoir par courriel.`,
    late: ({ when }) =>
      french`Votre message nous est parvenu le ${when} et nous vous répondons avec retard. Nous vous prions de nous en excuser.`,
    lateResolution: french`Nous nous efforçons de résoudre votre problème le plus tôt possible.`,
    understoodHeading: french`Ce que nous avons compris`,
    unclearHeading: french`Votre demande`,
    notRight: french`Si ce n'est pas le cas, dites-le-nous en répondant à ce message.`,
    abstained: french`Nous n'avons pas pu déterminer avec certitude l'objet de votre demande. Vous pouvez nous le préciser en répondant à ce message.`,
    unreadable: [
      french`Une partie au moins de ce que vous nous avez envoyé n'a pas pu être lue. Nous la conservons telle que nous l'avons reçue.`,
      french`Si vous le pouvez, écrivez-nous en quelques lignes ce que vous demandez, en répondant à ce message.`,
    ],
    attachments: ({ count }) =>
      plural('fr', count, {
        one: french`Nous avons aussi reçu votre pièce jointe.`,
        other: french`Nous avons aussi reçu vos ${count} pièces jointes.`,
      }),
    recorded: {
      withName: french`Pour vous tenir au courant et suivre votre dossier, nous avons enregistré votre nom, vos coordonnées et la nature du problème.`,
      withoutName: french`Pour vous tenir au courant et suivre votre dossier, nous avons enregistré vos coordonnées et la nature du problème.`,
      unclearWithName: french`Pour vous tenir au courant et suivre votre dossier, nous avons enregistré votre nom, vos coordonnées et votre message.`,
      unclearWithoutName: french`Pour vous tenir au courant et suivre votre dossier, nous avons enregistré vos coordonnées et votre message.`,
    },
  },

  reopening: {
    subject: french`Nous avons rouvert votre dossier`,
    title: french`Nous avons rouvert votre dossier`,
    thanks: french`Merci de nous avoir écrit de nouveau. Nous avons bien reçu votre message et rouvert votre dossier : son traitement reprend là où il s'était arrêté.`,
    investigation: {
      when: ({ when }) => french`À partir du ${when}`,
      what: french`Si votre problème n'est pas encore résolu, nous enquêtons. Nous pourrons vous demander des informations supplémentaires.`,
    },
    conclusions: {
      when: ({ when }) => french`Au plus tard le ${when}`,
      what: french`Nous vous faisons part de nos conclusions. Si votre problème n'est pas résolu, votre dossier est confié à l'équipe chargée de l'expérience client, dernier niveau de traitement, si elle ne le suit pas déjà.`,
    },
    resolution: {
      when: ({ when }) => french`D'ici au ${when}`,
      what: french`Nous nous efforçons de résoudre votre problème.`,
    },
    countedFrom: ({ when }) =>
      french`Ces délais partent de votre nouveau message, reçu le ${when}. Les heures indiquées sont celles de Paris.`,
  },

  answer: {
    subject: french`Notre réponse à votre demande`,
    aboutCase: ({ reference }) => french`Ce message concerne votre dossier ${reference}.`,
  },

  ticketPage: {
    title: ({ reference }) => french`Votre dossier ${reference}`,
    about: ({ about }) => french`Votre demande au sujet ${about}`,
    firstContact: ({ when }) => french`Premier contact le ${when}`,
    states: {
      received: {
        label: french`Reçu`,
        explanation: french`Nous avons bien reçu votre demande. Dans la mesure du possible, le service client tente de résoudre votre problème dès ce premier contact.`,
      },
      'in-progress': {
        label: french`En cours`,
        explanation: french`Votre demande est en cours de traitement.`,
      },
      resolved: {
        label: french`Clos`,
        explanation: french`Votre dossier est clos. S'il reste quelque chose à régler, écrivez-nous : votre dossier sera rouvert.`,
      },
    },
    nextHeading: french`Ce qui va se passer, et quand`,
    followedBy: ({ team }) => french`Votre dossier est suivi par ${team}.`,
    nothingDue: french`Aucune échéance n'est en cours pour ce dossier.`,
    historyHeading: french`Ce qui s'est passé jusqu'ici`,
    history: {
      opened: french`Nous avons ouvert votre dossier`,
      'message-received': french`Vous nous avez écrit`,
      acknowledged: french`Nous vous avons envoyé un accusé de réception`,
      'message-sent': french`Nous vous avons répondu`,
      recategorised: ({ about }) => french`Nous avons corrigé le sujet de votre dossier : il s'agit ${about}`,
      assigned: ({ team }) => french`Votre dossier est désormais suivi par ${team}`,
      resolved: french`Nous avons clos votre dossier`,
      reopened: french`Votre dossier a été rouvert`,
    },
    filesAdded: ({ count }) =>
      plural('fr', count, { one: french`Une pièce jointe`, other: french`${count} pièces jointes` }),
    you: french`Vous`,
    us: ({ name, team }) => french`${name}, pour ${team}`,
    showQuoted: french`Afficher le message entier`,
    attachment: ({ fileName, size }) => french`Télécharger ${fileName} (${size})`,
    answer: {
      heading: french`Nous répondre`,
      headingResolved: french`Nous écrire de nouveau`,
      label: french`Votre message`,
      hint: french`N'indiquez ni mot de passe ni numéro de carte bancaire.`,
      files: french`Ajouter des fichiers (facultatif)`,
      filesHint: ({ count, size }) =>
        plural('fr', count, {
          one: french`Un fichier au plus, de ${size} au maximum.`,
          other: french`${count} fichiers au plus, de ${size} au maximum chacun.`,
        }),
      send: french`Envoyer votre message`,
      sent: french`Votre message est bien arrivé. Il est ajouté à votre dossier.`,
      empty: french`Écrivez un message ou ajoutez un fichier, puis envoyez de nouveau.`,
      tooLong: ({ count }) =>
        french`Votre message est trop long : raccourcissez-le à ${count} caractères ou joignez le texte en pièce jointe. Rien n'a été effacé.`,
      fileTooLarge: ({ fileName, size }) =>
        french`Le fichier ${fileName} est trop lourd : ${size} au maximum. Choisissez un fichier plus léger, puis envoyez de nouveau.`,
      tooManyFiles: ({ count }) =>
        plural('fr', count, {
          one: french`Un seul fichier peut être joint à la fois. Retirez les autres, puis envoyez de nouveau.`,
          other: french`${count} fichiers au plus peuvent être joints à la fois. Retirez-en, puis envoyez de nouveau.`,
        }),
      failed: french`Votre message n'a pas pu être envoyé. Votre texte est toujours là : essayez de nouveau dans quelques minutes.`,
    },
    linkExpired: {
      title: french`Ce lien n'est plus valable`,
      explanation: french`Pour protéger votre dossier, les liens que nous envoyons ne fonctionnent qu'un certain temps. Votre dossier, lui, est bien conservé.`,
      whatToDo: french`Ouvrez le lien de notre message le plus récent, ou contactez-nous en indiquant votre numéro de dossier.`,
    },
    linkInvalid: {
      title: french`Ce lien ne mène à aucun dossier`,
      explanation: french`L'adresse est peut-être incomplète : il arrive qu'un lien soit coupé lorsqu'il est copié.`,
      whatToDo: french`Ouvrez de nouveau le lien depuis notre message, ou contactez-nous en indiquant votre numéro de dossier.`,
    },
    tooManyRequests: {
      title: french`Merci de patienter un instant`,
      explanation: french`Cette page a été demandée trop souvent en peu de temps. Essayez de nouveau dans quelques minutes.`,
    },
    unavailable: {
      title: french`Cette page est momentanément indisponible`,
      explanation: french`Le problème vient de chez nous et votre dossier est bien conservé. Essayez de nouveau dans quelques minutes.`,
    },
    personalLink: french`Cette page vous est personnelle : toute personne qui en connaît l'adresse peut la lire. Ne la transmettez pas.`,
    parisTime: french`Les heures indiquées sont celles de Paris.`,
  },
}
