import type { SanctionKind, SanctionReason } from '../policy/sanction-kind.ts'
import { dayAndTime } from './dates.ts'
import type { Letter, RenderedMail } from './letter.ts'
import { renderMail } from './mail.ts'
import { type SellerLetterFacts, sellerLetter } from './seller.ts'
import { SANCTION_WORDS } from './seller-sanction-words.ts'

export interface SanctionFacts extends SellerLetterFacts {
  kind: SanctionKind
  reason: SanctionReason
  /** The supervisor's own words on why. */
  explanation: string
  since: Date
  appealBy: Date
}

/** The mail that tells a seller of a sanction (policy §6), ready to send. */
export function sanctionMail(facts: SanctionFacts): RenderedMail {
  return renderMail(sanctionLetter(facts))
}

/** What it says: what is decided since when, what it means, why and by which rule, how to appeal and by when. */
export function sanctionLetter(facts: SanctionFacts): Letter {
  const words = SANCTION_WORDS[facts.language]
  const kind = words.kinds[facts.kind]
  const said = (at: Date) => dayAndTime(facts.language, at, facts.writtenAt)
  return sellerLetter(facts, kind.decided, [
    { kind: 'paragraph', text: kind.toldOf({ name: facts.sellerName, when: said(facts.since) }) },
    { kind: 'paragraph', text: kind.meaning },
    { kind: 'heading', text: words.whyHeading },
    { kind: 'paragraph', text: words.reasons[facts.reason] },
    { kind: 'said', text: facts.explanation },
    { kind: 'paragraph', text: words.rule },
    { kind: 'heading', text: words.appealHeading },
    { kind: 'paragraph', text: words.appeal({ when: said(facts.appealBy) }) },
  ])
}

export interface LiftedSanctionFacts extends SellerLetterFacts {
  kind: SanctionKind
  explanation: string
  since: Date
  liftedAt: Date
}

/** The mail that tells a seller that a sanction is lifted, ready to send. */
export function liftedSanctionMail(facts: LiftedSanctionFacts): RenderedMail {
  return renderMail(liftedSanctionLetter(facts))
}

/** What it says: what is lifted since when, and why. */
export function liftedSanctionLetter(facts: LiftedSanctionFacts): Letter {
  const words = SANCTION_WORDS[facts.language]
  const kind = words.kinds[facts.kind]
  const said = (at: Date) => dayAndTime(facts.language, at, facts.writtenAt)
  const told = { name: facts.sellerName, since: said(facts.since), when: said(facts.liftedAt) }
  return sellerLetter(facts, kind.lifted, [
    { kind: 'paragraph', text: kind.toldLifted(told) },
    { kind: 'paragraph', text: words.liftedBecause },
    { kind: 'said', text: facts.explanation },
  ])
}

export interface UpheldSanctionFacts extends SellerLetterFacts {
  kind: SanctionKind
  explanation: string
  appealedAt: Date
}

/** The mail that answers an appeal without success, ready to send; one with success is the lifting itself. */
export function upheldSanctionMail(facts: UpheldSanctionFacts): RenderedMail {
  return renderMail(upheldSanctionLetter(facts))
}

/** What it says: what was appealed against when, that it stands, and why. */
export function upheldSanctionLetter(facts: UpheldSanctionFacts): Letter {
  const words = SANCTION_WORDS[facts.language]
  const when = dayAndTime(facts.language, facts.appealedAt, facts.writtenAt)
  return sellerLetter(facts, words.appealAnswer.subject, [
    { kind: 'paragraph', text: words.appealAnswer.upheld({ the: words.kinds[facts.kind].the, when }) },
    { kind: 'said', text: facts.explanation },
    { kind: 'paragraph', text: words.appealAnswer.last },
  ])
}
