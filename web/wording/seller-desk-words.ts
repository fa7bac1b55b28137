import type { Language } from '../../core/policy/language.ts'
import type { SanctionKind, SanctionReason } from '../../core/policy/sanction-kind.ts'
import { english, french } from '../../core/wording/typography.ts'

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
    heading: french`Vendeur`,
    typed: {
      legend: french`S'il n'est pas encore connu`,
      email: french`Adresse électronique`,
      telephone: french`Téléphone`,
      address: french`Adresse postale`,
    },
    requests: {
      asked: (when) => french`Interrogé, réponse attendue le ${when}`,
      answered: (when) => french`A répondu le ${when}`,
      silent: (when) => french`Sans réponse depuis le ${when}`,
    },
    cooperated: { yes: french`A coopéré`, no: french`N'a pas coopéré` },
    contact: {
      asked: (when) => french`Coordonnées demandées par le client le ${when}`,
      released: (when) => french`Coordonnées transmises le ${when}`,
      refused: (when) => french`Coordonnées refusées le ${when}`,
    },
    refusals: {
      mayAnswer: (when) =>
        french`Le vendeur peut encore répondre, jusqu'au ${when}. Son silence ne se juge qu'ensuite.`,
      notLeft: french`Notre question n'est pas encore partie : le vendeur a tout son temps pour répondre. Son silence ne se juge qu'ensuite.`,
      notSilent: french`Dans ce dossier, aucune question posée au vendeur n'est restée sans réponse au-delà du délai. Interrogez-le d'abord, ou retenez un autre motif.`,
      noNumber: french`Le numéro du vendeur sur la place de marché n'est pas connu : ajoutez-le d'abord à sa fiche.`,
      proposed: french`Une sanction de ce vendeur est déjà proposée ; un superviseur doit d'abord en décider.`,
      'in-force': french`Une sanction au moins aussi sévère est déjà en vigueur pour ce vendeur.`,
      ticket: french`C'est dans le dossier`,
    },
    kinds: {
      warning: french`Avertissement`,
      restriction: french`Restriction du compte`,
      termination: french`Résiliation du compte`,
    },
    reasons: {
      label: french`Motif`,
      'no-answer': french`Ne répond pas`,
      refused: french`Refuse de coopérer`,
      'agreement-not-kept': french`N'a pas tenu son engagement`,
      'bad-faith': french`Mauvaise foi`,
    },
    states: {
      proposed: french`proposé`,
      inForce: french`en vigueur`,
      refused: french`écarté`,
      lifted: french`levé`,
    },
    sanctions: {
      title: french`Sanctions des vendeurs`,
      lead: french`Un superviseur décide, jamais la personne qui a proposé la sanction. Le vendeur est informé de la raison et des voies de recours.`,
      none: {
        title: french`Aucune sanction à examiner`,
        next: french`Une proposition faite sur un dossier paraîtra ici.`,
      },
      proposedBy: (who, when) => french`Proposé par ${who} le ${when}`,
      why: french`Raison de la décision (le vendeur la lit)`,
      yes: french`Prononcer la sanction`,
      no: french`Écarter`,
      lift: french`Lever la sanction`,
      appeal: french`Le vendeur conteste`,
      uphold: french`Maintenir`,
      grant: french`Donner raison et lever`,
      contest: {
        heading: french`Noter une contestation reçue par téléphone`,
        who: french`Qui a appelé`,
        text: french`Ce qui a été dit contre la sanction`,
        submit: french`Enregistrer la contestation`,
        told: (who, words) => french`Par téléphone, ${who} : ${words}`,
        saved: french`La contestation est enregistrée : un autre superviseur y répond.`,
        refused: french`La contestation n'est pas enregistrée : indiquez qui a appelé et ce qui a été dit, dans le délai de recours.`,
      },
      saved: french`La décision est enregistrée.`,
      refused: french`La décision n'est pas enregistrée : il faut une raison, et ce n'est pas à l'auteur de la proposition de décider.`,
      own: french`Vous l'avez proposée : un autre superviseur décide.`,
    },
  },
  en: {
    heading: english`Seller`,
    typed: {
      legend: english`If not known yet`,
      email: english`Email address`,
      telephone: english`Telephone`,
      address: english`Postal address`,
    },
    requests: {
      asked: (when) => english`Asked, answer expected on ${when}`,
      answered: (when) => english`Answered on ${when}`,
      silent: (when) => english`No answer since ${when}`,
    },
    cooperated: { yes: english`Cooperated`, no: english`Did not cooperate` },
    contact: {
      asked: (when) => english`Details asked for by the customer on ${when}`,
      released: (when) => english`Details given on ${when}`,
      refused: (when) => english`Details refused on ${when}`,
    },
    refusals: {
      mayAnswer: (when) =>
        english`The seller may still answer, until ${when}. Silence is judged only afterwards.`,
      notLeft: english`Our question has not left yet: the seller has all their time to answer. Silence is judged only afterwards.`,
      notSilent: english`On this ticket no question to the seller has stayed unanswered past its time. Ask first, or choose another ground.`,
      noNumber: english`The seller's number on the marketplace is not known: add it to the seller first.`,
      proposed: english`A sanction of this seller is proposed already; a supervisor has to decide on it first.`,
      'in-force': english`A sanction at least as severe is in force against this seller already.`,
      ticket: english`It is on ticket`,
    },
    kinds: {
      warning: english`Warning`,
      restriction: english`Account restricted`,
      termination: english`Account terminated`,
    },
    reasons: {
      label: english`Ground`,
      'no-answer': english`Does not answer`,
      refused: english`Refuses to cooperate`,
      'agreement-not-kept': english`Did not keep an agreement`,
      'bad-faith': english`Bad faith`,
    },
    states: {
      proposed: english`proposed`,
      inForce: english`in force`,
      refused: english`dismissed`,
      lifted: english`lifted`,
    },
    sanctions: {
      title: english`Sanctions against sellers`,
      lead: english`A supervisor decides, never the person who proposed the sanction. The seller is told the reason and how to appeal.`,
      none: {
        title: english`No sanction to look at`,
        next: english`A proposal made on a ticket will appear here.`,
      },
      proposedBy: (who, when) => english`Proposed by ${who} on ${when}`,
      why: english`Reason for the decision (the seller reads it)`,
      yes: english`Impose the sanction`,
      no: english`Dismiss`,
      lift: english`Lift the sanction`,
      appeal: english`The seller appeals`,
      uphold: english`Uphold`,
      grant: english`Allow the appeal and lift`,
      contest: {
        heading: english`Record an appeal made by telephone`,
        who: english`Who called`,
        text: english`What was said against the sanction`,
        submit: english`Record the appeal`,
        told: (who, words) => english`By telephone, ${who}: ${words}`,
        saved: english`The appeal is recorded: another supervisor answers it.`,
        refused: english`The appeal is not recorded: say who called and what was said, within the time to appeal.`,
      },
      saved: english`The decision is recorded.`,
      refused: english`The decision is not recorded: it needs a reason, and the person who proposed it does not decide.`,
      own: english`You proposed it: another supervisor decides.`,
    },
  },
}
