import type { ContactChannels } from '../../core/correspondence/contact-channels.ts'
import type { Language } from '../../core/policy/language.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
  }
  mention: { label: string; hint: string; shut: string }
  sellerThread: string
}

export const TICKET_WORK_WORDS: Record<Language, TicketWorkWords> = {
  fr: {
    send: ({ email, chat }) =>
      email !== null
        ? chat
          ? say`Répondre par courriel et dans le chat`
          : say`Répondre par courriel`
        : chat
          ? say`Répondre dans le chat`
          : say`Garder ces mots et rappeler le client`,
    sendAndWait: say`Répondre et attendre le client`,
    waitWithoutFiles: say`Une question posée au client part sans fichier. Envoyez d'abord la réponse avec ses fichiers, puis posez la question ; ou retirez les fichiers.`,
    callOwed: say`Ce client n'a donné qu'un numéro de téléphone : vos mots sont gardés, et un appel est à faire.`,
    alsoInChat: say`Le client est encore dans le chat : il la lit là aussi.`,
    onlyInChat: say`Le client n'a pas d'adresse électronique : il la lit dans le chat.`,
    undo: {
      waiting: (seconds) => say`Envoyé. Le message quitte le bureau dans ${seconds} s.`,
      take: say`Annuler (10 s)`,
      taken: say`L'envoi est annulé. Votre texte est de nouveau dans la réponse ; joignez encore les fichiers, s'il y en avait.`,
      left: say`Trop tard pour annuler : la réponse est déjà partie. Écrivez-en une autre pour la corriger.`,
    },
    draft: {
      of: (when) => say`Brouillon du ${when}`,
      kept: say`Brouillon gardé`,
      keep: say`Garder le brouillon`,
      discard: say`Effacer le brouillon`,
      discarded: say`Le brouillon est effacé.`,
    },
    macro: { label: say`Texte préparé`, none: say`Choisir…`, insert: say`Insérer` },
    unfilled: say`Complétez avant d'envoyer :`,
    preview: {
      summary: say`Aperçu du courriel`,
      show: say`Montrer l'aperçu`,
      frame: say`Le courriel tel que le client le recevra`,
    },
    news: {
      heading: say`Votre réponse n'est pas partie : du nouveau est arrivé pendant que vous écriviez.`,
      wrote: say`Le client a écrit.`,
      answered: (who) => say`${who} a répondu au client.`,
      resolved: (who) => say`${who} a résolu le dossier.`,
      read: say`Lire`,
      anyway: say`Envoyer quand même`,
    },
    why: {
      heading: say`Pourquoi cette catégorie`,
      abstained: say`Le texte ne suffisait pas pour en décider.`,
      sure: (percent) => say`Sûr à ${percent} %`,
      by: (words) => say`les mots ${words}`,
      wordsFor: say`D'après`,
      urgent: say`Paraît urgent`,
      correct: say`Corriger en un clic`,
      rather: (category) => say`Plutôt : ${category}`,
    },
    mention: {
      label: say`Prévenir un collègue`,
      hint: say`Ou écrivez @Prénom Nom dans la note.`,
      shut: say`La note n'est pas gardée : un collègue qu'elle cite n'a pas l'habilitation pour lire ce dossier. Retirez son nom, ou demandez son habilitation.`,
    },
    sellerThread: say`Échanges avec le vendeur`,
  },
  en: {
    send: ({ email, chat }) =>
      email !== null
        ? chat
          ? sayIn`Answer by mail and in the chat`
          : sayIn`Answer by mail`
        : chat
          ? sayIn`Answer in the chat`
          : sayIn`Keep these words and call the customer`,
    sendAndWait: sayIn`Answer and wait for the customer`,
    waitWithoutFiles: sayIn`A question to the customer leaves without files. Send the answer with its files first, then ask; or take the files out.`,
    callOwed: sayIn`This customer gave a telephone number only: your words are kept, and a call is owed.`,
    alsoInChat: sayIn`The customer is still in the chat and reads it there too.`,
    onlyInChat: sayIn`The customer has no e-mail address and reads it in the chat.`,
    undo: {
      waiting: (seconds) => sayIn`Sent. The message leaves the desk in ${seconds} s.`,
      take: sayIn`Undo (10 s)`,
      taken: sayIn`The sending is undone. Your text is back in the answer; attach its files again, if there were any.`,
      left: sayIn`Too late to undo: the answer has left. Write another to put it right.`,
    },
    draft: {
      of: (when) => sayIn`Draft of ${when}`,
      kept: sayIn`Draft kept`,
      keep: sayIn`Keep the draft`,
      discard: sayIn`Delete the draft`,
      discarded: sayIn`The draft is deleted.`,
    },
    macro: { label: sayIn`Prepared text`, none: sayIn`Choose…`, insert: sayIn`Insert` },
    unfilled: sayIn`Fill in before you send:`,
    preview: {
      summary: sayIn`Preview of the mail`,
      show: sayIn`Show the preview`,
      frame: sayIn`The mail as the customer will receive it`,
    },
    news: {
      heading: sayIn`Your answer was not sent: something came in while you were writing.`,
      wrote: sayIn`The customer wrote.`,
      answered: (who) => sayIn`${who} answered the customer.`,
      resolved: (who) => sayIn`${who} resolved the ticket.`,
      read: sayIn`Read`,
      anyway: sayIn`Send all the same`,
    },
    why: {
      heading: sayIn`Why this category`,
      abstained: sayIn`The text was not enough to decide.`,
      sure: (percent) => sayIn`${percent}% sure`,
      by: (words) => sayIn`the words ${words}`,
      wordsFor: sayIn`Going by`,
      urgent: sayIn`Looks urgent`,
      correct: sayIn`Correct in one click`,
      rather: (category) => sayIn`Rather: ${category}`,
    },
    mention: {
      label: sayIn`Tell a colleague`,
      hint: sayIn`Or write @First Last in the note.`,
      shut: sayIn`The note is not kept: a colleague it names has no clearance to read this ticket. Take the name out, or ask for their clearance.`,
    },
    sellerThread: sayIn`Exchange with the seller`,
  },
}

/** The classifier's named rules, as a reason to follow "going by". */
export const RULE_WORDS: Record<Language, Readonly<Record<string, string>>> = {
  fr: {
    'formal-notice': say`une mise en demeure`,
    'dsa-notice': say`un signalement selon le règlement sur les services numériques`,
    'hacked-account': say`un compte piraté`,
    'data-protection-request': say`une demande sur des données personnelles`,
    'card-number': say`un numéro de carte dans le message`,
    'no-words': say`l'absence de texte`,
    mailbox: say`l'adresse ou la page par laquelle le message est arrivé`,
    door: say`l'adresse ou la page par laquelle le message est arrivé`,
  },
  en: {
    'formal-notice': sayIn`a formal notice`,
    'dsa-notice': sayIn`a notice under the Digital Services Act`,
    'hacked-account': sayIn`a hacked account`,
    'data-protection-request': sayIn`a request about personal data`,
    'card-number': sayIn`a card number in the message`,
    'no-words': sayIn`the absence of text`,
    mailbox: sayIn`the address or page the message came in by`,
    door: sayIn`the address or page the message came in by`,
  },
}
