import type { Language } from '../../core/policy/language.ts'
import type { SetAsideReason } from '../../core/ticket-actions/set-aside.ts'
import { english, french } from '../../core/wording/typography.ts'

/** The actions on a ticket besides replying and resolving. */
export type ToolName =
  | 'note'
  | 'investigation'
  | 'question'
  | 'call'
  | 'conclusion'
  | 'escalation'
  | 'merge'
  | 'unmerge'
  | 'split'
  | 'set-aside'
  | 'seller'
  | 'seller-question'
  | 'cooperation'
  | 'seller-contact'
  | 'seller-contact-release'
  | 'seller-contact-refusal'
  | 'sanction'
  | 'taking-up'

/** The texts of an action's form. */
export interface ToolWords {
  heading: string
  /** Label of its text field. */
  text: string
  /** Label of its choice. */
  choice: string
  hint: string
  submit: string
  done: string
  /** Why the action failed, and what to do. */
  refused: string
}

/** The actions' texts in both languages. */
export const TOOL_WORDS: Record<Language, Record<ToolName, ToolWords>> = {
  fr: {
    note: {
      heading: french`Note interne`,
      text: french`Note pour l'équipe`,
      choice: '',
      hint: french`Le client ne la voit jamais.`,
      submit: french`Garder la note`,
      done: french`La note est gardée.`,
      refused: french`La note n'est pas gardée : écrivez quelques mots.`,
    },
    investigation: {
      heading: french`Commencer l'enquête`,
      text: '',
      choice: '',
      hint: french`L'enquête commence au premier acte de l'enquêteur. Le client l'apprend dans la prochaine mise à jour.`,
      submit: french`Commencer l'enquête`,
      done: french`L'enquête a commencé.`,
      refused: french`Seul l'enquêteur désigné, ou un membre de l'équipe qui a le dossier, peut commencer l'enquête.`,
    },
    question: {
      heading: french`Demander une information au client`,
      text: french`Votre question`,
      choice: french`Réponse attendue sous`,
      hint: french`La date de réponse et votre prénom suivent votre texte. Les délais continuent de courir. Sans réponse, le client est relancé une fois.`,
      submit: french`Poser la question`,
      done: french`La question part.`,
      refused: french`La question n'est pas partie : écrivez-la, et vérifiez que le dossier est ouvert.`,
    },
    call: {
      heading: french`Noter un appel au client`,
      text: french`Ce qui a été dit`,
      choice: french`Le client`,
      hint: french`Un appel abouti vaut une mise à jour.`,
      submit: french`Noter l'appel`,
      done: french`L'appel est noté.`,
      refused: french`L'appel n'est pas noté : écrivez ce qui a été dit.`,
    },
    conclusion: {
      heading: french`Communiquer les conclusions`,
      text: french`Ce que l'enquête a montré, et ce qui suit`,
      choice: '',
      hint: french`Sans formule de salutation : elle est déjà là. Le dossier reste ouvert jusqu'à sa résolution.`,
      submit: french`Envoyer les conclusions`,
      done: french`Les conclusions partent.`,
      refused: french`Les conclusions ne sont pas parties : écrivez ce qui a été établi, et vérifiez que le dossier est ouvert.`,
    },
    escalation: {
      heading: french`Transmettre au niveau suivant`,
      text: french`Pourquoi`,
      choice: french`Transmettre à`,
      hint: french`Un dossier ne redescend pas.`,
      submit: french`Transmettre`,
      done: french`Le dossier est transmis.`,
      refused: french`Le dossier n'est pas transmis : dites pourquoi, et choisissez un niveau plus haut.`,
    },
    merge: {
      heading: french`Fusionner avec un autre dossier`,
      text: french`Numéro du dossier qui continue`,
      choice: '',
      hint: french`Les deux doivent être du même client. Le premier contact le plus ancien est gardé.`,
      submit: french`Fusionner`,
      done: french`Les dossiers sont fusionnés.`,
      refused: french`Ces dossiers ne peuvent pas être fusionnés : le numéro doit être celui d'un autre dossier ouvert du même client, que vous pouvez lire.`,
    },
    unmerge: {
      heading: french`Défaire la fusion`,
      text: '',
      choice: '',
      hint: french`Les messages, les questions et les promesses d'avant la fusion reviennent à ce dossier. Ce qui est arrivé depuis reste dans l'autre.`,
      submit: french`Défaire la fusion`,
      done: french`La fusion est défaite : les deux dossiers suivent de nouveau leur cours.`,
      refused: french`La fusion ne peut plus être défaite : depuis, l'autre dossier a été résolu, classé, fusionné ou scindé, un troisième y a été fusionné, ou il a changé de voie. Défaites d'abord ce qui est venu après, ou laissez les dossiers réunis.`,
    },
    split: {
      heading: french`Scinder : un autre sujet, un autre dossier`,
      text: french`Objet du nouveau dossier`,
      choice: french`Catégorie du nouveau dossier`,
      hint: french`Les messages choisis passent dans un dossier du même client, avec sa référence et ses promesses, comptées depuis le premier d'entre eux. Le client reçoit la nouvelle référence.`,
      submit: french`Ouvrir le second dossier`,
      done: french`Le second dossier est ouvert ; il figure parmi les dossiers liés.`,
      refused: french`Le dossier n'est pas scindé : choisissez au moins un message du client, et laissez-en au moins un ici.`,
    },
    'set-aside': {
      heading: french`Ce n'est pas une réclamation`,
      text: '',
      choice: french`Parce que c'est`,
      hint: french`Plus rien n'est dû au client. Vous pourrez reprendre le dossier : tout sera dû comme avant.`,
      submit: french`Classer`,
      done: french`Le dossier est classé.`,
      refused: french`Le dossier n'est pas classé : choisissez une raison.`,
    },
    seller: {
      heading: french`Indiquer le vendeur`,
      text: french`Numéro, adresse ou nom du vendeur`,
      choice: '',
      hint: french`Un vendeur connu se trouve par son numéro, son adresse ou le début de son nom.`,
      submit: french`Indiquer ce vendeur`,
      done: french`Le vendeur est indiqué.`,
      refused: french`Aucun vendeur ne porte ce nom, ou plusieurs le portent : donnez son numéro ou son adresse, ou ses coordonnées s'il est nouveau.`,
    },
    'seller-question': {
      heading: french`Interroger le vendeur`,
      text: french`Votre message au vendeur`,
      choice: french`Réponse attendue sous`,
      hint: french`L'adresse du client ne lui est pas montrée. Le client apprend que le vendeur est interrogé.`,
      submit: french`Envoyer au vendeur`,
      done: french`Le message au vendeur part.`,
      refused: french`Le message n'est pas parti : écrivez-le, et vérifiez que le vendeur a une adresse.`,
    },
    cooperation: {
      heading: french`Coopération du vendeur`,
      text: french`Pourquoi`,
      choice: french`Le vendeur`,
      hint: '',
      submit: french`Enregistrer`,
      done: french`C'est enregistré.`,
      refused: french`Rien n'est enregistré : dites pourquoi.`,
    },
    'seller-contact': {
      heading: french`Le client veut les coordonnées du vendeur`,
      text: '',
      choice: '',
      hint: french`La politique le permet quand nos efforts n'ont pas abouti (§\u00a05).`,
      submit: french`Noter la demande`,
      done: french`La demande est notée.`,
      refused: french`La demande n'a pas pu être notée.`,
    },
    'seller-contact-release': {
      heading: french`Donner les coordonnées du vendeur`,
      text: french`Pourquoi maintenant, si le vendeur n'a pas été interrogé en vain`,
      choice: '',
      hint: french`Le dossier garde la trace de qui les a données, et quand.`,
      submit: french`Donner les coordonnées`,
      done: french`Les coordonnées partent.`,
      refused: french`Elles ne sont pas parties : le vendeur doit avoir été interrogé en vain, ou dites pourquoi ; et il faut des coordonnées connues.`,
    },
    'seller-contact-refusal': {
      heading: french`Refuser les coordonnées du vendeur`,
      text: french`Raison, que le client lira`,
      choice: '',
      hint: '',
      submit: french`Refuser`,
      done: french`Le refus part.`,
      refused: french`Le refus n'est pas parti : il faut une raison.`,
    },
    sanction: {
      heading: french`Proposer une sanction à l'égard du vendeur`,
      text: french`Pourquoi`,
      choice: french`Sanction`,
      hint: french`Un superviseur décide.`,
      submit: french`Proposer`,
      done: french`La proposition attend un superviseur.`,
      refused: french`La proposition n'est pas enregistrée : dites pourquoi.`,
    },
    'taking-up': {
      heading: french`Reprendre le dossier`,
      text: '',
      choice: '',
      hint: french`Tout est dû de nouveau, avec les mêmes échéances.`,
      submit: french`Reprendre`,
      done: french`Le dossier est repris.`,
      refused: french`Le dossier n'a pas pu être repris.`,
    },
  },
  en: {
    note: {
      heading: english`Internal note`,
      text: english`Note for the team`,
      choice: '',
      hint: english`The customer never sees it.`,
      submit: english`Keep the note`,
      done: english`The note is kept.`,
      refused: english`The note is not kept: write a few words.`,
    },
    investigation: {
      heading: english`Begin the investigation`,
      text: '',
      choice: '',
      hint: english`An investigation begins with the investigator's first act. The customer learns of it in the next update.`,
      submit: english`Begin the investigation`,
      done: english`The investigation has begun.`,
      refused: english`Only the named investigator, or a member of the team that has the ticket, can begin the investigation.`,
    },
    question: {
      heading: english`Ask the customer for information`,
      text: english`Your question`,
      choice: english`Reply expected within`,
      hint: english`The reply date and your first name follow your text. The clock keeps running. Without a reply, the customer is reminded once.`,
      submit: english`Ask the question`,
      done: english`The question is on its way.`,
      refused: english`The question was not sent: write it, and check that the ticket is open.`,
    },
    call: {
      heading: english`Log a call to the customer`,
      text: english`What was said`,
      choice: english`The customer`,
      hint: english`A call that reached the customer counts as an update.`,
      submit: english`Log the call`,
      done: english`The call is logged.`,
      refused: english`The call is not logged: write what was said.`,
    },
    conclusion: {
      heading: english`Send the conclusions`,
      text: english`What the investigation showed, and what follows`,
      choice: '',
      hint: english`Without a greeting: it is already there. The ticket stays open until it is resolved.`,
      submit: english`Send the conclusions`,
      done: english`The conclusions are on their way.`,
      refused: english`The conclusions were not sent: write what was found, and check that the ticket is open.`,
    },
    escalation: {
      heading: english`Pass to the next level`,
      text: english`Why`,
      choice: english`Pass to`,
      hint: english`A ticket never goes back down.`,
      submit: english`Pass on`,
      done: english`The ticket has been passed on.`,
      refused: english`The ticket was not passed on: say why, and choose a higher level.`,
    },
    merge: {
      heading: english`Merge with another ticket`,
      text: english`Reference of the ticket that goes on`,
      choice: '',
      hint: english`Both must be the same customer's. The earliest first contact is kept.`,
      submit: english`Merge`,
      done: english`The tickets are merged.`,
      refused: english`These tickets cannot be merged: the reference must be that of another open ticket of the same customer, one you may read.`,
    },
    unmerge: {
      heading: english`Undo the merge`,
      text: '',
      choice: '',
      hint: english`Messages, questions and promises from before the merge come back to this ticket. What came since stays with the other.`,
      submit: english`Undo the merge`,
      done: english`The merge is undone: both tickets go on by themselves.`,
      refused: english`The merge can no longer be undone: since then the other ticket was resolved, set aside, merged or split, a third was merged into it, or it changed lanes. Undo first what came after, or leave the tickets together.`,
    },
    split: {
      heading: english`Split: another matter, another ticket`,
      text: english`Subject of the new ticket`,
      choice: english`Category of the new ticket`,
      hint: english`The chosen messages go to a ticket of the same customer, with its own reference, and promises that count from the first of them. The customer receives the new reference.`,
      submit: english`Open the second ticket`,
      done: english`The second ticket is open; it stands among the related tickets.`,
      refused: english`The ticket is not split: choose at least one message of the customer, and leave at least one here.`,
    },
    'set-aside': {
      heading: english`This is not a complaint`,
      text: '',
      choice: english`Because it is`,
      hint: english`Nothing is owed to the customer any more. You can take the ticket up again: everything is then owed as before.`,
      submit: english`Set aside`,
      done: english`The ticket is set aside.`,
      refused: english`The ticket is not set aside: choose a reason.`,
    },
    seller: {
      heading: english`Name the seller`,
      text: english`Seller's number, address or name`,
      choice: '',
      hint: english`A known seller is found by number, address or the beginning of the name.`,
      submit: english`Name this seller`,
      done: english`The seller is named.`,
      refused: english`No seller has this name, or several do: give the number or address, or the details of a new one.`,
    },
    'seller-question': {
      heading: english`Ask the seller`,
      text: english`Your message to the seller`,
      choice: english`Answer expected within`,
      hint: english`The customer's address is not shown. The customer is told that the seller has been asked.`,
      submit: english`Send to the seller`,
      done: english`The message to the seller is on its way.`,
      refused: english`The message was not sent: write it, and check that the seller has an address.`,
    },
    cooperation: {
      heading: english`The seller's cooperation`,
      text: english`Why`,
      choice: english`The seller`,
      hint: '',
      submit: english`Record`,
      done: english`It is recorded.`,
      refused: english`Nothing is recorded: say why.`,
    },
    'seller-contact': {
      heading: english`The customer wants the seller's details`,
      text: '',
      choice: '',
      hint: english`The policy allows it when our efforts have failed (§\u00a05).`,
      submit: english`Note the request`,
      done: english`The request is noted.`,
      refused: english`The request could not be noted.`,
    },
    'seller-contact-release': {
      heading: english`Give the seller's details`,
      text: english`Why now, if the seller was not asked in vain`,
      choice: '',
      hint: english`The ticket keeps a record of who gave them, and when.`,
      submit: english`Give the details`,
      done: english`The details are on their way.`,
      refused: english`They were not sent: the seller must have been asked in vain, or say why; and details must be on record.`,
    },
    'seller-contact-refusal': {
      heading: english`Refuse the seller's details`,
      text: english`Reason, which the customer reads`,
      choice: '',
      hint: '',
      submit: english`Refuse`,
      done: english`The refusal is on its way.`,
      refused: english`The refusal was not sent: it needs a reason.`,
    },
    sanction: {
      heading: english`Propose a sanction against the seller`,
      text: english`Why`,
      choice: english`Sanction`,
      hint: english`A supervisor decides.`,
      submit: english`Propose`,
      done: english`The proposal waits for a supervisor.`,
      refused: english`The proposal is not recorded: say why.`,
    },
    'taking-up': {
      heading: english`Take the ticket up again`,
      text: '',
      choice: '',
      hint: english`Everything is owed again, with the same deadlines.`,
      submit: english`Take up`,
      done: english`The ticket is taken up.`,
      refused: english`The ticket could not be taken up.`,
    },
  },
}

/** Why something is no complaint, to follow "because it is". */
export const SET_ASIDE_WORDS: Record<Language, Record<SetAsideReason, string>> = {
  fr: {
    spam: french`un message indésirable`,
    thanks: french`un remerciement`,
    'not-a-complaint': french`une question sans réclamation`,
    'sent-by-mistake': french`un message envoyé par erreur`,
  },
  en: {
    spam: english`unwanted mail`,
    thanks: english`a thank-you`,
    'not-a-complaint': english`a question without a complaint`,
    'sent-by-mistake': english`a message sent by mistake`,
  },
}

/** The status of a ticket that is set aside, merged, or waiting for its customer. */
export const TICKET_STATUS_WORDS: Record<
  Language,
  { setAside: (when: string) => string; merged: string; waiting: (when: string) => string; tools: string }
> = {
  fr: {
    setAside: (when) => french`Classé le ${when} : rien n'est dû. Un nouveau message du client le reprend.`,
    merged: french`Fusionné : tout continue dans le dossier`,
    waiting: (when) =>
      french`Une question posée au client attend sa réponse depuis le ${when}. Les délais courent.`,
    tools: french`Faire avancer le dossier`,
  },
  en: {
    setAside: (when) =>
      english`Set aside on ${when}: nothing is owed. A new message from the customer takes it up again.`,
    merged: english`Merged: everything goes on in ticket`,
    waiting: (when) =>
      english`A question has been open with the customer since ${when}. The clock keeps running.`,
    tools: english`Move the ticket on`,
  },
}

/** Whether a call reached its customer. */
export const REACHED_WORDS: Record<Language, { yes: string; no: string }> = {
  fr: { yes: french`a été joint`, no: french`n'a pas été joint` },
  en: { yes: english`was reached`, no: english`was not reached` },
}
