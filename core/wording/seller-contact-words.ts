import type { Language } from '../policy/language.ts'
import { english, french } from './typography.ts'

interface SellerContactWords {
  released: {
    subject: string
    told: string
    /** Said while the matter is still open. */
    goesOn: string
  }
  refused: { subject: string; told: string; goesOn: string }
  details: Record<'name' | 'email' | 'telephone' | 'postalAddress', string>
}

/** Every sentence a customer reads when they ask how to reach the seller (policy §5). */
export const SELLER_CONTACT_WORDS: Record<Language, SellerContactWords> = {
  fr: {
    released: {
      subject: french`Les coordonnées du vendeur`,
      told: french`Vous avez demandé à joindre le vendeur directement. Voici ses coordonnées, telles que nous les connaissons :`,
      goesOn: french`Nous continuons de suivre votre dossier. Si le vendeur vous répond, dites-le-nous en répondant à ce message.`,
    },
    refused: {
      subject: french`Votre demande de coordonnées du vendeur`,
      told: french`Vous avez demandé à joindre le vendeur directement. Nous ne pouvons pas vous communiquer ses coordonnées, pour la raison suivante :`,
      goesOn: french`Nous continuons de suivre votre dossier et de faire tout notre possible pour contacter le vendeur en votre nom.`,
    },
    details: {
      name: french`Nom :`,
      email: french`Adresse électronique :`,
      telephone: french`Téléphone :`,
      postalAddress: french`Adresse postale :`,
    },
  },
  en: {
    released: {
      subject: english`How to reach the seller`,
      told: english`You asked to contact the seller directly. Here are the seller's details as we know them:`,
      goesOn: english`We are continuing to work on your case. If the seller answers you, please tell us by replying to this message.`,
    },
    refused: {
      subject: english`Your request for the seller's details`,
      told: english`You asked to contact the seller directly. We cannot give you the seller's details, for the following reason:`,
      goesOn: english`We are continuing to work on your case and to do everything we can to contact the seller on your behalf.`,
    },
    details: {
      name: english`Name:`,
      email: english`Email address:`,
      telephone: english`Telephone:`,
      postalAddress: english`Postal address:`,
    },
  },
}
