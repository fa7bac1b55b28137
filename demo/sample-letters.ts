import { HOUR } from '../core/kernel/duration.ts'
import type { Language } from '../core/policy/language.ts'
import { SCORES } from '../core/policy/satisfaction-score.ts'
import { type AcknowledgementFacts, acknowledgementMail } from '../core/wording/acknowledgement.ts'
import { conclusionMail } from '../core/wording/conclusion.ts'
import { informationReminderMail, informationRequestMail } from '../core/wording/information-request.ts'
import type { RenderedMail } from '../core/wording/mail.ts'
import { replyMail } from '../core/wording/reply.ts'
import { resolutionMail } from '../core/wording/resolution.ts'
import { satisfactionReminderMail } from '../core/wording/satisfaction.ts'
import { SAMPLE_ACCOUNT_LETTERS } from './sample-account-letters.ts'
import { SAMPLE_CHAT_LETTERS } from './sample-chat-letters.ts'
import type { SampleLetter } from './sample-letter.ts'
import { SAMPLE_SELLER_LETTERS } from './sample-seller-letters.ts'
import { SAMPLE_UPDATE_LETTERS } from './sample-update-letters.ts'

const FIRST_CONTACT = new Date('2026-11-24T08:05:00Z')
const hoursLater = (hours: number) => new Date(FIRST_CONTACT.getTime() + hours * HOUR)
const REFERENCE = 'AGF-7K2M-9QWX'
const TICKET_URL = 'https://aide.agafort.example/t/exemple'

const SATISFACTION = {
  steps: SCORES.map((score) => ({ score, url: `https://aide.agafort.example/s/exemple?score=${score}` })),
}

const WORDS = {
  fr: {
    answer:
      'Bonjour Madame Benali,\n\nJ’ai joint le transporteur ce matin : votre colis est à l’agence de Montreuil. Il vous sera livré jeudi.\n\nBien à vous,',
    question: 'Bonjour Madame Benali,\n\nPouvez-vous nous envoyer une photo du bon de livraison ?',
    findings:
      'Votre colis a été perdu par le transporteur à Lyon. Le vendeur s’engage à vous en envoyer un autre cette semaine.',
    resolution:
      'Le vendeur vous a remboursé 49,90 € aujourd’hui. La somme paraîtra sur votre compte sous trois jours.',
  },
  en: {
    answer:
      'Dear Ms Benali,\n\nI reached the carrier this morning: your parcel is at the Montreuil depot. It will be delivered on Thursday.\n\nKind regards,',
    question: 'Dear Ms Benali,\n\nCould you please send us a photograph of the delivery note?',
    findings: 'The carrier lost your parcel in Lyon. The seller undertakes to send you another this week.',
    resolution: 'The seller refunded you €49.90 today. It will show on your account within three days.',
  },
} as const

function acknowledgement(language: Language, other: Partial<AcknowledgementFacts> = {}): RenderedMail {
  return acknowledgementMail({
    language,
    reference: REFERENCE,
    category: 'order-dispute',
    abstained: false,
    firstContactAt: FIRST_CONTACT,
    writtenAt: FIRST_CONTACT,
    deadlines: { investigation: hoursLater(24), conclusions: hoursLater(48), resolution: hoursLater(120) },
    customerName: 'Nadia Benali',
    ticketUrl: TICKET_URL,
    chatUrl: 'https://aide.agafort.example/chat',
    helpUrl: 'https://aide.agafort.example',
    telephone: '06.38.17.61.28',
    subjectOfCustomer: null,
    attachmentsReceived: 1,
    unreadable: false,
    reopened: false,
    ...other,
  })
}

const SENDER = {
  fr: { memberFirstName: 'Thomas', team: 'Service client' },
  en: { memberFirstName: 'Thomas', team: 'Customer service' },
} as const

/** Every letter, in the order a ticket meets them. */
export const SAMPLE_LETTERS: readonly SampleLetter[] = [
  {
    id: 'acknowledgement',
    reader: 'customer',
    name: { fr: 'Accusé de réception', en: 'Acknowledgement' },
    render: (language) => acknowledgement(language),
  },
  {
    id: 'acknowledgement-unclear',
    reader: 'customer',
    name: { fr: 'Accusé de réception, sujet incertain', en: 'Acknowledgement, subject unclear' },
    render: (language) =>
      acknowledgement(language, {
        category: 'other',
        abstained: true,
        customerName: null,
        attachmentsReceived: 0,
      }),
  },
  {
    id: 'acknowledgement-late',
    reader: 'customer',
    name: { fr: 'Accusé de réception après une panne', en: 'Acknowledgement after an outage' },
    render: (language) => acknowledgement(language, { writtenAt: hoursLater(30) }),
  },
  {
    id: 'reopening',
    reader: 'customer',
    name: { fr: 'Dossier rouvert', en: 'Matter reopened' },
    render: (language) => acknowledgement(language, { reopened: true }),
  },
  {
    id: 'answer',
    reader: 'customer',
    name: { fr: 'Réponse d’un conseiller', en: 'Answer of a member' },
    render: (language) =>
      replyMail({
        language,
        reference: REFERENCE,
        text: WORDS[language].answer,
        ...SENDER[language],
        ticketUrl: TICKET_URL,
      }),
  },
  {
    id: 'information-request',
    reader: 'customer',
    name: { fr: 'Question au client', en: 'Question to the customer' },
    render: (language) =>
      informationRequestMail({
        language,
        reference: REFERENCE,
        question: WORDS[language].question,
        writtenAt: hoursLater(20),
        replyBy: hoursLater(68),
        ...SENDER[language],
        ticketUrl: TICKET_URL,
      }),
  },
  {
    id: 'information-reminder',
    reader: 'customer',
    name: { fr: 'Question au client : l’unique rappel', en: 'Question to the customer: the one reminder' },
    render: (language) =>
      informationReminderMail({
        language,
        reference: REFERENCE,
        category: 'order-dispute',
        customerName: 'Nadia Benali',
        question: WORDS[language].question,
        askedAt: hoursLater(20),
        replyBy: hoursLater(68),
        writtenAt: hoursLater(44),
        ticketUrl: TICKET_URL,
      }),
  },
  ...SAMPLE_UPDATE_LETTERS,
  {
    id: 'conclusion',
    reader: 'customer',
    name: { fr: 'Conclusions', en: 'Conclusions' },
    render: (language) =>
      conclusionMail({
        language,
        reference: REFERENCE,
        category: 'order-dispute',
        customerName: 'Nadia Benali',
        findings: WORDS[language].findings,
        writtenAt: hoursLater(46),
        resolveBy: hoursLater(120),
        ...SENDER[language],
        ticketUrl: TICKET_URL,
      }),
  },
  {
    id: 'resolution',
    reader: 'customer',
    name: { fr: 'Problème résolu', en: 'Problem resolved' },
    render: (language) =>
      resolutionMail({
        language,
        reference: REFERENCE,
        category: 'order-dispute',
        outcome: 'solved',
        customerName: 'Nadia Benali',
        resolvedAt: hoursLater(40),
        explanation: WORDS[language].resolution,
        ...SENDER[language],
        ticketUrl: TICKET_URL,
        satisfaction: SATISFACTION,
      }),
  },
  {
    id: 'satisfaction-reminder',
    reader: 'customer',
    name: { fr: 'Satisfaction : l’unique rappel', en: 'Satisfaction: the one reminder' },
    render: (language) =>
      satisfactionReminderMail({
        language,
        reference: REFERENCE,
        category: 'order-dispute',
        customerName: 'Nadia Benali',
        resolvedAt: hoursLater(40),
        links: SATISFACTION,
      }),
  },
  ...SAMPLE_CHAT_LETTERS,
  ...SAMPLE_ACCOUNT_LETTERS,
  ...SAMPLE_SELLER_LETTERS,
]
