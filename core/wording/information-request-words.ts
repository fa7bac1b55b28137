import type { Language } from '../policy/language.ts'
import type { Sentence, Values } from './sentences.ts'
import { english, french } from './typography.ts'

/** What stands around a question to the customer, and what its reminder says. */
export interface InformationRequestWords {
  subject: string
  /** By when we need the answer, and that we go on meanwhile. */
  replyBy: Sentence<'when'>
  reminder: {
    subject: string
    title: string
    told: (values: Pick<Values, 'about'> & { asked: string }) => string
    replyBy: Sentence<'when'>
  }
}

export const INFORMATION_REQUEST_WORDS: Record<Language, InformationRequestWords> = {
  fr: {
    subject: french`Une question sur votre demande`,
    replyBy: ({ when }) =>
      french`Merci de nous répondre d'ici au ${when}. En attendant votre réponse, nous continuons à traiter votre dossier.`,
    reminder: {
      subject: french`Nous attendons votre réponse`,
      title: french`Nous attendons votre réponse`,
      told: ({ about, asked }) =>
        french`Vous nous avez contactés au sujet ${about}. Le ${asked}, nous vous avons posé la question suivante, à laquelle nous n'avons pas encore reçu de réponse.`,
      replyBy: ({ when }) =>
        french`Vous pouvez nous répondre jusqu'au ${when}. Passé ce délai, nous déciderons de la suite avec les éléments dont nous disposons ; votre demande ne sera pas rejetée pour cette seule raison.`,
    },
  },
  en: {
    subject: english`A question about your request`,
    replyBy: ({ when }) =>
      english`Please reply by ${when}. While we wait for your answer, we continue to work on your case.`,
    reminder: {
      subject: english`We are waiting for your reply`,
      title: english`We are waiting for your reply`,
      told: ({ about, asked }) =>
        english`You contacted us about ${about}. On ${asked}, we asked you the following question, and have not yet received your answer.`,
      replyBy: ({ when }) =>
        english`You can reply until ${when}. After that, we will decide how to proceed on the basis of what we know; your request will not be refused for that reason alone.`,
    },
  },
}
