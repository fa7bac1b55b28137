import { french } from '../../core/wording/typography.ts'
import type { BotWords } from './bot-words.ts'

const wait = (minutes: number | null) =>
  minutes === null
    ? ''
    : minutes === 1
      ? french` L'attente est d'environ une minute.`
      : french` L'attente est d'environ ${minutes} minutes.`

/** French, the marketplace's own language. `french` sets spaces and apostrophes. */
export const fr: BotWords = {
  language: 'fr',
  greeting: french`Bonjour, je suis l'assistant automatique d'Agafort. Dites-moi en quelques mots ce qui ne va pas : je l'enregistre, je vous donne un numéro de dossier et je vous aide si je le peux. Vous pouvez demander à parler à une personne à tout moment.`,
  howCanIHelp: french`Bonjour. Que se passe-t-il ? Décrivez-le avec vos mots.`,
  anythingElse: french`Y a-t-il autre chose ?`,
  thanked: french`Je vous en prie.`,
  goodbye: french`Merci de nous avoir écrit. Au revoir.`,
  languageChanged: french`Nous continuons en français.`,
  restarted: french`Recommençons. Que se passe-t-il ? Ce qui est déjà enregistré le reste.`,
  cancelled: (reference) =>
    reference
      ? french`J'arrête mes questions. Votre dossier ${reference} reste enregistré et suit son cours.`
      : french`D'accord, j'arrête là. Rien n'a été enregistré.`,
  staleChoice: french`Cette réponse portait sur une question précédente. Voici où nous en sommes.`,
  notKept: french`Je n'arrive pas à enregistrer votre message pour le moment. Ce que vous aviez écrit avant est conservé. Envoyez ce message de nouveau dans quelques minutes.`,
  emptyMessage: french`Je n'ai reçu aucun texte. Dites-moi en quelques mots ce qui ne va pas.`,

  understood: ({ name, understood }) => french`Voici ce que j'ai compris (${name}). ${understood}`,
  understoodSeveral: (count) => french`J'ai compris ${count} demandes. Chacune a son dossier :`,
  severalLine: ({ name, reference }) => french`– ${name} : dossier ${reference}`,
  noted: (facts) => french`J'ai noté : ${facts.join(', ')}.`,
  detailNames: {
    email: french`adresse électronique`,
    name: french`nom`,
    orderNumber: french`commande`,
    listing: french`page du produit`,
    telephone: french`téléphone`,
  },
  howToCorrect: french`Si ce n'est pas cela, écrivez « ce n'est pas ça ».`,
  reference: ({ reference, times }) =>
    french`Votre numéro de dossier est ${reference}. Nous essayons de résoudre votre problème dès maintenant. S'il n'est pas résolu d'ici au ${times.investigation}, un membre de l'équipe de résolution des problèmes entreprendra une enquête. Vous recevrez nos conclusions au plus tard le ${times.conclusions}, et nous nous efforçons de le résoudre au plus tard le ${times.resolution}.`,
  recorded: (reference) => french`Votre demande est enregistrée sous le numéro ${reference}.`,
  card: {
    title: french`Votre dossier`,
    category: french`Sujet`,
    conclusions: french`Conclusions au plus tard`,
    resolution: french`Résolution visée`,
  },
  fileKept: (count) =>
    count === 1 ? french`J'ai bien reçu votre fichier.` : french`J'ai bien reçu vos ${count} fichiers.`,

  unclear: french`Je ne comprends pas encore tout à fait. De quoi s'agit-il ?`,
  unclearAgain: french`Pouvez-vous me dire en une phrase ce qui s'est passé et ce que vous attendez de nous ?`,
  whichCategory: french`Merci de me l'avoir signalé. De quoi s'agit-il ?`,
  corrected: (name) => french`C'est corrigé : votre dossier porte maintenant sur « ${name} ».`,
  notCorrected: french`Je garde votre dossier tel quel, et la personne qui le suit verra votre remarque.`,

  ask: {
    email: french`À quelle adresse électronique pouvons-nous vous répondre ?`,
    name: french`À quel nom devons-nous enregistrer votre dossier ?`,
    orderNumber: french`Quel est le numéro de la commande ?`,
    listing: french`Pouvez-vous copier ici l'adresse de la page du produit ?`,
  },
  askAgain: {
    email: french`Je n'ai pas reconnu d'adresse électronique, par exemple prenom.nom@exemple.fr. Pouvez-vous l'écrire de nouveau, ou passer la question ?`,
    name: french`À quel nom devons-nous enregistrer votre dossier ? Vous pouvez passer la question.`,
    orderNumber: french`Je n'ai pas reconnu de numéro de commande. Pouvez-vous le recopier, ou passer la question ?`,
    listing: french`Je n'ai pas reconnu d'adresse de page. Elle commence en général par https. Vous pouvez passer la question.`,
  },
  thanksForDetail: french`C'est noté.`,
  whatHappensNow: ({ reference, email }) =>
    email
      ? french`Votre dossier ${reference} est complet. Nous vous tiendrons au courant par courriel à l'adresse ${email}.`
      : french`Votre dossier ${reference} est enregistré. Sans adresse électronique, nous ne pouvons pas vous écrire : gardez ce numéro et revenez ici quand vous le voulez.`,
  added: (reference) => french`J'ai transmis votre message à l'équipe qui suit le dossier ${reference}.`,
  sameOrNew: (reference) => french`Cela concerne-t-il le dossier ${reference}, ou est-ce une autre demande ?`,

  didItSolve: french`Cela a-t-il résolu votre problème ?`,
  resolved: (reference) =>
    french`Tant mieux. Le dossier ${reference} est clos ; écrivez-nous si le problème revient.`,

  status: {
    askReference: french`Quel est votre numéro de dossier ? Il ressemble à AGF-XXXX-XXXX.`,
    mistyped: french`Ce numéro ne correspond pas tout à fait à un numéro de dossier. Pouvez-vous le recopier ? Il ressemble à AGF-XXXX-XXXX.`,
    askReferenceAgain: french`Je n'ai pas reconnu de numéro de dossier. Il ressemble à AGF-XXXX-XXXX et se trouve dans nos courriels.`,
    codeSent: french`Si ce dossier existe, un code à six chiffres vient d'être envoyé à l'adresse électronique qui y figure. Écrivez-le ici pour lire où en est le dossier.`,
    askCodeAgain: french`Écrivez ici le code à six chiffres reçu par courriel.`,
    refused: (triesLeft) =>
      triesLeft > 0
        ? french`Ce code ne permet pas d'ouvrir ce dossier. Il vous reste ${triesLeft} ${triesLeft === 1 ? 'essai' : 'essais'}.`
        : french`Ce code ne permet pas d'ouvrir ce dossier. Pour votre sécurité, je n'en accepte plus. Vous pouvez demander un nouveau code plus tard ou parler à quelqu'un.`,
    tooMany: french`Il y a eu trop de demandes en peu de temps. Réessayez plus tard, ou parlez à quelqu'un.`,
    shown: ({ reference, about, state }) =>
      french`Voici votre dossier ${reference}, au sujet ${about}. ${state}`,
    nextDue: (when) => french`Prochaine étape : ${when}`,
    lastUpdate: (when) => french`Nous vous avons donné des nouvelles le ${when}.`,
  },

  sellerContact: (reference) =>
    french`Nous faisons d'abord tout notre possible pour contacter le vendeur en votre nom. Si cela n'aboutit pas, vous pouvez demander ses coordonnées directes : votre demande est enregistrée dans le dossier ${reference}, et nous vous répondrons par courriel.`,

  person: {
    asking: french`Je cherche une personne pour vous répondre.`,
    askingUrgently: french`Je cherche tout de suite une personne pour vous répondre.`,
    notUnderstood: french`Je n'arrive pas à bien comprendre, et je ne veux pas vous faire perdre de temps. Je cherche une personne pour vous répondre.`,
    queued: ({ place, minutes }) =>
      (place === 1
        ? french`Vous êtes au premier rang de la file d'attente.`
        : french`Vous êtes en position ${place} dans la file d'attente.`) +
      wait(minutes) +
      french` Vous pouvez continuer à écrire : la personne qui vous répondra pourra tout lire.`,
    moved: ({ place, minutes }) =>
      (place === 1
        ? french`Vous êtes maintenant au premier rang de la file d'attente.`
        : french`Vous êtes maintenant en position ${place} dans la file d'attente.`) + wait(minutes),
    noted: french`C'est noté : la personne qui vous répondra pourra le lire.`,
    accepted: (name) => french`${name}, du service client d'Agafort, vous répond maintenant.`,
    passedOn: french`Votre demande est transmise au service client. Vous pouvez continuer à écrire : la personne qui vous répondra pourra tout lire.`,
    acceptedElsewhere: french`Une personne du service client d'Agafort vous répond maintenant.`,
    hubFailed: french`Le service client que j'ai appelé n'a personne pour vous répondre en ce moment. Ce que vous avez écrit est gardé.`,
    transferred: (name) => french`${name} prend la suite et peut lire toute votre conversation.`,
    requeued: french`Une autre personne va prendre la suite. Vous gardez votre place dans la file d'attente.`,
    left: french`Vous n'attendez plus. Je suis de nouveau là pour vous aider.`,
    nobody: (opensAt) =>
      opensAt
        ? french`Personne n'est disponible pour le moment. Le service client sera de nouveau là le ${opensAt}.`
        : french`Personne n'est disponible pour le moment.`,
    byMail: ({ reference, email }) =>
      french`Votre demande est enregistrée sous le numéro ${reference} et nous vous répondrons par courriel à l'adresse ${email}.`,
    byTelephone: (telephone) => french`Vous pouvez aussi nous appeler au ${telephone}.`,
    summary: (summary) => french`Voici le résumé de votre échange : ${summary}`,
    ended: french`Votre échange est terminé. Je suis de nouveau là si vous avez besoin d'autre chose.`,
    endedByTimeout: french`Sans réponse de votre part, l'échange est terminé. Votre dossier reste ouvert et tout ce que vous avez écrit est conservé.`,
  },

  despair: french`Ce que vous écrivez est important, et vous n'avez pas à rester sans aide. En France, le 3114 répond jour et nuit, gratuitement et en toute confidentialité, à toute personne qui pense au suicide. Si vous êtes en danger maintenant, appelez le 15 ou le 112.`,
  despairNobody: french`Personne n'est disponible ici pour le moment, mais le 3114 répond jour et nuit. En danger immédiat, appelez le 15 ou le 112. Nous avons gardé votre message et nous le lirons en priorité.`,
  danger: french`Si quelqu'un est blessé ou en danger maintenant, appelez d'abord les secours : le 15 pour une urgence médicale, le 17 pour la police, ou le 112 partout en Europe. N'utilisez plus le produit s'il est en cause.`,
  fraudNow: french`Si de l'argent part en ce moment, appelez tout de suite votre banque pour bloquer vos moyens de paiement, sans attendre notre réponse. Ne donnez aucun code et ne rappelez pas un numéro reçu par message.`,
  insulted: french`Je comprends que la situation soit pénible. Dites-moi ce qui s'est passé et je l'enregistre, ou parlez à quelqu'un de notre équipe.`,

  rating: {
    ask: french`Comment évaluez-vous cet échange, de 1 (très insatisfaisant) à 5 (très satisfaisant) ?`,
    askComment: french`Merci. Voulez-vous ajouter un commentaire ?`,
    thanks: french`Merci pour votre avis.`,
    already: french`Votre avis est déjà enregistré, merci.`,
  },
  transcript: {
    askEmail: french`À quelle adresse électronique dois-je envoyer cette conversation ?`,
    sent: french`La conversation vous sera envoyée par courriel.`,
  },
  silence: {
    first: french`Je suis toujours là. Prenez votre temps.`,
    withTicket: (reference) =>
      french`Je suis toujours là. Votre dossier ${reference} est enregistré : vous pouvez aussi fermer cette page et revenir plus tard.`,
    gone: french`Je mets cette conversation en pause. Écrivez-moi quand vous voulez.`,
    goneWithTicket: (reference) =>
      french`Je mets cette conversation en pause. Votre dossier ${reference} suit son cours ; écrivez-moi quand vous voulez.`,
  },
  refused: {
    tooMany: french`Il y a eu trop de demandes en peu de temps. Réessayez dans quelques minutes.`,
    notAvailable: french`Je n'y arrive pas pour le moment. Ce que vous avez écrit est gardé : réessayez dans quelques minutes, ou appelez-nous.`,
  },

  choices: {
    person: french`Parler à quelqu'un`,
    status: french`Suivre un dossier`,
    'new-matter': french`Autre demande`,
    'same-matter': french`Le même dossier`,
    'other-matter': french`Une autre demande`,
    'wrong-category': french`Ce n'est pas ça`,
    'right-category': french`C'est bien ça`,
    solved: french`Oui, c'est résolu`,
    'not-solved': french`Non, pas encore`,
    skip: french`Passer`,
    'no-thanks': french`Non merci`,
    'keep-waiting': french`Continuer d'attendre`,
    'stop-waiting': french`Ne plus attendre`,
    transcript: french`Recevoir la conversation`,
    rate: french`Donner mon avis`,
    restart: french`Recommencer`,
    'in-french': french`Français`,
    'in-english': 'English',
    'rate:1': french`1 – très insatisfaisant`,
    'rate:2': french`2 – insatisfaisant`,
    'rate:3': french`3 – moyen`,
    'rate:4': french`4 – satisfaisant`,
    'rate:5': french`5 – très satisfaisant`,
  },
}
