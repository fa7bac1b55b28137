import type { Language } from '../policy/language.ts'
import type { SanctionKind, SanctionReason } from '../policy/sanction-kind.ts'
import { dayAndTime } from './dates.ts'
import type { Letter, RenderedMail } from './mail.ts'
import { renderMail } from './mail.ts'
import { type SellerLetterFacts, sellerLetter } from './seller.ts'

import { english, french } from './typography.ts'

interface SanctionFacts extends SellerLetterFacts {
  kind: SanctionKind
  reason: SanctionReason
  /** The supervisor's own reasons. */
  explanation: string
  since: Date
  appealBy: Date
}

/** Returns the mail to a seller about a sanction (policy §6), ready to send. */
export function sanctionMail(facts: SanctionFacts): RenderedMail {
  return renderMail(sanctionLetter(facts))
}

/** Returns its content: what is decided since when, what it means, why and by which rule, how to appeal and by when. */
function sanctionLetter(facts: SanctionFacts): Letter {
  const words = SANCTION_WORDS[facts.language]
  const kind = words.kinds[facts.kind]
  const inWords = (at: Date) => dayAndTime(facts.language, at, facts.writtenAt)
  return sellerLetter(facts, kind.decided, [
    { kind: 'paragraph', text: kind.toldOf({ name: facts.sellerName, when: inWords(facts.since) }) },
    { kind: 'paragraph', text: kind.meaning },
    { kind: 'heading', text: words.whyHeading },
    { kind: 'paragraph', text: words.reasons[facts.reason] },
    { kind: 'said', text: facts.explanation },
    { kind: 'paragraph', text: words.rule },
    { kind: 'heading', text: words.appealHeading },
    { kind: 'paragraph', text: words.appeal({ when: inWords(facts.appealBy) }) },
  ])
}

interface LiftedSanctionFacts extends SellerLetterFacts {
  kind: SanctionKind
  explanation: string
  since: Date
  liftedAt: Date
}

/** Returns the mail to a seller about a lifted sanction, ready to send. */
export function liftedSanctionMail(facts: LiftedSanctionFacts): RenderedMail {
  return renderMail(liftedSanctionLetter(facts))
}

/** Returns its content: what is lifted since when, and why. */
function liftedSanctionLetter(facts: LiftedSanctionFacts): Letter {
  const words = SANCTION_WORDS[facts.language]
  const kind = words.kinds[facts.kind]
  const inWords = (at: Date) => dayAndTime(facts.language, at, facts.writtenAt)
  const values = { name: facts.sellerName, since: inWords(facts.since), when: inWords(facts.liftedAt) }
  return sellerLetter(facts, kind.lifted, [
    { kind: 'paragraph', text: kind.toldLifted(values) },
    { kind: 'paragraph', text: words.liftedBecause },
    { kind: 'said', text: facts.explanation },
  ])
}

interface UpheldSanctionFacts extends SellerLetterFacts {
  kind: SanctionKind
  explanation: string
  appealedAt: Date
}

/** Returns the mail about an unsuccessful appeal, ready to send. A successful one gets the mail of the lifting. */
export function upheldSanctionMail(facts: UpheldSanctionFacts): RenderedMail {
  return renderMail(upheldSanctionLetter(facts))
}

/** Returns its content: what was appealed against when, that it is upheld, and why. */
function upheldSanctionLetter(facts: UpheldSanctionFacts): Letter {
  const words = SANCTION_WORDS[facts.language]
  const when = dayAndTime(facts.language, facts.appealedAt, facts.writtenAt)
  return sellerLetter(facts, words.appealDecision.subject, [
    { kind: 'paragraph', text: words.appealDecision.upheld({ the: words.kinds[facts.kind].the, when }) },
    { kind: 'said', text: facts.explanation },
    { kind: 'paragraph', text: words.appealDecision.last },
  ])
}

interface KindWords {
  /** Subject of the mail about the decision. */
  decided: string
  /** Subject of the mail about the lifting. */
  lifted: string
  toldOf: (values: { name: string; when: string }) => string
  /** What it means from now on. */
  meaning: string
  toldLifted: (values: { name: string; since: string; when: string }) => string
  /** With its article, to follow « vous avez contesté » or "you appealed against". */
  the: string
}

/** Every sentence to a seller about a sanction (policy §6). `when` and `since` come from dates.ts. */
interface SanctionWords {
  kinds: Record<SanctionKind, KindWords>
  whyHeading: string
  reasons: Record<SanctionReason, string>
  rule: string
  appealHeading: string
  appeal: (values: { when: string }) => string
  liftedBecause: string
  appealDecision: {
    subject: string
    upheld: (values: { the: string; when: string }) => string
    last: string
  }
}

const SANCTION_WORDS: Record<Language, SanctionWords> = {
  fr: {
    kinds: {
      warning: {
        decided: french`Avertissement concernant votre compte vendeur`,
        lifted: french`Votre avertissement est retiré`,
        toldOf: ({ name, when }) =>
          french`Le ${when}, nous avons décidé d'adresser un avertissement au compte vendeur ${name}.`,
        meaning: french`Votre compte n'est pas restreint. Si de tels faits se reproduisent, il pourra être restreint ou résilié.`,
        toldLifted: ({ name, since, when }) =>
          french`L'avertissement adressé le ${since} au compte vendeur ${name} est retiré depuis le ${when}.`,
        the: french`l'avertissement adressé à votre compte vendeur`,
      },
      restriction: {
        decided: french`Votre compte vendeur est restreint`,
        lifted: french`La restriction de votre compte vendeur est levée`,
        toldOf: ({ name, when }) => french`Le compte vendeur ${name} est restreint depuis le ${when}.`,
        meaning: french`Cette restriction reste en vigueur tant que nous ne vous avons pas écrit qu'elle est levée.`,
        toldLifted: ({ name, since, when }) =>
          french`La restriction du compte vendeur ${name}, en vigueur depuis le ${since}, est levée depuis le ${when}.`,
        the: french`la restriction de votre compte vendeur`,
      },
      termination: {
        decided: french`Votre compte vendeur est résilié`,
        lifted: french`La résiliation de votre compte vendeur est levée`,
        toldOf: ({ name, when }) => french`Le compte vendeur ${name} est résilié depuis le ${when}.`,
        meaning: french`Cette résiliation reste en vigueur tant que nous ne vous avons pas écrit qu'elle est levée.`,
        toldLifted: ({ name, since, when }) =>
          french`La résiliation du compte vendeur ${name}, en vigueur depuis le ${since}, est levée depuis le ${when}.`,
        the: french`la résiliation de votre compte vendeur`,
      },
    },
    whyHeading: french`Pourquoi cette décision`,
    reasons: {
      'no-answer': french`Vous n'avez pas répondu à nos demandes au sujet de la plainte d'un client.`,
      refused: french`Vous avez refusé de contribuer à résoudre la plainte d'un client.`,
      'agreement-not-kept': french`Vous n'avez pas tenu un engagement pris pour résoudre la plainte d'un client.`,
      'bad-faith': french`Nous avons constaté un manque de bonne foi dans le traitement de la plainte d'un client.`,
    },
    rule: french`Notre politique de résolution des litiges prévoit, à sa section 6, que tout vendeur qui ne coopère pas de bonne foi pour résoudre la plainte d'un client peut voir son compte vendeur restreint ou résilié.`,
    appealHeading: french`Si vous contestez cette décision`,
    appeal: ({ when }) =>
      french`Répondez à ce message avant le ${when} en nous expliquant pourquoi. Une personne qui n'a pas pris cette décision examinera votre contestation et vous répondra par écrit.`,
    liftedBecause: french`Voici ce qui motive cette décision :`,
    appealDecision: {
      subject: french`Réponse à votre contestation`,
      upheld: ({ the, when }) =>
        french`Le ${when}, vous avez contesté ${the}. Une personne qui n'avait pas pris cette décision a réexaminé le dossier : la décision est maintenue.`,
      last: french`Cette réponse met fin à notre examen de votre contestation.`,
    },
  },
  en: {
    kinds: {
      warning: {
        decided: english`A warning about your seller account`,
        lifted: english`Your warning is withdrawn`,
        toldOf: ({ name, when }) =>
          english`On ${when} we decided to issue a warning to the seller account ${name}.`,
        meaning: english`Your account is not restricted. If this happens again, it may be restricted or terminated.`,
        toldLifted: ({ name, since, when }) =>
          english`The warning issued on ${since} to the seller account ${name} was withdrawn on ${when}.`,
        the: english`the warning issued to your seller account`,
      },
      restriction: {
        decided: english`Your seller account is restricted`,
        lifted: english`The restriction of your seller account is lifted`,
        toldOf: ({ name, when }) => english`The seller account ${name} was restricted on ${when}.`,
        meaning: english`The restriction stays in force until we tell you in writing that it is lifted.`,
        toldLifted: ({ name, since, when }) =>
          english`The restriction of the seller account ${name}, in force since ${since}, was lifted on ${when}.`,
        the: english`the restriction of your seller account`,
      },
      termination: {
        decided: english`Your seller account is terminated`,
        lifted: english`The termination of your seller account is lifted`,
        toldOf: ({ name, when }) => english`The seller account ${name} was terminated on ${when}.`,
        meaning: english`The termination stays in force until we tell you in writing that it is lifted.`,
        toldLifted: ({ name, since, when }) =>
          english`The termination of the seller account ${name}, in force since ${since}, was lifted on ${when}.`,
        the: english`the termination of your seller account`,
      },
    },
    whyHeading: english`Why we decided this`,
    reasons: {
      'no-answer': english`You did not answer our requests about a customer's complaint.`,
      refused: english`You refused to help resolve a customer's complaint.`,
      'agreement-not-kept': english`You did not keep an undertaking you had given to resolve a customer's complaint.`,
      'bad-faith': english`We found a lack of good faith in the handling of a customer's complaint.`,
    },
    rule: english`Section 6 of our dispute resolution policy says that a seller who does not cooperate in good faith to resolve a customer's complaint may have their seller account restricted or terminated.`,
    appealHeading: english`If you disagree`,
    appeal: ({ when }) =>
      english`Reply to this message by ${when} and tell us why. Someone who did not take this decision will review your appeal and answer you in writing.`,
    liftedBecause: english`Here is why:`,
    appealDecision: {
      subject: english`Our answer to your appeal`,
      upheld: ({ the, when }) =>
        english`On ${when} you appealed against ${the}. Someone who had not taken this decision has reviewed the case: the decision stands.`,
      last: english`This answer ends our review of your appeal.`,
    },
  },
}
