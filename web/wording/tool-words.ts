import type { Language } from '../../core/language.ts'
import type { SetAsideReason } from '../../core/set-aside.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** What can be done to a ticket beside answering and resolving it. */
export type ToolName =
  | 'note'
  | 'investigation'
  | 'question'
  | 'call'
  | 'conclusion'
  | 'escalation'
  | 'merge'
  | 'set-aside'
  | 'taking-up'

/** What a tool's form says. */
export interface ToolWords {
  heading: string
  /** Label of its text. */
  text: string
  /** Label of its choice. */
  choice: string
  hint: string
  submit: string
  done: string
  /** Why it could not be done, and what to do. */
  refused: string
}

/** The tools' words in both languages. */
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
      submit: say`L'enquête commence`,
      done: say`L'enquête est commencée.`,
      refused: say`Seul l'enquêteur désigné, ou un membre de l'équipe qui a le dossier, peut commencer l'enquête.`,
    },
    question: {
      heading: say`Demander une information au client`,
      text: say`Votre question`,
      choice: say`Réponse attendue sous`,
      hint: say`Les délais continuent de courir. Sans réponse, le client est relancé une fois.`,
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
      hint: say`Le client les reçoit. Le dossier reste ouvert jusqu'à sa résolution.`,
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
    'set-aside': {
      heading: say`Ce n'est pas une réclamation`,
      text: '',
      choice: say`Parce que c'est`,
      hint: say`Plus rien n'est dû au client. Vous pourrez reprendre le dossier : tout sera dû comme avant.`,
      submit: say`Classer`,
      done: say`Le dossier est classé.`,
      refused: say`Le dossier n'est pas classé : choisissez une raison.`,
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
      hint: sayIn`An investigation begins with the investigator's first act. The customer hears of it in the next update.`,
      submit: sayIn`The investigation begins`,
      done: sayIn`The investigation has begun.`,
      refused: sayIn`Only the investigator named, or a member of the team that has the ticket, can begin the investigation.`,
    },
    question: {
      heading: sayIn`Ask the customer for information`,
      text: sayIn`Your question`,
      choice: sayIn`Reply expected within`,
      hint: sayIn`The clock runs on. Without a reply the customer is reminded once.`,
      submit: sayIn`Ask the question`,
      done: sayIn`The question is on its way.`,
      refused: sayIn`The question has not left: write it, and check that the ticket is open.`,
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
      heading: sayIn`Tell the conclusions`,
      text: sayIn`What the investigation showed, and what follows`,
      choice: '',
      hint: sayIn`They go to the customer. The ticket stays open until it is resolved.`,
      submit: sayIn`Send the conclusions`,
      done: sayIn`The conclusions are on their way.`,
      refused: sayIn`The conclusions have not left: write what was found, and check that the ticket is open.`,
    },
    escalation: {
      heading: sayIn`Hand to the next level`,
      text: sayIn`Why`,
      choice: sayIn`Hand to`,
      hint: sayIn`A ticket never comes down again.`,
      submit: sayIn`Hand up`,
      done: sayIn`The ticket is handed up.`,
      refused: sayIn`The ticket is not handed up: say why, and choose a higher level.`,
    },
    merge: {
      heading: sayIn`Merge with another ticket`,
      text: sayIn`Reference of the ticket that goes on`,
      choice: '',
      hint: sayIn`Both must be of the same customer. The earliest first contact is kept.`,
      submit: sayIn`Merge`,
      done: sayIn`The tickets are merged.`,
      refused: sayIn`These tickets cannot be merged: the reference must be of another open ticket of the same customer that you may read.`,
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
    'taking-up': {
      heading: sayIn`Take the ticket up again`,
      text: '',
      choice: '',
      hint: sayIn`Everything is owed again, at the same times.`,
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

/** How a ticket stands when it is set aside, merged, or waits for its customer. */
export const STANDING_WORDS: Record<
  Language,
  { setAside: (when: string) => string; merged: string; waiting: (when: string) => string; tools: string }
> = {
  fr: {
    setAside: (when) => say`Classé le ${when} : rien n'est dû. Un nouveau message du client le reprend.`,
    merged: say`Fusionné : tout continue dans le dossier`,
    waiting: (when) => say`Une question est posée au client depuis le ${when}. Les délais courent.`,
    tools: say`Faire avancer le dossier`,
  },
  en: {
    setAside: (when) =>
      sayIn`Set aside on ${when}: nothing is owed. A new message of the customer takes it up.`,
    merged: sayIn`Merged: everything goes on in ticket`,
    waiting: (when) => sayIn`The customer has been asked a question since ${when}. The clock runs on.`,
    tools: sayIn`Move the ticket on`,
  },
}
