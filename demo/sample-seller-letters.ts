import { HOUR } from '../core/kernel/duration.ts'
import type { Language } from '../core/policy/language.ts'
import type { SanctionKind } from '../core/policy/sanction-kind.ts'
import { sellerReminderMail, sellerRequestMail } from '../core/wording/seller.ts'
import { type SellerContactFacts, sellerContactMail } from '../core/wording/seller-contact.ts'
import { liftedSanctionMail, sanctionMail, upheldSanctionMail } from '../core/wording/seller-sanction.ts'
import type { SampleLetter } from './sample-letter.ts'

const ASKED = new Date('2026-11-25T09:30:00Z')
const hoursLater = (hours: number) => new Date(ASKED.getTime() + hours * HOUR)
const SELLER = 'Atelier du Cuir'

function toSeller(language: Language, writtenAt: Date) {
  return { language, reference: 'AGF-7K2M-9QWX-S', sellerName: SELLER, writtenAt }
}

const SENDER = {
  fr: { memberFirstName: 'Thomas', team: 'Service client' },
  en: { memberFirstName: 'Thomas', team: 'Customer service' },
} as const

const WORDS = {
  fr: {
    question:
      'La commande 4417, un sac «\u00a0Martin\u00a0» payé 49,90\u00a0€, devait arriver le 18 novembre. Le suivi du transporteur s’arrête au 16.\n\nPouvez-vous nous dire où se trouve le colis, ou rembourser le client\u00a0?',
    sanction:
      'Nous vous avons écrit les 25 et 26 novembre au sujet de la commande 4417. Vous n’avez répondu ni à notre demande ni à notre rappel.',
    lifted: 'Vous avez remboursé le client le 30 novembre.',
    upheld:
      'Le relevé que vous avez joint porte sur une autre commande. Pour la commande 4417, nous n’avons trouvé aucune réponse de votre part.',
    refused:
      'Le vendeur nous a répondu ce matin et vous rembourse sous trois jours. Il préfère que les échanges passent par nous.',
  },
  en: {
    question:
      'Order 4417, a “Martin” bag paid €49.90, was due on 18 November. The carrier’s tracking stops on the 16th.\n\nCan you tell us where the parcel is, or refund the customer?',
    sanction:
      'We wrote to you on 25 and 26 November about order 4417. You answered neither our request nor our reminder.',
    lifted: 'You refunded the customer on 30 November.',
    upheld: 'The statement you enclosed is about another order. For order 4417, we found no answer from you.',
    refused:
      'The seller answered us this morning and will refund you within three days, and prefers that we pass messages on.',
  },
} as const

function sanction(kind: SanctionKind, language: Language) {
  return sanctionMail({
    ...toSeller(language, hoursLater(30)),
    kind,
    reason: 'no-answer',
    explanation: WORDS[language].sanction,
    since: hoursLater(30),
    appealBy: hoursLater(30 + 14 * 24),
  })
}

function contact(language: Language, given: SellerContactFacts['given']) {
  return sellerContactMail({
    ...{ language, given, open: true, customerName: 'Nadia Benali', reference: 'AGF-7K2M-9QWX' },
    ...SENDER[language],
    ticketUrl: 'https://aide.agafort.example/t/exemple',
  })
}

const DETAILS = {
  name: SELLER,
  email: 'contact@atelierducuir.example',
  telephone: '04 72 00 11 22',
  postalAddress: '12 rue des Ateliers\n69003 Lyon',
}

/**
 * Every letter about sellers (policy §5, §6), to them and to the customer, in the order a ticket meets them.
 */
export const SAMPLE_SELLER_LETTERS: readonly SampleLetter[] = [
  {
    id: 'seller-request',
    reader: 'seller',
    name: { fr: 'Demande au vendeur', en: 'Question to the seller' },
    render: (language) =>
      sellerRequestMail({
        ...toSeller(language, ASKED),
        ...SENDER[language],
        question: WORDS[language].question,
        replyBy: hoursLater(24),
      }),
  },
  {
    id: 'seller-reminder',
    reader: 'seller',
    name: { fr: 'Rappel au vendeur', en: 'Reminder to the seller' },
    render: (language) =>
      sellerReminderMail({
        ...toSeller(language, hoursLater(20)),
        question: WORDS[language].question,
        askedAt: ASKED,
        answerBy: hoursLater(24),
      }),
  },
  {
    id: 'seller-contact',
    reader: 'customer',
    name: { fr: 'Coordonnées du vendeur', en: 'Details of the seller' },
    render: (language) => contact(language, { details: DETAILS }),
  },
  {
    id: 'seller-contact-refused',
    reader: 'customer',
    name: { fr: 'Coordonnées du vendeur refusées', en: 'Details of the seller refused' },
    render: (language) => contact(language, { refusedBecause: WORDS[language].refused }),
  },
  {
    id: 'sanction-warning',
    reader: 'seller',
    name: { fr: 'Avertissement', en: 'Warning' },
    render: (language) => sanction('warning', language),
  },
  {
    id: 'sanction-restriction',
    reader: 'seller',
    name: { fr: 'Compte restreint', en: 'Account restricted' },
    render: (language) => sanction('restriction', language),
  },
  {
    id: 'sanction-termination',
    reader: 'seller',
    name: { fr: 'Compte résilié', en: 'Account terminated' },
    render: (language) => sanction('termination', language),
  },
  {
    id: 'sanction-upheld',
    reader: 'seller',
    name: { fr: 'Contestation non retenue', en: 'Appeal without success' },
    render: (language) =>
      upheldSanctionMail({
        ...toSeller(language, hoursLater(100)),
        kind: 'restriction',
        explanation: WORDS[language].upheld,
        appealedAt: hoursLater(54),
      }),
  },
  {
    id: 'sanction-lifted',
    reader: 'seller',
    name: { fr: 'Restriction levée', en: 'Restriction lifted' },
    render: (language) =>
      liftedSanctionMail({
        ...toSeller(language, hoursLater(130)),
        kind: 'restriction',
        explanation: WORDS[language].lifted,
        since: hoursLater(30),
        liftedAt: hoursLater(130),
      }),
  },
]
