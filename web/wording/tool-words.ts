import type { Language } from '../../core/policy/language.ts'
import type { SetAsideReason } from '../../core/ticket-actions/set-aside.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

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
      heading: say`Note interne`,
      text: say`Note pour l'équipe`,
      choice: '',
      hint: say`Le client ne la voit jamais.`,
      submit: say`Garder la note`,
      done: say`La note est gardée.`,
      refused: say`La note n'est pas gardée : écrivez quelques mots.`,
    },
    investigation: {
      heading: say`Commencer l'enquête`,
      text: '',
      choice: '',
      hint: say`L'enquête commence au premier acte de l'enquêteur. Le client l'apprend dans la prochaine mise à jour.`,
      submit: say`Commencer l'enquête`,
      done: say`L'enquête a commencé.`,
      refused: say`Seul l'enquêteur désigné, ou un membre de l'équipe qui a le dossier, peut commencer l'enquête.`,
    },
    question: {
      heading: say`Demander une information au client`,
      text: say`Votre question`,
      choice: say`Réponse attendue sous`,
      hint: say`La date de réponse et votre prénom suivent votre texte. Les délais continuent de courir. Sans réponse, le client est relancé une fois.`,
      submit: say`Poser la question`,
      done: say`La question part.`,
      refused: say`La question n'est pas partie : écrivez-la, et vérifiez que le dossier est ouvert.`,
    },
    call: {
      heading: say`Noter un appel au client`,
      text: say`Ce qui a été dit`,
      choice: say`Le client`,
      hint: say`Un appel abouti vaut une mise à jour.`,
      submit: say`Noter l'appel`,
      done: say`L'appel est noté.`,
      refused: say`L'appel n'est pas noté : écrivez ce qui a été dit.`,
    },
    conclusion: {
      heading: say`Communiquer les conclusions`,
      text: say`Ce que l'enquête a montré, et ce qui suit`,
      choice: '',
      hint: say`Sans formule de salutation : elle est déjà là. Le dossier reste ouvert jusqu'à sa résolution.`,
      submit: say`Envoyer les conclusions`,
      done: say`Les conclusions partent.`,
      refused: say`Les conclusions ne sont pas parties : écrivez ce qui a été établi, et vérifiez que le dossier est ouvert.`,
    },
    escalation: {
      heading: say`Transmettre au niveau suivant`,
      text: say`Pourquoi`,
      choice: say`Transmettre à`,
      hint: say`Un dossier ne redescend pas.`,
      submit: say`Transmettre`,
      done: say`Le dossier est transmis.`,
      refused: say`Le dossier n'est pas transmis : dites pourquoi, et choisissez un niveau plus haut.`,
    },
    merge: {
      heading: say`Fusionner avec un autre dossier`,
      text: say`Numéro du dossier qui continue`,
      choice: '',
      hint: say`Les deux doivent être du même client. Le premier contact le plus ancien est gardé.`,
      submit: say`Fusionner`,
      done: say`Les dossiers sont fusionnés.`,
      refused: say`Ces dossiers ne peuvent pas être fusionnés : le numéro doit être celui d'un autre dossier ouvert du même client, que vous pouvez lire.`,
    },
    unmerge: {
      heading: say`Défaire la fusion`,
      text: '',
      choice: '',
      hint: say`Les messages, les questions et les promesses d'avant la fusion reviennent à ce dossier. Ce qui est arrivé depuis reste dans l'autre.`,
      submit: say`Défaire la fusion`,
      done: say`La fusion est défaite : les deux dossiers suivent de nouveau leur cours.`,
      refused: say`La fusion ne peut plus être défaite : depuis, l'autre dossier a été résolu, classé, fusionné ou scindé, un troisième y a été fusionné, ou il a changé de voie. Défaites d'abord ce qui est venu après, ou laissez les dossiers réunis.`,
    },
    split: {
      heading: say`Scinder : un autre sujet, un autre dossier`,
      text: say`Objet du nouveau dossier`,
      choice: say`Catégorie du nouveau dossier`,
      hint: say`Les messages choisis passent dans un dossier du même client, avec sa référence et ses promesses, comptées depuis le premier d'entre eux. Le client reçoit la nouvelle référence.`,
      submit: say`Ouvrir le second dossier`,
      done: say`Le second dossier est ouvert ; il figure parmi les dossiers liés.`,
      refused: say`Le dossier n'est pas scindé : choisissez au moins un message du client, et laissez-en au moins un ici.`,
    },
    'set-aside': {
      heading: say`Ce n'est pas une réclamation`,
      text: '',
      choice: say`Parce que c'est`,
      hint: say`Plus rien n'est dû au client. Vous pourrez reprendre le dossier : tout sera dû comme avant.`,
      submit: say`Classer`,
      done: say`Le dossier est classé.`,
      refused: say`Le dossier n'est pas classé : choisissez une raison.`,
    },
    seller: {
      heading: say`Indiquer le vendeur`,
      text: say`Numéro, adresse ou nom du vendeur`,
      choice: '',
      hint: say`Un vendeur connu se trouve par son numéro, son adresse ou le début de son nom.`,
      submit: say`Indiquer ce vendeur`,
      done: say`Le vendeur est indiqué.`,
      refused: say`Aucun vendeur ne porte ce nom, ou plusieurs le portent : donnez son numéro ou son adresse, ou ses coordonnées s'il est nouveau.`,
    },
    'seller-question': {
      heading: say`Interroger le vendeur`,
      text: say`Votre message au vendeur`,
      choice: say`Réponse attendue sous`,
      hint: say`L'adresse du client ne lui est pas montrée. Le client apprend que le vendeur est interrogé.`,
      submit: say`Envoyer au vendeur`,
      done: say`Le message au vendeur part.`,
      refused: say`Le message n'est pas parti : écrivez-le, et vérifiez que le vendeur a une adresse.`,
    },
    cooperation: {
      heading: say`Coopération du vendeur`,
      text: say`Pourquoi`,
      choice: say`Le vendeur`,
      hint: '',
      submit: say`Enregistrer`,
      done: say`C'est enregistré.`,
      refused: say`Rien n'est enregistré : dites pourquoi.`,
    },
    'seller-contact': {
      heading: say`Le client veut les coordonnées du vendeur`,
      text: '',
      choice: '',
      hint: say`La politique le permet quand nos efforts n'ont pas abouti (§\u00a05).`,
      submit: say`Noter la demande`,
      done: say`La demande est notée.`,
      refused: say`La demande n'a pas pu être notée.`,
    },
    'seller-contact-release': {
      heading: say`Donner les coordonnées du vendeur`,
      text: say`Pourquoi maintenant, si le vendeur n'a pas été interrogé en vain`,
      choice: '',
      hint: say`Le dossier garde la trace de qui les a données, et quand.`,
      submit: say`Donner les coordonnées`,
      done: say`Les coordonnées partent.`,
      refused: say`Elles ne sont pas parties : le vendeur doit avoir été interrogé en vain, ou dites pourquoi ; et il faut des coordonnées connues.`,
    },
    'seller-contact-refusal': {
      heading: say`Refuser les coordonnées du vendeur`,
      text: say`Raison, que le client lira`,
      choice: '',
      hint: '',
      submit: say`Refuser`,
      done: say`Le refus part.`,
      refused: say`Le refus n'est pas parti : il faut une raison.`,
    },
    sanction: {
      heading: say`Proposer une sanction à l'égard du vendeur`,
      text: say`Pourquoi`,
      choice: say`Sanction`,
      hint: say`Un superviseur décide.`,
      submit: say`Proposer`,
      done: say`La proposition attend un superviseur.`,
      refused: say`La proposition n'est pas enregistrée : dites pourquoi.`,
    },
    'taking-up': {
      heading: say`Reprendre le dossier`,
      text: '',
      choice: '',
      hint: say`Tout est dû de nouveau, avec les mêmes échéances.`,
      submit: say`Reprendre`,
      done: say`Le dossier est repris.`,
      refused: say`Le dossier n'a pas pu être repris.`,
    },
  },
  en: {
    note: {
      heading: sayIn`Internal note`,
      text: sayIn`Note for the team`,
      choice: '',
      hint: sayIn`The customer never sees it.`,
      submit: sayIn`Keep the note`,
      done: sayIn`The note is kept.`,
      refused: sayIn`The note is not kept: write a few words.`,
    },
    investigation: {
      heading: sayIn`Begin the investigation`,
      text: '',
      choice: '',
      hint: sayIn`An investigation begins with the investigator's first act. The customer learns of it in the next update.`,
      submit: sayIn`Begin the investigation`,
      done: sayIn`The investigation has begun.`,
      refused: sayIn`Only the named investigator, or a member of the team that has the ticket, can begin the investigation.`,
    },
    question: {
      heading: sayIn`Ask the customer for information`,
      text: sayIn`Your question`,
      choice: sayIn`Reply expected within`,
      hint: sayIn`The reply date and your first name follow your text. The clock keeps running. Without a reply, the customer is reminded once.`,
      submit: sayIn`Ask the question`,
      done: sayIn`The question is on its way.`,
      refused: sayIn`The question was not sent: write it, and check that the ticket is open.`,
    },
    call: {
      heading: sayIn`Log a call to the customer`,
      text: sayIn`What was said`,
      choice: sayIn`The customer`,
      hint: sayIn`A call that reached the customer counts as an update.`,
      submit: sayIn`Log the call`,
      done: sayIn`The call is logged.`,
      refused: sayIn`The call is not logged: write what was said.`,
    },
    conclusion: {
      heading: sayIn`Send the conclusions`,
      text: sayIn`What the investigation showed, and what follows`,
      choice: '',
      hint: sayIn`Without a greeting: it is already there. The ticket stays open until it is resolved.`,
      submit: sayIn`Send the conclusions`,
      done: sayIn`The conclusions are on their way.`,
      refused: sayIn`The conclusions were not sent: write what was found, and check that the ticket is open.`,
    },
    escalation: {
      heading: sayIn`Pass to the next level`,
      text: sayIn`Why`,
      choice: sayIn`Pass to`,
      hint: sayIn`A ticket never goes back down.`,
      submit: sayIn`Pass on`,
      done: sayIn`The ticket has been passed on.`,
      refused: sayIn`The ticket was not passed on: say why, and choose a higher level.`,
    },
    merge: {
      heading: sayIn`Merge with another ticket`,
      text: sayIn`Reference of the ticket that goes on`,
      choice: '',
      hint: sayIn`Both must be the same customer's. The earliest first contact is kept.`,
      submit: sayIn`Merge`,
      done: sayIn`The tickets are merged.`,
      refused: sayIn`These tickets cannot be merged: the reference must be that of another open ticket of the same customer, one you may read.`,
    },
    unmerge: {
      heading: sayIn`Undo the merge`,
      text: '',
      choice: '',
      hint: sayIn`Messages, questions and promises from before the merge come back to this ticket. What came since stays with the other.`,
      submit: sayIn`Undo the merge`,
      done: sayIn`The merge is undone: both tickets go on by themselves.`,
      refused: sayIn`The merge can no longer be undone: since then the other ticket was resolved, set aside, merged or split, a third was merged into it, or it changed lanes. Undo first what came after, or leave the tickets together.`,
    },
    split: {
      heading: sayIn`Split: another matter, another ticket`,
      text: sayIn`Subject of the new ticket`,
      choice: sayIn`Category of the new ticket`,
      hint: sayIn`The chosen messages go to a ticket of the same customer, with its own reference, and promises that count from the first of them. The customer receives the new reference.`,
      submit: sayIn`Open the second ticket`,
      done: sayIn`The second ticket is open; it stands among the related tickets.`,
      refused: sayIn`The ticket is not split: choose at least one message of the customer, and leave at least one here.`,
    },
    'set-aside': {
      heading: sayIn`This is not a complaint`,
      text: '',
      choice: sayIn`Because it is`,
      hint: sayIn`Nothing is owed to the customer any more. You can take the ticket up again: everything is then owed as before.`,
      submit: sayIn`Set aside`,
      done: sayIn`The ticket is set aside.`,
      refused: sayIn`The ticket is not set aside: choose a reason.`,
    },
    seller: {
      heading: sayIn`Name the seller`,
      text: sayIn`Seller's number, address or name`,
      choice: '',
      hint: sayIn`A known seller is found by number, address or the beginning of the name.`,
      submit: sayIn`Name this seller`,
      done: sayIn`The seller is named.`,
      refused: sayIn`No seller has this name, or several do: give the number or address, or the details of a new one.`,
    },
    'seller-question': {
      heading: sayIn`Ask the seller`,
      text: sayIn`Your message to the seller`,
      choice: sayIn`Answer expected within`,
      hint: sayIn`The customer's address is not shown. The customer is told that the seller has been asked.`,
      submit: sayIn`Send to the seller`,
      done: sayIn`The message to the seller is on its way.`,
      refused: sayIn`The message was not sent: write it, and check that the seller has an address.`,
    },
    cooperation: {
      heading: sayIn`The seller's cooperation`,
      text: sayIn`Why`,
      choice: sayIn`The seller`,
      hint: '',
      submit: sayIn`Record`,
      done: sayIn`It is recorded.`,
      refused: sayIn`Nothing is recorded: say why.`,
    },
    'seller-contact': {
      heading: sayIn`The customer wants the seller's details`,
      text: '',
      choice: '',
      hint: sayIn`The policy allows it when our efforts have failed (§\u00a05).`,
      submit: sayIn`Note the request`,
      done: sayIn`The request is noted.`,
      refused: sayIn`The request could not be noted.`,
    },
    'seller-contact-release': {
      heading: sayIn`Give the seller's details`,
      text: sayIn`Why now, if the seller was not asked in vain`,
      choice: '',
      hint: sayIn`The ticket keeps a record of who gave them, and when.`,
      submit: sayIn`Give the details`,
      done: sayIn`The details are on their way.`,
      refused: sayIn`They were not sent: the seller must have been asked in vain, or say why; and details must be on record.`,
    },
    'seller-contact-refusal': {
      heading: sayIn`Refuse the seller's details`,
      text: sayIn`Reason, which the customer reads`,
      choice: '',
      hint: '',
      submit: sayIn`Refuse`,
      done: sayIn`The refusal is on its way.`,
      refused: sayIn`The refusal was not sent: it needs a reason.`,
    },
    sanction: {
      heading: sayIn`Propose a sanction against the seller`,
      text: sayIn`Why`,
      choice: sayIn`Sanction`,
      hint: sayIn`A supervisor decides.`,
      submit: sayIn`Propose`,
      done: sayIn`The proposal waits for a supervisor.`,
      refused: sayIn`The proposal is not recorded: say why.`,
    },
    'taking-up': {
      heading: sayIn`Take the ticket up again`,
      text: '',
      choice: '',
      hint: sayIn`Everything is owed again, with the same deadlines.`,
      submit: sayIn`Take up`,
      done: sayIn`The ticket is taken up.`,
      refused: sayIn`The ticket could not be taken up.`,
    },
  },
}

/** Why something is no complaint, to follow "because it is". */
export const SET_ASIDE_WORDS: Record<Language, Record<SetAsideReason, string>> = {
  fr: {
    spam: say`un message indésirable`,
    thanks: say`un remerciement`,
    'not-a-complaint': say`une question sans réclamation`,
    'sent-by-mistake': say`un message envoyé par erreur`,
  },
  en: {
    spam: sayIn`unwanted mail`,
    thanks: sayIn`a thank-you`,
    'not-a-complaint': sayIn`a question without a complaint`,
    'sent-by-mistake': sayIn`a message sent by mistake`,
  },
}

/** The status of a ticket that is set aside, merged, or waiting for its customer. */
export const TICKET_STATUS_WORDS: Record<
  Language,
  { setAside: (when: string) => string; merged: string; waiting: (when: string) => string; tools: string }
> = {
  fr: {
    setAside: (when) => say`Classé le ${when} : rien n'est dû. Un nouveau message du client le reprend.`,
    merged: say`Fusionné : tout continue dans le dossier`,
    waiting: (when) =>
      say`Une question posée au client attend sa réponse depuis le ${when}. Les délais courent.`,
    tools: say`Faire avancer le dossier`,
  },
  en: {
    setAside: (when) =>
      sayIn`Set aside on ${when}: nothing is owed. A new message from the customer takes it up again.`,
    merged: sayIn`Merged: everything goes on in ticket`,
    waiting: (when) =>
      sayIn`A question has been open with the customer since ${when}. The clock keeps running.`,
    tools: sayIn`Move the ticket on`,
  },
}

/** Whether a call reached its customer. */
export const REACHED_WORDS: Record<Language, { yes: string; no: string }> = {
  fr: { yes: say`a été joint`, no: say`n'a pas été joint` },
  en: { yes: sayIn`was reached`, no: sayIn`was not reached` },
}
