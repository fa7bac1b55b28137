import type { ProblemCode } from '../../core/kernel/problem.ts'
import type { Language } from '../../core/policy/language.ts'
import type { BulkAct } from '../../core/ticket-actions/bulk.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

/** The texts of one action on several tickets of a list. */
interface BulkWords {
  legend: string
  chosen: string
  all: string
  one: (reference: string, who: string) => string
  assign: { heading: string; label: string; me: string; nobody: string; submit: string }
  category: { heading: string; label: string; submit: string }
  resolve: { heading: string; outcome: string; label: string; hint: string; submit: string }
  quarantine: string
  quarantineHint: string
  release: string
  done: Record<BulkAct['kind'], (count: number) => string>
  refused: (count: number) => string
  why: Record<ProblemCode, string>
  nothingChosen: string
  tooMany: (most: number) => string
  noWords: string
  noPerson: string
}

/** The texts in both languages. */
export const BULK_WORDS: Record<Language, BulkWords> = {
  fr: {
    legend: say`Agir sur les dossiers cochés`,
    chosen: say`cochés`,
    all: say`Tout cocher sur cette page`,
    one: (reference, who) => say`Cocher ${reference}, ${who}`,
    assign: {
      heading: say`Attribuer`,
      label: say`À qui`,
      me: say`À moi`,
      nobody: say`À personne`,
      submit: say`Attribuer les dossiers cochés`,
    },
    category: {
      heading: say`Changer la catégorie`,
      label: say`Nouvelle catégorie`,
      submit: say`Changer leur catégorie`,
    },
    resolve: {
      heading: say`Résoudre`,
      outcome: say`Issue`,
      label: say`Ce que nous disons à chaque client`,
      hint: say`Chaque client reçoit ce même texte dans son propre courriel, avec l'annonce de la résolution.`,
      submit: say`Résoudre et prévenir les clients`,
    },
    quarantine: say`Indésirables`,
    quarantineHint: say`Met ces dossiers de côté : plus rien n'est dû, rien n'est effacé.`,
    release: say`Libérer`,
    done: {
      assign: (count) => (count <= 1 ? say`${count} dossier attribué.` : say`${count} dossiers attribués.`),
      category: (count) =>
        count <= 1
          ? say`${count} dossier a changé de catégorie.`
          : say`${count} dossiers ont changé de catégorie.`,
      resolve: (count) =>
        count <= 1
          ? say`${count} dossier résolu ; son client est prévenu.`
          : say`${count} dossiers résolus ; leurs clients sont prévenus.`,
      quarantine: (count) =>
        count <= 1 ? say`${count} dossier mis de côté.` : say`${count} dossiers mis de côté.`,
      release: (count) => (count <= 1 ? say`${count} dossier libéré.` : say`${count} dossiers libérés.`),
    },
    refused: (count) =>
      count === 1 ? say`1 dossier n'a pas changé :` : say`${count} dossiers n'ont pas changé :`,
    why: {
      'invalid-input': say`il est en quarantaine, mis de côté ou fusionné`,
      'not-signed-in': say`votre session est terminée`,
      'not-allowed': say`cette personne n'a pas l'habilitation pour ce genre de dossier`,
      'not-found': say`il n'existe pas, ou vous ne pouvez plus le lire`,
      'already-done': say`c'était déjà fait`,
      'too-early': say`un délai court encore`,
      'link-expired': say`le lien n'est plus valable`,
      'too-large': say`c'est trop long`,
      'too-many-requests': say`trop de demandes en peu de temps`,
      'not-available': say`une erreur est survenue chez nous, essayez de nouveau`,
    },
    nothingChosen: say`Aucun dossier n'est coché. Cochez-en au moins un, puis recommencez.`,
    tooMany: (most) => say`Pas plus de ${most} dossiers à la fois.`,
    noWords: say`Dites aux clients ce qui a été décidé, puis recommencez. Vos choix sont conservés.`,
    noPerson: say`Choisissez à qui attribuer les dossiers, puis recommencez.`,
  },
  en: {
    legend: sayIn`Act on the ticked tickets`,
    chosen: sayIn`ticked`,
    all: sayIn`Tick all on this page`,
    one: (reference, who) => sayIn`Tick ${reference}, ${who}`,
    assign: {
      heading: sayIn`Assign`,
      label: sayIn`To whom`,
      me: sayIn`To me`,
      nobody: sayIn`To nobody`,
      submit: sayIn`Assign the ticked tickets`,
    },
    category: {
      heading: sayIn`Change the category`,
      label: sayIn`New category`,
      submit: sayIn`Change their category`,
    },
    resolve: {
      heading: sayIn`Resolve`,
      outcome: sayIn`Outcome`,
      label: sayIn`What we tell each customer`,
      hint: sayIn`Each customer gets this same text in their own email, with the announcement of the resolution.`,
      submit: sayIn`Resolve and tell the customers`,
    },
    quarantine: sayIn`Spam`,
    quarantineHint: sayIn`Sets these tickets aside: nothing is owed any more, nothing is deleted.`,
    release: sayIn`Release`,
    done: {
      assign: (count) => (count === 1 ? sayIn`${count} ticket assigned.` : sayIn`${count} tickets assigned.`),
      category: (count) =>
        count === 1
          ? sayIn`${count} ticket has another category.`
          : sayIn`${count} tickets have another category.`,
      resolve: (count) =>
        count === 1
          ? sayIn`${count} ticket resolved; its customer is told.`
          : sayIn`${count} tickets resolved; their customers are told.`,
      quarantine: (count) =>
        count === 1 ? sayIn`${count} ticket set aside.` : sayIn`${count} tickets set aside.`,
      release: (count) =>
        count === 1 ? sayIn`${count} ticket released.` : sayIn`${count} tickets released.`,
    },
    refused: (count) =>
      count === 1 ? sayIn`1 ticket has not changed:` : sayIn`${count} tickets have not changed:`,
    why: {
      'invalid-input': sayIn`it is in quarantine, set aside or merged`,
      'not-signed-in': sayIn`your session has ended`,
      'not-allowed': sayIn`this person has no clearance for this kind of ticket`,
      'not-found': sayIn`it does not exist, or you may not read it any more`,
      'already-done': sayIn`it was done already`,
      'too-early': sayIn`a time limit is still running`,
      'link-expired': sayIn`the link is no longer valid`,
      'too-large': sayIn`it is too long`,
      'too-many-requests': sayIn`too many requests in a short time`,
      'not-available': sayIn`something went wrong on our side, try again`,
    },
    nothingChosen: sayIn`No ticket is ticked. Tick at least one, then try again.`,
    tooMany: (most) => sayIn`No more than ${most} tickets at once.`,
    noWords: sayIn`Tell the customers what was decided, then try again. Your choices are kept.`,
    noPerson: sayIn`Choose whom to assign the tickets to, then try again.`,
  },
}
