import type { Language } from '../policy/language.ts'
import { greeting } from './greeting.ts'
import type { Block, Letter, RenderedMail } from './mail.ts'
import { letterFrame, renderMail } from './mail.ts'
import { english, french } from './typography.ts'
import { wordingIn } from './wording.ts'

/** The recorded contact details of a seller; null is left out. */
interface SellerContactDetails {
  name: string
  email: string | null
  telephone: string | null
  postalAddress: string | null
}

export interface SellerContactFacts {
  language: Language
  reference: string
  customerName: string | null
  /** The seller's details, or why they are not given. */
  given: { details: SellerContactDetails } | { refusedBecause: string }
  /** We still work on the ticket. */
  open: boolean
  memberFirstName: string | null
  team: string | null
  ticketUrl: string
}

/** Returns the mail to a customer with the seller's details, or why they are refused (policy §5), ready to send. */
export function sellerContactMail(facts: SellerContactFacts): RenderedMail {
  return renderMail(sellerContactLetter(facts))
}

/** Returns its content: the details one by one, or the reason; and that we continue while the ticket is open. */
function sellerContactLetter(facts: SellerContactFacts): Letter {
  const words = wordingIn(facts.language)
  const { released, refused } = SELLER_CONTACT_WORDS[facts.language]
  const kind = 'details' in facts.given ? released : refused
  const content: Block[] =
    'details' in facts.given
      ? [{ kind: 'said', text: detailLines(facts.language, facts.given.details).join('\n') }]
      : [{ kind: 'said', text: facts.given.refusedBecause }]
  return {
    language: facts.language,
    reference: facts.reference,
    subject: kind.subject,
    title: null,
    blocks: [
      { kind: 'paragraph', text: greeting(words, facts.customerName) },
      { kind: 'paragraph', text: kind.told },
      ...content,
      ...(facts.open ? [{ kind: 'paragraph' as const, text: kind.goesOn }] : []),
      { kind: 'signature', name: facts.memberFirstName, team: facts.team },
      ...letterFrame(words, facts.reference, facts.ticketUrl),
    ],
    footer: [words.mail.personalLink],
  }
}

/** Returns a seller's details as labelled lines, for the mail and for reading out on the telephone. */
export function detailLines(language: Language, details: SellerContactDetails): string[] {
  const { details: labels } = SELLER_CONTACT_WORDS[language]
  return (['name', 'email', 'telephone', 'postalAddress'] as const).flatMap((key) =>
    details[key] ? [`${labels[key]} ${details[key].replace(/\s*\n\s*/g, ', ')}`] : [],
  )
}

interface SellerContactWords {
  released: {
    subject: string
    told: string
    /** Only while the ticket is still open. */
    goesOn: string
  }
  refused: { subject: string; told: string; goesOn: string }
  details: Record<'name' | 'email' | 'telephone' | 'postalAddress', string>
}

/** Every sentence to a customer who asks how to reach the seller (policy §5). */
const SELLER_CONTACT_WORDS: Record<Language, SellerContactWords> = {
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
