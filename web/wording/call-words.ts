import type { Language } from '../../core/policy/language.ts'
import type { CallBackWhy } from '../../core/promise/call-back.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The texts of the form in which a member records a telephone call. */
interface CallWords {
  title: string
  lead: string
  calledAt: string
  calledAtHint: string
  name: string
  telephone: string
  email: string
  emailHint: string
  subject: string
  text: string
  language: string
  submit: string
  problem: string
  readOut: string
  openTicket: string
  callBacks: { title: string; none: { title: string; next: string }; why: Record<CallBackWhy, string> }
}

/** The texts in both languages. */
export const CALL_WORDS: Record<Language, CallWords> = {
  fr: {
    title: french`Noter un appel`,
    lead: french`Un appel ouvre un dossier comme tout message. Lisez ensuite le numéro de dossier au client.`,
    calledAt: french`Appel reçu à`,
    calledAtHint: french`Heure de Paris. Les délais courent depuis cet instant.`,
    name: french`Nom du client`,
    telephone: french`Numéro de téléphone`,
    email: french`Adresse électronique (facultatif)`,
    emailHint: french`Sans adresse, chaque message au client devient un rappel à faire.`,
    subject: french`Objet`,
    text: french`Ce que le client a dit`,
    language: french`Langue du client`,
    submit: french`Ouvrir le dossier`,
    problem: french`L'appel n'est pas encore noté. Il faut ce que le client a dit, un numéro ou une adresse pour le joindre, et une heure qui n'est pas dans le futur.`,
    readOut: french`Lisez au client son numéro de dossier :`,
    openTicket: french`Ouvrir le dossier`,
    callBacks: {
      title: french`Rappels à faire`,
      none: {
        title: french`Aucun rappel à faire`,
        next: french`Un message destiné à un client sans adresse électronique paraîtra ici.`,
      },
      why: {
        answer: french`Réponse`,
        update: french`Mise à jour`,
        information: french`Question`,
        conclusion: french`Conclusions`,
        resolution: french`Résolution`,
      },
    },
  },
  en: {
    title: english`Log a call`,
    lead: english`A call opens a ticket like any message. Then read the reference out to the customer.`,
    calledAt: english`Call received at`,
    calledAtHint: english`Paris time. The promises count from then.`,
    name: english`Customer's name`,
    telephone: english`Telephone number`,
    email: english`Email address (optional)`,
    emailHint: english`Without an address, each message to the customer becomes a call to make.`,
    subject: english`Subject`,
    text: english`What the customer said`,
    language: english`Customer's language`,
    submit: english`Open the ticket`,
    problem: english`The call is not logged yet. It needs what the customer said, a number or an address to reach them, and a time that is not in the future.`,
    readOut: english`Read the reference out to the customer:`,
    openTicket: english`Open the ticket`,
    callBacks: {
      title: english`Calls to make`,
      none: {
        title: english`No calls to make`,
        next: english`A message for a customer without an email address will appear here.`,
      },
      why: {
        answer: english`Answer`,
        update: english`Update`,
        information: english`Question`,
        conclusion: english`Conclusions`,
        resolution: english`Resolution`,
      },
    },
  },
}
