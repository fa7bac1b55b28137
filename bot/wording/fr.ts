import { french as say } from '../../core/wording/typography.ts'
import type { BotWords } from './bot-words.ts'

const wait = (minutes: number | null) =>
  minutes === null
    ? ''
    : minutes === 1
      ? say` L'attente est d'environ une minute.`
      : say` L'attente est d'environ ${minutes} minutes.`

/** French, the marketplace's own language. `french` sets spaces and apostrophes. */
export const fr: BotWords = {
  language: 'fr',
  greeting: say`Bonjour, je suis l'assistant automatique d'Agafort. Dites-moi en quelques mots ce qui ne va pas : je l'enregistre, je vous donne un numéro de dossier et je vous aide si je le peux. Vous pouvez demander à parler à une personne à tout moment.`,
  howCanIHelp: say`Bonjour. Que se passe-t-il ? Décrivez-le avec vos mots.`,
  anythingElse: say`Y a-t-il autre chose ?`,
  thanked: say`Je vous en prie.`,
  goodbye: say`Merci de nous avoir écrit. Au revoir.`,
  languageChanged: say`Nous continuons en français.`,
  restarted: say`Recommençons. Que se passe-t-il ? Ce qui est déjà enregistré le reste.`,
  cancelled: (reference) =>
    reference
      ? say`J'arrête mes questions. Votre dossier ${reference} reste enregistré et suit son cours.`
      : say`D'accord, j'arrête là. Rien n'a été enregistré.`,
  staleChoice: say`Cette réponse portait sur une question précédente. Voici où nous en sommes.`,
  notKept: say`Je n'arrive pas à enregistrer votre message pour le moment. Ce que vous aviez écrit avant est conservé. Envoyez ce message de nouveau dans quelques minutes.`,
  emptyMessage: say`Je n'ai reçu aucun texte. Dites-moi en quelques mots ce qui ne va pas.`,

  understood: ({ name, understood }) => say`Voici ce que j'ai compris (${name}). ${understood}`,
  understoodSeveral: (count) => say`J'ai compris ${count} demandes. Chacune a son dossier :`,
  severalLine: ({ name, reference }) => say`– ${name} : dossier ${reference}`,
  noted: (facts) => say`J'ai noté : ${facts.join(', ')}.`,
  detailNames: {
    email: say`adresse électronique`,
    name: say`nom`,
    orderNumber: say`commande`,
    listing: say`page du produit`,
    telephone: say`téléphone`,
  },
  howToCorrect: say`Si ce n'est pas cela, écrivez « ce n'est pas ça ».`,
  reference: ({ reference, times }) =>
    say`Votre numéro de dossier est ${reference}. Nous essayons de résoudre votre problème dès maintenant. S'il n'est pas résolu d'ici au ${times.investigation}, un membre de l'équipe de résolution des problèmes entreprendra une enquête. Vous recevrez nos conclusions au plus tard le ${times.conclusions}, et nous nous efforçons de le résoudre au plus tard le ${times.resolution}.`,
  recorded: (reference) => say`Votre demande est enregistrée sous le numéro ${reference}.`,
  card: {
    title: say`Votre dossier`,
    category: say`Sujet`,
    conclusions: say`Conclusions au plus tard`,
    resolution: say`Résolution visée`,
  },
  fileKept: (count) =>
    count === 1 ? say`J'ai bien reçu votre fichier.` : say`J'ai bien reçu vos ${count} fichiers.`,

  unclear: say`Je ne comprends pas encore tout à fait. De quoi s'agit-il ?`,
  unclearAgain: say`Pouvez-vous me dire en une phrase ce qui s'est passé et ce que vous attendez de nous ?`,
  whichCategory: say`Merci de me l'avoir signalé. De quoi s'agit-il ?`,
  corrected: (name) => say`C'est corrigé : votre dossier porte maintenant sur « ${name} ».`,
  notCorrected: say`Je garde votre dossier tel quel, et la personne qui le suit verra votre remarque.`,

  ask: {
    email: say`À quelle adresse électronique pouvons-nous vous répondre ?`,
    name: say`À quel nom devons-nous enregistrer votre dossier ?`,
    orderNumber: say`Quel est le numéro de la commande ?`,
    listing: say`Pouvez-vous copier ici l'adresse de la page du produit ?`,
  },
  askAgain: {
    email: say`Je n'ai pas reconnu d'adresse électronique, par exemple prenom.nom@exemple.fr. Pouvez-vous l'écrire de nouveau, ou passer la question ?`,
    name: say`À quel nom devons-nous enregistrer votre dossier ? Vous pouvez passer la question.`,
    orderNumber: say`Je n'ai pas reconnu de numéro de commande. Pouvez-vous le recopier, ou passer la question ?`,
    listing: say`Je n'ai pas reconnu d'adresse de page. Elle commence en général par https. Vous pouvez passer la question.`,
  },
  thanksForDetail: say`C'est noté.`,
  whatHappensNow: ({ reference, email }) =>
    email
      ? say`Votre dossier ${reference} est complet. Nous vous tiendrons au courant par courriel à l'adresse ${email}.`
      : say`Votre dossier ${reference} est enregistré. Sans adresse électronique, nous ne pouvons pas vous écrire : gardez ce numéro et revenez ici quand vous le voulez.`,
  added: (reference) => say`J'ai transmis votre message à l'équipe qui suit le dossier ${reference}.`,
  sameOrNew: (reference) => say`Cela concerne-t-il le dossier ${reference}, ou est-ce une autre demande ?`,

  didItSolve: say`Cela a-t-il résolu votre problème ?`,
  resolved: (reference) =>
    say`Tant mieux. Le dossier ${reference} est clos ; écrivez-nous si le problème revient.`,

  status: {
    askReference: say`Quel est votre numéro de dossier ? Il ressemble à AGF-XXXX-XXXX.`,
    mistyped: say`Ce numéro ne correspond pas tout à fait à un numéro de dossier. Pouvez-vous le recopier ? Il ressemble à AGF-XXXX-XXXX.`,
    askReferenceAgain: say`Je n'ai pas reconnu de numéro de dossier. Il ressemble à AGF-XXXX-XXXX et se trouve dans nos courriels.`,
    codeSent: say`Si ce dossier existe, un code à six chiffres vient d'être envoyé à l'adresse électronique qui y figure. Écrivez-le ici pour lire où en est le dossier.`,
    askCodeAgain: say`Écrivez ici le code à six chiffres reçu par courriel.`,
    refused: (triesLeft) =>
      triesLeft > 0
        ? say`Ce code ne permet pas d'ouvrir ce dossier. Il vous reste ${triesLeft} ${triesLeft === 1 ? 'essai' : 'essais'}.`
        : say`Ce code ne permet pas d'ouvrir ce dossier. Pour votre sécurité, je n'en accepte plus. Vous pouvez demander un nouveau code plus tard ou parler à quelqu'un.`,
    tooMany: say`Il y a eu trop de demandes en peu de temps. Réessayez plus tard, ou parlez à quelqu'un.`,
    shown: ({ reference, about, state }) =>
      say`Voici votre dossier ${reference}, au sujet ${about}. ${state}`,
    nextDue: (when) => say`Prochaine étape : ${when}`,
    lastUpdate: (when) => say`Nous vous avons donné des nouvelles le ${when}.`,
  },

  sellerContact: (reference) =>
    say`Nous faisons d'abord tout notre possible pour contacter le vendeur en votre nom. Si cela n'aboutit pas, vous pouvez demander ses coordonnées directes : votre demande est enregistrée dans le dossier ${reference}, et nous vous répondrons par courriel.`,

  person: {
    asking: say`Je cherche une personne pour vous répondre.`,
    askingUrgently: say`Je cherche tout de suite une personne pour vous répondre.`,
    notUnderstood: say`Je n'arrive pas à bien comprendre, et je ne veux pas vous faire perdre de temps. Je cherche une personne pour vous répondre.`,
    queued: ({ place, minutes }) =>
      (place === 1
        ? say`Vous êtes au premier rang de la file d'attente.`
        : say`Vous êtes en position ${place} dans la file d'attente.`) +
      wait(minutes) +
      say` Vous pouvez continuer à écrire : la personne qui vous répondra pourra tout lire.`,
    moved: ({ place, minutes }) =>
      (place === 1
        ? say`Vous êtes maintenant au premier rang de la file d'attente.`
        : say`Vous êtes maintenant en position ${place} dans la file d'attente.`) + wait(minutes),
    noted: say`C'est noté : la personne qui vous répondra pourra le lire.`,
    accepted: (name) => say`${name}, du service client d'Agafort, vous répond maintenant.`,
    passedOn: say`Votre demande est transmise au service client. Vous pouvez continuer à écrire : la personne qui vous répondra pourra tout lire.`,
    acceptedElsewhere: say`Une personne du service client d'Agafort vous répond maintenant.`,
    hubFailed: say`Le service client que j'ai appelé n'a personne pour vous répondre en ce moment. Ce que vous avez écrit est gardé.`,
    transferred: (name) => say`${name} prend la suite et peut lire toute votre conversation.`,
    requeued: say`Une autre personne va prendre la suite. Vous gardez votre place dans la file d'attente.`,
    left: say`Vous n'attendez plus. Je suis de nouveau là pour vous aider.`,
    nobody: (opensAt) =>
      opensAt
        ? say`Personne n'est disponible pour le moment. Le service client sera de nouveau là le ${opensAt}.`
        : say`Personne n'est disponible pour le moment.`,
    byMail: ({ reference, email }) =>
      say`Votre demande est enregistrée sous le numéro ${reference} et nous vous répondrons par courriel à l'adresse ${email}.`,
    byTelephone: (telephone) => say`Vous pouvez aussi nous appeler au ${telephone}.`,
    summary: (summary) => say`Voici le résumé de votre échange : ${summary}`,
    ended: say`Votre échange est terminé. Je suis de nouveau là si vous avez besoin d'autre chose.`,
    endedByTimeout: say`Sans réponse de votre part, l'échange est terminé. Votre dossier reste ouvert et tout ce que vous avez écrit est conservé.`,
  },

  despair: say`Ce que vous écrivez est important, et vous n'avez pas à rester sans aide. En France, le 3114 répond jour et nuit, gratuitement et en toute confidentialité, à toute personne qui pense au suicide. Si vous êtes en danger maintenant, appelez le 15 ou le 112.`,
  despairNobody: say`Personne n'est disponible ici pour le moment, mais le 3114 répond jour et nuit. En danger immédiat, appelez le 15 ou le 112. Nous avons gardé votre message et nous le lirons en priorité.`,
  danger: say`Si quelqu'un est blessé ou en danger maintenant, appelez d'abord les secours : le 15 pour une urgence médicale, le 17 pour la police, ou le 112 partout en Europe. N'utilisez plus le produit s'il est en cause.`,
  fraudNow: say`Si de l'argent part en ce moment, appelez tout de suite votre banque pour bloquer vos moyens de paiement, sans attendre notre réponse. Ne donnez aucun code et ne rappelez pas un numéro reçu par message.`,
  insulted: say`Je comprends que la situation soit pénible. Dites-moi ce qui s'est passé et je l'enregistre, ou parlez à quelqu'un de notre équipe.`,

  rating: {
    ask: say`Comment évaluez-vous cet échange, de 1 (très insatisfaisant) à 5 (très satisfaisant) ?`,
    askComment: say`Merci. Voulez-vous ajouter un commentaire ?`,
    thanks: say`Merci pour votre avis.`,
    already: say`Votre avis est déjà enregistré, merci.`,
  },
  transcript: {
    askEmail: say`À quelle adresse électronique dois-je envoyer cette conversation ?`,
    sent: say`La conversation vous sera envoyée par courriel.`,
  },
  silence: {
    first: say`Je suis toujours là. Prenez votre temps.`,
    withTicket: (reference) =>
      say`Je suis toujours là. Votre dossier ${reference} est enregistré : vous pouvez aussi fermer cette page et revenir plus tard.`,
    gone: say`Je mets cette conversation en pause. Écrivez-moi quand vous voulez.`,
    goneWithTicket: (reference) =>
      say`Je mets cette conversation en pause. Votre dossier ${reference} suit son cours ; écrivez-moi quand vous voulez.`,
  },
  refused: {
    tooMany: say`Il y a eu trop de demandes en peu de temps. Réessayez dans quelques minutes.`,
    notAvailable: say`Je n'y arrive pas pour le moment. Ce que vous avez écrit est gardé : réessayez dans quelques minutes, ou appelez-nous.`,
  },

  choices: {
    person: say`Parler à quelqu'un`,
    status: say`Suivre un dossier`,
    'new-matter': say`Autre demande`,
    'same-matter': say`Le même dossier`,
    'other-matter': say`Une autre demande`,
    'wrong-category': say`Ce n'est pas ça`,
    'right-category': say`C'est bien ça`,
    solved: say`Oui, c'est résolu`,
    'not-solved': say`Non, pas encore`,
    skip: say`Passer`,
    'no-thanks': say`Non merci`,
    'keep-waiting': say`Continuer d'attendre`,
    'stop-waiting': say`Ne plus attendre`,
    transcript: say`Recevoir la conversation`,
    rate: say`Donner mon avis`,
    restart: say`Recommencer`,
    'in-french': say`Français`,
    'in-english': 'English',
    'rate:1': say`1 – très insatisfaisant`,
    'rate:2': say`2 – insatisfaisant`,
    'rate:3': say`3 – moyen`,
    'rate:4': say`4 – satisfaisant`,
    'rate:5': say`5 – très satisfaisant`,
  },
}
