import type { ContactChannels } from '../../core/correspondence/contact-channels.ts'
import type { Language } from '../../core/policy/language.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The texts of the reply form: recipients, drafts, macros, preview, undo, and what happened meanwhile. */
interface TicketWorkWords {
  /** The label of the primary button. */
  send: (ways: ContactChannels) => string
  sendAndWait: string
  waitWithoutFiles: string
  callOwed: string
  alsoInChat: string
  onlyInChat: string
  undo: { waiting: (seconds: number) => string; take: string; taken: string; left: string }
  draft: { of: (when: string) => string; kept: string; keep: string; discard: string; discarded: string }
  macro: { label: string; none: string; insert: string }
  unfilled: string
  preview: { summary: string; show: string; frame: string }
  news: {
    heading: string
    wrote: string
    answered: (who: string) => string
    resolved: (who: string) => string
    read: string
    anyway: string
  }
  why: {
    heading: string
    abstained: string
    sure: (percent: number) => string
    by: (words: string) => string
    wordsFor: string
    urgent: string
    correct: string
    rather: (category: string) => string
    customerSays: (category: string) => string
    confirm: string
    confirmed: string
  }
  mention: { label: string; hint: string; shut: string }
  sellerThread: string
}

export const TICKET_WORK_WORDS: Record<Language, TicketWorkWords> = {
  fr: {
    send: ({ email, chat }) =>
      email !== null
        ? chat
          ? french`Répondre par courriel et dans le chat`
          : french`Répondre par courriel`
        : chat
          ? french`Répondre dans le chat`
          : french`Garder ces mots et rappeler le client`,
    sendAndWait: french`Répondre et attendre le client`,
    waitWithoutFiles: french`Une question posée au client part sans fichier. Envoyez d'abord la réponse avec ses fichiers, puis posez la question ; ou retirez les fichiers.`,
    callOwed: french`Ce client n'a donné qu'un numéro de téléphone : vos mots sont gardés, et un appel est à faire.`,
    alsoInChat: french`Le client est encore dans le chat : il la lit là aussi.`,
    onlyInChat: french`Le client n'a pas d'adresse électronique : il la lit dans le chat.`,
    undo: {
      waiting: (seconds) => french`Envoyé. Le message quitte le bureau dans ${seconds} s.`,
      take: french`Annuler (10 s)`,
      taken: french`L'envoi est annulé. Votre texte est de nouveau dans la réponse ; joignez encore les fichiers, s'il y en avait.`,
      left: french`Trop tard pour annuler : la réponse est déjà partie. Écrivez-en une autre pour la corriger.`,
    },
    draft: {
      of: (when) => french`Brouillon du ${when}`,
      kept: french`Brouillon gardé`,
      keep: french`Garder le brouillon`,
      discard: french`Effacer le brouillon`,
      discarded: french`Le brouillon est effacé.`,
    },
    macro: { label: french`Texte préparé`, none: french`Choisir…`, insert: french`Insérer` },
    unfilled: french`Complétez avant d'envoyer :`,
    preview: {
      summary: french`Aperçu du courriel`,
      show: french`Montrer l'aperçu`,
      frame: french`Le courriel tel que le client le recevra`,
    },
    news: {
      heading: french`Votre réponse n'est pas partie : du nouveau est arrivé pendant que vous écriviez.`,
      wrote: french`Le client a écrit.`,
      answered: (who) => french`${who} a répondu au client.`,
      resolved: (who) => french`${who} a résolu le dossier.`,
      read: french`Lire`,
      anyway: french`Envoyer quand même`,
    },
    why: {
      heading: french`Pourquoi cette catégorie`,
      abstained: french`Le texte ne suffisait pas pour en décider.`,
      sure: (percent) => french`Sûr à ${percent} %`,
      by: (words) => french`les mots ${words}`,
      wordsFor: french`D'après`,
      urgent: french`Paraît urgent`,
      correct: french`Corriger en un clic`,
      rather: (category) => french`Plutôt : ${category}`,
      customerSays: (category) => french`Le client a choisi : ${category}`,
      confirm: french`Confirmer`,
      confirmed: french`La catégorie choisie par le client est confirmée.`,
    },
    mention: {
      label: french`Prévenir un collègue`,
      hint: french`Ou écrivez @Prénom Nom dans la note.`,
      shut: french`La note n'est pas gardée : un collègue qu'elle cite n'a pas l'habilitation pour lire ce dossier. Retirez son nom, ou demandez son habilitation.`,
    },
    sellerThread: french`Échanges avec le vendeur`,
  },
  en: {
    send: ({ email, chat }) =>
      email !== null
        ? chat
          ? english`Answer by mail and in the chat`
          : english`Answer by mail`
        : chat
          ? english`Answer in the chat`
          : english`Keep these words and call the customer`,
    sendAndWait: english`Answer and wait for the customer`,
    waitWithoutFiles: english`A question to the customer leaves without files. Send the answer with its files first, then ask; or take the files out.`,
    callOwed: english`This customer gave a telephone number only: your words are kept, and a call is owed.`,
    alsoInChat: english`The customer is still in the chat and reads it there too.`,
    onlyInChat: english`The customer has no e-mail address and reads it in the chat.`,
    undo: {
      waiting: (seconds) => english`Sent. The message leaves the desk in ${seconds} s.`,
      take: english`Undo (10 s)`,
      taken: english`The sending is undone. Your text is back in the answer; attach its files again, if there were any.`,
      left: english`Too late to undo: the answer has left. Write another to put it right.`,
    },
    draft: {
      of: (when) => english`Draft of ${when}`,
      kept: english`Draft kept`,
      keep: english`Keep the draft`,
      discard: english`Delete the draft`,
      discarded: english`The draft is deleted.`,
    },
    macro: { label: english`Prepared text`, none: english`Choose…`, insert: english`Insert` },
    unfilled: english`Fill in before you send:`,
    preview: {
      summary: english`Preview of the mail`,
      show: english`Show the preview`,
      frame: english`The mail as the customer will receive it`,
    },
    news: {
      heading: english`Your answer was not sent: something came in while you were writing.`,
      wrote: english`The customer wrote.`,
      answered: (who) => english`${who} answered the customer.`,
      resolved: (who) => english`${who} resolved the ticket.`,
      read: english`Read`,
      anyway: english`Send all the same`,
    },
    why: {
      heading: english`Why this category`,
      abstained: english`The text was not enough to decide.`,
      sure: (percent) => english`${percent}% sure`,
      by: (words) => english`the words ${words}`,
      wordsFor: english`Going by`,
      urgent: english`Looks urgent`,
      correct: english`Correct in one click`,
      rather: (category) => english`Rather: ${category}`,
      customerSays: (category) => english`The customer chose: ${category}`,
      confirm: english`Confirm`,
      confirmed: english`The category the customer chose is confirmed.`,
    },
    mention: {
      label: english`Tell a colleague`,
      hint: english`Or write @First Last in the note.`,
      shut: english`The note is not kept: a colleague it names has no clearance to read this ticket. Take the name out, or ask for their clearance.`,
    },
    sellerThread: english`Exchange with the seller`,
  },
}

/** The classifier's named rules, as a reason to follow "going by". */
export const RULE_WORDS: Record<Language, Readonly<Record<string, string>>> = {
  fr: {
    'formal-notice': french`une mise en demeure`,
    'dsa-notice': french`un signalement selon le règlement sur les services numériques`,
    'hacked-account': french`un compte piraté`,
    'data-protection-request': french`une demande sur des données personnelles`,
    'card-number': french`un numéro de carte dans le message`,
    'no-words': french`l'absence de texte`,
    mailbox: french`l'adresse ou la page par laquelle le message est arrivé`,
    door: french`l'adresse ou la page par laquelle le message est arrivé`,
  },
  en: {
    'formal-notice': english`a formal notice`,
    'dsa-notice': english`a notice under the Digital Services Act`,
    'hacked-account': english`a hacked account`,
    'data-protection-request': english`a request about personal data`,
    'card-number': english`a card number in the message`,
    'no-words': english`the absence of text`,
    mailbox: english`the address or page the message came in by`,
    door: english`the address or page the message came in by`,
  },
}
