import type { MacroTexts } from '../core/ticket-actions/macro.ts'

/** Macros a marketplace would begin with: short, personal, and each with the next step. */
export const DEMO_MACROS: readonly MacroTexts[] = [
  {
    name: 'Prise en charge',
    category: null,
    text: {
      fr: 'Bonjour {client},\n\nJe m’occupe de votre dossier {référence}. Vous aurez de mes nouvelles au plus tard le {prochaine échéance}.\n\nBien à vous,',
      en: 'Hello {customer},\n\nI am looking after your case {reference}. You will hear from me by {next deadline} at the latest.\n\nKind regards,',
    },
  },
  {
    name: 'Colis en retard : où en est-on',
    category: 'order-dispute',
    text: {
      fr: 'Bonjour {client},\n\nVotre colis n’est pas arrivé à la date annoncée, et je le regrette. J’ai interrogé le transporteur et le vendeur ; je vous dis ce qu’il en est au plus tard le {prochaine échéance}.\n\nBien à vous,',
      en: 'Hello {customer},\n\nYour parcel did not arrive on the date you were given, and I am sorry. I have asked the carrier and the seller, and will tell you what they say by {next deadline}.\n\nKind regards,',
    },
  },
  {
    name: 'Colis perdu : remboursement ou renvoi',
    category: 'order-dispute',
    text: {
      fr: 'Bonjour {client},\n\nLe transporteur confirme que votre colis est perdu. Préférez-vous être remboursé ou recevoir l’article de nouveau ? Répondez simplement à ce message.\n\nBien à vous,',
      en: 'Hello {customer},\n\nThe carrier confirms that your parcel is lost. Would you rather have your money back or be sent the item again? Simply reply to this message.\n\nKind regards,',
    },
  },
  {
    name: 'Article abîmé : photos demandées',
    category: 'order-dispute',
    text: {
      fr: 'Bonjour {client},\n\nPour que le vendeur puisse se prononcer vite, pouvez-vous nous envoyer deux photos de l’article et de son emballage ? Répondez à ce message en les joignant.\n\nBien à vous,',
      en: 'Hello {customer},\n\nSo that the seller can decide quickly, could you send us two pictures of the item and its packaging? Attach them to your reply.\n\nKind regards,',
    },
  },
  {
    name: 'Retour accepté',
    category: 'order-dispute',
    text: {
      fr: 'Bonjour {client},\n\nLe vendeur accepte le retour. Son étiquette est jointe à ce message ; le remboursement suit la réception de l’article.\n\nBien à vous,',
      en: 'Hello {customer},\n\nThe seller accepts the return. The label is attached to this message; the refund follows once the item has arrived.\n\nKind regards,',
    },
  },
  {
    name: 'Remboursement fait',
    category: 'order-dispute',
    text: {
      fr: 'Bonjour {client},\n\nVotre remboursement est fait. Selon votre banque, il paraît sur votre compte sous trois à cinq jours ouvrés.\n\nBien à vous,',
      en: 'Hello {customer},\n\nYour refund has been made. Depending on your bank, it shows on your account within three to five working days.\n\nKind regards,',
    },
  },
  {
    name: 'Double débit : vérification',
    category: 'order-dispute',
    text: {
      fr: 'Bonjour {client},\n\nJe vérifie avec notre service de paiement si vous avez été débité deux fois. Je reviens vers vous au plus tard le {prochaine échéance}. Vous n’avez rien à faire d’ici là.\n\nBien à vous,',
      en: 'Hello {customer},\n\nI am checking with our payment service whether you were charged twice. I will come back to you by {next deadline}. There is nothing you need to do until then.\n\nKind regards,',
    },
  },
  {
    name: 'Accès au compte : nouveau mot de passe',
    category: 'account',
    text: {
      fr: 'Bonjour {client},\n\nPour retrouver l’accès à votre compte, demandez un nouveau mot de passe depuis la page de connexion. Si le courriel ne vous parvient pas sous une heure, répondez à ce message : {équipe} s’en charge.\n\nBien à vous,',
      en: 'Hello {customer},\n\nTo get back into your account, ask for a new password on the sign-in page. If the mail has not reached you within an hour, reply to this message and {team} will take care of it.\n\nKind regards,',
    },
  },
  {
    name: 'Compte suspect : premières mesures',
    category: 'fraud',
    text: {
      fr: 'Bonjour {client},\n\nPar précaution, nous avons suspendu les paiements de votre compte. Changez votre mot de passe et prévenez votre banque. Nous ne vous demanderons jamais votre mot de passe ni le code de votre carte.\n\nBien à vous,',
      en: 'Hello {customer},\n\nAs a precaution, we have suspended payments from your account. Please change your password and tell your bank. We will never ask you for your password or your card’s code.\n\nKind regards,',
    },
  },
  {
    name: 'Données personnelles : demande reçue',
    category: 'privacy',
    text: {
      fr: 'Bonjour {client},\n\nVotre demande sur vos données personnelles est entre les mains de notre équipe {équipe}. La réponse vous parvient dans le délai que la loi prévoit, un mois au plus.\n\nBien à vous,',
      en: 'Hello {customer},\n\nYour request about your personal data is with our {team} team. The answer reaches you within the time the law gives, one month at most.\n\nKind regards,',
    },
  },
  {
    name: 'Vendeur interrogé',
    category: 'order-dispute',
    text: {
      fr: 'Bonjour {client},\n\nJ’ai écrit au vendeur en votre nom. Sans réponse de sa part, nous décidons sans lui : vous le saurez au plus tard le {prochaine échéance}.\n\nBien à vous,',
      en: 'Hello {customer},\n\nI have written to the seller on your behalf. Without an answer we decide without them: you will know by {next deadline} at the latest.\n\nKind regards,',
    },
  },
  {
    name: 'Merci, et à bientôt',
    category: null,
    text: {
      fr: 'Bonjour {client},\n\nMerci de votre message. Si quoi que ce soit reste à régler, répondez ici : votre dossier {référence} se rouvre aussitôt.\n\nBien à vous,',
      en: 'Hello {customer},\n\nThank you for your message. If anything is left to settle, reply here and your case {reference} opens again at once.\n\nKind regards,',
    },
  },
]
