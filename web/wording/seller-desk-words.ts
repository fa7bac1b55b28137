import type { Language } from '../../core/policy/language.ts'
import type { SanctionKind, SanctionReason } from '../../core/policy/sanction-kind.ts'
import { french as say, english as sayIn } from '../../core/wording/typography.ts'

type At = (when: string) => string

/** The desk's texts about sellers: who they are, what they were asked, what is decided about them. */
interface SellerDeskWords {
  heading: string
  typed: { legend: string; email: string; telephone: string; address: string }
  requests: { asked: At; answered: At; silent: At }
  cooperated: { yes: string; no: string }
  contact: { asked: At; released: At; refused: At }
  refusals: {
    mayAnswer: At
    notLeft: string
    notSilent: string
    noNumber: string
    proposed: string
    'in-force': string
    ticket: string
  }
  kinds: Record<SanctionKind, string>
  reasons: Record<SanctionReason | 'label', string>
  states: { proposed: string; inForce: string; refused: string; lifted: string }
  sanctions: {
    title: string
    lead: string
    none: { title: string; next: string }
    proposedBy: (who: string, when: string) => string
    why: string
    yes: string
    no: string
    lift: string
    appeal: string
    uphold: string
    grant: string
    contest: {
      heading: string
      who: string
      text: string
      submit: string
      told: (who: string, words: string) => string
      saved: string
      refused: string
    }
    saved: string
    refused: string
    own: string
  }
}

/** The texts in both languages. */
export const SELLER_DESK_WORDS: Record<Language, SellerDeskWords> = {
  fr: {
    heading: say`Vendeur`,
    typed: {
      legend: say`S'il n'est pas encore connu`,
      email: say`Adresse électronique`,
      telephone: say`Téléphone`,
      address: say`Adresse postale`,
    },
    requests: {
      asked: (when) => say`Interrogé, réponse attendue le ${when}`,
      answered: (when) => say`A répondu le ${when}`,
      silent: (when) => say`Sans réponse depuis le ${when}`,
    },
    cooperated: { yes: say`A coopéré`, no: say`N'a pas coopéré` },
    contact: {
      asked: (when) => say`Coordonnées demandées par le client le ${when}`,
      released: (when) => say`Coordonnées transmises le ${when}`,
      refused: (when) => say`Coordonnées refusées le ${when}`,
    },
    refusals: {
      mayAnswer: (when) =>
        say`Le vendeur peut encore répondre, jusqu'au ${when}. Son silence ne se juge qu'ensuite.`,
      notLeft: say`Notre question n'est pas encore partie : le vendeur a tout son temps pour répondre. Son silence ne se juge qu'ensuite.`,
      notSilent: say`Dans ce dossier, aucune question posée au vendeur n'est restée sans réponse au-delà du délai. Interrogez-le d'abord, ou retenez un autre motif.`,
      noNumber: say`Le numéro du vendeur sur la place de marché n'est pas connu : ajoutez-le d'abord à sa fiche.`,
      proposed: say`Une sanction de ce vendeur est déjà proposée ; un superviseur doit d'abord en décider.`,
      'in-force': say`Une sanction au moins aussi sévère est déjà en vigueur pour ce vendeur.`,
      ticket: say`C'est dans le dossier`,
    },
    kinds: {
      warning: say`Avertissement`,
      restriction: say`Restriction du compte`,
      termination: say`Résiliation du compte`,
    },
    reasons: {
      label: say`Motif`,
      'no-answer': say`Ne répond pas`,
      refused: say`Refuse de coopérer`,
      'agreement-not-kept': say`N'a pas tenu son engagement`,
      'bad-faith': say`Mauvaise foi`,
    },
    states: { proposed: say`proposé`, inForce: say`en vigueur`, refused: say`écarté`, lifted: say`levé` },
    sanctions: {
      title: say`Sanctions des vendeurs`,
      lead: say`Un superviseur décide, jamais la personne qui a proposé la sanction. Le vendeur est informé de la raison et des voies de recours.`,
      none: {
        title: say`Aucune sanction à examiner`,
        next: say`Une proposition faite sur un dossier paraîtra ici.`,
      },
      proposedBy: (who, when) => say`Proposé par ${who} le ${when}`,
      why: say`Raison de la décision (le vendeur la lit)`,
      yes: say`Prononcer la sanction`,
      no: say`Écarter`,
      lift: say`Lever la sanction`,
      appeal: say`Le vendeur conteste`,
      uphold: say`Maintenir`,
      grant: say`Donner raison et lever`,
      contest: {
        heading: say`Noter une contestation reçue par téléphone`,
        who: say`Qui a appelé`,
        text: say`Ce qui a été dit contre la sanction`,
        submit: say`Enregistrer la contestation`,
        told: (who, words) => say`Par téléphone, ${who} : ${words}`,
        saved: say`La contestation est enregistrée : un autre superviseur y répond.`,
        refused: say`La contestation n'est pas enregistrée : indiquez qui a appelé et ce qui a été dit, dans le délai de recours.`,
      },
      saved: say`La décision est enregistrée.`,
      refused: say`La décision n'est pas enregistrée : il faut une raison, et ce n'est pas à l'auteur de la proposition de décider.`,
      own: say`Vous l'avez proposée : un autre superviseur décide.`,
    },
  },
  en: {
    heading: sayIn`Seller`,
    typed: {
      legend: sayIn`If not known yet`,
      email: sayIn`Email address`,
      telephone: sayIn`Telephone`,
      address: sayIn`Postal address`,
    },
    requests: {
      asked: (when) => sayIn`Asked, answer expected on ${when}`,
      answered: (when) => sayIn`Answered on ${when}`,
      silent: (when) => sayIn`No answer since ${when}`,
    },
    cooperated: { yes: sayIn`Cooperated`, no: sayIn`Did not cooperate` },
    contact: {
      asked: (when) => sayIn`Details asked for by the customer on ${when}`,
      released: (when) => sayIn`Details given on ${when}`,
      refused: (when) => sayIn`Details refused on ${when}`,
    },
    refusals: {
      mayAnswer: (when) =>
        sayIn`The seller may still answer, until ${when}. Silence is judged only afterwards.`,
      notLeft: sayIn`Our question has not left yet: the seller has all their time to answer. Silence is judged only afterwards.`,
      notSilent: sayIn`On this ticket no question to the seller has stayed unanswered past its time. Ask first, or choose another ground.`,
      noNumber: sayIn`The seller's number on the marketplace is not known: add it to the seller first.`,
      proposed: sayIn`A sanction of this seller is proposed already; a supervisor has to decide on it first.`,
      'in-force': sayIn`A sanction at least as severe is in force against this seller already.`,
      ticket: sayIn`It is on ticket`,
    },
    kinds: {
      warning: sayIn`Warning`,
      restriction: sayIn`Account restricted`,
      termination: sayIn`Account terminated`,
    },
    reasons: {
      label: sayIn`Ground`,
      'no-answer': sayIn`Does not answer`,
      refused: sayIn`Refuses to cooperate`,
      'agreement-not-kept': sayIn`Did not keep an agreement`,
      'bad-faith': sayIn`Bad faith`,
    },
    states: {
      proposed: sayIn`proposed`,
      inForce: sayIn`in force`,
      refused: sayIn`dismissed`,
      lifted: sayIn`lifted`,
    },
    sanctions: {
      title: sayIn`Sanctions against sellers`,
      lead: sayIn`A supervisor decides, never the person who proposed the sanction. The seller is told the reason and how to appeal.`,
      none: {
        title: sayIn`No sanction to look at`,
        next: sayIn`A proposal made on a ticket will appear here.`,
      },
      proposedBy: (who, when) => sayIn`Proposed by ${who} on ${when}`,
      why: sayIn`Reason for the decision (the seller reads it)`,
      yes: sayIn`Impose the sanction`,
      no: sayIn`Dismiss`,
      lift: sayIn`Lift the sanction`,
      appeal: sayIn`The seller appeals`,
      uphold: sayIn`Uphold`,
      grant: sayIn`Allow the appeal and lift`,
      contest: {
        heading: sayIn`Record an appeal made by telephone`,
        who: sayIn`Who called`,
        text: sayIn`What was said against the sanction`,
        submit: sayIn`Record the appeal`,
        told: (who, words) => sayIn`By telephone, ${who}: ${words}`,
        saved: sayIn`The appeal is recorded: another supervisor answers it.`,
        refused: sayIn`The appeal is not recorded: say who called and what was said, within the time to appeal.`,
      },
      saved: sayIn`The decision is recorded.`,
      refused: sayIn`The decision is not recorded: it needs a reason, and the person who proposed it does not decide.`,
      own: sayIn`You proposed it: another supervisor decides.`,
    },
  },
}
