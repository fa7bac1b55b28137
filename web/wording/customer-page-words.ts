import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The texts of a ticket's page about a question to its customer, and about the seller's details (policy §4, §5). */
interface CustomerPageWords {
  question: { heading: string; byWhen: (when: string) => string; goesOn: string }
  seller: {
    heading: string
    lead: (name: string) => string
    ask: string
    asked: string
    released: string
    refused: string
    done: string
  }
}

/** The texts in both languages. */
export const CUSTOMER_PAGE_WORDS: Record<Language, CustomerPageWords> = {
  fr: {
    question: {
      heading: french`Nous vous avons posé une question`,
      byWhen: (when) =>
        french`Merci d'y répondre d'ici au ${when}, dans le champ ci-dessous ou par courriel.`,
      goesOn: french`En attendant, nous continuons à traiter votre dossier.`,
    },
    seller: {
      heading: french`Joindre le vendeur vous-même`,
      lead: (name) =>
        french`Nous faisons tout notre possible pour contacter ${name} en votre nom. Si ces efforts n'aboutissent pas, vous pouvez demander ses coordonnées au service client.`,
      ask: french`Demander les coordonnées du vendeur`,
      asked: french`Vous avez demandé les coordonnées du vendeur. Le service client vous répondra par courriel.`,
      released: french`Nous vous avons communiqué les coordonnées du vendeur par courriel.`,
      refused: french`Nous avons répondu par courriel à votre demande de coordonnées du vendeur.`,
      done: french`Votre demande est transmise au service client.`,
    },
  },
  en: {
    question: {
      heading: english`We have asked you a question`,
      byWhen: (when) => english`Please answer it by ${when}, in the field below or by email.`,
      goesOn: english`Meanwhile we continue to work on your case.`,
    },
    seller: {
      heading: english`Contact the seller yourself`,
      lead: (name) =>
        english`We do everything we can to contact ${name} on your behalf. If these efforts fail, you can ask customer service for the seller's details.`,
      ask: english`Ask for the seller's details`,
      asked: english`You have asked for the seller's details. Customer service will answer you by email.`,
      released: english`We have sent you the seller's details by email.`,
      refused: english`We have answered your request for the seller's details by email.`,
      done: english`Your request has been passed on to customer service.`,
    },
  },
}
