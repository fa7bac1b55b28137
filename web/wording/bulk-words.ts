import type { ProblemCode } from '../../core/kernel/problem.ts'
import type { Language } from '../../core/policy/language.ts'
import type { BulkAct } from '../../core/ticket-actions/bulk.ts'
import { english, french } from '../../core/wording/typography.ts'

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
    legend: french`Agir sur les dossiers cochés`,
    chosen: french`cochés`,
    all: french`Tout cocher sur cette page`,
    one: (reference, who) => french`Cocher ${reference}, ${who}`,
    assign: {
      heading: french`Attribuer`,
      label: french`À qui`,
      me: french`À moi`,
      nobody: french`À personne`,
      submit: french`Attribuer les dossiers cochés`,
    },
    category: {
      heading: french`Changer la catégorie`,
      label: french`Nouvelle catégorie`,
      submit: french`Changer leur catégorie`,
    },
    resolve: {
      heading: french`Résoudre`,
      outcome: french`Issue`,
      label: french`Ce que nous disons à chaque client`,
      hint: french`Chaque client reçoit ce même texte dans son propre courriel, avec l'annonce de la résolution.`,
      submit: french`Résoudre et prévenir les clients`,
    },
    quarantine: french`Indésirables`,
    quarantineHint: french`Met ces dossiers de côté : plus rien n'est dû, rien n'est effacé.`,
    release: french`Libérer`,
    done: {
      assign: (count) =>
        count <= 1 ? french`${count} dossier attribué.` : french`${count} dossiers attribués.`,
      category: (count) =>
        count <= 1
          ? french`${count} dossier a changé de catégorie.`
          : french`${count} dossiers ont changé de catégorie.`,
      resolve: (count) =>
        count <= 1
          ? french`${count} dossier résolu ; son client est prévenu.`
          : french`${count} dossiers résolus ; leurs clients sont prévenus.`,
      quarantine: (count) =>
        count <= 1 ? french`${count} dossier mis de côté.` : french`${count} dossiers mis de côté.`,
      release: (count) =>
        count <= 1 ? french`${count} dossier libéré.` : french`${count} dossiers libérés.`,
    },
    refused: (count) =>
      count === 1 ? french`1 dossier n'a pas changé :` : french`${count} dossiers n'ont pas changé :`,
    why: {
      'invalid-input': french`il est en quarantaine, mis de côté ou fusionné`,
      'not-signed-in': french`votre session est terminée`,
      'not-allowed': french`cette personne n'a pas l'habilitation pour ce genre de dossier`,
      'not-found': french`il n'existe pas, ou vous ne pouvez plus le lire`,
      'already-done': french`c'était déjà fait`,
      'too-early': french`un délai court encore`,
      'link-expired': french`le lien n'est plus valable`,
      'too-large': french`c'est trop long`,
      'too-many-requests': french`trop de demandes en peu de temps`,
      'not-available': french`une erreur est survenue chez nous, essayez de nouveau`,
    },
    nothingChosen: french`Aucun dossier n'est coché. Cochez-en au moins un, puis recommencez.`,
    tooMany: (most) => french`Pas plus de ${most} dossiers à la fois.`,
    noWords: french`Dites aux clients ce qui a été décidé, puis recommencez. Vos choix sont conservés.`,
    noPerson: french`Choisissez à qui attribuer les dossiers, puis recommencez.`,
  },
  en: {
    legend: english`Act on the ticked tickets`,
    chosen: english`ticked`,
    all: english`Tick all on this page`,
    one: (reference, who) => english`Tick ${reference}, ${who}`,
    assign: {
      heading: english`Assign`,
      label: english`To whom`,
      me: english`To me`,
      nobody: english`To nobody`,
      submit: english`Assign the ticked tickets`,
    },
    category: {
      heading: english`Change the category`,
      label: english`New category`,
      submit: english`Change their category`,
    },
    resolve: {
      heading: english`Resolve`,
      outcome: english`Outcome`,
      label: english`What we tell each customer`,
      hint: english`Each customer gets this same text in their own email, with the announcement of the resolution.`,
      submit: english`Resolve and tell the customers`,
    },
    quarantine: english`Spam`,
    quarantineHint: english`Sets these tickets aside: nothing is owed any more, nothing is deleted.`,
    release: english`Release`,
    done: {
      assign: (count) =>
        count === 1 ? english`${count} ticket assigned.` : english`${count} tickets assigned.`,
      category: (count) =>
        count === 1
          ? english`${count} ticket has another category.`
          : english`${count} tickets have another category.`,
      resolve: (count) =>
        count === 1
          ? english`${count} ticket resolved; its customer is told.`
          : english`${count} tickets resolved; their customers are told.`,
      quarantine: (count) =>
        count === 1 ? english`${count} ticket set aside.` : english`${count} tickets set aside.`,
      release: (count) =>
        count === 1 ? english`${count} ticket released.` : english`${count} tickets released.`,
    },
    refused: (count) =>
      count === 1 ? english`1 ticket has not changed:` : english`${count} tickets have not changed:`,
    why: {
      'invalid-input': english`it is in quarantine, set aside or merged`,
      'not-signed-in': english`your session has ended`,
      'not-allowed': english`this person has no clearance for this kind of ticket`,
      'not-found': english`it does not exist, or you may not read it any more`,
      'already-done': english`it was done already`,
      'too-early': english`a time limit is still running`,
      'link-expired': english`the link is no longer valid`,
      'too-large': english`it is too long`,
      'too-many-requests': english`too many requests in a short time`,
      'not-available': english`something went wrong on our side, try again`,
    },
    nothingChosen: english`No ticket is ticked. Tick at least one, then try again.`,
    tooMany: (most) => english`No more than ${most} tickets at once.`,
    noWords: english`Tell the customers what was decided, then try again. Your choices are kept.`,
    noPerson: english`Choose whom to assign the tickets to, then try again.`,
  },
}
