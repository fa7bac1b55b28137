import type { Language } from '../../core/policy/language.ts'
import type { CallBackWhy } from '../../core/promise/call-back.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
    title: say`Noter un appel`,
    lead: say`Un appel ouvre un dossier comme tout message. Lisez ensuite le numéro de dossier au client.`,
    calledAt: say`Appel reçu à`,
    calledAtHint: say`Heure de Paris. Les délais courent depuis cet instant.`,
    name: say`Nom du client`,
    telephone: say`Numéro de téléphone`,
    email: say`Adresse électronique (facultatif)`,
    emailHint: say`Sans adresse, chaque message au client devient un rappel à faire.`,
    subject: say`Objet`,
    text: say`Ce que le client a dit`,
    language: say`Langue du client`,
    submit: say`Ouvrir le dossier`,
    problem: say`L'appel n'est pas encore noté. Il faut ce que le client a dit, un numéro ou une adresse pour le joindre, et une heure qui n'est pas dans le futur.`,
    readOut: say`Lisez au client son numéro de dossier :`,
    openTicket: say`Ouvrir le dossier`,
    callBacks: {
      title: say`Rappels à faire`,
      none: {
        title: say`Aucun rappel à faire`,
        next: say`Un message destiné à un client sans adresse électronique paraîtra ici.`,
      },
      why: {
        answer: say`Réponse`,
        update: say`Mise à jour`,
        information: say`Question`,
        conclusion: say`Conclusions`,
        resolution: say`Résolution`,
      },
    },
  },
  en: {
    title: sayIn`Log a call`,
    lead: sayIn`A call opens a ticket like any message. Then read the reference out to the customer.`,
    calledAt: sayIn`Call received at`,
    calledAtHint: sayIn`Paris time. The promises count from then.`,
    name: sayIn`Customer's name`,
    telephone: sayIn`Telephone number`,
    email: sayIn`Email address (optional)`,
    emailHint: sayIn`Without an address, each message to the customer becomes a call to make.`,
    subject: sayIn`Subject`,
    text: sayIn`What the customer said`,
    language: sayIn`Customer's language`,
    submit: sayIn`Open the ticket`,
    problem: sayIn`The call is not logged yet. It needs what the customer said, a number or an address to reach them, and a time that is not in the future.`,
    readOut: sayIn`Read the reference out to the customer:`,
    openTicket: sayIn`Open the ticket`,
    callBacks: {
      title: sayIn`Calls to make`,
      none: {
        title: sayIn`No calls to make`,
        next: sayIn`A message for a customer without an email address will appear here.`,
      },
      why: {
        answer: sayIn`Answer`,
        update: sayIn`Update`,
        information: sayIn`Question`,
        conclusion: sayIn`Conclusions`,
        resolution: sayIn`Resolution`,
      },
    },
  },
}
